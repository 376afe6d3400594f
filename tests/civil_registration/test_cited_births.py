"""Births that events cite are compared with the person: no record is closed or named by a mistyped digit unseen."""

from typing import Any, Final

import pytest

from services.civil_registration.domain.cited_births import CitedBirth, differing
from services.civil_registration.domain.imports import Asked, of_the_register
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.rules import Known
from tests.civil_registration.builders import CHILD_NAME, LISTS, NOON, REGISTRAR, a_death, a_deceased, declared_event
from tests.civil_registration.test_links import NEW_NAME, a_registered_birth, citing, registered
from tests.support.service import ServiceUnderTest

MEMBERS: Final = ("name", "sex", "birthDate")
GIRL: Final = CitedBirth(frozenset({"ດາວອນພົມມະຈັນ"}), "female", {"value": "2026-11-18", "precision": "day"})
OTHER: Final = {"name": NEW_NAME, "sex": "male", "birthDate": {"value": "2020-01-01", "precision": "day"}}


def warnings(event: dict[str, Any]) -> dict[str, str]:
    return {each["code"]: each["message"]["en"] for each in event.get("warnings", ())}


@pytest.mark.parametrize(
    ("person", "differs"),
    [
        ({"name": CHILD_NAME, "sex": "female", "birthDate": {"value": "2026", "precision": "year"}}, []),
        ({"name": NEW_NAME, "otherNames": [CHILD_NAME]}, []),
        ({"sex": "unknown"}, []),
        ({}, []),
        (OTHER, ["name", "sex", "birthDate"]),
        ({"birthDate": {"value": "2026-10", "precision": "month"}}, ["birthDate"]),
    ],
)
def test_what_one_side_does_not_know_differs_in_nothing(person: dict[str, Any], differs: list[str]) -> None:
    assert differing(person, GIRL, MEMBERS) == differs


@pytest.mark.parametrize(
    ("path", "folder", "person"),
    [
        ("name-changes", "name-change", "person"),
        ("recognitions", "recognition", "child"),
        ("guardianships", "guardianship", "ward"),
    ],
)
async def test_whoever_cites_another_birth_is_warned_before_it_is_registered(
    register: ServiceUnderTest, path: str, folder: str, person: str
) -> None:
    birth = await a_registered_birth(register)
    body = citing(folder, person, birth)
    right = await declared_event(register, path, body)
    assert not {f"{person}BirthDiffers", f"{person}BirthUnknown"} & warnings(right).keys()
    body[person] |= {"name": NEW_NAME, "sex": "male"}
    wrong = await declared_event(register, path, body)
    assert "unusual" in wrong["flags"]
    assert "does not agree: name, sex." in warnings(wrong)[f"{person}BirthDiffers"]
    body[person]["birthNumber"] = "999999"
    assert f"{person}BirthUnknown" in warnings(await declared_event(register, path, body))


async def test_an_adoption_closes_no_record_of_another_child(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    body = citing("adoption", "child", birth)
    boy = {**body, "child": {**body["child"], "sex": "male"}}
    answer = await register.call("POST", "/adoptions", json=boy, caller=REGISTRAR)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["code"], fault["pointer"]) == (
        400,
        "adopted-birth-differs",
        "/child/birthNumber",
    )
    assert fault["params"]["differing"] == ["sex"]
    named = {**body, "child": {**body["child"], "name": NEW_NAME}}
    assert "childBirthDiffers" in warnings(await declared_event(register, "adoptions", named))


async def test_a_name_that_a_change_gave_is_the_persons_too(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    change = await declared_event(register, "name-changes", citing("name-change", "person", birth, newName=NEW_NAME))
    await registered(register, change)
    body = citing("recognition", "child", birth)
    body["child"]["name"] = NEW_NAME
    assert "childBirthDiffers" not in warnings(await declared_event(register, "recognitions", body))


async def test_of_the_dead_and_of_spouses_it_is_asked_too(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    deceased = a_deceased(birthNumber=birth["registrationNumber"])
    death = await declared_event(register, "deaths", a_death(deceased=deceased))
    assert "name, sex, date of birth" in warnings(death)["deceasedBirthDiffers"]


def test_an_entry_of_an_old_book_is_flagged_and_not_refused() -> None:
    facts = {"occurredOn": "2026-11-19", "child": {**OTHER, "birthNumber": "7"}}
    known = Known(births={"/child/birthNumber": GIRL})
    said = of_the_register(EventKind.ADOPTION, Asked(facts, of_a_book=True), known, LISTS, NOON.date())
    assert (said.faults, {each["code"] for each in said.warnings}) == ([], {"childBirthDiffers", "adoptedBirthDiffers"})


async def test_the_record_that_changes_is_cited_in_one_place(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    body = citing("adoption", "child", birth)
    number = {"type": "birthRegistration", "value": body["child"].pop("birthNumber")}
    answer = await register.call(
        "POST", "/adoptions", json={**body, "child": {**body["child"], "identifiers": [number]}}, caller=REGISTRAR
    )
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["code"], fault["pointer"]) == (
        400,
        "birth-number-instead",
        "/child/identifiers/0",
    )
