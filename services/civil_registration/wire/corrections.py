"""Render corrections of an event from its log; the id of a correction in the path, and the moment of a read."""

from typing import Annotated, Any, Final

from fastapi import Query

from chassis.http.path_ids import path_id
from contracts.calendar import Moment
from contracts.national.civil.event_correction import EventCorrection
from services.civil_registration.domain.actions import Act, Action
from services.civil_registration.domain.facts import corrected
from services.civil_registration.domain.records import Record

CorrectionId = Annotated[str, path_id("ecr", "correctionId", "Id of the correction.")]
At = Annotated[
    Moment | None,
    Query(description="What was known at this moment, whatever was recorded or corrected since; left out: now."),
]
_SAID: Final = ("reason", "basis", "judgment", "documents", "wishedBy")
_STATES: Final = {Act.CORRECT: "approved", Act.REFUSE_CORRECTION: "refused"}


def corrections_of(event_id: str, record: Record, *, with_values: bool) -> list[EventCorrection]:
    """Return the corrections of an event, oldest first; old and new values only to who decides on corrections."""
    asked = [action for action in record.actions if action.kind is Act.REQUEST_CORRECTION]
    decided = {action.content["correctionId"]: action for action in record.actions if action.kind in _STATES}
    return [
        _correction(event_id, record, action, decided.get(action.content["correctionId"]), with_values=with_values)
        for action in asked
    ]


def correction_of(event_id: str, record: Record, correction_id: str, *, with_values: bool) -> EventCorrection:
    """Return one correction of an event."""
    found = corrections_of(event_id, record, with_values=with_values)
    return next(each for each in found if each.correction_id == correction_id)


def _correction(
    event_id: str, record: Record, asked: Action, decided: Action | None, *, with_values: bool
) -> EventCorrection:
    told = asked.content
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "correctionId": told["correctionId"],
        "eventId": event_id,
        "state": "requested" if decided is None else _STATES[decided.kind],
        "members": list(told["changes"]),
        **{name: told[name] for name in _SAID if name in told},
        "requestedAt": asked.author.at,
        "requestedBy": asked.author.seat.to_document(),
        "requestingOfficer": asked.author.officer,
        "version": record.version,
    }
    if with_values:
        kind, changes = record.kind.value, told["changes"]
        shown |= {"was": {kind: corrected({}, changes, "was")}, "now": {kind: corrected({}, changes)}}
    if decided is not None:
        shown |= {
            "decidedAt": decided.author.at,
            "decidedBy": decided.author.seat.to_document(),
            "decidingOfficer": decided.author.officer,
            "decisionReason": decided.content.get("reason"),
        }
    return EventCorrection.model_validate({name: value for name, value in shown.items() if value is not None})
