"""The keys of pseudonyms: shared by processes, made ahead of time, unreadable to strangers, gone when erased."""

import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.problems import Unavailable
from gateway.ledger.epochs import AHEAD, Epoch, Epochs
from gateway.ledger.pool import Pool
from tests.support.clock import SetClock
from tests.support.postgres import FreshDatabase

YEAR = timedelta(days=365)
KEY, OTHER = b"k" * 32, b"o" * 32
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def pool(fresh_database: FreshDatabase) -> AsyncIterator[Pool]:
    pool = Pool(fresh_database("gateway.migrations"))
    await pool.open()
    yield pool
    await pool.close()


def epochs(pool: Pool, clock: SetClock, key: bytes = KEY) -> Epochs:
    return Epochs(pool, key, clock, YEAR)


async def test_processes_share_one_key_whoever_makes_it(pool: Pool) -> None:
    one, other = epochs(pool, SetClock(START)), epochs(pool, SetClock(START))
    await one.refresh()
    await other.refresh()
    assert one.at(START).pseudonym("someone") == other.at(START).pseudonym("someone")
    assert one.at(START).pseudonym("someone") != one.at(START).pseudonym("somebody else")


async def test_the_next_epoch_is_made_ahead_and_begins_in_its_time(pool: Pool) -> None:
    clock = SetClock(START)
    known = epochs(pool, clock)
    await known.refresh()
    clock.moment = START + YEAR - AHEAD
    await known.refresh()
    assert [epoch.begins_at for epoch in known.readable] == [START, START + YEAR]
    assert known.at(clock.moment).number == 1
    assert known.at(START + YEAR).number == 2
    assert known.at(START).pseudonym("someone") != known.at(START + YEAR).pseudonym("someone")


async def test_a_gateway_that_slept_through_gives_the_others_notice(pool: Pool) -> None:
    clock = SetClock(START)
    known = epochs(pool, clock)
    await known.refresh()
    clock.moment = START + 3 * YEAR
    await known.refresh()
    assert known.at(clock.moment).number == 1
    assert known.readable[-1].begins_at > clock.moment


async def test_a_clock_that_was_set_back_stays_in_the_first_epoch(pool: Pool) -> None:
    known = epochs(pool, SetClock(START))
    await known.refresh()
    assert known.at(START - YEAR).number == 1


async def test_nobody_is_recorded_while_no_key_is_known(pool: Pool) -> None:
    with pytest.raises(Unavailable):
        epochs(pool, SetClock(START)).at(START)


async def test_a_key_does_not_open_for_another_gateway(pool: Pool) -> None:
    await epochs(pool, SetClock(START)).refresh()
    stranger = epochs(pool, SetClock(START), OTHER)
    await stranger.refresh()
    assert stranger.readable == ()


async def test_what_lies_in_the_database_is_not_the_key(pool: Pool) -> None:
    known = epochs(pool, SetClock(START))
    await known.refresh()
    wrapped: bytes = (await pool.fetchrow("select wrapped from pseudonym_epochs"))["wrapped"]
    assert known.at(START).key not in wrapped
    assert repr(known.at(START)).find(known.at(START).key.hex()) == -1


async def test_the_order_of_pseudonyms_tells_nothing(pool: Pool) -> None:
    known = epochs(pool, SetClock(START))
    await known.refresh()
    assert known.at(START).pseudonyms(["b", "a", "b"]) == known.at(START).pseudonyms(["a", "b"])


@given(st.binary(min_size=1, max_size=80), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_pseudonym_is_the_hmac_of_the_subject(key: bytes, subject: str) -> None:
    assert Epoch(1, START, key).pseudonym(subject) == hmac.digest(key, subject.encode(), "sha256")


def test_whoever_is_named_later_joins_those_named_before() -> None:
    epoch = Epoch(1, START, KEY)
    both = epoch.subjects({"a", "b"}, epoch.subjects({"a"}))
    assert (both, both.pseudonyms) == (epoch.subjects({"a", "b"}), epoch.pseudonyms({"a", "b"}))
