"""What is announced of vital events: thin facts in the past tense, keyed by the event, without names."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from chassis.unit.announcements import announcement, document_of
from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.json_types import JSON
from contracts.national.events.birth_cancelled import BirthCancelled
from contracts.national.events.birth_corrected import BirthCorrected
from contracts.national.events.birth_declared import BirthDeclared
from contracts.national.events.birth_registered import BirthRegistered
from contracts.national.events.birth_reinstated import BirthReinstated
from contracts.national.events.certificate_revoked import CertificateRevoked
from contracts.national.events.death_cancelled import DeathCancelled
from contracts.national.events.death_corrected import DeathCorrected
from contracts.national.events.death_registered import DeathRegistered
from contracts.national.events.death_reinstated import DeathReinstated
from contracts.national.events.divorce_cancelled import DivorceCancelled
from contracts.national.events.divorce_corrected import DivorceCorrected
from contracts.national.events.divorce_registered import DivorceRegistered
from contracts.national.events.divorce_reinstated import DivorceReinstated
from contracts.national.events.event_recorded import EventRecorded
from contracts.national.events.marriage_cancelled import MarriageCancelled
from contracts.national.events.marriage_corrected import MarriageCorrected
from contracts.national.events.marriage_registered import MarriageRegistered
from contracts.national.events.marriage_reinstated import MarriageReinstated
from contracts.national.shared.identifier import Identifier
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Act, Action, State
from services.civil_registration.domain.facts import at
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.records import Record

SOURCE: Final = "/civil-registration/v1"

# Type and form of what others follow, by kind and by what was done.
_TOLD: Final[Mapping[EventKind, Mapping[Act, tuple[str, Any]]]] = {  # Any: a model of the event
    EventKind.BIRTH: {
        Act.DECLARE: ("la.gov.civil.birth.declared.v1", BirthDeclared),
        Act.REGISTER: ("la.gov.civil.birth.registered.v1", BirthRegistered),
        Act.CORRECT: ("la.gov.civil.birth.corrected.v1", BirthCorrected),
        Act.CANCEL: ("la.gov.civil.birth.cancelled.v1", BirthCancelled),
        Act.REINSTATE: ("la.gov.civil.birth.reinstated.v1", BirthReinstated),
    },
    EventKind.DEATH: {
        Act.REGISTER: ("la.gov.civil.death.registered.v1", DeathRegistered),
        Act.CORRECT: ("la.gov.civil.death.corrected.v1", DeathCorrected),
        Act.CANCEL: ("la.gov.civil.death.cancelled.v1", DeathCancelled),
        Act.REINSTATE: ("la.gov.civil.death.reinstated.v1", DeathReinstated),
    },
    EventKind.MARRIAGE: {
        Act.REGISTER: ("la.gov.civil.marriage.registered.v1", MarriageRegistered),
        Act.CORRECT: ("la.gov.civil.marriage.corrected.v1", MarriageCorrected),
        Act.CANCEL: ("la.gov.civil.marriage.cancelled.v1", MarriageCancelled),
        Act.REINSTATE: ("la.gov.civil.marriage.reinstated.v1", MarriageReinstated),
    },
    EventKind.DIVORCE: {
        Act.REGISTER: ("la.gov.civil.divorce.registered.v1", DivorceRegistered),
        Act.CORRECT: ("la.gov.civil.divorce.corrected.v1", DivorceCorrected),
        Act.CANCEL: ("la.gov.civil.divorce.cancelled.v1", DivorceCancelled),
        Act.REINSTATE: ("la.gov.civil.divorce.reinstated.v1", DivorceReinstated),
    },
}


def of(unit: Unit, event_id: str, record: Record, action: Action, keys: SubjectKeys) -> Iterable[Event]:
    """Yield what is announced of this action on the record as it is now: for the kind, and for who follows the event.

    What is not registered, and never was, is announced to who follows the event alone. A draft is nobody's affair yet.
    """
    if record.state is State.DRAFT:
        return
    told = _TOLD.get(record.kind, {}).get(action.kind)
    if told is not None and not (action.kind is Act.REINSTATE and record.registration is None):
        type, form = told
        facts = _facts(event_id, record, action, keys)
        fact = form.model_validate({name: value for name, value in facts.items() if name in _members_of(form)})
        yield announcement(unit, SOURCE, type, event_id, document_of(fact))
    if action.kind is Act.REVOKE_CERTIFICATE:
        for each in action.content["certificateIds"]:
            yield _ended(unit, event_id, each, action.content["status"])
    yield recorded(unit, event_id, recorded_document(event_id, record, action.kind))


def _ended(unit: Unit, event_id: str, certificate_id: str, status: str) -> Event:
    told = CertificateRevoked.model_validate({"certificateId": certificate_id, "eventId": event_id, "status": status})
    return announcement(unit, SOURCE, "la.gov.civil.certificate.revoked.v1", certificate_id, document_of(told))


def recorded_document(event_id: str, record: Record, act: Act) -> dict[str, JSON]:
    """Return what who follows an event is told of an action on it."""
    told = EventRecorded.model_validate(
        {
            "eventId": event_id,
            "kind": record.kind.value,
            "action": act.value,
            "state": record.state.value,
            "version": record.version,
            "registrar": record.registrar.to_document(),
            "declaredBy": record.declarer.to_document(),
        }
    )
    return document_of(told)


def recorded(unit: Unit, event_id: str, document: Mapping[str, JSON]) -> Event:
    """Return the announcement of an action, given its `recorded_document`."""
    return announcement(unit, SOURCE, "la.gov.civil.event.recorded.v1", event_id, document)


def _members_of(form: Any) -> set[str]:  # Any: a model of the event
    return {field.alias or name for name, field in form.model_fields.items()}


def _facts(event_id: str, record: Record, action: Action, keys: SubjectKeys) -> dict[str, Any]:  # Any: JSON
    day = record.occurred_on or record.actions[0].author.today
    subjects = KINDS[record.kind].subjects
    stated = [each for role in subjects for each in at(record.facts, f"/{role}/identifiers") or ()]
    return {
        "eventId": event_id,
        "month": day.strftime("%Y-%m"),
        "registrar": record.registrar.to_document(),
        "sex": at(record.facts, f"/{subjects[0]}/sex") if subjects else None,
        "subjectKeys": keys.of(map(Identifier.model_validate, stated)),
        "members": sorted(f"/{record.kind.value}{pointer}" for pointer in action.content.get("changes", ())),
        **({} if record.district is None else {"district": record.district}),
    }
