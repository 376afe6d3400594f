"""Events of a family: linked by exact numbers; an adoption closes the first record, a new name stands beside it."""

import json
from pathlib import Path
from typing import Any, Final

from tests.civil_registration.builders import (
    HERE,
    HOME_AFFAIRS,
    HOSPITAL,
    REGISTRAR,
    TODAY,
    a_mother,
    act_on,
    declared_birth,
    declared_death,
    declared_event,
    register_event,
)
from tests.support.service import ServiceUnderTest

EXAMPLES: Final = Path(__file__).parents[2] / "schemas" / "civil"
NEW_NAME: Final = {"use": "legal", "text": "ສຸກສະຫວັນ ພົມມະຈັນ", "given": "ສຸກສະຫວັນ", "family": "ພົມມະຈັນ", "script": "lao"}


def example(folder: str, **other: Any) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads((EXAMPLES / folder / "examples/v1/valid-whole.json").read_text("utf-8"))
    return whole | other


async def registered(register: ServiceUnderTest, event: dict[str, Any]) -> dict[str, Any]:
    """Register an event that was compared with what is like it, and found to be another."""
    known = await register.call("GET", f"/events/{event['eventId']}/duplicates", caller=REGISTRAR)
    for each in known.json()["items"]:
        where = f"duplicates/{each['duplicateId']}/decision"
        decided = await act_on(register, event["eventId"], where, {"outcome": "different", "reason": "ກວດແລ້ວ"})
        assert decided.status_code == 201, decided.text
    answer = await register_event(register, event["eventId"])
    assert answer.status_code == 201, answer.text
    registered: dict[str, Any] = answer.json()
    return registered


async def a_registered_birth(register: ServiceUnderTest, **other: Any) -> dict[str, Any]:
    return await registered(register, await declared_birth(register, **other))


def citing(folder: str, person: str, birth: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A whole example of this kind, about the child of this birth."""
    whole = example(folder, **({"place": "0101", "registrar": HERE.to_document(), "lateReason": "ທາງໄກ"} | other))
    child = {"name": birth["birth"]["child"]["name"], "birthDate": {"value": birth["occurredOn"], "precision": "day"}}
    return whole | {"occurredOn": birth["occurredOn"], person: child | {"birthNumber": birth["registrationNumber"]}}


async def links(register: ServiceUnderTest, event: dict[str, Any], caller: Any = REGISTRAR) -> list[dict[str, Any]]:
    answer = await register.call("GET", f"/events/{event['eventId']}/links", caller=caller)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def related(found: list[dict[str, Any]]) -> set[tuple[str, str | None, str | None]]:
    return {(each["relation"], each.get("person"), each.get("eventId")) for each in found}


async def test_a_family_is_linked_by_exact_numbers(register: ServiceUnderTest) -> None:
    mother = await a_registered_birth(register)
    stated = a_mother(birthNumber=mother["registrationNumber"], identifiers=[{"type": "citizenId", "value": "7"}])
    book = {"number": "ປ-12"}
    first = await declared_birth(register, mother=stated, familyBook=book, birthType="twin")
    name = {**NEW_NAME, "text": "ພອນ ພົມມະຈັນ"}
    child = {"name": name, "sex": "male"}
    second = await declared_birth(register, mother=stated, familyBook=book, birthType="twin", child=child)
    death = await declared_death(
        register, deceased={"name": NEW_NAME, "sex": "female", "birthDate": stated["birthDate"], "birthNumber": "x"}
    )
    assert related(await links(register, first)) == {
        ("birthOfPerson", "mother", mother["eventId"]),
        ("childOfMother", "mother", second["eventId"]),
        ("sameFamilyBook", None, second["eventId"]),
    }
    assert related(await links(register, mother)) == {
        ("birthOfChild", None, each["eventId"]) for each in (first, second)
    }
    assert await links(register, death) == [], "a name links nobody"


async def test_of_an_event_that_is_not_for_the_caller_only_the_office_is_told(register: ServiceUnderTest) -> None:
    mother = await a_registered_birth(register, caller=REGISTRAR)
    stated = a_mother(birthNumber=mother["registrationNumber"])
    child = await declared_birth(register, mother=stated)
    (told,) = await links(register, child, HOSPITAL)
    assert told == {
        "relation": "birthOfPerson",
        "person": "mother",
        "knownBy": "birthRegistration",
        "registrar": HERE.to_document(),
    }


async def test_an_adoption_closes_the_first_record(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    adoption = await declared_event(register, "adoptions", citing("adoption", "child", birth))
    assert (await register.call("GET", f"/events/{birth['eventId']}")).status_code == 200, "not before it is registered"
    await registered(register, adoption)
    seen = {
        caller.member: (await register.call("GET", f"/events/{birth['eventId']}", caller=caller)).status_code
        for caller in (HOSPITAL, REGISTRAR, HOME_AFFAIRS)
    }
    assert seen == {"hospital": 404, "registrar": 200, "home-affairs": 200}
    first = (await register.call("GET", f"/events/{birth['eventId']}", caller=REGISTRAR)).json()
    assert (first["closed"], first["changedByEventIds"]) == (True, [adoption["eventId"]])
    assert (first["actions"][-1]["action"], first["actions"][-1]["changedByEventId"]) == (
        "annotate",
        adoption["eventId"],
    )
    assert first["birth"] == birth["birth"], "the first record stays as it was"
    assert ("changeOfRecord", None, adoption["eventId"]) in related(await links(register, first))
    annulled = {"basis": "courtDecision", "judgment": {"number": "3", "decidedOn": TODAY.isoformat()}, "reason": "ຜິດ"}
    assert (await act_on(register, adoption["eventId"], "cancellation", annulled)).status_code == 201
    assert "closed" not in (await register.call("GET", f"/events/{birth['eventId']}")).json()
    assert (await act_on(register, adoption["eventId"], "reinstatement", annulled)).status_code == 201
    assert (await register.call("GET", f"/events/{birth['eventId']}")).status_code == 404


async def test_a_change_of_name_stands_beside_the_first_name(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    change = await declared_event(register, "name-changes", citing("name-change", "person", birth, newName=NEW_NAME))
    await registered(register, change)
    first = (await register.call("GET", f"/events/{birth['eventId']}")).json()
    assert (first["nameNow"], first["birth"]["child"]["name"]) == (NEW_NAME, birth["birth"]["child"]["name"])
    assert ("closed" in first, first["actions"][-1]["action"]) == (False, "annotate")
