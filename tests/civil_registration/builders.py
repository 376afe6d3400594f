"""Births and deaths as the tests state them: whole and valid, until a test says otherwise."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2

from contracts.calendar import VIENTIANE
from contracts.catalogue import Catalogue
from contracts.national.civil.event_registration import EventRegistration
from contracts.organisations import OfficeFacts, Organisations
from contracts.seats import Seat
from contracts.voucher import Caller
from services.civil_registration.domain.actions import Act, Action, Author
from services.civil_registration.domain.declaring import Country, stated
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record, replay
from services.civil_registration.usecases.asking import RIGHTS
from tests.support.service import ServiceUnderTest, a_caller

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # noon in Vientiane
LISTS = Catalogue.load().code_lists
TODAY = datetime.now(VIENTIANE).date()

HOSPITAL = a_caller("hospital", "hospital", purpose="vitalRegistration")
HERE, THERE = Seat("registrar", "0101"), Seat("registrar-0612", "0612")
REGISTRAR = a_caller("registrar", "registrar", purpose="vitalRegistration", office="0101", officer="ນ. ຄຳຫຼ້າ")
OTHER_REGISTRAR = a_caller("registrar-0612", "registrar", purpose="vitalRegistration", office="0612")
HOME_AFFAIRS = a_caller("home-affairs", "registry", purpose="oversight")
POLICE = a_caller("police", "police")

CHILD_NAME = {"use": "legal", "text": "ດາວອນ ພົມມະຈັນ", "given": "ດາວອນ", "family": "ພົມມະຈັນ", "script": "lao"}
MOTHER_NAME = {"use": "legal", "text": "ແກ້ວມະນີ ພົມມະຈັນ", "given": "ແກ້ວມະນີ", "family": "ພົມມະຈັນ", "script": "lao"}
_MOTHERS = itertools.count(1)
UNNAMED = {"sex": "male", "notYetNamed": "custom"}


def seat_of(caller: Caller) -> dict[str, str]:
    """The seat that the caller acts from, as documents have it."""
    assert caller.seat is not None
    return caller.seat.to_document()


def another_mother() -> dict[str, str]:
    """The name of a mother whom no other birth of the tests has: two births of one mother may be the same."""
    word = "".join("ກຈດຕບປມນຍງ"[int(digit)] + "າ" for digit in str(next(_MOTHERS)))
    return {**MOTHER_NAME, "text": f"{word} ພົມມະຈັນ", "given": word}


def a_mother(**other: Any) -> dict[str, Any]:
    born = {"value": "1998-04-09", "precision": "day"}
    return {"name": another_mother(), "birthDate": born, "maritalStatus": "married", "residence": "0101"} | other


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


def birth_facts(occurred_on: date = date(2026, 11, 18), **other: Any) -> dict[str, Any]:
    return a_birth(**({"occurredOn": occurred_on.isoformat(), "mother": a_mother(name=MOTHER_NAME)} | other))


CITIZEN_ID = {"type": "citizenId", "value": "01-0345/2011"}


def a_deceased(**other: Any) -> dict[str, Any]:
    name = {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "given": "ບຸນມີ", "family": "ແກ້ວມະນີ", "script": "lao"}
    born = {"value": "1961-05-20", "precision": "day"}
    return {"name": name, "sex": "male", "birthDate": born, "identifiers": [CITIZEN_ID]} | other


def a_death(**other: Any) -> dict[str, Any]:
    """A declaration as a hospital sends it, two days after the death; None leaves a member out."""
    facts = {"occurredOn": (TODAY - timedelta(days=2)).isoformat(), "place": "0101", "deceased": a_deceased()}
    return {name: value for name, value in (facts | other).items() if value is not None}


def death_facts(occurred_on: date = date(2026, 11, 18), **other: Any) -> dict[str, Any]:
    return a_death(occurredOn=occurred_on.isoformat(), **other)


def a_registration(**other: Any) -> EventRegistration:
    return EventRegistration.model_validate(other)


def an_author(member: str = "hospital", at: datetime = NOON) -> Author:
    return Author(Seat(member, "hq"), f"{member}-system", None, at)


def the_country(*offices: OfficeFacts) -> Country:
    return Country(organisations(*offices), LISTS, RIGHTS.kinds["registrar"])


def a_registrar(seat: Seat, place: str | None = None, **other: Any) -> OfficeFacts:
    """A registering office of that district, as the directory has it."""
    names = {"name_lo": "ຫ້ອງການທະບຽນ", "name_en": "Registrar"}
    return OfficeFacts(seat, "registrar-office", "district", place=place or seat.office, **(names | other))


def organisations(*offices: OfficeFacts) -> Organisations:
    """The directory: the registering offices of two districts, unless a test says otherwise."""
    return Organisations.of(1, [], offices or [a_registrar(HERE), a_registrar(THERE)])


def replayed(*actions: Action) -> Record:
    """The record of these actions."""
    return replay(actions)


def an_opening(at: datetime = NOON, act: Act = Act.DECLARE, **other: Any) -> Action:
    """The action that opens the record of a birth."""
    return stated(act, EventKind.BIRTH, birth_facts(**other), an_author(at=at), the_country())


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
    return await act_on(register, event_id, "registration", body, caller, key=key)


async def act_on(
    register: ServiceUnderTest,
    event_id: str,
    what: str,
    body: Any,
    caller: Caller = REGISTRAR,
    *,
    version: str = "*",
    key: str | None = None,
) -> httpx2.Response:
    """Do something with an event; `version` is what the caller has read of it, whatever it is now unless stated."""
    return await register.call(
        "POST", f"/events/{event_id}/{what}", json=body, caller=caller, key=key, headers={"If-Match": version}
    )


async def declared_event(
    service: ServiceUnderTest, path: str, body: dict[str, Any], caller: Caller = REGISTRAR
) -> dict[str, Any]:
    """Declare an event of any kind over HTTP and return it."""
    answer = await service.call("POST", f"/{path}", json=body, caller=caller)
    assert answer.status_code == 201, answer.text
    event: dict[str, Any] = answer.json()
    return event
