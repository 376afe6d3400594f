"""Deaths: what cannot be true, the way to the number, and what the bus learns of it."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.national.shared.identifier import Identifier
from contracts.voucher import Caller
from services.civil_registration.domain.actions import Act, Action
from services.civil_registration.domain.declaring import completed, registered, stated
from services.civil_registration.domain.derived import derived
from services.civil_registration.domain.impossibilities import impossibilities
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record
from services.civil_registration.usecases.asking import RIGHTS, concerned
from tests.civil_registration.builders import (
    CHILD_NAME,
    CITIZEN_ID,
    HERE,
    HOSPITAL,
    OTHER_REGISTRAR,
    POLICE,
    REGISTRAR,
    TODAY,
    a_death,
    a_deceased,
    a_registration,
    an_author,
    death_facts,
    declared_birth,
    declared_death,
    organisations,
    register_event,
    replayed,
    the_country,
)
from tests.support.service import SUBJECT_KEYS, ServiceUnderTest, a_caller

JUSTICE = a_caller("moj", "justice")
REGISTERED = "la.gov.civil.death.registered.v1"
RECORDED = "la.gov.civil.event.recorded.v1"


def an_opening(**other: Any) -> Action:
    return stated(Act.DECLARE, EventKind.DEATH, death_facts(**other), an_author(), the_country())


def faults_of(**other: Any) -> dict[str | None, str]:
    return {
        fault.pointer: fault.code
        for fault in impossibilities(EventKind.DEATH, death_facts(**other), date(2026, 11, 20))
    }


def may_see(caller: Caller, record: Record) -> bool:
    return RIGHTS.allows("eventById", caller, concerned(record), organisations())


def born(value: str, precision: str) -> dict[str, object]:
    return {"deceased": a_deceased(birthDate={"value": value, "precision": precision})}


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"noticedOn": "2026-11-18"}, {}),
        ({"occurred_on": date(2026, 11, 21)}, {"/occurredOn": "future-date"}),
        ({"noticedOn": "2026-11-17"}, {"/noticedOn": "before-event"}),
        (born("2026-11-18", "day"), {}),
        (born("2026-11-19", "day"), {"/deceased/birthDate": "born-after"}),
        (born("2026-12", "month"), {"/deceased/birthDate": "born-after"}),
        (born("2026", "year"), {}),
        (born("2026-02-30", "day"), {"/deceased/birthDate/value": "format"}),
    ],
    ids=[
        "possible",
        "not yet",
        "notice before the death",
        "died on the day of birth",
        "died before birth",
        "died before the month of birth",
        "died in the year of birth",
        "no such date",
    ],
)
def test_what_cannot_be_true_is_named(facts: dict[str, Any], faults: dict[str | None, str]) -> None:
    assert faults_of(**facts) == faults


@pytest.mark.parametrize(
    ("facts", "years", "estimated"),
    [(born("1961-11-19", "day"), 64, False), (born("1961", "year"), 65, True), (born("2026", "year"), 0, True)],
    ids=["the day before the birthday", "only the year is known", "an infant of whom the year is known"],
)
def test_the_age_at_death_is_computed(facts: dict[str, Any], years: int, estimated: bool) -> None:
    found = derived(EventKind.DEATH, death_facts(**facts))
    assert found == {"ageAtDeath": {"years": years, "estimated": estimated}}


def test_a_registered_death_alone_shows_itself_to_those_who_have_cases() -> None:
    record = replayed(an_opening())
    assert not may_see(JUSTICE, record)
    entered = registered(record, record.facts, a_registration(), "0101-D-2026-000001", an_author("registrar"))
    known = replayed(*record.actions, entered)
    assert may_see(JUSTICE, known)
    assert [may_see(caller, known) for caller in (HOSPITAL, REGISTRAR, OTHER_REGISTRAR)] == [True, True, False]
    assert completed(record, a_registration()) is record.facts


def test_registration_before_the_death_is_found_in_51_of_the_uns_examples() -> None:
    with (Path(__file__).parent / "data" / "created_death_data.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    days = [(date.fromisoformat(row["death1a"]), date.fromisoformat(row["death1b"])) for row in rows]
    early = [
        each for each in days if impossibilities(EventKind.DEATH, death_facts(each[0], **born("1900", "year")), each[1])
    ]
    assert (len(days), len(early)) == (100, 51)


async def test_a_death_is_declared_by_the_hospital_and_registered_by_the_registrar(register: ServiceUnderTest) -> None:
    event = await declared_death(register, cause={"text": "ໄຂ້ຍຸງ", "method": "physician"})
    assert (event["kind"], event["state"], event["flags"]) == ("death", "declared", [])
    assert event["trackingId"] == "D" + event["eventId"][-8:].upper()
    assert "birth" not in event
    answer = await register_event(register, event["eventId"], bookNumber="17/ຕາຍ")
    assert answer.status_code == 201, answer.text
    entered = answer.json()
    assert (entered["state"], entered["bookNumber"]) == ("registered", "17/ຕາຍ")
    assert entered["death"] == event["death"]
    assert Catalogue.load().validator("https://schemas.saphan.gov.la/civil/civil-event/v1").faults(entered) == (
        [],
        False,
    )


async def test_births_and_deaths_of_a_year_have_a_series_each(register: ServiceUnderTest) -> None:
    events = [await declared_birth(register), await declared_death(register)]
    numbers = [(await register_event(register, each["eventId"])).json()["registrationNumber"] for each in events]
    year = TODAY.year
    assert numbers == [f"0101-B-{year}-000001", f"0101-D-{year}-000001"]


async def test_a_registered_death_is_announced_by_keys_and_without_names(register: ServiceUnderTest) -> None:
    family_book = {"type": "familyBook", "value": "77-12"}
    event = await declared_death(register, deceased=a_deceased(identifiers=[CITIZEN_ID, family_book]))
    assert await register.announced() == [RECORDED]
    await register_event(register, event["eventId"])
    [row] = await register.rows(f"select type, key, envelope from outbox where type = '{REGISTERED}'")
    assert (row["type"], row["key"]) == (REGISTERED, event["eventId"])
    data = json.loads(row["envelope"])["data"]
    spelt_otherwise = [{"type": "citizenId", "value": "010345 2011"}]
    assert data.pop("subjectKeys") == SUBJECT_KEYS.of(map(Identifier.model_validate, spelt_otherwise))
    assert data == {
        "eventId": event["eventId"],
        "district": "0101",
        "month": event["death"]["occurredOn"][:7],
        "sex": "male",
        "registrar": HERE.to_document(),
    }


@pytest.mark.parametrize(
    ("caller", "death", "status", "code"),
    [
        (POLICE, a_death(), 403, "may-not-declare"),
        (HOSPITAL, a_death(occurredOn="2569-11-18"), 400, "invalid-input"),
    ],
    ids=["the police declare none", "a year of the Buddhist era"],
)
async def test_a_declaration_is_refused(
    register: ServiceUnderTest, caller: Caller, death: dict[str, Any], status: int, code: str
) -> None:
    answer = await register.call("POST", "/deaths", json=death, caller=caller)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await register.rows("select 1 from civil_events") == []


async def test_a_death_has_no_child_to_be_named(register: ServiceUnderTest) -> None:
    event = await declared_death(register)
    answer = await register_event(register, event["eventId"], childName=CHILD_NAME)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "no-child")
