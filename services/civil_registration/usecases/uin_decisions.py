"""Decide on the UIN of an event: ask again, give a request up, or say whose a UIN is that two records claim."""

from chassis.events.requests_out import give_up, hasten
from chassis.unit.unit import Unit
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.uin_decision import UinDecision
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Act, Action, Author, must_be_allowed
from services.civil_registration.domain.facts import document
from services.civil_registration.domain.numbers import tracking_id
from services.civil_registration.domain.records import Record, must_have_room
from services.civil_registration.domain.uin_requests import Outcome, Uin
from services.civil_registration.errors.uin_decisions import (
    NoRequestWaits,
    NothingToAsk,
    NoUinConflict,
    UinIsAnothers,
)
from services.civil_registration.store.uin_requests import others_with
from services.civil_registration.usecases.asking import Asker, author_of, changeable
from services.civil_registration.usecases.recording import answer
from services.civil_registration.usecases.uin_requests import owing_now


async def decide(
    unit: Unit, asker: Asker, event_id: str, decision: UinDecision, if_match: str | None, keys: SubjectKeys
) -> CivilEvent:
    """Write what a registrar decides; what is asked because of it is in the log behind the decision.

    Raises `OfficeNeeded`, `NotFound`, `NotTheRegistrar`, `PreconditionFailed`, `ActionNotAllowed`, `RecordFull`, and
    what the decision refuses: `NothingToAsk`, `NoRequestWaits`, `NoUinConflict`, `UinIsAnothers`.
    """
    record = await changeable(unit, asker, event_id, "decideUin", if_match)
    must_be_allowed(Act.DECIDE_UIN, record.state)
    must_have_room(record)
    author, outcome = author_of(unit, asker), Outcome(decision.outcome)
    if outcome is Outcome.ASK_AGAIN:
        await _ask_again(unit, asker, record, author)
    elif outcome is Outcome.GIVE_UP:
        await give_up(unit, str(_waiting(record).asked["requestId"]))
    else:
        await _must_be_in_conflict(unit, event_id, record, accepts=outcome is Outcome.ACCEPT)
    action = Action(Act.DECIDE_UIN, author, document(decision))
    return await answer(unit, asker, event_id, record, action, keys)


async def _ask_again(unit: Unit, asker: Asker, record: Record, author: Author) -> None:
    """Let a request that waits be sent at once; raise `NothingToAsk` where none waits and none is owed."""
    if record.uin is not None and record.uin.waits:
        await hasten(unit, str(record.uin.asked["requestId"]))
    elif await owing_now(unit, asker.lists, record, author, by_hand=True) is None:
        raise NothingToAsk


def _waiting(record: Record) -> Uin:
    if record.uin is None or not record.uin.waits:
        raise NoRequestWaits
    return record.uin


async def _must_be_in_conflict(unit: Unit, event_id: str, record: Record, *, accepts: bool) -> None:
    conflict = None if record.uin is None else record.uin.conflict
    if conflict is None:
        raise NoUinConflict
    others = await others_with(unit, conflict["uin"], event_id) if accepts else []
    if others:
        raise UinIsAnothers([tracking_id(record.kind, other) for other in others])
