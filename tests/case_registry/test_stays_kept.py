"""Stays as the registry keeps them: the migration makes those that follow from the histories that it finds."""

from datetime import date
from importlib import import_module
from itertools import groupby
from operator import itemgetter
from statistics import median
from typing import Any

from sqlalchemy import select, text

from bench import decade
from services.case_registry.domain.stays import Exit, Stage, Stay, told
from services.case_registry.domain.words import Kind
from services.case_registry.store import criminal_work, yearly
from services.case_registry.store.history import HISTORY, entry_of
from services.case_registry.store.stays import STAYS, rows_of, scope_of
from services.case_registry.store.visibility import CASES
from tests.case_registry.builders import COURT, handed_over
from tests.case_registry.country import at
from tests.case_registry.court_builders import (
    brought,
    in_trial,
)
from tests.case_registry.test_stays import counted
from tests.support.service import ServiceUnderTest

TODAY = date(2026, 10, 31)
MIGRATION = import_module("services.case_registry.migrations.versions.0145_prosecution")


async def test_the_migration_makes_the_stays_that_follow_from_each_history(registry: ServiceUnderTest) -> None:
    appealed = await in_trial(registry)
    await brought(registry, appealed, COURT, "judgedFirstInstance", "appealed")
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


async def test_counting_in_the_database_is_counting_one_by_one(registry: ServiceUnderTest) -> None:
    stays: list[Stay] = []
    async with registry.connection() as connection:
        for rows in decade.batches(150):
            for table in (CASES, HISTORY, STAYS):
                given: list[dict[str, Any]] = rows.tables[table.name]
                await connection.execute(table.insert(), [dict.fromkeys(table.columns.keys()) | row for row in given])
            history = sorted(rows.tables[HISTORY.name], key=itemgetter("case_id", "position"))
            for _, entries in groupby(history, key=itemgetter("case_id")):
                stays += told([entry_of(entry) for entry in entries])
        await connection.commit()
    with_prosecutors = [stay for stay in stays if stay.stage is Stage.PROSECUTION and stay.office.member == "ospp"]
    before_courts = [stay for stay in stays if stay.stage is not Stage.PROSECUTION and stay.counted]
    async with registry.units.open() as unit:
        for year in (2018, 2021, 2026):
            scope = scope_of(Kind.PROSECUTOR, ["ospp"], [], None)
            assert await criminal_work.tally(unit, scope, year, TODAY, carried=True) == counted(with_prosecutors, year)
            tables = await yearly.tables(unit, scope_of(Kind.COURT, ["psc"], [], None), year, None)
            mine = [
                stay
                for stay in before_courts
                if stay.began_on.year <= year and (stay.ended_on is None or stay.ended_on.year >= year)
            ]
            still = [stay for stay in mine if stay.ended_on is None or stay.ended_on.year > year]
            decided = [stay for stay in mine if stay.exit is Exit.DECIDED and stay not in still]
            assert (tables.total.pending, tables.total.decided) == (len(still), len(decided))
            assert sum(counts.pending for counts in tables.by_court.values()) == len(still)
            assert sum(counts.pending for counts in tables.by_category.values()) == len(still)
            days = [(stay.ended_on - stay.began_on).days for stay in decided if stay.ended_on is not None]
            assert tables.total.median_days == round(median(days), 1)


async def stays_in(connection: Any) -> list[dict[str, Any]]:
    rows = (await connection.execute(select(STAYS).order_by(STAYS.c.case_id, STAYS.c.position))).mappings()
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in rows
    ]
