"""Offices of civil registration: which one registers, who sees what from where, and what goes on at a successor."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import orjson
import pytest

from contracts.catalogue import Catalogue
from contracts.organisations import OfficeFacts, Organisations
from contracts.problems import InvalidInput, OfficeNeeded
from contracts.reference_data import ReferenceData
from contracts.seats import Holding, Seat, Standing
from services.civil_registration.app import build
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.registrars import registrar_of
from services.civil_registration.settings import Settings
from services.civil_registration.usecases.asking import RIGHTS
from tests.civil_registration.builders import (
    HERE,
    HOSPITAL,
    LISTS,
    THERE,
    TODAY,
    a_birth,
    a_registrar,
    birth_facts,
    declared_birth,
    organisations,
    register_event,
)
from tests.civil_registration.conftest import MIGRATIONS
from tests.support.earlier import brought_up_to_date
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, a_caller, running, secret_files

KINDS = RIGHTS.kinds["registrar"]
FOR_BIRTHS = {"purpose": "vitalRegistration"}
ELSEWHERE = Seat("registrar", "0102")
PROVINCE = Seat("registrar", "01")
SUPERVISOR = a_caller("registrar", "registrar", office="01", **FOR_BIRTHS)
CLINIC = a_caller("clinic-of-nobodys-list", "hospital", office="ward-7", **FOR_BIRTHS)
DESK = a_caller("registrar", "registrar", office=None, holding=Holding(codes=("0101", "0102")), **FOR_BIRTHS)


def under_the_province(*more: OfficeFacts) -> Organisations:
    above = replace(a_registrar(PROVINCE, "01"), level="province")
    return organisations(above, replace(a_registrar(HERE), parent="01"), *more)


def the_registrar(*offices: OfficeFacts, place: str = "0101", **facts: Any) -> Seat:
    stated = birth_facts(place=place, **facts)
    known, asked = organisations(*offices), Seat("hospital", "hq")
    return registrar_of(EventKind.BIRTH, stated, known, LISTS, kinds=KINDS, asked=asked, today=TODAY)


def test_every_office_that_registers_may_be_named_and_receive_an_event() -> None:
    """The kinds that a published form takes are those of the table of rights."""
    documents = Catalogue.load().definitions.documents
    named = documents["https://schemas.saphan.gov.la/civil/birth/v1"]["$defs"]["members"]["properties"]["registrar"]
    receiving = documents["https://schemas.saphan.gov.la/civil/event-hand-over/v1"]["properties"]["to"]
    for place in (named, receiving):
        assert set(place["x-directory-kind"]) == set(KINDS)


def test_the_registering_office_follows_from_the_place() -> None:
    elsewhere = replace(a_registrar(Seat("moh", "x"), "0101"), kind="health-office")
    assert the_registrar(a_registrar(HERE), a_registrar(THERE), elsewhere, place="0612") == THERE
    assert the_registrar(a_registrar(HERE), place="0101003") == HERE, "a village's is its district's"


def test_a_declaration_names_another_office() -> None:
    assert the_registrar(a_registrar(HERE), registrar=THERE.to_document()) == THERE


def test_an_office_is_followed_by_its_successor_and_one_to_come_is_none_yet() -> None:
    closed = replace(a_registrar(HERE), ends=TODAY - timedelta(days=1), successor=ELSEWHERE)
    future = a_registrar(Seat("registrar", "0101-b"), "0101", begins=date(2999, 1, 1))
    assert the_registrar(closed, future, a_registrar(ELSEWHERE)) == ELSEWHERE


@pytest.mark.parametrize(
    ("offices", "choices"),
    [
        ([a_registrar(ELSEWHERE), a_registrar(THERE)], [ELSEWHERE]),
        ([a_registrar(HERE), a_registrar(Seat("registrar", "0101-b"), "0101")], [HERE, Seat("registrar", "0101-b")]),
        ([a_registrar(THERE)], []),
    ],
    ids=["none: the province's", "several", "none near"],
)
def test_where_none_or_several_follow_the_choices_are_named(offices: list[OfficeFacts], choices: list[Seat]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        the_registrar(*offices)
    (fault,) = refusal.value.faults
    assert (fault.pointer, fault.code) == ("/registrar", "registrar-needed")
    assert fault.params["choices"] == [seat.to_document() for seat in choices]
    assert all(str(seat) in text for seat in choices for text in (fault.en, fault.lo))


def test_who_has_named_no_office_is_told_which_it_holds() -> None:
    with pytest.raises(OfficeNeeded) as refusal:
        RIGHTS.must_stand("registerEvent", DESK, organisations(), TODAY)
    assert refusal.value.particulars["offices"] == ["0101", "0102"]


async def test_a_hospital_of_no_list_declares_and_the_named_office_registers(register: ServiceUnderTest) -> None:
    event = await declared_birth(register, caller=CLINIC, registrar=ELSEWHERE.to_document())
    assert event["declaredBy"] == {"member": "clinic-of-nobodys-list", "office": "ward-7"}
    assert (event["registrar"], event["district"]) == (ELSEWHERE.to_document(), "0101")
    refused = await register_event(register, event["eventId"], HOSPITAL)
    assert refused.status_code == 404
    refused = await register_event(register, event["eventId"], CLINIC)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-the-registrar")
    assert refused.json()["params"] == ELSEWHERE.to_document()
    there = a_caller("registrar", "registrar", office="0102", **FOR_BIRTHS)
    registered = await register_event(register, event["eventId"], there)
    assert registered.json()["registrationNumber"] == f"0102-B-{TODAY.year}-000001"


async def test_without_an_office_nobody_acts(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    for refused in (
        await register.call("POST", "/births", json=a_birth(), caller=DESK),
        await register_event(register, event_id, DESK),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "office-needed")
    assert (await register.call("GET", f"/events/{event_id}", caller=DESK)).status_code == 200


async def test_no_office_of_the_district_is_refused_and_nothing_is_kept(register: ServiceUnderTest) -> None:
    answer = await register.call("POST", "/births", json=a_birth(place="1701"))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "registrar-needed")
    assert await register.rows("select 1 from civil_events") == []


async def test_what_a_closed_office_has_not_registered_goes_on_at_its_successor(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    closed = replace(a_registrar(HERE), ends=TODAY - timedelta(days=1), successor=THERE)
    register.app.state.resources["organisations"].take(
        ReferenceData(organisations=organisations(closed, a_registrar(THERE)))
    )
    successor = Standing(THERE, "registrar-office", "district", place="0612", succeeds=(HERE,))
    caller = a_caller("registrar-0612", "registrar", standing=successor, **FOR_BIRTHS)
    refused = await register_event(register, event_id, HOSPITAL)
    assert refused.json()["params"] == THERE.to_document(), "who asks for the old is told the new"
    event = (await register_event(register, event_id, caller)).json()
    assert (event["registrar"], event["registeredBy"]) == (HERE.to_document(), THERE.to_document())


async def test_events_of_an_earlier_build_are_of_an_office(fresh_database: FreshDatabase) -> None:
    bus, url, event_id = fresh_database("chassis.bus.migrations"), fresh_database(), "civ_01k9s0zt4r7q2v5x8y1a3b6c9d"
    birth = orjson.dumps({"birth": a_birth(), "late": False, "warnings": []}).decode().replace("'", "''")
    await brought_up_to_date(
        url,
        MIGRATIONS,
        "0011",
        f"insert into civil_events values ('{event_id}', 'birth', 'declared', '0101', 'hospital', 'B1', null);\n"
        f"insert into civil_event_actions values ('{event_id}', 0, 'declare', '2026-03-02T03:00:00Z', 'hospital',"
        f" 'records', null, '{birth}')",
    )
    told = {"database_url": url, "bus": "postgres", "bus_url": bus} | secret_files(Settings)
    async with running(build(Settings.model_validate(told), voucher_keys=KEYS), HOSPITAL) as register:
        event = (await register.call("GET", f"/events/{event_id}")).json()
        assert event["declaredBy"] == {"member": "hospital", "office": "hq"}
        assert (await register_event(register, event_id)).status_code == 201
