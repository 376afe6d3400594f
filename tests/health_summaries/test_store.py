"""The values in PostgreSQL: seeded with real places, written as sets."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from chassis.reference import kept
from chassis.unit import tables
from contracts.catalogue import Catalogue
from services.health_summaries.models import Base
from tests.health_summaries.builders import a_set, counts, sent
from tests.support.databases import declared_tables
from tests.support.service import ServiceUnderTest


async def test_the_tables_are_those_that_the_code_declares(summaries: ServiceUnderTest) -> None:
    async with summaries.connection() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync), declared_tables(Base.metadata, kept.METADATA, tables.METADATA)
            )
        )
    assert differences == []


async def test_the_units_are_the_places_of_the_national_list(summaries: ServiceUnderTest) -> None:
    places = Catalogue.load().codelist("places")
    units = await summaries.rows("select place, uid, name_lo, name_en from org_units order by place")
    assert [unit["place"] for unit in units] == sorted(places.codes)
    assert all(places.codes[unit["place"]].lo == unit["name_lo"] for unit in units)
    assert [bool(unit["uid"]) for unit in units] == [len(unit["place"]) == 2 for unit in units]


async def test_a_large_set_is_one_statement(summaries: ServiceUnderTest) -> None:
    """Ten thousand values in one body: written as arrays, never row by row."""
    units = [row["uid"] for row in await summaries.rows("select uid from org_units where uid is not null")]
    rows = [
        {"dataElement": "DENGUE_CASES", "period": f"{year}{month:02}", "orgUnit": unit, "value": str(year % 100)}
        for year in range(1980, 2026)
        for month in range(1, 13)
        for unit in units
    ]
    assert len(rows) == 9936
    assert counts(await sent(summaries, a_set(*rows))) == (9936, 0, 0, 0)
    assert counts(await sent(summaries, a_set(*rows))) == (0, 0, 9936, 0)
