"""Operation of changed events: follow them from a cursor on."""

from typing import Final

from fastapi import APIRouter

from chassis.http.change_pages import ChangeQueryDep
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.civil_event_change_page import CivilEventChangePage
from services.civil_registration.routes.asking import AskerDep
from services.civil_registration.usecases import changes

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Work list"])


@ROUTER.get(
    "/event-changes",
    operation_id="listEventChanges",
    summary="Follow what changes",
    openapi_extra={"x-purposes": ["vitalRegistration", "oversight"]},
)
async def list_changes(query: ChangeQueryDep, asker: AskerDep, unit: UnitDep) -> CivilEventChangePage:
    """List the events of the caller's office, and of those below it, that have changed since a cursor."""
    return await changes.list_changes(unit, asker, query)
