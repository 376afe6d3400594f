import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import create_engine
from contracts.problems import Unavailable
from gateway.directory import watch
from gateway.directory.content import DirectoryContent, System
from gateway.directory.enrol import enrol
from gateway.directory.watch import STALE_AFTER_S, Directory
from gateway.errors.passage import DirectoryStale
from gateway.trust.revocation import RevokedTokens
from tests.support.clock import a_database_clock
from tests.support.directory import POLICE_KEY, a_country, an_agreement
from tests.support.postgres import FreshDatabase


class Stopwatch:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def engine(fresh_database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(fresh_database("gateway.migrations"))
    yield engine
    await engine.dispose()


async def enrolled(engine: AsyncEngine, content: DirectoryContent) -> int:
    async with engine.begin() as connection:
        return await enrol(connection, content)


async def test_a_directory_that_was_never_confirmed_decides_nothing(engine: AsyncEngine) -> None:
    directory = Directory(engine)
    with pytest.raises(DirectoryStale):
        directory.current()
    assert directory.snapshot.version == 0


async def test_a_new_version_is_swapped_in_and_told(engine: AsyncEngine) -> None:
    told: list[int] = []
    directory = Directory(engine, on_change=lambda: told.append(directory.snapshot.version))
    await directory.confirm()
    await enrolled(engine, a_country())
    await directory.confirm()
    await directory.confirm()
    assert directory.current().version == 1
    assert told == [0, 1]


async def test_an_exchange_keeps_the_version_it_began_with(engine: AsyncEngine) -> None:
    directory = Directory(engine)
    await enrolled(engine, a_country())
    await directory.confirm()
    before = directory.current()
    await enrolled(engine, DirectoryContent(agreements=(an_agreement(suspended=True),)))
    await directory.confirm()
    assert list(before.agreements) == ["agr_police-notes"]
    assert directory.current().agreements == {}


async def test_after_ten_seconds_without_confirmation_it_is_not_believed(engine: AsyncEngine) -> None:
    passing = Stopwatch()
    directory = Directory(engine, monotonic=passing)
    await directory.confirm()
    passing.at += STALE_AFTER_S - 0.1
    assert directory.current().version == 0
    passing.at += 0.2
    with pytest.raises(DirectoryStale) as stale:
        directory.current()
    assert stale.value.headers["Retry-After"]
    await directory.confirm()
    assert directory.confirmed


async def test_without_the_database_nothing_is_confirmed() -> None:
    directory = Directory(create_engine("postgresql://nobody@127.0.0.1:1/none"))
    with pytest.raises(Unavailable):
        await directory.confirm()
    assert not directory.confirmed


async def test_the_watch_sees_a_change_by_itself_and_outlives_a_fault(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "EVERY_S", 0.02)
    faults = [RuntimeError("once")]

    def on_change() -> None:
        if faults:
            raise faults.pop()

    directory = Directory(engine, on_change=on_change)
    running = asyncio.create_task(directory.run())
    await enrolled(engine, a_country())
    async with asyncio.timeout(10):
        while directory.snapshot.version != 1 or not directory.confirmed:  # noqa: ASYNC110 - another task's work
            await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def revoked(engine: AsyncEngine) -> None:
    now = time.time()
    await RevokedTokens(engine).revoke("tok_1", "police-case-system", until=now + 60, now=now)


async def suspended(engine: AsyncEngine) -> None:
    system = System(member="police", name="case-system", keys=(dict(POLICE_KEY.public_jwk),), suspended=True)
    await enrolled(engine, DirectoryContent(systems=(system,)))


async def key_gone(engine: AsyncEngine) -> None:
    await enrolled(engine, DirectoryContent(systems=(System(member="police", name="case-system"),)))


async def agreement_suspended(engine: AsyncEngine) -> None:
    await enrolled(engine, DirectoryContent(agreements=(an_agreement(suspended=True),)))


@pytest.mark.parametrize("withdraw", [revoked, suspended, key_gone, agreement_suspended], ids=lambda way: way.__name__)
async def test_what_is_withdrawn_is_known_within_two_seconds(
    engine: AsyncEngine, withdraw: Callable[[AsyncEngine], Awaitable[None]]
) -> None:
    withdrawn = asyncio.Event()

    def look() -> None:
        if (directory.snapshot.version, directory.revoked) != before:
            withdrawn.set()

    directory, before = Directory(engine, on_confirmed=look), (0, frozenset[str]())
    await enrolled(engine, a_country())
    await directory.confirm()
    before = directory.snapshot.version, directory.revoked
    withdrawn.clear()
    running = asyncio.create_task(directory.run())
    await asyncio.sleep(0.1)  # the watch has just looked: the longest way to the next look
    await withdraw(engine)
    await asyncio.wait_for(withdrawn.wait(), 2)
    running.cancel()


async def test_a_revocation_is_forgotten_when_the_token_has_ended_anyway(engine: AsyncEngine) -> None:
    now = time.time()
    await RevokedTokens(engine).revoke("tok_old", "police-case-system", until=now - 1, now=now - 60)
    await RevokedTokens(engine).revoke("tok_new", "police-case-system", until=now + 60, now=now)
    async with engine.connect() as connection:
        rows = await connection.exec_driver_sql("select jti from revoked_tokens")
        assert [row[0] for row in rows] == ["tok_new"]


@pytest.mark.parametrize("ahead", [timedelta(hours=26), timedelta(hours=-26)])
async def test_a_server_whose_clock_is_wrong_gives_no_revoked_token_its_worth_back(
    fresh_database: FreshDatabase, ahead: timedelta
) -> None:
    url, now = fresh_database("gateway.migrations"), time.time()
    async with a_database_clock(url) as clock:
        engine = create_engine(url)
        await RevokedTokens(engine).revoke("tok_1", "police-case-system", until=now + 60, now=now)
        await clock.show(ahead)
        await RevokedTokens(engine).revoke("tok_2", "police-case-system", until=now + 61, now=now + 1)
        await clock.show(timedelta(0))
        process_ahead = now + 86_400
        await RevokedTokens(engine).revoke("tok_3", "other-system", until=process_ahead, now=process_ahead)
        directory = Directory(engine)
        await directory.confirm()
        assert directory.revoked == {"tok_1", "tok_2", "tok_3"}
        await engine.dispose()
