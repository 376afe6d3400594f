"""Operations of participants: add one, assign a role, appoint a representative, record custody."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.justice.participant import Participant
from contracts.national.justice.participant_addition import ParticipantAddition
from contracts.national.justice.representation_ending import RepresentationEnding
from contracts.national.justice.representative_appointment import RepresentativeAppointment
from contracts.national.justice.role_assignment import RoleAssignment
from services.case_registry.routes.asking import AskerDep
from services.case_registry.routes.readability import AskedDep, AskingFirst
from services.case_registry.usecases import participants
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.participants import ParticipantId
from services.case_registry.wire.subject_keys import KeysDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Participants"])
NAMING: Final = APIRouter(prefix="/case-registry/v1", route_class=AskingFirst, tags=["Participants"])
_MARKS: Final = {"x-purposes": ["caseManagement"], "x-body": "document"}


@ROUTER.post(
    "/cases/{caseId}/participants",
    operation_id="addParticipant",
    summary="Add a participant",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS,
)
async def add_participant(
    case_id: CaseId, addition: ParticipantAddition, asker: AskerDep, unit: UnitDep, keys: KeysDep
) -> Participant:
    """Let a person or an organisation join the case in a role; a juvenile who is pursued needs a guardian."""
    return await participants.add_participant(unit, asker, case_id, addition, keys)


@ROUTER.post(
    "/cases/{caseId}/participants/{participantId}/roles",
    operation_id="assignRole",
    summary="Give a participant another role",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS,
)
async def assign_role(
    case_id: CaseId, participant_id: ParticipantId, assignment: RoleAssignment, asker: AskerDep, unit: UnitDep
) -> Participant:
    """Let the same person go on from suspect to accused, defendant and convict; the role before ends."""
    return await participants.assign_role(unit, asker, case_id, participant_id, assignment)


@ROUTER.post(
    "/cases/{caseId}/participants/{participantId}/representatives",
    operation_id="appointRepresentative",
    summary="Appoint a representative",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS,
)
async def appoint_representative(
    case_id: CaseId,
    participant_id: ParticipantId,
    appointment: RepresentativeAppointment,
    asker: AskerDep,
    unit: UnitDep,
) -> Participant:
    """Let a lawyer or a guardian, who is a participant of the case, speak for another one."""
    return await participants.appoint_representative(unit, asker, case_id, participant_id, appointment)


@ROUTER.post(
    "/cases/{caseId}/participants/{participantId}/representation-ends",
    operation_id="endRepresentation",
    summary="End a representation",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS,
)
async def end_representation(
    case_id: CaseId, participant_id: ParticipantId, ending: RepresentationEnding, asker: AskerDep, unit: UnitDep
) -> Participant:
    """Say that a lawyer or a guardian no longer speaks for a participant; who spoke until then stays on record."""
    return await participants.end_representation(unit, asker, case_id, participant_id, ending)


@NAMING.post(
    "/cases/{caseId}/participants/{participantId}/custody",
    operation_id="recordCustody",
    summary="Record custody",
    status_code=HTTPStatus.CREATED,
    # it takes a person's freedom: the request itself is kept as evidence
    openapi_extra=_MARKS | {"x-legal-act": True},
)
async def record_custody(
    case_id: CaseId,
    participant_id: ParticipantId,
    custody: CustodyRecord,
    asker: AskerDep,
    unit: UnitDep,
    asked: AskedDep,
) -> CustodyRecord:
    """Record whether a person is free or held, since when, and by which order."""
    return await participants.record_custody(unit, asker, case_id, participant_id, custody, asked)
