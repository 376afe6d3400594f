"""The doctor says that a request to another service is not answered, and why."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from chassis.postgres.connection import Connection, connect, disconnect
from chassis.postgres.database import driver_url
from cli.components import component
from cli.doctor.requests import findings
from tests.support.postgres import FreshDatabase

OWES = component("civil-registration")


@pytest.fixture
def url(fresh_database: FreshDatabase) -> str:
    return fresh_database(OWES.migrations)


@pytest.fixture
async def connection(url: str) -> AsyncIterator[Connection | asyncpg.Connection]:
    opened = await connect(url, "a test")
    yield opened
    await disconnect(opened)


async def owe(connection: asyncpg.Connection, request_id: str, hours: int) -> None:
    await connection.execute(
        "insert into requests_out values ($1, 'civ_1', '/identity-system/v1/uin-requests', 'vitalRegistration', '{}', "
        "now() - make_interval(hours => $2), now(), 9, '403 not-agreed')",
        request_id,
        hours,
    )


async def test_what_waits_for_less_than_a_day_is_in_order(url: str, connection: asyncpg.Connection) -> None:
    await owe(connection, "rqo_2", 23)
    (found,) = await findings(OWES, url)
    assert (found.level, found.en) == ("ok", "1 requests to other services wait, none for a day.")


async def test_what_waits_for_longer_is_told_with_its_reason(url: str, connection: asyncpg.Connection) -> None:
    await owe(connection, "rqo_1", 25)
    await owe(connection, "rqo_2", 1)
    (found,) = await findings(OWES, url)
    assert found.level == "warning"
    assert "1 requests of civil-registration" in found.en
    assert "sent 9 times: 403 not-agreed" in found.en


async def test_a_component_that_owes_none_and_a_database_that_is_away_are_not_spoken_of(
    fresh_database: FreshDatabase,
) -> None:
    assert await findings(OWES, fresh_database()) == []
    assert await findings(OWES, driver_url("postgresql://nobody@127.0.0.1:9/none")) == []
