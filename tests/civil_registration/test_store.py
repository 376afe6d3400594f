"""The register in PostgreSQL: the log stays, and the tables are those that the code declares."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.events import requests_out
from chassis.reference import kept
from chassis.unit import tables
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.models import Base
from services.civil_registration.store import events as store
from tests.civil_registration.builders import HERE, NOON, declared_birth
from tests.support.databases import declared_tables
from tests.support.service import ServiceUnderTest


@pytest.mark.parametrize(
    "change",
    [
        "update civil_event_actions set member = 'police'",
        "delete from civil_event_actions",
        "truncate civil_event_actions",
    ],
)
async def test_the_log_of_actions_is_never_changed(register: ServiceUnderTest, change: str) -> None:
    await declared_birth(register)
    async with register.connection() as connection:
        with pytest.raises(DBAPIError, match="never changed"):
            await connection.execute(text(change))


async def test_a_serial_goes_back_with_its_transaction(register: ServiceUnderTest) -> None:
    async with register.connection() as connection:
        unit = Unit(connection, NOON)
        births, deaths = EventKind.BIRTH, EventKind.DEATH
        given = [await store.next_serial(unit, HERE, births, 2026) for _ in range(3)]
        assert given == [("0101", 1), ("0101", 2), ("0101", 3)]
        assert await store.next_serial(unit, HERE, births, 2027) == ("0101", 1)
        assert await store.next_serial(unit, HERE, deaths, 2026) == ("0101", 1)
        other = Seat("embassies", HERE.office)
        assert await store.next_serial(unit, other, births, 2026) == ("EMBASSIES-0101", 1), "no number is given twice"
    assert await register.rows("select 1 from registration_serials") == []


async def test_the_tables_are_those_that_the_code_declares(register: ServiceUnderTest) -> None:
    async with register.connection() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync),
                declared_tables(Base.metadata, kept.METADATA, requests_out.METADATA, tables.METADATA),
            )
        )
    assert differences == []
