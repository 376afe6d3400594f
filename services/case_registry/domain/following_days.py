"""Days that follow the corrected day of a move: of roles, of who is free by it, of what it set aside. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.justice.dated_role import DatedRole
from contracts.problems import InvalidInput
from services.case_registry.domain import days
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.charges import DECIDED, ChargeDecided, ChargeFiled
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.hearings import HearingConcluded
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import FREE, RoleTaken
from services.case_registry.domain.pursuits import PursuitEnded
from services.case_registry.domain.setting_aside import SET_ASIDE, set_aside_by, standing
from services.case_registry.domain.words import Instance
from services.case_registry.errors.corrections import cannot_stand, not_between

_WITH_MOVES: Final = (PursuitEnded, RoleTaken, HearingConcluded)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a move brought to one participant on its day: roles that ended, one that it took, that it is free."""

    participant: str
    ended: tuple[str, ...] = ()
    taken: str | None = None
    freed: bool = False


def brought_by(entries: Sequence[Entry], position: int) -> list[Brought]:
    """Return what the move at that place brought to participants: facts of the same act, which stand before it.

    The opening says itself in which role each came.
    """
    move = entries[position - 1]
    if isinstance(move.fact, Opened):
        return [Brought(each.participant, (), each.role) for each in move.fact.participants]
    found: list[Brought] = []
    for entry in reversed(entries[: position - 1]):
        if not isinstance(entry.fact, _WITH_MOVES) or entry.recorded_at != move.recorded_at:
            break
        match entry.fact:
            case PursuitEnded(participant=participant, ended=ended, freed=freed):
                found.append(Brought(participant, ended, freed=freed is True))
            case RoleTaken(participant=taken, ended=ended):
                found.append(Brought(taken.participant, ended, taken.role))
    return found


def roles_right(
    roles: Iterable[DatedRole], brought: Brought, was: date, now: date, member: str = "happenedOn"
) -> list[DatedRole]:
    """Return the roles of a participant once what was brought on one day was so on another.

    A role that was corrected by itself since stays. Raises `InvalidInput` for one that would end before it begins.
    """
    right: list[DatedRole] = []
    for role in roles:
        if role.role in brought.ended and role.to == was:
            right.append(role.model_copy(update={"to": now}))
        elif role.role == brought.taken and role.from_ == was:
            right.append(role.model_copy(update={"from_": now}))
        else:
            right.append(role)
    if len({(role.role, role.from_) for role in right}) < len(right):
        raise InvalidInput(faults=[cannot_stand(member)])
    for role in right:
        if role.to is not None and role.to < role.from_:
            limits = (None, role.to) if role.from_ == now else (role.from_, None)
            raise InvalidInput(faults=[not_between(member, *limits)])
    return right


def custody_right(records: Sequence[CustodyRecord], brought: Brought, was: date, now: date) -> list[CustodyRecord]:
    """Return the custody of a participant that is free since another day; raise `InvalidInput` out of their order."""
    right = list(records)
    for place, (before, record) in enumerate(pairwise(records), start=1):
        if brought.freed and record.status == FREE and record.since == _free_since(before, was):
            right[place] = record.model_copy(update={"since": _free_since(before, now)})
    moments = [record.since for record in right]
    if moments != sorted(set(moments)):
        followed = next(after.since for free, after in pairwise(right) if after.since <= free.since)
        raise InvalidInput(faults=[not_between("happenedOn", None, days.today(followed))])
    return right


def superseded_by(entries: Sequence[Entry], position: int, judgments: Iterable[tuple[int, Instance]]) -> list[int]:
    """Return the places of the judgments, of these with their instances, that the move at that place set aside."""
    return [
        judgment
        for judgment, level in judgments
        if next((entry.position for entry in entries[judgment:] if _sets_aside(entry, level)), None) == position
    ]


def charge_known(charge: dict[str, Any], known: Iterable[Entry]) -> None:  # Any: a Charge document
    """Write into a charge the days of its steps, and of moves that set its result aside, as they were known."""
    known_on = {(_step_of(entry), entry.recorded_at): entry.happened_on.isoformat() for entry in effective(known)}
    steps = charge["history"]
    for step in steps:
        recorded_at = datetime.fromisoformat(step["recordedAt"])
        step["happenedOn"] = known_on.get((step["step"], recorded_at), step["happenedOn"])
    charge["filedOn"] = steps[0]["happenedOn"]
    stands = standing(steps)
    if "decidedOn" in charge and stands is not None:
        charge["decidedOn"] = stands["happenedOn"]


def _step_of(entry: Entry) -> str | None:
    match entry.fact:
        case ChargeFiled():
            return "filed"
        case ChargeDecided():
            return DECIDED
        case Moved() as move if set_aside_by(move):
            return SET_ASIDE
    return None


def _sets_aside(entry: Entry, level: Instance) -> bool:
    return isinstance(entry.fact, Moved) and level in set_aside_by(entry.fact)


def _free_since(before: CustodyRecord, day: date) -> datetime:
    return max(days.morning(day), before.since + timedelta(seconds=1))
