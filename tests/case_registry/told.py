"""The day on which the stories of these tests are told: in another year they are the same stories."""

from datetime import UTC, datetime
from typing import Final

from services.case_registry.domain import days
from tests.support.clock import HandClock

TOLD_AT: Final = datetime(2026, 11, 29, 5, tzinfo=UTC)
THIS_MONTH: Final = days.today(TOLD_AT).strftime("%Y-%m")


def told_now() -> HandClock:
    """Return a clock that goes from there on, whatever the day is on which the tests are run."""
    return HandClock(TOLD_AT - datetime.now(UTC))
