from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg
import orjson
import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import create_engine
from chassis.prints.words import Words
from gateway.directory import history
from gateway.directory.content import Schema
from gateway.directory.tables import MEMBERS, SERVICES, SYSTEMS, VERSION
from gateway.front.database_source import DatabaseSource
from gateway.front.page_data import Counts
from tests.support.front_page import a_document
from tests.support.postgres import FreshDatabase


@dataclass
class Record:
    """A directory to write in, and the page data read from it."""

    engine: AsyncEngine
    pool: asyncpg.Pool
    source: DatabaseSource

    async def enrol(self, *, version: int) -> None:
        async with self.engine.begin() as connection:
            for id_, kind in (("control-tower", "authority"), ("psc", "court"), ("police", "police")):
                await connection.execute(insert(MEMBERS).values(id=id_, kind=kind, name_lo=f"{id_} ລາວ", name_en=id_))
            for client_id, member, suspended in (
                ("police-case-system", "police", None),
                ("police-archive", "police", None),
                ("psc-case-system", "psc", datetime(2026, 1, 1, tzinfo=UTC)),
            ):
                row = {"client_id": client_id, "member": member, "name": client_id, "suspended": suspended}
                await connection.execute(insert(SYSTEMS).values(**row))
            text = orjson.dumps(a_document()).decode()
            offer = {"name": "case-registry", "member": "psc", "base_url": "in-process:case-registry"}
            await connection.execute(insert(SERVICES).values(**offer, document=text, digest="0"))
            await connection.execute(update(VERSION).values(version=version))


@pytest.fixture
async def record(fresh_database: FreshDatabase) -> AsyncIterator[Record]:
    url = fresh_database("gateway.migrations")
    engine = create_engine(url)
    pool = await asyncpg.create_pool(url, min_size=1, max_size=2)
    yield Record(engine, pool, DatabaseSource(engine, pool))
    await pool.close()
    await engine.dispose()


async def test_the_house_shows_what_the_directory_holds(record: Record) -> None:
    await record.enrol(version=7)
    directory = await record.source.directory()
    assert directory.version == 7
    assert [member.id for member in directory.members] == ["police", "psc", "control-tower"]
    assert directory.members[0].systems == ("police-archive", "police-case-system")
    assert directory.services[0].provider == Words(lo="psc ລາວ", en="psc")
    assert directory.services[0].document == a_document()


async def test_a_suspended_system_is_not_shown(record: Record) -> None:
    await record.enrol(version=7)
    court = next(member for member in (await record.source.directory()).members if member.id == "psc")
    assert court.systems == ()


async def test_a_new_version_is_seen_and_the_same_one_is_not_read_again(record: Record) -> None:
    before = await record.source.directory()
    assert await record.source.directory() is before
    await record.enrol(version=before.version + 1)
    assert (await record.source.directory()).services


async def test_a_schema_that_was_published_at_run_time_is_shown_with_its_moment(record: Record) -> None:
    await record.enrol(version=7)
    schema, at = (
        Schema(document={"$id": "https://schemas.saphan.gov.la/land/parcel/v1"}),
        datetime(2026, 12, 1, tzinfo=UTC),
    )
    async with record.engine.begin() as connection:
        await history.keep_documents(connection, {str(schema.facts()["digest"]): schema.text().decode()})
        await history.file(connection, [schema], at=at, version=8, change="dch_1")
        await connection.execute(update(VERSION).values(version=8))
    [shown] = (await record.source.directory()).schemas
    assert (orjson.loads(shown.text), shown.since) == (schema.document, at)


async def test_the_counts_are_the_ledgers_and_the_buss(record: Record) -> None:
    async def forty_two() -> int:
        return 42

    assert await record.source.counts() == Counts(exchanges=0, events=None)
    connected = DatabaseSource(record.engine, record.pool, forty_two)
    assert await connected.counts() == Counts(exchanges=0, events=42)
