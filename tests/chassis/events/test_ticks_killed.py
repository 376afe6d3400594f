"""The job of a day happens exactly once though its leader is killed with `kill -9`: real processes, really killed."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import text

from tests.chassis.events.test_ticks import TABLE
from tests.support.component import Component, create_tables
from tests.support.killable_ticks import DONE
from tests.support.postgres import FreshDatabase


@pytest.fixture
async def component(fresh_database: FreshDatabase) -> Component:
    url = fresh_database()
    await create_tables(url)
    component = Component(url)
    async with component.units.open() as unit:
        await unit.connection.execute(text(TABLE))
    return component


async def leader(component: Component, *, crash_at: str | None = None) -> tuple[int | None, str]:
    """Let a process lead; return how it ended and what it said. It dies behind the unit that looks what is done."""
    armed = {"SAPHAN_TEST": "1", "SAPHAN_CRASH_AT": crash_at, "SAPHAN_CRASH_AFTER": "1"} if crash_at else {}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.killable_ticks", component.url),
        stdout=subprocess.PIPE,
        env={**os.environ, **armed},
    )
    async with asyncio.timeout(60):
        said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.mark.slow
async def test_a_leader_killed_before_or_after_its_commit_neither_loses_the_day_nor_does_it_twice(
    component: Component,
) -> None:
    assert await leader(component, crash_at="write") == (-signal.SIGKILL, "")
    assert await component.count("ticks") == await component.count("outbox") == 0
    assert await leader(component, crash_at="commit") == (-signal.SIGKILL, "")
    assert await component.count("ticks") == await component.count("outbox") == 1
    assert list(await asyncio.gather(leader(component), leader(component))) == [(0, DONE), (0, DONE)]
    assert await component.count("ticks") == await component.count("outbox") == 1
