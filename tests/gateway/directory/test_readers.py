"""The watched directory and the one that a test holds in its hand: an exchange is told the same by both."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest

from chassis.postgres.database import create_engine
from chassis.tokens.tokens import SigningKey
from gateway.directory.enrol import enrol
from gateway.directory.watch import STALE_AFTER_S
from gateway.directory.watch import Directory as Watched
from gateway.errors.passage import DirectoryStale
from gateway.exchange.ports import Directory
from gateway.trust.revocation import RevokedTokens
from tests.support import gateway_under_test
from tests.support.directory import a_country
from tests.support.postgres import FreshDatabase


@dataclass
class Keeping:
    """A directory with a country in it, and what may happen to it."""

    directory: Directory
    grows_stale: Callable[[], None]
    takes_back: Callable[[str], Awaitable[None]]  # the token of that id


@pytest.fixture(params=["watched", "in the hand"])
async def keeping(request: pytest.FixtureRequest) -> AsyncIterator[Keeping]:
    if request.param == "in the hand":
        held = gateway_under_test.Directory(
            gateway_under_test.a_snapshot(SigningKey.generate(), gateway_under_test.the_service("in-process:x"))
        )

        async def taken_back(token: str) -> None:
            held.revoked = frozenset({token})

        yield Keeping(held, lambda: setattr(held, "stale", True), taken_back)
        return
    fresh_database: FreshDatabase = request.getfixturevalue("fresh_database")
    engine, passed = create_engine(fresh_database("gateway.migrations")), 0.0

    def grow_stale() -> None:
        nonlocal passed
        passed += STALE_AFTER_S

    async def take_back(token: str) -> None:
        now = time.time()
        await RevokedTokens(engine).revoke(token, "police-case-system", until=now + 60, now=now)
        await watched.confirm()

    async with engine.begin() as connection:
        await enrol(connection, a_country())
    watched = Watched(engine, monotonic=lambda: passed)
    await watched.confirm()
    yield Keeping(watched, grow_stale, take_back)
    await engine.dispose()


async def test_what_was_confirmed_is_what_is_decided_by(keeping: Keeping) -> None:
    snapshot = keeping.directory.current()
    assert snapshot is keeping.directory.snapshot
    assert snapshot.version == 1
    assert "police" in snapshot.organisations.members


async def test_what_is_stale_decides_nothing_but_can_still_be_looked_at(keeping: Keeping) -> None:
    keeping.grows_stale()
    with pytest.raises(DirectoryStale):
        keeping.directory.current()
    assert "police" in keeping.directory.snapshot.organisations.members


async def test_a_token_that_was_taken_back_is_named(keeping: Keeping) -> None:
    assert keeping.directory.revoked == frozenset()
    await keeping.takes_back("tok_1")
    assert keeping.directory.revoked == {"tok_1"}
