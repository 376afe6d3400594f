"""What a database that cannot be used is told as: each cause by a sentence of its own."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from chassis.postgres.embedded import EmbeddedPostgres
from chassis.postgres.inspection import Server
from chassis.postgres.revisions import revisions
from cli.components import COMPONENTS, GATEWAY, Component, component
from cli.doctor import database
from cli.doctor.findings import Finding
from cli.refusals import Refused
from cli.serve import migrate_component, within_reach
from tests.support.full_disk import no_room_for
from tests.support.postgres import FreshDatabase, passable_folder

CASES, HEALTH = component("case-registry"), component("health-summaries")
SERVER = Server(
    version=180_004,
    told="18.4",
    name="gateway",
    role="gateway",
    standby=False,
    read_only=False,
    durable=True,
    commits="on",
    encoding="UTF8",
    superuser=False,
    reads=True,
    makes=True,
    size=2**23,
    connections=100,
    used=10,
    skew_s=0.0,
)


@pytest.fixture(scope="module")
def guarded() -> Iterator[EmbeddedPostgres]:
    """A server that asks one role for its password, and lets another in nowhere."""
    with passable_folder() as folder, EmbeddedPostgres(folder / "postgres", settings={"fsync": "off"}) as server:
        rules = folder / "postgres" / "cluster" / "pg_hba.conf"
        asked = "local all locked scram-sha-256\nlocal all stranger reject\n"
        rules.write_text(asked + rules.read_text())
        server.sql("select pg_reload_conf()")
        for role in ("locked login password 'right'", "stranger login", "poor login"):
            server.sql(f"create role {role}")
        server.create_database("own")
        server.create_database("closed")
        server.sql("revoke all on database closed from public")
        yield server


def url(server: EmbeddedPostgres, user: str, name: str = "own") -> str:
    return server.url(name).replace("postgres@", f"{user}@")


def the(check: str, found: list[Finding]) -> Finding:
    (only,) = [each for each in found if each.check == check]
    return only


@pytest.mark.parametrize(
    ("user", "name", "told"),
    [
        ("locked:wrong", "own", "the password is wrong"),
        ("stranger", "own", "does not let this role in"),
        ("nobody", "own", "does not let this role in"),
        ("locked:right", "nothing", "no database of this name"),
        ("poor", "closed", "lacks a right"),
    ],
)
async def test_a_database_that_lets_us_not_in_stops_a_start(
    guarded: EmbeddedPostgres, user: str, name: str, told: str
) -> None:
    (found,) = await database.findings(GATEWAY, url(guarded, user, name))
    assert told in found.en
    assert (found.level, found.stops) == ("wrong", True)
    assert "wrong@" not in found.en + found.lo


@pytest.mark.parametrize(
    ("address", "told", "stops"),
    [
        ("postgresql://nobody@127.0.0.1:1/nothing", "cannot be reached now: nothing listens there", False),
        ("postgresql://nobody@no.such.host.invalid/nothing", "nobody knows its host", False),
        ("postgresql://nobody@127.0.0.1:port/nothing", "is no address", True),
    ],
)
async def test_a_server_that_is_away_stops_no_start(address: str, told: str, stops: bool) -> None:
    (found,) = await database.findings(GATEWAY, address)
    assert told in found.en
    assert (found.level, found.stops) == ("wrong", stops)


async def test_a_role_without_rights_on_its_tables_is_named(guarded: EmbeddedPostgres) -> None:
    guarded.sql("create table kept (id int); grant select on kept to poor", database="own")
    found = the("rights", await database.findings(GATEWAY, url(guarded, "poor")))
    assert "poor may not read and write kept" in found.en
    assert found.stops


async def test_a_database_that_is_right_says_so(fresh_database: FreshDatabase) -> None:
    found = await database.findings(CASES, fresh_database(CASES.migrations))
    assert the("schema", found).en == f"is at revision {revisions(CASES.migrations).newest}, the newest."
    assert [each.check for each in found if each.stops] == []


async def test_an_empty_database_asks_for_its_migration(fresh_database: FreshDatabase) -> None:
    found = the("schema", await database.findings(GATEWAY, fresh_database()))
    assert found.stops
    assert "saphan migrate gateway" in found.en


async def test_a_schema_behind_the_code_stops_a_start_and_can_be_migrated(fresh_database: FreshDatabase) -> None:
    address = fresh_database(CASES.migrations)
    await change(address, f"update alembic_version set version_num = '{revisions(CASES.migrations).order[-3]}'")
    found = the("schema", await database.findings(CASES, address))
    assert found.stops
    assert "2 migrations behind the code; run `saphan migrate case-registry`" in found.en
    assert await database.against_migrating(CASES, address) == []


async def test_a_schema_of_a_newer_release_is_named_and_never_migrated(fresh_database: FreshDatabase) -> None:
    """Migrations come before the processes of their release, so the older ones must be able to start."""
    address = fresh_database(CASES.migrations)
    await change(address, "update alembic_version set version_num = '9999'")
    found = the("schema", await database.findings(CASES, address))
    assert (found.level, found.stops) == ("warning", False)
    assert "9999 is of a newer release" in found.en
    (against,) = await database.against_migrating(CASES, address)
    assert against.en == found.en


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("drop table document_deliveries", "document_deliveries"),
        ("delete from alembic_version", "alembic_version"),
        ("insert into alembic_version values ('0001')", "alembic_version"),
        (
            "update pg_index set indisvalid = false where indexrelid = 'idempotency_kept_at'::regclass",
            "idempotency_kept_at",
        ),
    ],
    ids=["a table is missing", "no revision", "two revisions", "an index was not made to the end"],
)
async def test_a_migration_that_was_left_half_way_is_named(
    fresh_database: FreshDatabase, statement: str, named: str
) -> None:
    address = fresh_database(CASES.migrations)
    await change(address, statement)
    found = the("schema", await database.findings(CASES, address))
    assert found.stops
    assert "half-way" in found.en
    assert named in found.en
    assert [each.en for each in await database.against_migrating(CASES, address)] == [found.en]


@pytest.mark.parametrize("of", COMPONENTS, ids=lambda of: of.name)
async def test_the_database_of_another_component_is_recognised_and_left_alone(
    fresh_database: FreshDatabase, of: Component
) -> None:
    other = GATEWAY if of is not GATEWAY else HEALTH
    address, mine = fresh_database(other.migrations), of
    found = the("schema", await database.findings(mine, address))
    assert f"this is the database of {other.name}, not of {mine.name}" in found.en
    assert found.stops
    (against,) = await database.against_migrating(mine, address)
    assert against.en == found.en


def test_migrate_refuses_and_changes_nothing(fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAPHAN_HEALTH_SUMMARIES_DATABASE_URL", fresh_database(CASES.migrations))
    with pytest.raises(Refused, match="this is the database of case-registry") as refusal:
        migrate_component(HEALTH.name)
    assert "ນີ້ແມ່ນຖານຂໍ້ມູນຂອງ case-registry" in refusal.value.lo


@pytest.mark.parametrize(
    ("facts", "check", "level", "stops"),
    [
        ({"version": 140_011, "told": "14.11"}, "version", "wrong", True),
        ({"encoding": "SQL_ASCII"}, "encoding", "wrong", True),
        ({"standby": True}, "database", "wrong", True),
        ({"durable": False}, "durability", "wrong", False),
        ({"commits": "off"}, "durability", "wrong", False),
        ({"superuser": True}, "role", "warning", False),
        ({"used": 85}, "connections", "warning", False),
        ({"skew_s": -70.0}, "clock", "wrong", True),
        ({"skew_s": 7.0}, "clock", "warning", False),
        ({"makes": False}, "rights", "warning", False),
    ],
    ids=str,
)
async def test_a_server_that_is_not_as_it_should_be_is_named(
    fresh_database: FreshDatabase,
    monkeypatch: pytest.MonkeyPatch,
    facts: dict[str, Any],  # Any: of whatever type the field has
    check: str,
    level: str,
    stops: bool,
) -> None:
    async def so(_connection: asyncpg.Connection) -> Server:
        return replace(SERVER, **facts)

    monkeypatch.setattr("chassis.postgres.inspection.server", so)
    found = await database.findings(GATEWAY, fresh_database(GATEWAY.migrations))
    assert (level, stops) in [(each.level, each.stops) for each in found if each.check == check]


async def test_a_full_disk_is_told_as_that(fresh_database: FreshDatabase) -> None:
    pool = await asyncpg.create_pool(fresh_database(GATEWAY.migrations), min_size=1, max_size=1)
    async with no_room_for(pool, "members"):
        with pytest.raises(Refused, match="the database's disk is full; make room, nothing was changed"):
            await within_reach(
                pool.execute("insert into members select 'm' || n, 'k', 'l', 'e' from generate_series(1, 999) n")
            )
    assert await pool.fetchval("select count(*) from members") == 0
    await pool.close()


async def change(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute(statement)
    await connection.close()
