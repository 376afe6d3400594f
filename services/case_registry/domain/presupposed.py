"""What an act of a past day presupposes: facts that are not younger than it, told by the one that is. No I/O.

One rule for all facts. What a fact names (a person, a charge, proceedings, an entry) was brought by an earlier one;
what is done at some statuses alone presupposes the move by which the case came there; and all presuppose the opening.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from contracts.json_types import JSON
from contracts.problems import InvalidInput
from services.case_registry.domain import acts
from services.case_registry.domain.acts import Act
from services.case_registry.domain.cases import Numbered, Opened
from services.case_registry.domain.charges import ChargeDecided, ChargeFiled, PleaEntered
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.joins import CarriesOn, JoinedInto, JoinUndone
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import CustodyRecorded, ParticipantJoined
from services.case_registry.domain.proceedings import ProceedingOpened
from services.case_registry.domain.prosecution import CalledUp, StatementAwaited
from services.case_registry.domain.splits import SplitFrom
from services.case_registry.domain.words import Status
from services.case_registry.errors.days import before_what_it_presupposes

# What comes with these has lived in another case, or system, which may have begun earlier.
_FROM_ELSEWHERE: Final = (SplitFrom, CarriesOn, JoinUndone, Imported)
# A number may be older than the case here, and who is caught in the act is held before a case is opened.
_AT_ANY_TIME: Final = (Numbered, CustodyRecorded)
_DONE_AS: Final[Mapping[str, Act]] = {
    ChargeFiled.kind: Act.FILE_CHARGE,
    PleaEntered.kind: Act.ENTER_PLEA,
    ChargeDecided.kind: Act.DECIDE_CHARGE,
    ProceedingOpened.kind: Act.OPEN_PROCEEDING,
}


def must_be_over(fact: Fact, day: date, history: Sequence[Entry], pointer: str) -> None:
    """Raise `InvalidInput` when what the fact presupposes happened after that day, which stands at `pointer`.

    The fault names the latest of these.
    """
    latest = _latest(fact, effective(history))
    if latest is not None and day < latest.happened_on:
        raise InvalidInput(faults=[before_what_it_presupposes(latest.fact.kind, latest.happened_on, pointer)])


def pairs(entry: Entry, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield each fact that this one presupposes, with it."""
    if not isinstance(entry.fact, _AT_ANY_TIME):
        for presupposed in _presupposed(entry.fact, entries[: entry.position - 1]):
            yield presupposed, entry


def _latest(fact: Fact, entries: Sequence[Entry]) -> Entry | None:
    """Return the latest of the entries that the fact presupposes; None where it presupposes none."""
    if isinstance(fact, _AT_ANY_TIME):
        return None
    return max(_presupposed(fact, entries), key=lambda entry: (entry.happened_on, entry.position), default=None)


def _presupposed(fact: Fact, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries that the fact presupposes, as they are right."""
    alone = not any(isinstance(entry.fact, _FROM_ELSEWHERE) for entry in entries)
    if alone:
        yield entries[0]
    named = set(_texts(fact.model_dump(mode="json")))
    for entry in entries:
        if (brought := _brought_by(entry.fact)) is not None and brought in named:
            yield entry
    act = _DONE_AS.get(fact.kind)
    if act is not None and alone:
        came = _came(entries, frozenset().union(*(row.at for row in acts.RULES if row.act is act)))
        if came is not None:
            yield came


def _brought_by(fact: Fact) -> str | None:
    """Return the id of what is there since this fact; None for most."""
    match fact:
        case ParticipantJoined():
            return fact.participant.participant
        case ChargeFiled():
            return fact.charge
        case ProceedingOpened():
            return fact.proceeding
        case StatementAwaited() | CalledUp():
            return fact.file
    return None


def _came(entries: Sequence[Entry], there: Collection[Status]) -> Entry | None:
    """Return the entry since which the case has stood at one of these statuses; None where it does not."""
    came: Entry | None = None
    for entry in entries:
        status = _status_after(entry.fact)
        if status is None:
            continue
        if status not in there:
            came = None
        elif came is None:
            came = entry
    return came


def _status_after(fact: Fact) -> Status | None:
    match fact:
        case Opened() | JoinUndone():
            return fact.status
        case Moved():
            return fact.target
        case JoinedInto():
            return Status.JOINED
    return None


def _texts(value: JSON) -> Iterator[str]:
    """Yield every text in a document, the names of its members as well: a list of charges has their ids there."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield name
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
