"""Operation of requirements: what the facts of an event need before it is declared, or registered."""

from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.civil_requirements import CivilRequirements
from services.civil_registration.routes.asking import AskerDep
from services.civil_registration.usecases import requirements
from services.civil_registration.wire.requirements import KindAsked, StateAsked

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Work list"])


@ROUTER.get(
    "/requirements",
    operation_id="listRequirements",
    summary="Say what each state needs",
    openapi_extra={"x-purposes": ["vitalRegistration", "oversight"]},
)
async def list_requirements(
    asker: AskerDep, unit: UnitDep, kind: KindAsked = None, state: StateAsked = None
) -> CivilRequirements:
    """List what the facts of a kind of event need, with the names of the items for a form in Lao and English."""
    return await requirements.list_requirements(unit, asker, kind, state)
