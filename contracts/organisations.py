"""Members and offices as they were, are and will be: who follows whom, what is above and below, on which day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from contracts.calendar import VIENTIANE
from contracts.seats import Seat

HIGHEST: Final = 8  # offices in one line; the directory refuses more


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member of the directory, past ones included."""

    id: str
    kind: str
    name_lo: str
    name_en: str
    dissolved_on: date | None = None  # the last day
    successor: str | None = None

    def exists_on(self, day: date) -> bool:
        """Tell whether the member has not been dissolved before that day."""
        return self.dissolved_on is None or day <= self.dissolved_on


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """An office of a member, past and future ones included."""

    seat: Seat
    kind: str
    level: str
    name_lo: str
    name_en: str
    place: str | None = None
    country: str | None = None  # of an embassy: ISO 3166-1 alpha-2, instead of a place
    parent: str | None = None  # code of the own member's office above
    begins: date | None = None  # the first day
    ends: date | None = None  # the last day
    successor: Seat | None = None  # the one that has its open records
    informed: tuple[Seat, ...] = ()  # what else came of it, to tell who asks

    def is_open_on(self, day: date) -> bool:
        """Tell whether the office has begun and has not ended on that day."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends)

    def has_gone_over(self, day: date) -> bool:
        """Tell whether its open records are its successor's on that day: not before its last day is over."""
        return self.successor is not None and (self.ends is None or self.ends < day)


@dataclass(frozen=True, slots=True, eq=False)
class Organisations:
    """All members and offices at one version of the directory. Nothing in it changes; a new version is a new one."""

    version: int = 0
    members: Mapping[str, MemberFacts] = field(default_factory=dict)
    offices: Mapping[Seat, OfficeFacts] = field(default_factory=dict)
    _children: Mapping[Seat, tuple[Seat, ...]] = field(init=False, repr=False)
    _succeeded: Mapping[Seat, tuple[Seat, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        children: dict[Seat, list[Seat]] = {}
        succeeded: dict[Seat, list[Seat]] = {}
        for seat, office in self.offices.items():
            if office.parent is not None:
                children.setdefault(Seat(seat.member, office.parent), []).append(seat)
            if office.successor is not None:
                succeeded.setdefault(office.successor, []).append(seat)
        object.__setattr__(self, "_children", {seat: tuple(below) for seat, below in children.items()})
        object.__setattr__(self, "_succeeded", {seat: tuple(closed) for seat, closed in succeeded.items()})

    @classmethod
    def of(cls, version: int, members: Iterable[MemberFacts], offices: Iterable[OfficeFacts]) -> "Organisations":
        """Return the organisations of these facts."""
        return cls(version, {member.id: member for member in members}, {office.seat: office for office in offices})

    def holder(self, seat: Seat, day: date | None = None) -> Seat:
        """Return who has that seat's open records: the seat itself, or the last of its successors.

        Here and below, on that day; without one today, as the offices count it.
        """
        day, seen = day or _today(), {seat}
        while (office := self.offices.get(seat)) is not None and office.successor and office.has_gone_over(day):
            if office.successor in seen:
                return seat
            seat = office.successor
            seen.add(seat)
        return seat

    def succeeded(self, seat: Seat, day: date | None = None) -> tuple[Seat, ...]:
        """Return the closed seats whose open records that seat has, those that its predecessors had taken over too."""
        day, found = day or _today(), dict[Seat, None]()
        waiting = self._taken_over(seat, day)
        while waiting:
            closed = waiting.pop()
            if closed not in found and closed != seat:
                found[closed] = None
                waiting.extend(self._taken_over(closed, day))
        return tuple(sorted(found))

    def _taken_over(self, seat: Seat, day: date) -> list[Seat]:
        return [closed for closed in self._succeeded.get(seat, ()) if self.offices[closed].has_gone_over(day)]

    def above(self, seat: Seat, day: date | None = None) -> tuple[Seat, ...]:
        """Return the offices above that seat, nearest first; closed ones are their holders, so is the seat itself."""
        day, line = day or _today(), list[Seat]()
        office = self.offices.get(self.holder(seat, day))
        while office is not None and office.parent is not None and len(line) < HIGHEST:
            up = self.holder(Seat(office.seat.member, office.parent), day)
            if up in line:
                break
            line.append(up)
            office = self.offices.get(up)
        return tuple(line)

    def is_above(self, upper: Seat, seat: Seat, day: date | None = None) -> bool:
        """Tell whether `upper` stands in the line above that seat."""
        return upper in self.above(seat, day)

    def children(self, seat: Seat) -> tuple[Seat, ...]:
        """Return the offices of which it is the parent, closed and future ones included."""
        return self._children.get(seat, ())

    def predecessors(self, seat: Seat) -> tuple[Seat, ...]:
        """Return the offices that name it as their successor, whether they are closed yet or not."""
        return self._succeeded.get(seat, ())

    def below(self, seat: Seat, day: date | None = None) -> frozenset[Seat]:
        """Return that seat, all offices below it, and the closed ones whose open records any of them has."""
        day, found = day or _today(), set[Seat]()
        waiting = [seat]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting += self._children.get(each, ())
                waiting += self._taken_over(each, day)
        return frozenset(found)

    def of_member(self, member: str, day: date) -> list[OfficeFacts]:
        """Return the member's offices that are open on that day, by code."""
        return sorted(
            (office for seat, office in self.offices.items() if seat.member == member and office.is_open_on(day)),
            key=lambda office: office.seat,
        )


def _today() -> date:
    return datetime.now(VIENTIANE).date()
