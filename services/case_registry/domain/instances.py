"""Which court goes on with a case: the one that an order names, and for a remedy one above the court below. No I/O.

At which levels courts hear an instance says `procedure.toml`; which court stands above another, the directory. Where it
has no court of a right level above the one that judged, nobody else can hear the remedy: then that court does, before
other judges.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from contracts.organisations import OfficeFacts, Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.decisions import JUDGMENT, DecisionIssued
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.moves import Mistake, Moved
from services.case_registry.domain.procedure import PROCEDURE, Procedure
from services.case_registry.domain.proceedings import ProceedingOpened
from services.case_registry.domain.words import PAUSES, Instance, Kind, Status
from services.case_registry.errors.instances import CourtNotAbove, court_not_below
from services.case_registry.errors.moves import CourtDesignated

# Whose decisions the court of an instance is asked to look at, nearest first.
_BELOW: Final = {
    Instance.APPEAL: (Instance.FIRST_INSTANCE,),
    Instance.CASSATION: (Instance.APPEAL, Instance.FIRST_INSTANCE),
}
_ENDED_BELOW: Final = frozenset({Status.PETITION_REFUSED, Status.DISCONTINUED})  # without a judgment, and appealed


@dataclass(frozen=True, slots=True)
class Course:
    """Which courts have judged a case, the latest of each instance, and which one an order has designated."""

    judged: dict[Instance, Seat]
    ended_by: Seat | None = None  # without a judgment
    designated: Seat | None = None

    def below(self, level: Instance) -> Seat | None:
        """Return the court whose decision this instance looks at; None where none is on record."""
        return next((self.judged[each] for each in _BELOW.get(level, ()) if each in self.judged), self.ended_by)


def course(entries: Iterable[Entry], procedure: Procedure = PROCEDURE) -> Course:
    """Return which courts a history names; one is designated until the case leaves the instance it was named for."""
    levels: dict[str, Instance] = {}
    before_moves: dict[int, tuple[Course, Instance | None]] = {}
    found = Course({})
    designated_for: Instance | None = None
    for entry in effective(entries):
        match entry.fact:
            case ProceedingOpened(proceeding=proceeding, level=level):
                levels[proceeding] = level
            case DecisionIssued(sort=sort, proceeding=proceeding) if sort == JUDGMENT and proceeding in levels:
                found = replace(found, judged=found.judged | {levels[proceeding]: entry.by})
            case Moved(mistake=Mistake(move=taken_back)):
                found, designated_for = before_moves[taken_back]
            case Moved(target=target, court=court):
                before_moves[entry.position] = found, designated_for
                level_now = procedure.level(target, entry.happened_on)
                if target in _ENDED_BELOW:
                    found = replace(found, ended_by=entry.by)
                if court is not None:
                    found, designated_for = replace(found, designated=court), level_now
                elif target not in PAUSES and level_now is not designated_for:
                    found, designated_for = replace(found, designated=None), None
            case _:
                pass
    return found


def must_be_designated(of_case: Course, court: Seat, organisations: Organisations) -> None:
    """Raise `CourtDesignated` for another court than the one that an order has designated."""
    designated = of_case.designated
    if designated is not None and court not in {designated, organisations.holder(designated)}:
        raise CourtDesignated(organisations.named(organisations.holder(designated)))


def must_hear(
    of_case: Course,
    court: Seat,
    level: Instance,
    organisations: Organisations,
    day: date,
    procedure: Procedure = PROCEDURE,
) -> None:
    """Raise `CourtNotAbove`, with the right courts, for a court that does not hear this instance of the case.

    A court that an order has designated may; of an office that is not held here nothing is known.
    """
    levels = procedure.court_levels(level, day)
    if of_case.designated == court or court not in organisations.offices or not levels:
        return
    below = of_case.below(level)
    right = [each.seat for each in _hearing(levels, below, organisations, day, procedure)]
    if not right:  # nobody is above: a court of these levels, if there is one, and else whoever has the case
        right = [each.seat for each in _courts(levels, organisations, day)]
    if right and court not in right:
        said = organisations.named
        nearest = [said(each) for each in _nearest(right, below, organisations, day)]
        raise CourtNotAbove(said(court), None if below is None else said(below), nearest)


def must_lie_below(court: Seat, orderer: Seat, organisations: Organisations, day: date, pointer: str) -> None:
    """Raise `InvalidInput` for a court that another one cannot name to try a case: it does not stand above it.

    A court may name itself; of an office that is not held here nothing is known.
    """
    facts, court = organisations.offices.get(orderer), organisations.holder(court, day)
    if court == orderer or court not in organisations.offices or facts is None:
        return
    if orderer not in {each.seat for each in _hearing(frozenset({facts.level}), court, organisations, day, PROCEDURE)}:
        raise InvalidInput(faults=[court_not_below(pointer, organisations.named(court), organisations.named(orderer))])


def _hearing(
    levels: frozenset[str], below: Seat | None, organisations: Organisations, day: date, procedure: Procedure
) -> Iterator[OfficeFacts]:
    """Yield the courts of these levels above that one: in its line, or of a higher rank and of no other place.

    One without a place is of every place, but where the line has a court of its level: of regions it is another one.
    """
    if below is None:
        yield from _courts(levels, organisations, day)
        return
    holder = organisations.holder(below, day)
    facts, line = organisations.offices.get(holder), organisations.above(holder, day)
    levels_above = {organisations.offices[seat].level for seat in line if seat in organisations.offices}
    for court in _courts(levels, organisations, day):
        if court.seat == holder:
            continue
        of_another = court.place is None and court.level in levels_above
        covers = facts is not None and not of_another and _covers(court, facts, procedure, day)
        if court.seat in line or covers:
            yield court


def _covers(court: OfficeFacts, below: OfficeFacts, procedure: Procedure, day: date) -> bool:
    of_place = court.place is None or (below.place is not None and below.place.startswith(court.place))
    return of_place and procedure.rank(court.level, day) > procedure.rank(below.level, day)


def _courts(levels: frozenset[str], organisations: Organisations, day: date) -> Iterator[OfficeFacts]:
    for office in organisations.offices.values():
        if office.kind == Kind.COURT and office.level in levels and office.is_open_on(day):
            yield office


def _nearest(right: list[Seat], below: Seat | None, organisations: Organisations, day: date) -> list[Seat]:
    """Return the right courts for a refusal: those in the line above, nearest first, where there are any."""
    line = () if below is None else organisations.above(below, day)
    return [seat for seat in line if seat in right] or sorted(right)
