"""The operations of civil registration over HTTP: parse, call one verb, render."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter

from chassis.http.caller import CallerDep
from chassis.http.resources import resource
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.reference.held import HeldOrganisationsDep
from contracts.national.civil.birth_declaration import BirthDeclaration
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.death_declaration import DeathDeclaration
from contracts.national.civil.event_registration import EventRegistration
from contracts.subject_keys import SubjectKeys
from services.civil_registration import usecases
from services.civil_registration.domain.facts import Limits
from services.civil_registration.wire import EventId

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Vital events"])

LimitsDep = Annotated[Limits, resource(Limits)]
KeysDep = Annotated[SubjectKeys, resource(SubjectKeys)]


@ROUTER.post(
    "/births",
    status_code=HTTPStatus.CREATED,
    operation_id="declareBirth",
    summary="Declare a birth",
    openapi_extra={"x-body": "document", "x-purposes": ["vitalRegistration"]},
)
async def declare_birth(
    body: BirthDeclaration, caller: CallerDep, unit: UnitDep, limits: LimitsDep, held: HeldOrganisationsDep
) -> CivilEvent:
    """Declare a birth, or give notice of one whose child has no name yet; its registering office completes it."""
    return await usecases.declare_event(unit, caller, body, limits, held)


@ROUTER.post(
    "/deaths",
    status_code=HTTPStatus.CREATED,
    operation_id="declareDeath",
    summary="Declare a death",
    openapi_extra={"x-body": "document", "x-purposes": ["vitalRegistration"]},
)
async def declare_death(
    body: DeathDeclaration, caller: CallerDep, unit: UnitDep, limits: LimitsDep, held: HeldOrganisationsDep
) -> CivilEvent:
    """Declare a death; the registering office of the district where it happened registers it, unless one is named."""
    return await usecases.declare_event(unit, caller, body, limits, held)


@ROUTER.post(
    "/events/{eventId}/registration",
    status_code=HTTPStatus.CREATED,
    operation_id="registerEvent",
    summary="Register a declared event",
    # what the registrar signs gives a person legal status: the request itself is kept as evidence
    openapi_extra={"x-body": "document", "x-purposes": ["vitalRegistration"], "x-legal-act": True},
)
async def register_event(
    event_id: EventId,
    body: EventRegistration,
    caller: CallerDep,
    unit: UnitDep,
    limits: LimitsDep,
    keys: KeysDep,
    held: HeldOrganisationsDep,
) -> CivilEvent:
    """Register an event under a new number, as its registering office; its legal facts no longer change."""
    return await usecases.register_event(unit, caller, event_id, body, limits, keys, held)


@ROUTER.get(
    "/events/{eventId}",
    operation_id="eventById",
    summary="Read an event with its log of actions",
    openapi_extra={"x-purposes": ["vitalRegistration", "oversight", "officialCorrespondence", "caseManagement"]},
)
async def get_event(event_id: EventId, caller: CallerDep, unit: UnitDep, held: HeldOrganisationsDep) -> CivilEvent:
    """Return an event that concerns the caller's office, by the table of reads; for cases a registered death alone."""
    return await usecases.get_event(unit, caller, event_id, held)
