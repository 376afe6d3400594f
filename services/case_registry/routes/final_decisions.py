"""Operations of judgments in force: extracts for the civil register, and decisions for everybody."""

from typing import Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.civil_status_extract_page import CivilStatusExtractPage
from contracts.national.justice.public_decision_page import PublicDecisionPage
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import final_decisions
from services.case_registry.wire.final_decisions import ExtractQueryDep, PublicQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Final decisions"])
_KEPT: Final = "public, max-age=60"  # no longer: a case in which a child turns out to be is gone from it


@ROUTER.get(
    "/civil-status-extracts",
    operation_id="listCivilStatusExtracts",
    summary="List extracts of judgments for the civil register",
    openapi_extra={"x-purposes": ["vitalRegistration"]},
)
async def list_extracts(query: ExtractQueryDep, asker: AskerDep, unit: UnitDep) -> CivilStatusExtractPage:
    """List what the civil register needs of judgments in force, also of secret family cases, as they became final."""
    return await final_decisions.list_extracts(unit, asker, query)


@ROUTER.get(
    "/public-decisions",
    operation_id="listPublicDecisions",
    summary="List final decisions, for everybody",
    openapi_extra={"x-public": True},
)
async def list_public_decisions(
    query: PublicQueryDep, asker: AskerDep, unit: UnitDep, response: Response
) -> PublicDecisionPage:
    """List final decisions of open cases by court, year and identifier: initials and roles, no name and no text."""
    response.headers["Cache-Control"] = _KEPT
    return await final_decisions.list_public_decisions(unit, asker, query)
