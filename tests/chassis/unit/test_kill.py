"""`kill -9` between any two steps loses no acknowledged write and doubles no effect: real processes, really killed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chassis.bus import prepare
from tests.support.component import Component, create_tables
from tests.support.events import an_event
from tests.support.postgres import FreshDatabase

BATCH = 6
STEPS = ["write", "commit", "publish", "mark", "consume"]


@pytest.fixture
async def component(fresh_database: FreshDatabase) -> Component:
    url = fresh_database()
    await create_tables(url)
    return Component(url)


@pytest.fixture
async def bus_url(fresh_database: FreshDatabase) -> str:
    url = fresh_database()
    await prepare("postgres", url)
    return url


@asynccontextmanager
async def killable_component(
    component: Component, bus_url: str, first: int, beyond: int, *, crash_at: str | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    armed = {"SAPHAN_TEST": "1", "SAPHAN_CRASH_AT": crash_at} if crash_at else {}
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "tests.support.killable_component",
            component.url,
            "postgres",
            bus_url,
            str(first),
            str(beyond),
        ),
        stdout=subprocess.PIPE,
        env={**os.environ, **armed},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def acknowledged_before_death(component: Component, bus_url: str, first: int, crash_at: str) -> set[str]:
    async with (
        killable_component(component, bus_url, first, first + BATCH, crash_at=crash_at) as process,
        asyncio.timeout(60),
    ):
        assert process.stdout is not None
        said = await process.stdout.read()
        assert await process.wait() == -signal.SIGKILL
    return set(said.decode().split())


async def at_rest(component: Component) -> list[str]:
    """Wait until everything that was committed has had its effect, then a little longer for what should not come."""
    async with asyncio.timeout(60):
        while len(await component.noted()) < await component.count("outbox"):  # noqa: ASYNC110 (another process works)
            await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    return await component.noted()


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
async def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing(
    component: Component, bus_url: str, step: str
) -> None:
    acknowledged = await acknowledged_before_death(component, bus_url, 0, step)
    acknowledged |= await acknowledged_before_death(component, bus_url, BATCH, step)
    async with killable_component(component, bus_url, 2 * BATCH, 3 * BATCH) as survivor, asyncio.timeout(60):
        assert survivor.stdout is not None
        acknowledged |= {(await survivor.stdout.readline()).decode().strip() for _ in range(BATCH)}
        effects = await at_rest(component)
    assert acknowledged <= set(effects)
    assert len(effects) == len(set(effects)) == await component.count("outbox")
    assert await component.count("outbox WHERE published_at IS NULL") == 0
    assert await component.reasons() == []
    for case in range(3):
        of_case = [int(note) for note in effects if int(note) % 3 == case]
        assert of_case == sorted(of_case)


@pytest.mark.slow
async def test_a_relay_that_was_killed_is_followed_by_another_at_once(component: Component, bus_url: str) -> None:
    async with killable_component(component, bus_url, 0, 1) as first, killable_component(component, bus_url, 1, 2):
        assert first.stdout is not None
        await first.stdout.readline()
        await at_rest(component)
        first.kill()
        await first.wait()
        await component.announce(an_event("cas_9", note="after"))
        async with asyncio.timeout(10):
            while "after" not in await component.noted():  # noqa: ASYNC110 (another process works)
                await asyncio.sleep(0.05)
