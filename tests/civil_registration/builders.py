"""Births and deaths as the tests state them: whole and valid, until a test says otherwise."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2

from contracts.calendar import VIENTIANE
from contracts.national.civil.birth_declaration import BirthDeclaration
from contracts.national.civil.death_declaration import DeathDeclaration
from contracts.national.civil.event_registration import EventRegistration
from contracts.organisations import OfficeFacts, Organisations
from contracts.seats import Seat
from contracts.voucher import Caller
from services.civil_registration.domain.actions import Action, Author
from services.civil_registration.domain.facts import Limits
from services.civil_registration.domain.records import Record, declared, replay
from tests.support.service import ServiceUnderTest, a_caller

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # noon in Vientiane
LIMITS = Limits(
    late_after_days=30,
    death_late_after_days=20,
    mother_age_possible_from=5,
    mother_age_from=10,
    mother_age_to=55,
    age_to=110,
)
TODAY = datetime.now(VIENTIANE).date()

HOSPITAL = a_caller("hospital", "hospital", purpose="vitalRegistration")
HERE, THERE = Seat("registrar", "0101"), Seat("registrar-0612", "0612")
REGISTRAR = a_caller("registrar", "registrar", purpose="vitalRegistration", office="0101", officer="ນ. ຄຳຫຼ້າ")
OTHER_REGISTRAR = a_caller("registrar-0612", "registrar", purpose="vitalRegistration", office="0612")
HOME_AFFAIRS = a_caller("home-affairs", "registry", purpose="oversight")
POLICE = a_caller("police", "police")

CHILD_NAME = {"use": "legal", "text": "ດາວອນ ພົມມະຈັນ", "given": "ດາວອນ", "family": "ພົມມະຈັນ", "script": "lao"}
MOTHER_NAME = {"use": "legal", "text": "ແກ້ວມະນີ ພົມມະຈັນ", "given": "ແກ້ວມະນີ", "family": "ພົມມະຈັນ", "script": "lao"}
UNNAMED = {"sex": "male", "notYetNamed": "custom"}


def seat_of(caller: Caller) -> dict[str, str]:
    """The seat that the caller acts from, as documents have it."""
    assert caller.seat is not None
    return caller.seat.to_document()


def a_mother(**other: Any) -> dict[str, Any]:
    born = {"value": "1998-04-09", "precision": "day"}
    return {"name": MOTHER_NAME, "birthDate": born, "maritalStatus": "married", "residence": "0101"} | other


def a_birth(**other: Any) -> dict[str, Any]:
    """A declaration as a hospital sends it, two days after the birth; None leaves a member out."""
    facts = {
        "occurredOn": (TODAY - timedelta(days=2)).isoformat(),
        "place": "0101",
        "birthType": "single",
        "attendant": "midwife",
        "child": {"name": CHILD_NAME, "sex": "female"},
        "mother": a_mother(),
    }
    return {name: value for name, value in (facts | other).items() if value is not None}


def a_declaration(occurred_on: date = date(2026, 11, 18), **other: Any) -> BirthDeclaration:
    return BirthDeclaration.model_validate(a_birth(occurredOn=occurred_on.isoformat(), **other))


CITIZEN_ID = {"type": "citizenId", "value": "01-0345/2011"}


def a_deceased(**other: Any) -> dict[str, Any]:
    name = {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "given": "ບຸນມີ", "family": "ແກ້ວມະນີ", "script": "lao"}
    born = {"value": "1961-05-20", "precision": "day"}
    return {"name": name, "sex": "male", "birthDate": born, "identifiers": [CITIZEN_ID]} | other


def a_death(**other: Any) -> dict[str, Any]:
    """A declaration as a hospital sends it, two days after the death; None leaves a member out."""
    facts = {"occurredOn": (TODAY - timedelta(days=2)).isoformat(), "place": "0101", "deceased": a_deceased()}
    return {name: value for name, value in (facts | other).items() if value is not None}


def a_death_declaration(occurred_on: date = date(2026, 11, 18), **other: Any) -> DeathDeclaration:
    return DeathDeclaration.model_validate(a_death(occurredOn=occurred_on.isoformat(), **other))


def a_registration(**other: Any) -> EventRegistration:
    return EventRegistration.model_validate(other)


def an_author(member: str = "hospital", at: datetime = NOON) -> Author:
    return Author(Seat(member, "hq"), f"{member}-system", None, at)


def a_registrar(seat: Seat, place: str | None = None, **other: Any) -> OfficeFacts:
    """A registering office of that district, as the directory has it."""
    names = {"name_lo": "ຫ້ອງການທະບຽນ", "name_en": "Registrar"}
    return OfficeFacts(seat, "registrar-office", "district", place=place or seat.office, **(names | other))


def organisations(*offices: OfficeFacts) -> Organisations:
    """The directory: the registering offices of two districts, unless a test says otherwise."""
    return Organisations.of(1, [], offices or [a_registrar(HERE), a_registrar(THERE)])


def replayed(*actions: Action) -> Record:
    """The record of these actions, which the office of 0101 registers."""
    return replay(actions, HERE)


def an_opening(at: datetime = NOON, **other: Any) -> Action:
    """The action that opens a record."""
    return declared(a_declaration(**other), an_author(at=at), LIMITS)


async def declared_birth(service: ServiceUnderTest, caller: Caller = HOSPITAL, **other: Any) -> dict[str, Any]:
    """Declare a birth over HTTP and return its event."""
    answer = await service.call("POST", "/births", json=a_birth(**other), caller=caller)
    assert answer.status_code == 201, answer.text
    event: dict[str, Any] = answer.json()
    return event


async def declared_death(service: ServiceUnderTest, caller: Caller = HOSPITAL, **other: Any) -> dict[str, Any]:
    """Declare a death over HTTP and return its event."""
    answer = await service.call("POST", "/deaths", json=a_death(**other), caller=caller)
    assert answer.status_code == 201, answer.text
    event: dict[str, Any] = answer.json()
    return event


async def register_event(
    register: ServiceUnderTest, event_id: str, caller: Caller = REGISTRAR, key: str | None = None, **body: Any
) -> httpx2.Response:
    return await register.call("POST", f"/events/{event_id}/registration", json=body, caller=caller, key=key)
