"""Ten years of cases, the same for every run: a fixed seed along the registry's table of moves, copied into its tables.

Every history is made of facts that follow one another as the registry itself would let them (`domain.history.after`),
so that what is measured on them could have been entered call by call. About 100,000 cases have 400,000 participants
and more than a million facts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

import asyncpg
import orjson
from sqlalchemy import Boolean

from bench.books import BEGAN, DAYS, Books, Rows
from bench.story import Story
from chassis.postgres.statements import table_of
from services.case_registry.models.cases import CaseNumberRow, CaseRow
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.models.history import CaseHistoryRow
from services.case_registry.models.participants import (
    CustodyRow,
    ParticipantNameRow,
    ParticipantRoleRow,
    ParticipantRow,
)
from services.case_registry.models.prosecution import ProsecutorFileRow
from services.case_registry.models.stays import StayRow

# parents before their children
ORDER: Final = (
    *(CaseRow, CaseNumberRow, CaseHistoryRow, HandOverRow, ParticipantRow, ParticipantRoleRow),
    *(ParticipantNameRow, CustodyRow, ProsecutorFileRow, StayRow),
)


def batches(cases: int, size: int = 2_000) -> Iterator[Rows]:
    """Yield the rows of so many cases, oldest cases first."""
    books = Books()
    days = sorted(books.chance.randrange(DAYS) for _ in range(cases))
    for first in range(0, cases, size):
        rows = Rows()
        for day in days[first : first + size]:
            Story(books, rows, BEGAN + timedelta(days=day)).tell()
        yield rows


async def load(url: str, cases: int) -> Mapping[str, int]:
    """Copy a decade into the registry's database; return how many rows each table has got."""
    connection = await asyncpg.connect(url)
    # documents come as Python objects; binary, as COPY wants it: a version byte and the text
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary", encoder=lambda v: b"\x01" + orjson.dumps(v), decoder=bytes
    )
    counts: Counter[str] = Counter()
    try:
        for rows in batches(cases):
            async with connection.transaction():
                for table in [table_of(each) for each in ORDER]:
                    columns = [column.name for column in table.columns]
                    unsaid = [False if isinstance(c.type, Boolean) and not c.nullable else None for c in table.columns]
                    records = [tuple(map(row.get, columns, unsaid)) for row in rows.tables[table.name]]
                    await connection.copy_records_to_table(table.name, records=records, columns=columns)
                    counts[table.name] += len(records)
        # as the relay would have placed them
        await connection.execute("""
            insert into changes (topic, id, place)
            select 'la.gov.justice.case', case_id, nextval('changes_place')
            from (select case_id from cases order by 1) c
        """)
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
    return counts
