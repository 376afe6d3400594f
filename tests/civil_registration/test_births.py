"""Births over HTTP: from the declaration to the number, and what is refused on the way."""

import asyncio
import json
from datetime import timedelta

import httpx2
import pytest

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.voucher import Caller
from tests.civil_registration.builders import (
    CHILD_NAME,
    HERE,
    HOME_AFFAIRS,
    HOSPITAL,
    OTHER_REGISTRAR,
    POLICE,
    REGISTRAR,
    TODAY,
    UNNAMED,
    a_birth,
    a_mother,
    declared_birth,
    register_event,
    seat_of,
)
from tests.support.service import ServiceUnderTest

DECLARED = "la.gov.civil.birth.declared.v1"
REGISTERED = "la.gov.civil.birth.registered.v1"
RECORDED = "la.gov.civil.event.recorded.v1"
EVENT_SCHEMA = "https://schemas.saphan.gov.la/civil/civil-event/v1"


def codes(answer: httpx2.Response) -> dict[str, str]:
    """The faults of a refusal: pointer or parameter → code."""
    return {each.get("pointer", each.get("name")): each["code"] for each in answer.json()["errors"]}


async def test_a_hospital_declares_a_birth(register: ServiceUnderTest) -> None:
    event = await declared_birth(register, ownNumber="OB-2026-00481")
    assert (event["kind"], event["state"], event["district"], event["flags"]) == ("birth", "declared", "0101", [])
    assert event["trackingId"] == "B" + event["eventId"][-8:].upper()
    assert event["birth"]["ownNumber"] == "OB-2026-00481"
    assert event["derived"]["motherAge"]["estimated"] is False
    assert "registrationNumber" not in event
    assert [(each["action"], each["seat"]) for each in event["actions"]] == [("declare", seat_of(HOSPITAL))]


async def test_what_is_answered_is_what_the_national_schema_says(register: ServiceUnderTest) -> None:
    declared = await declared_birth(register, father={"name": CHILD_NAME}, informant={"relation": "healthWorker"})
    registered = (await register_event(register, declared["eventId"], bookNumber="412/ທບ")).json()
    validator = Catalogue.load().validator(EVENT_SCHEMA)
    assert [validator.faults(event) for event in (declared, registered)] == [([], False)] * 2


async def test_a_declared_birth_is_announced_without_personal_data(register: ServiceUnderTest) -> None:
    event = await declared_birth(register)
    [row, recorded] = await register.rows("select type, key, envelope from outbox order by position")
    assert (recorded["type"], recorded["key"]) == (RECORDED, event["eventId"])
    assert (row["type"], row["key"]) == (DECLARED, event["eventId"])
    data = json.loads(row["envelope"])["data"]
    month = event["birth"]["occurredOn"][:7]
    told = {"eventId": event["eventId"], "district": "0101", "month": month, "sex": "female"}
    told |= {"registrar": HERE.to_document()}
    assert data == told
    assert Catalogue.load().validator("https://schemas.saphan.gov.la/events/birth-declared/v1").is_valid(data)


async def test_the_registrar_of_the_district_registers_it(register: ServiceUnderTest) -> None:
    declared = await declared_birth(register)
    answer = await register_event(register, declared["eventId"], bookNumber="412/ທບ")
    assert answer.status_code == 201, answer.text
    event = answer.json()
    assert event["state"] == "registered"
    assert event["registrationNumber"] == f"0101-B-{TODAY.year}-000001"
    assert (event["registeredBy"], event["registeredOn"]) == (HERE.to_document(), TODAY.isoformat())
    assert event["bookNumber"] == "412/ທບ"
    assert event["birth"] == declared["birth"]
    assert [each["action"] for each in event["actions"]] == ["declare", "register"]
    assert event["actions"][1]["officer"] == "ນ. ຄຳຫຼ້າ"
    assert await register.announced() == [DECLARED, RECORDED, REGISTERED, RECORDED]


async def test_a_registrar_declares_for_a_family(register: ServiceUnderTest) -> None:
    event = await declared_birth(register, caller=REGISTRAR, site="privateHome", informant={"relation": "villageChief"})
    assert (event["declaredBy"], event["birth"]["informant"]) == (HERE.to_document(), {"relation": "villageChief"})


async def test_an_event_is_read_back_as_it_was_answered(register: ServiceUnderTest) -> None:
    declared = await declared_birth(register)
    answer = await register.call("GET", f"/events/{declared['eventId']}")
    assert answer.status_code == 200
    assert answer.json() == declared
    assert answer.headers["etag"] == '"1"', "its version: a digest would be an oracle for whoever gets a part of it"


async def test_an_event_shows_itself_to_those_it_concerns_and_to_nobody_else(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    seen = {
        caller.member: (await register.call("GET", f"/events/{event_id}", caller=caller)).status_code
        for caller in (HOSPITAL, REGISTRAR, HOME_AFFAIRS, OTHER_REGISTRAR, POLICE)
    }
    assert seen == {"hospital": 200, "registrar": 200, "home-affairs": 200, "registrar-0612": 404, "police": 404}


async def test_an_event_that_does_not_exist_looks_like_one_that_is_not_shown(register: ServiceUnderTest) -> None:
    hidden = (await declared_birth(register))["eventId"]
    answers = [await register.call("GET", f"/events/{event_id}", caller=POLICE) for event_id in (hidden, new_id("civ"))]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({answer.json()["code"] for answer in answers}) == 1


async def test_numbers_run_by_office_and_year_without_a_gap(register: ServiceUnderTest) -> None:
    here = [(await declared_birth(register))["eventId"] for _ in range(2)]
    there = (await declared_birth(register, place="0612"))["eventId"]
    assert (await register_event(register, here[0])).status_code == 201
    assert (await register_event(register, here[0])).status_code == 409
    numbers = [
        (await register_event(register, here[1])).json()["registrationNumber"],
        (await register_event(register, there, OTHER_REGISTRAR)).json()["registrationNumber"],
    ]
    assert numbers == [f"0101-B-{TODAY.year}-000002", f"0612-B-{TODAY.year}-000001"]


async def test_a_second_registration_is_refused_and_says_what_is_allowed(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    await register_event(register, event_id)
    answer = await register_event(register, event_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "event-move-not-allowed")
    told = answer.json()["params"]
    assert (told["current"], told["action"]) == ("registered", "register")
    assert "cancel" in told["allowed"]
    assert len(await register.announced()) == 4


async def test_two_registrars_at_once_give_one_number(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    answers = await asyncio.gather(*(register_event(register, event_id) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert (await register.rows("select last from registration_serials")) == [{"last": 1}]


async def test_a_registration_sent_again_is_answered_again_without_a_second_effect(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    first = await register_event(register, event_id, key="one-and-the-same")
    again = await register_event(register, event_id, key="one-and-the-same")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert await register.announced() == [DECLARED, RECORDED, REGISTERED, RECORDED]


async def test_a_child_without_a_name_gets_it_at_the_latest_when_it_is_registered(register: ServiceUnderTest) -> None:
    notice = await declared_birth(register, child=UNNAMED)
    assert (notice["state"], notice["flags"]) == ("declared", [])

    unnamed = await register_event(register, notice["eventId"])
    assert (unnamed.status_code, codes(unnamed)) == (400, {"/child/name": "child-not-named"})

    event = (await register_event(register, notice["eventId"], childName=CHILD_NAME)).json()
    assert (event["state"], event["flags"]) == ("registered", [])
    assert event["birth"]["child"] == {"name": CHILD_NAME, "sex": "male"}
    assert [each["action"] for each in event["actions"]] == ["declare", "register"]
    assert await register.announced() == [DECLARED, RECORDED, REGISTERED, RECORDED]


async def test_a_child_is_not_renamed_by_registration(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    answer = await register_event(register, event_id, childName=CHILD_NAME)
    assert (answer.status_code, answer.json()["code"]) == (409, "child-already-named")


@pytest.mark.parametrize(
    ("caller", "status", "code"), [(HOSPITAL, 403, "not-the-registrar"), (POLICE, 404, "not-found")]
)
async def test_nobody_else_registers(register: ServiceUnderTest, caller: Caller, status: int, code: str) -> None:
    event_id = (await declared_birth(register))["eventId"]
    answer = await register_event(register, event_id, caller)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await register.announced() == [DECLARED, RECORDED]


async def test_the_police_do_not_declare_births(register: ServiceUnderTest) -> None:
    answer = await register.call("POST", "/births", json=a_birth(), caller=POLICE)
    assert (answer.status_code, answer.json()["code"]) == (403, "may-not-declare")


async def test_a_late_birth_is_flagged_with_its_reason(register: ServiceUnderTest) -> None:
    long_ago = (TODAY - timedelta(days=40)).isoformat()
    event = await declared_birth(register, occurredOn=long_ago, lateReason="ທາງໄປເມືອງຂາດຍ້ອນນ້ຳຖ້ວມ")
    assert event["flags"] == ["late"]
    in_time = await declared_birth(register, occurredOn=long_ago, noticedOn=(TODAY - timedelta(days=3)).isoformat())
    assert in_time["flags"] == []


async def test_a_birth_of_another_century_is_late_and_to_be_checked(register: ServiceUnderTest) -> None:
    mother = a_mother(birthDate={"value": "1835", "precision": "year"})
    event = await declared_birth(register, occurredOn="1859-03-01", mother=mother, lateReason="ບໍ່ເຄີຍຂຶ້ນທະບຽນ")
    assert (event["flags"], [each["code"] for each in event["warnings"]]) == (["late", "unusual"], ["birthLongAgo"])


async def test_an_unusual_age_of_the_mother_is_a_warning(register: ServiceUnderTest) -> None:
    event = await declared_birth(register, mother=a_mother(birthDate={"value": "1950", "precision": "year"}))
    assert event["flags"] == ["unusual"]
    assert event["warnings"][0]["pointer"] == "/birth/mother/birthDate"
    assert event["derived"]["motherAge"]["estimated"] is True


async def test_a_declaration_that_cannot_be_true_is_refused_with_everything_wrong_in_it(
    register: ServiceUnderTest,
) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    answer = await register.call(
        "POST", "/births", json=a_birth(occurredOn=tomorrow, noticedOn=(TODAY - timedelta(days=1)).isoformat())
    )
    assert answer.status_code == 400
    assert codes(answer) == {"/occurredOn": "future-date", "/noticedOn": "before-event"}
    assert all(each["message"]["lo"] and each["message"]["en"] for each in answer.json()["errors"])


async def test_a_body_that_breaks_its_schema_changes_nothing(register: ServiceUnderTest) -> None:
    for body, pointer in (
        ({}, "/occurredOn"),
        (a_birth(place="01"), "/place"),
        (a_birth(occurredOn="2026-02-30"), "/occurredOn"),
        (a_birth(motherAge=28), "/motherAge"),
        (a_birth(mother=a_mother(ageYears=28)), "/mother/ageYears"),
        (a_birth(child={"name": CHILD_NAME}), "/child/sex"),
    ):
        answer = await register.call("POST", "/births", json=body)
        assert answer.status_code == 400
        assert pointer in codes(answer)
    assert await register.rows("select 1 from civil_events") == []


async def test_a_registration_cannot_choose_its_number(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    answer = await register_event(register, event_id, registrationNumber="0101-2026-000777")
    assert (answer.status_code, list(codes(answer))) == (400, ["/registrationNumber"])


async def test_an_identifier_that_is_none_is_named(register: ServiceUnderTest) -> None:
    answer = await register.call("GET", "/events/1%27%20or%201=1")
    assert (answer.status_code, list(codes(answer))) == (400, ["eventId"])


@pytest.mark.parametrize("path", ["/births", "/events/civ_01kb4m8a2k7y3v5x9w1z6q8r0t/registration"])
async def test_a_creating_call_needs_its_key(register: ServiceUnderTest, path: str) -> None:
    answer = await register.call("POST", path, json=a_birth(), headers={"Idempotency-Key": ""})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


async def test_nothing_is_answered_without_the_gateway(register: ServiceUnderTest) -> None:
    for method, path in (("POST", "/births"), ("GET", "/events/civ_01kb4m8a2k7y3v5x9w1z6q8r0t")):
        answer = await register.call(method, path, json=a_birth(), headers={"Voucher": "forged"})
        assert (answer.status_code, answer.json()["code"]) == (401, "voucher-refused")
