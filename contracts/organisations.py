"""Members and offices as they were, are and will be: who follows whom, what is above and below, on which day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from contracts.calendar import VIENTIANE
from contracts.seats import Seat, Standing
from contracts.spoken import Named

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
    _codes: Mapping[str, Mapping[str, OfficeFacts]] = field(init=False, repr=False)  # by member, by code
    _children: Mapping[Seat, tuple[Seat, ...]] = field(init=False, repr=False)
    _succeeded: Mapping[Seat, tuple[Seat, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        codes: dict[str, dict[str, OfficeFacts]] = {}
        children: dict[Seat, list[Seat]] = {}
        succeeded: dict[Seat, list[Seat]] = {}
        for seat, office in self.offices.items():
            codes.setdefault(seat.member, {})[seat.office] = office
            if office.parent is not None:
                children.setdefault(Seat(seat.member, office.parent), []).append(seat)
            if office.successor is not None:
                succeeded.setdefault(office.successor, []).append(seat)
        object.__setattr__(self, "_codes", codes)
        object.__setattr__(self, "_children", {seat: tuple(below) for seat, below in children.items()})
        object.__setattr__(self, "_succeeded", {seat: tuple(closed) for seat, closed in succeeded.items()})

    @classmethod
    def of(cls, version: int, members: Iterable[MemberFacts], offices: Iterable[OfficeFacts]) -> "Organisations":
        """Return the organisations of these facts."""
        return cls(version, {member.id: member for member in members}, {office.seat: office for office in offices})

    def office(self, member: str, code: str) -> OfficeFacts | None:
        """Return that office of the member, past and future ones too; no seat has to be made to ask."""
        codes = self._codes.get(member)
        return None if codes is None else codes.get(code)

    def members_with(self, code: str) -> list[str]:
        """Return the members that have, had or will have an office of that code."""
        return sorted(member for member, codes in self._codes.items() if code in codes)

    def present_member(self, member: str, day: date) -> str | None:
        """Return who follows a member that is dissolved on that day, through all steps; None where nobody does."""
        seen: set[str] = set()
        known = self.members.get(member)
        while known is not None and not known.exists_on(day) and known.id not in seen:
            seen.add(known.id)
            known = self.members.get(known.successor or "")
        return known.id if known is not None and known.id not in seen and known.id != member else None

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

    def named(self, seat: Seat) -> Named:
        """Return the seat as refusals say it: `params` and English its code, Lao its name where it has one."""
        facts = self.offices.get(seat)
        return Named(str(seat), None if facts is None else facts.name_lo)

    def names_of(self, member: str, office: str | None = None) -> tuple[str, str]:
        """Return the Lao and English name of a member, or of an office with its member's; unknown ones by their ids."""
        known = self.members.get(member)
        of_lo, of_en = (member, member) if known is None else (known.name_lo, known.name_en)
        if office is None:
            return of_lo, of_en
        facts = self.offices.get(Seat(member, office))
        lo, en = (office, office) if facts is None else (facts.name_lo, facts.name_en)
        # an office that is called as its member is named once
        return lo if lo == of_lo else f"{of_lo}, {lo}", en if en == of_en else f"{en}, {of_en}"

    def succeeded(self, seat: Seat, day: date | None = None) -> tuple[Seat, ...]:
        """Return the closed seats whose open records that seat has: what it took over, then what these took over."""
        day, found = day or _today(), dict[Seat, None]()
        nearest = [seat]
        while nearest:
            further = {closed for each in nearest for closed in self._taken_over(each, day)}
            nearest = sorted(further - found.keys() - {seat})
            found |= dict.fromkeys(nearest)
        return tuple(found)

    def in_full(self, standing: Standing) -> Standing:
        """Return the standing with every closed seat that it succeeds, where its voucher names only the nearest.

        It stays as it is where the voucher knew others than are known here: then offices close right now, and nobody
        acts by what may have been true before.
        """
        if not standing.further:
            return standing
        every, named = self.succeeded(standing.seat), len(standing.succeeds)
        if len(every) != named + standing.further or every[:named] != standing.succeeds:
            return standing
        return replace(standing, succeeds=every, further=0)

    def _taken_over(self, seat: Seat, day: date) -> list[Seat]:
        return [closed for closed in self._succeeded.get(seat, ()) if self.offices[closed].has_gone_over(day)]

    def above(self, seat: Seat, day: date | None = None) -> tuple[Seat, ...]:
        """Return the offices above that seat, nearest first; closed ones are their holders, so is the seat itself."""
        day, line = day or _today(), list[Seat]()
        first = self.holder(seat, day)
        office = self.offices.get(first)
        while office is not None and office.parent is not None and len(line) < HIGHEST:
            up = self.holder(Seat(office.seat.member, office.parent), day)
            if up in line or up == first:
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

    def is_below(self, seat: Seat, top: Seat, day: date | None = None) -> bool:
        """Tell whether that seat is one of `below(top)`, by the few steps that lead up from it."""
        day, seen, waiting = day or _today(), set[Seat](), [seat]
        while waiting:
            each = waiting.pop()
            if each == top:
                return True
            if each in seen or (office := self.offices.get(each)) is None:
                continue
            seen.add(each)
            if office.parent is not None:
                waiting.append(Seat(each.member, office.parent))
            if office.successor is not None and office.has_gone_over(day):
                waiting.append(office.successor)
        return False

    def of_member(self, member: str, day: date) -> list[OfficeFacts]:
        """Return the member's offices that are open on that day, by code."""
        return sorted(
            (office for office in self._codes.get(member, {}).values() if office.is_open_on(day)),
            key=lambda office: office.seat,
        )


def _today() -> date:
    return datetime.now(VIENTIANE).date()
