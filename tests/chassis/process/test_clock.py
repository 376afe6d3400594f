"""The machine's clock and those that a test sets tell the time in the same way."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chassis.process.clock import Clock, SystemClock
from tests.support.clock import HandClock, SetClock

VIENTIANE = ZoneInfo("Asia/Vientiane")
CLOCKS: dict[str, Clock] = {
    "the machine's": SystemClock(),
    "set to a moment": SetClock(datetime(2026, 6, 1, 8, 0, tzinfo=UTC)),
    "set to a moment of another zone": SetClock(datetime(2026, 6, 1, 8, 0, tzinfo=VIENTIANE)),
    "moved ahead": HandClock(timedelta(days=40)),
    "moved back": HandClock(timedelta(hours=-26)),
}


@pytest.fixture(params=CLOCKS)
def clock(request: pytest.FixtureRequest) -> Clock:
    return CLOCKS[request.param]


def test_it_tells_a_moment_in_utc(clock: Clock) -> None:
    assert clock.now().tzinfo is UTC


def test_it_does_not_go_back_by_itself(clock: Clock) -> None:
    first = clock.now()
    assert clock.now() >= first


def test_a_moment_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="aware"):
        SetClock(datetime(2026, 6, 1, 8, 0)).now()  # noqa: DTZ001 - the fault that is tested


def test_a_clock_that_is_set_shows_what_it_was_set_to() -> None:
    clock = SetClock(datetime(2026, 6, 1, tzinfo=UTC))
    clock.moment += timedelta(days=1)
    assert clock.now() == datetime(2026, 6, 2, tzinfo=UTC)
