"""Operations of corrections: record one, list those of a case, list and acknowledge those that are owed."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.case_correcting import CaseCorrecting
from contracts.national.justice.correction import Correction
from contracts.national.justice.correction_acknowledgement import CorrectionAcknowledgement
from contracts.national.justice.correction_page import CorrectionPage
from contracts.national.justice.owed_correction import OwedCorrection
from contracts.national.justice.owed_correction_page import OwedCorrectionPage
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import corrections, owed_corrections
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.corrections import CorrectionId, CorrectionQueryDep, OwedQueryDep
from services.case_registry.wire.subject_keys import KeysDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Corrections"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_OWED: Final = {"x-purposes": ["caseManagement", "vitalRegistration"]}


@ROUTER.post(
    "/cases/{caseId}/corrections",
    operation_id="correctCase",
    summary="Correct a case",
    status_code=HTTPStatus.CREATED,
    # others have relied on what was wrong: the request itself is kept as evidence
    openapi_extra=_MARKS | {"x-body": "document", "x-legal-act": True},
)
async def correct_case(
    case_id: CaseId, correcting: CaseCorrecting, asker: AskerDep, unit: UnitDep, keys: KeysDep
) -> Correction:
    """Correct one fact of a case, or one participant; what was known before stays on record."""
    return await corrections.correct_case(unit, asker, case_id, correcting, keys)


@ROUTER.get(
    "/cases/{caseId}/corrections",
    operation_id="listCorrections",
    summary="List the corrections of a case",
    openapi_extra=_MARKS,
)
async def list_corrections(
    case_id: CaseId, query: CorrectionQueryDep, asker: AskerDep, unit: UnitDep
) -> CorrectionPage:
    """List what was corrected, old values among it: only who has the file and the offices above read these."""
    return await corrections.list_corrections(unit, asker, case_id, query)


@ROUTER.get(
    "/corrections-owed",
    operation_id="listOwedCorrections",
    summary="List the corrections that your office has to hear of",
    openapi_extra=_OWED,
)
async def list_owed(query: OwedQueryDep, asker: AskerDep, unit: UnitDep) -> OwedCorrectionPage:
    """List the corrections of cases in which the office has a part, or that it has read: its records may be wrong."""
    return await owed_corrections.list_owed(unit, asker, query)


@ROUTER.post(
    "/cases/{caseId}/corrections/{correctionId}/acknowledgement",
    operation_id="acknowledgeCorrection",
    summary="Acknowledge a correction",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_OWED | {"x-body": "document"},
)
async def acknowledge(
    case_id: CaseId,
    correction_id: CorrectionId,
    acknowledgement: CorrectionAcknowledgement,
    asker: AskerDep,
    unit: UnitDep,
) -> OwedCorrection:
    """Say that the office has taken the correction over into its own records."""
    return await owed_corrections.acknowledge(unit, asker, case_id, correction_id, acknowledgement)
