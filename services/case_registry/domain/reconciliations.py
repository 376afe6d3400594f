"""Reconciliation of two sides' figures of a month: how a file that goes between them is counted differently. No I/O."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.table import TABLE, Table
from services.case_registry.domain.words import GOES_ON, Status
from services.case_registry.errors.reconciliations import MONTH_TO_COME, WITH_ONESELF


class Difference(StrEnum):
    """How two offices count one case differently."""

    NOT_HANDED_OVER = "notHandedOver"
    NOT_TAKEN = "notTaken"
    TAKEN_LATER = "takenLater"
    SENT_EARLIER = "sentEarlier"
    NOT_NUMBERED = "notNumbered"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar in Vientiane."""

    year: int
    month: int

    @classmethod
    def of(cls, stated: str) -> Self:
        """Return the month of a text such as 2026-03."""
        year, month = stated.split("-")
        return cls(int(year), int(month))

    @property
    def stated(self) -> str:
        """It as documents state it."""
        return f"{self.year}-{self.month:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def beyond(self) -> date:
        """The first day of the next one."""
        return date(self.year + self.month // 12, self.month % 12 + 1, 1)

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day < self.beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A file on its way from one office to another, or one that should be on it."""

    key: str  # its place in the list
    case_id: str
    sender: Seat
    hand_over: str | None = None  # None: the case was moved on, and its file was not sent
    receiver: Seat | None = None
    sent_on: date | None = None
    received_on: date | None = None
    numbered: bool = False

    def differences(self, month: Month) -> list[Difference]:
        """Return how the two sides count it differently in this month; nothing where they agree.

        A file that was refused or recalled is counted by neither, and is none of these.
        """
        if self.hand_over is None:
            return [Difference.NOT_HANDED_OVER]
        found = []
        if self.sent_on in month and self.received_on is None:
            found.append(Difference.NOT_TAKEN)
        elif self.sent_on in month and self.received_on not in month:
            found.append(Difference.TAKEN_LATER)
        elif self.sent_on not in month and self.received_on in month:
            found.append(Difference.SENT_EARLIER)
        if self.received_on in month and not self.numbered:
            found.append(Difference.NOT_NUMBERED)
        return found


def must_be_comparable(own: str | None, other: str, month: Month, today: date) -> None:
    """Raise `InvalidInput` for a member that is compared with itself, and for a month that has not begun."""
    faults = [*([WITH_ONESELF] if own == other else []), *([MONTH_TO_COME] if month.first > today else [])]
    if faults:
        raise InvalidInput(faults=faults)


def passing(source: str, target: str, table: Table = TABLE) -> frozenset[Status]:
    """Return the statuses at which the file of a case is to go from one kind of member to another."""
    ways = [row.at for row in table.hand_overs if (row.source, row.target) == (source, target)]
    return frozenset[Status]().union(*(at for at in ways if at != GOES_ON))
