"""Seats that systems may act from: which of their offices are open today, and what the voucher says of one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, TypeAlias

from contracts.calendar import VIENTIANE
from contracts.organisations import HIGHEST, OfficeFacts, Organisations
from contracts.seats import MOST_SUCCEEDED, Holding, Seat, Standing
from gateway.directory.entries import SystemEntry

UNKNOWN: Final = "office-unknown"
NOT_OPEN_YET: Final = "office-not-open-yet"
CLOSED: Final = "office-closed"
NOT_HELD: Final = "office-not-held"

_DAY_S: Final = 86_400
_AHEAD_S: Final = int(VIENTIANE.utcoffset(None).total_seconds())
_KEPT: Final = 50_000  # standings: a system that holds thousands of offices may act from all of them on one day


@dataclass(frozen=True, slots=True)
class NoSeat:
    """Why a system may not act from an office today, and what is right instead."""

    reason: str  # a stable word
    office: str
    held: tuple[str, ...]  # what it may act from
    successor: Seat | None = None  # of a closed office: who has its open records
    begins: date | None = None  # of one that is not open yet


Judged: TypeAlias = Standing | NoSeat


def day_number(at: float) -> int:
    """Return the day of a moment, counted from the epoch, in Vientiane: offices open and close at midnight there."""
    return int(at + _AHEAD_S) // _DAY_S


def day_of(number: int) -> date:
    """Return the day of that number."""
    return datetime.fromtimestamp(number * _DAY_S, UTC).date()


class Seats:
    """What each system may act from, at one version of the directory. What was worked out is kept for its day."""

    def __init__(self, organisations: Organisations) -> None:
        self._organisations: Final = organisations
        self._day = 0
        self._today = day_of(0)
        self._standings: dict[tuple[str, str], Standing] = {}
        self._held: dict[tuple[str, Holding], Mapping[str, None]] = {}

    def judge(self, system: SystemEntry, office: str, at: float) -> Judged:
        """Return the standing of the system in that office of its member at that moment, or why it has none."""
        self._turn_to(at)
        standing = self._standings.get((system.client_id, office))
        return self._judged(system, office) if standing is None else standing

    def held(self, system: SystemEntry, at: float) -> tuple[str, ...]:
        """Return the codes of the open offices that the system may act from at that moment, in order."""
        self._turn_to(at)
        return tuple(self._open(system))

    def implied(self, system: SystemEntry, at: float) -> str | None:
        """Return the office of a system that has but one to name; None when it has a choice, or nothing."""
        if len(system.holding.codes) == 1:
            return system.holding.codes[0]  # a closed one too: who hears nothing of it would wonder why nothing works
        held = self.held(system, at)
        return held[0] if len(held) == 1 else None

    def _turn_to(self, at: float) -> None:
        day = day_number(at)
        if day != self._day:
            self._day, self._today = day, day_of(day)
            self._standings.clear()
            self._held.clear()

    def _judged(self, system: SystemEntry, office: str) -> Judged:
        seat, day = Seat(system.member, office), self._today
        facts = self._organisations.offices.get(seat)
        if facts is not None and facts.is_open_on(day) and self._holds(system.holding, seat):
            while len(self._standings) >= _KEPT:
                del self._standings[next(iter(self._standings))]
            return self._standings.setdefault((system.client_id, office), self._standing(facts))
        codes = tuple(self._open(system))
        if facts is None:
            return NoSeat(UNKNOWN, office, codes)
        if facts.begins is not None and day < facts.begins:
            return NoSeat(NOT_OPEN_YET, office, codes, begins=facts.begins)
        if not facts.is_open_on(day):
            holder = self._organisations.holder(seat, day)
            return NoSeat(CLOSED, office, codes, successor=holder if holder != seat else None)
        return NoSeat(NOT_HELD, office, codes)

    def _holds(self, holding: Holding, seat: Seat) -> bool:
        """Tell whether a seat is one of those enrolled for; all of them are put together only for who is refused."""
        if holding.every or seat.office in holding.codes:
            return True
        top = holding.below
        return top is not None and self._organisations.is_below(seat, Seat(seat.member, top), self._today)

    def _standing(self, facts: OfficeFacts) -> Standing:
        above = self._organisations.above(facts.seat, self._today)
        succeeds = self._organisations.succeeded(facts.seat, self._today)
        return Standing(
            seat=facts.seat,
            kind=facts.kind,
            level=facts.level,
            place=facts.place,
            # of the own member only: an office above may have gone to another one
            above=tuple(up.office for up in above if up.member == facts.seat.member)[:HIGHEST],
            succeeds=succeeds[:MOST_SUCCEEDED],
            further=len(succeeds[MOST_SUCCEEDED:]),
        )

    def _open(self, system: SystemEntry) -> Mapping[str, None]:
        """Return the codes in their order, as the keys of a dict."""
        place = system.member, system.holding
        if place not in self._held:
            codes = sorted(each.seat.office for each in self._enrolled(*place) if each.is_open_on(self._today))
            self._held[place] = dict.fromkeys(codes)
        return self._held[place]

    def _enrolled(self, member: str, holding: Holding) -> Iterator[OfficeFacts]:
        if holding.every:
            yield from self._organisations.of_member(member, self._today)
            return
        top, offices = holding.below, self._organisations.offices
        below = frozenset() if top is None else self._organisations.below(Seat(member, top), self._today)
        for seat in below | {Seat(member, code) for code in holding.codes}:
            if seat.member == member and seat in offices:
                yield offices[seat]
