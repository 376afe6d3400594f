"""Rules of disclosure: which exchanges a person may see from which day on, and their outcome code. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from contracts.calendar import VIENTIANE
from contracts.codelists import CodeList
from evidence.entries import Phase

RIGHT: Final = "subjectAccess"  # of the purpose: that of the person whose data it is
LIFE: Final = timedelta(days=1)  # of a look-up: long enough for every page, too short to follow anybody
DELAY: Final = "delayedDisclosureDays"  # a member of the code in the list of purposes

_REFUSED, _FAILED = 400, 500


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Which purposes are disclosed later than the others, and by how many days."""

    days: Mapping[str, int]

    @classmethod
    def of(cls, purposes: CodeList) -> "Disclosure":
        """Return the delays that a list of purposes states."""
        return cls(
            {code.code: int(code.attributes[DELAY]) for code in purposes.codes.values() if DELAY in code.attributes}
        )

    def hidden_from(self, now: datetime) -> dict[str, datetime]:
        """Return, by purpose, the moment from which on exchanges are still hidden; they appear by themselves later."""
        today = now.astimezone(VIENTIANE).date()
        return {purpose: _midnight(today - timedelta(days=days - 1)) for purpose, days in self.days.items()}

    def first_day(self, purpose: str, at: datetime) -> date | None:
        """Return the day from which an exchange of that moment is disclosed; None where nothing is delayed."""
        days = self.days.get(purpose)
        return None if days is None else at.astimezone(VIENTIANE).date() + timedelta(days=days)


def outcome(details: Mapping[str, Any]) -> str:  # Any: details are JSON of our own making
    """Return the outcome of an exchange, a code of the list `access-outcome`, from its ledger details."""
    phase, status = details["phase"], details.get("status")
    if phase == Phase.INTENT:
        return "open"
    if phase == Phase.REFUSED:
        return "refused"
    if status is None:  # closed by another gateway: whether the answer has left, nobody knows
        return "answered" if details.get("effect") == "applied" else "failed"
    return "failed" if status >= _FAILED else "refused" if status >= _REFUSED else "answered"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIENTIANE)
