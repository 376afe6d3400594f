"""Stays as the registry keeps them: the migration makes those that follow from the histories that it finds."""

from importlib import import_module
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import select, text

from bench import decade
from services.case_registry.domain.stays import told
from services.case_registry.store.history import HISTORY, entry_of
from services.case_registry.store.stays import STAYS, rows_of
from services.case_registry.store.visibility import CASES
from tests.case_registry.builders import COURT, handed_over, moved
from tests.case_registry.country import at
from tests.case_registry.court_builders import in_trial
from tests.support.service import ServiceUnderTest

MIGRATION = import_module("services.case_registry.migrations.versions.0145_prosecution")


async def test_the_migration_makes_the_stays_that_follow_from_each_history(registry: ServiceUnderTest) -> None:
    appealed = await in_trial(registry)
    for status in ("judgedFirstInstance", "appealed"):
        await moved(registry, appealed, status, COURT, on="2026-03-02")
    await handed_over(registry, appealed, at("psc", "01"), COURT)
    async with registry.connection() as connection:
        for rows in decade.batches(120):
            for table in (CASES, HISTORY):
                given: list[dict[str, Any]] = rows.tables[table.name]
                await connection.execute(table.insert(), [dict.fromkeys(table.columns.keys()) | row for row in given])
        kept = await stays_in(connection)
        await connection.execute(text("delete from case_stays"))
        await connection.execute(text(MIGRATION.STAYS))
        made = await stays_in(connection)
        histories = (
            await connection.execute(select(HISTORY).order_by(HISTORY.c.case_id, HISTORY.c.position))
        ).mappings()
        expected = [
            row
            for _, history in groupby(histories, key=itemgetter("case_id"))
            for row in rows_of(told([entry_of(entry) for entry in history]))
        ]
    assert made == expected
    assert [row for row in made if row["case_id"] == appealed] == kept


async def stays_in(connection: Any) -> list[dict[str, Any]]:
    rows = (await connection.execute(select(STAYS).order_by(STAYS.c.case_id, STAYS.c.position))).mappings()
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in rows
    ]
