"""Ask for a correction of a registered event, decide on it, list those of an event."""

from collections.abc import Mapping
from typing import Any, Final

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.json_types import JSON
from contracts.national.civil.event_correction import EventCorrection
from contracts.national.civil.event_correction_decision import EventCorrectionDecision
from contracts.national.civil.event_correction_list import EventCorrectionList
from contracts.national.civil.event_correction_request import EventCorrectionRequest
from contracts.problems import InvalidInput
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain import corrections as rules
from services.civil_registration.domain.actions import Act, Action, must_be_allowed
from services.civil_registration.domain.corrections import Asked
from services.civil_registration.domain.facts import corrected, document
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.rules import Known
from services.civil_registration.errors.events import OTHER_KIND
from services.civil_registration.usecases.asking import RIGHTS, Asker, author_of, changeable, concerned, visible
from services.civil_registration.usecases.declarations import facts_of
from services.civil_registration.usecases.known import known_of
from services.civil_registration.usecases.owed_corrections import owe
from services.civil_registration.usecases.recording import write
from services.civil_registration.wire.corrections import correction_of, corrections_of

_SAID: Final = frozenset({"reason", "judgment", "documents", "wishedBy"})


async def ask(
    unit: Unit,
    asker: Asker,
    event_id: str,
    request: EventCorrectionRequest,
    if_match: str | None,
    keys: SubjectKeys,
) -> EventCorrection:
    """Ask for a correction; nothing is changed before another officer has approved it.

    Raises `OfficeNeeded`, `NotFound`, `NotTheRegistrar`, `PreconditionFailed`, and what `domain.corrections` refuses.
    """
    record = await changeable(unit, asker, event_id, "requestCorrection", if_match)
    must_be_allowed(Act.REQUEST_CORRECTION, record.state)
    stated = document(request)
    said = {name: value for name, value in stated.items() if name in _SAID}
    asked = Asked(_changes(record, request), request.basis, said)
    correction_id = unit.new_id("ecr")
    known = await _known(unit, record, asked.changes)
    action = rules.requested(record, asked, author_of(unit, asker), asker.country, known, correction_id)
    return await _recorded(unit, asker, event_id, record, action, keys)


async def decide(
    unit: Unit,
    asker: Asker,
    event_id: str,
    correction_id: str,
    decision: EventCorrectionDecision,
    if_match: str | None,
    keys: SubjectKeys,
) -> EventCorrection:
    """Approve a correction, which changes the facts and is owed to every past reader, or refuse it. Raises as `ask`."""
    record = await changeable(unit, asker, event_id, "decideCorrection", if_match)
    approves = decision.outcome == "approve"
    must_be_allowed(Act.CORRECT if approves else Act.REFUSE_CORRECTION, record.state)
    author = author_of(unit, asker)
    if not approves:
        action = rules.refused(record, correction_id, decision.reason, author)
        return await _recorded(unit, asker, event_id, record, action, keys)
    known = await _known(unit, record, rules.waits(record, correction_id))
    action = rules.approved(record, correction_id, decision.reason, author, asker.country, known)
    answer = await _recorded(unit, asker, event_id, record, action, keys)
    await owe(unit, event_id, record, correction_id, [*action.content["changes"]], author.seat)
    return answer


async def list_corrections(unit: Unit, asker: Asker, event_id: str) -> EventCorrectionList:
    """Return the corrections of an event, oldest first; values only to who decides on corrections of it."""
    today = unit.now.astimezone(VIENTIANE).date()
    RIGHTS.must_stand("listEventCorrections", asker.caller, asker.organisations, today)
    record = await visible(unit, asker, event_id, operation="listEventCorrections")
    found = corrections_of(event_id, record, with_values=decides(asker, record))
    return EventCorrectionList(items=found)


def decides(asker: Asker, record: Record) -> bool:
    """Tell whether the caller decides on corrections of this event: old values are shown to no one else."""
    return RIGHTS.allows("decideCorrection", asker.caller, concerned(record), asker.organisations)


async def _recorded(
    unit: Unit, asker: Asker, event_id: str, record: Record, action: Action, keys: SubjectKeys
) -> EventCorrection:
    after = await write(unit, asker, event_id, record, [action], keys)
    return correction_of(event_id, after, action.content["correctionId"], with_values=decides(asker, record))


async def _known(unit: Unit, record: Record, changes: Mapping[str, Mapping[str, JSON]]) -> tuple[Known, Known]:
    """Return what the register knows of the facts as they stand, and as they would be."""
    right = corrected(record.facts, changes)
    return await known_of(unit, record.kind, record.facts), await known_of(unit, record.kind, right)


def _changes(record: Record, request: EventCorrectionRequest) -> dict[str, dict[str, Any]]:  # Any: JSON
    (was_kind, was), (now_kind, now) = facts_of(request.was, "/was"), facts_of(request.now, "/now")
    if {was_kind, now_kind} != {record.kind}:
        raise InvalidInput(faults=[OTHER_KIND])
    return rules.changes_of([str(getattr(each, "root", each)) for each in request.members], was, now)
