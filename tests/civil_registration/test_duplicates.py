"""Events that may be the same: found by names, days and numbers, decided by a person, never merged."""

import asyncio
import json
from datetime import timedelta
from typing import Any, Final

import pytest

from chassis.unit.unit import Unit
from services.civil_registration.domain import duplicates as rules
from services.civil_registration.domain.duplicates import Pair, Rule, pairs_of
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.store import duplicates as store
from tests.architecture.house_rules import ROOT
from tests.civil_registration.builders import (
    CHILD_NAME,
    CITIZEN_ID,
    HERE,
    LISTS,
    MOTHER_NAME,
    NOON,
    OTHER_REGISTRAR,
    REGISTRAR,
    TODAY,
    UNNAMED,
    a_deceased,
    a_mother,
    act_on,
    declared_birth,
    declared_death,
    declared_event,
    register_event,
)
from tests.support.service import ServiceUnderTest

EXAMPLES: Final = ROOT / "schemas" / "civil"
FLAG: Final = "potentialDuplicate"
NUMBER: Final = {"type": "citizenId", "value": "05-0001/2015"}
MOTHER: Final = {"name": MOTHER_NAME, "identifiers": [NUMBER]}
ANOTHER_NAME: Final = {"use": "legal", "text": "ຈັນທະລາ ພົມມະຈັນ", "given": "ຈັນທະລາ", "family": "ພົມມະຈັນ", "script": "lao"}


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


async def a_birth_of(register: ServiceUnderTest, **other: Any) -> dict[str, Any]:
    """A birth of the one mother of these tests."""
    return await declared_birth(register, **({"mother": a_mother(**MOTHER)} | other))


async def listed(register: ServiceUnderTest, event: dict[str, Any], caller: Any = REGISTRAR) -> list[dict[str, Any]]:
    answer = await register.call("GET", f"/events/{event['eventId']}/duplicates", caller=caller)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_second_notice_of_a_birth_waits_for_a_person(register: ServiceUnderTest) -> None:
    first = await a_birth_of(register, place="0612")
    second = await a_birth_of(register, occurredOn=days_ago(4))
    assert (first["flags"], second["flags"]) == ([], [FLAG])
    assert [each["action"] for each in second["actions"]] == ["declare", "findDuplicate"]
    assert second["actions"][1]["causedBy"] == 1
    assert second["actions"][1]["duplicateId"].startswith("dup_")
    assert second["actions"][1]["system"] == "civil-registration"
    (found,) = await listed(register, second)
    assert (found["score"], found["rules"], found["state"]) == (90, ["motherGaveBirth", "sameChild"], "open")
    other = found["other"]
    assert (other["eventId"], other["registrar"]["office"]) == (first["eventId"], "0612"), "as far as it is compared"
    assert (await listed(register, first, OTHER_REGISTRAR))[0]["other"]["eventId"] == second["eventId"]
    assert "la.gov.civil.event.recorded.v1" in await register.announced()

    answer = await register_event(register, second["eventId"])
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate-undecided")
    where = f"duplicates/{found['duplicateId']}/decision"
    same = await act_on(register, second["eventId"], where, {"outcome": "same", "reason": "ໃບແຈ້ງຂອງບ້ານ"})
    assert (same.status_code, same.json()["state"]) == (201, "same"), same.text
    answer = await register_event(register, second["eventId"])
    assert (answer.status_code, answer.json()["params"]) == (409, {"others": [first["trackingId"]]})
    different = await act_on(register, second["eventId"], where, {"outcome": "different", "reason": "ກວດແລ້ວ"})
    assert different.json()["decisionReason"] == "ກວດແລ້ວ"
    assert (await register_event(register, second["eventId"])).status_code == 201, "a new decision undoes the first"


async def test_one_that_is_the_same_is_archived(register: ServiceUnderTest) -> None:
    await a_birth_of(register)
    second = await a_birth_of(register)
    (found,) = await listed(register, second)
    where = f"duplicates/{found['duplicateId']}/decision"
    assert (await act_on(register, second["eventId"], where, {"outcome": "same", "reason": "ຊ້ຳ"})).status_code == 201
    archived = await act_on(register, second["eventId"], "archiving", {"reason": "ຊ້ຳ"})
    assert archived.json()["state"] == "archived"
    again = await act_on(register, second["eventId"], where, {"outcome": "different", "reason": "ບໍ່"})
    assert again.json()["code"] == "event-move-not-allowed"
    third = await a_birth_of(register)
    assert len(await listed(register, third)) == 1, "what is archived is compared with nothing"


async def test_twins_and_children_without_a_name_are_no_duplicates(register: ServiceUnderTest) -> None:
    twins = [
        await a_birth_of(register, birthType="twin", child={"name": name, "sex": "male"}, birthOrder=order)
        for order, name in enumerate((MOTHER_NAME, ANOTHER_NAME), start=1)
    ]
    assert [each["flags"] for each in twins] == [[], []]
    unnamed = [await declared_birth(register, child=UNNAMED) for _ in range(2)]
    assert [each["flags"] for each in unnamed] == [[], []], "a blank name matches nobody"


async def test_one_birth_under_two_names_waits_for_a_person(register: ServiceUnderTest) -> None:
    first = await a_birth_of(register)
    boy = {"name": ANOTHER_NAME, "sex": "male"}
    for day in (days_ago(2), days_ago(1)):
        second = await a_birth_of(register, child=boy, occurredOn=day)
        found = {each["other"]["eventId"]: each["rules"] for each in await listed(register, second)}
        assert found[first["eventId"]] == ["motherGaveBirth"], day
    facts = {"birth": {"occurredOn": days_ago(2), "place": "0101", "mother": a_mother(**MOTHER)}}
    notice = await declared_event(register, "notifications", facts | {"notifier": {"kind": "villageChief"}})
    assert FLAG in notice["flags"], "a notice that says no more is looked at, too"
    twin = await a_birth_of(register, birthType="twin", birthOrder=2, child={"name": CHILD_NAME, "sex": "male"})
    assert [each["rules"] for each in await listed(register, twin)] == [["sameChild"]], "twins have two names"


@pytest.mark.parametrize(
    ("example", "path", "rule"),
    [
        ("divorce/examples/v1/valid-marriage-not-registered", "divorces", "sameDivorce"),
        ("fetal-death/examples/v1/valid-whole", "fetal-deaths", "sameLoss"),
        ("adoption/examples/v1/valid-whole", "adoptions", "sameAdoptedChild"),
        ("recognition/examples/v1/valid-whole", "recognitions", "sameAdoptedChild"),
        ("name-change/examples/v1/valid-whole", "name-changes", "sameNameChange"),
        ("guardianship/examples/v1/valid-whole", "guardianships", "sameWard"),
    ],
)
async def test_every_other_event_that_is_declared_twice_waits_for_a_person(
    register: ServiceUnderTest, example: str, path: str, rule: str
) -> None:
    whole = json.loads((EXAMPLES / f"{example}.json").read_text("utf-8"))
    facts = whole | {"place": "0101", "registrar": HERE.to_document(), "lateReason": "ທາງໄກ"}
    first, second = [await declared_event(register, path, facts) for _ in range(2)]
    assert FLAG not in first["flags"]
    assert [each["rules"] for each in await listed(register, second)] == [[rule]]


async def test_twins_that_were_lost_are_two(register: ServiceUnderTest) -> None:
    whole = json.loads((EXAMPLES / "fetal-death/examples/v1/valid-whole.json").read_text("utf-8"))
    facts = whole | {"place": "0101", "registrar": HERE.to_document(), "lateReason": "ທາງໄກ", "birthType": "twin"}
    events = [await declared_event(register, "fetal-deaths", facts) for _ in range(2)]
    assert [FLAG in each["flags"] for each in events] == [False, False]


async def test_a_mother_bears_no_second_child_within_nine_months(register: ServiceUnderTest) -> None:
    await a_birth_of(register, occurredOn=days_ago(200), lateReason="ທາງໄກ")
    second = await a_birth_of(register, child={"name": ANOTHER_NAME, "sex": "male"})
    assert [each["rules"] for each in await listed(register, second)] == [["motherGaveBirth"]]
    long_after = await a_birth_of(
        register, child={"name": MOTHER_NAME, "sex": "male"}, occurredOn=days_ago(600), lateReason="ທາງໄກ"
    )
    assert long_after["flags"] == ["late"]


async def test_the_same_name_of_another_mother_is_another_child(register: ServiceUnderTest) -> None:
    events = [await declared_birth(register) for _ in range(2)]
    assert [each["flags"] for each in events] == [[], []]


async def test_a_notice_that_is_amended_is_looked_at_again(register: ServiceUnderTest) -> None:
    await a_birth_of(register)
    event = await declared_birth(register)
    assert event["flags"] == []
    facts = event["birth"] | {"mother": a_mother(**MOTHER)}
    for _ in range(2):
        amended = (await act_on(register, event["eventId"], "amendment", {"birth": facts})).json()
        assert amended["flags"] == [FLAG]
    assert len(await listed(register, event)) == 1, "what was found is not found again"


async def test_a_second_death_of_a_number_is_one_whatever_its_name(register: ServiceUnderTest) -> None:
    first = await declared_death(register)
    assert (await register_event(register, first["eventId"])).status_code == 201
    second = await declared_death(
        register, occurredOn=days_ago(20), deceased=a_deceased(name=ANOTHER_NAME, identifiers=[CITIZEN_ID])
    )
    assert [each["rules"] for each in await listed(register, second)] == [["secondDeath"]]
    by_name = await declared_death(register, deceased=a_deceased(identifiers=[]))
    assert [each["rules"] for each in await listed(register, by_name)] == [["sameDeceased"]]
    book = {"type": "familyBook", "value": "12"}
    people = [a_deceased(name={**MOTHER_NAME, "text": text}, identifiers=[book]) for text in ("ສີດາ", "ພອນ")]
    shared = [await declared_death(register, deceased=person) for person in people]
    assert [each["flags"] for each in shared] == [[], []], "a household has one book"


async def test_a_couple_marries_once(register: ServiceUnderTest) -> None:
    def marriage(**other: Any) -> dict[str, Any]:
        born = {"value": "1990-01-01", "precision": "day"}
        bride = {"name": MOTHER_NAME, "birthDate": born, "maritalStatus": "single"}
        groom = {"name": ANOTHER_NAME, "birthDate": born, "maritalStatus": "single", "residence": "0101"}
        whole = {"occurredOn": days_ago(3), "place": "0101", "marriageType": "civil", "bride": bride, "groom": groom}
        return whole | other

    first = await declared_event(register, "marriages", marriage())
    second = await declared_event(register, "marriages", marriage(occurredOn=days_ago(9)))
    assert FLAG not in first["flags"]
    assert [each["rules"] for each in await listed(register, second)] == [["sameCouple"]]


async def test_two_offices_at_once_do_not_miss_each_other(register: ServiceUnderTest) -> None:
    events = await asyncio.gather(*(a_birth_of(register, place=place) for place in ("0101", "0612")))
    assert sorted(FLAG in each["flags"] for each in events) == [False, True]


async def test_duplicates_of_many_events_are_found_at_once(register: ServiceUnderTest) -> None:
    ids = [(await a_birth_of(register))["eventId"] for _ in range(3)]
    async with register.connection() as connection:
        in_force = rules.rules_for(EventKind.BIRTH, LISTS, TODAY)
        pairs = pairs_of(await store.find(Unit(connection, NOON), ids, in_force), set(ids))
    assert {(pair.event_id, pair.other_event_id) for pair in pairs} == {
        (later, earlier) for later in ids for earlier in ids if earlier < later
    }


def test_a_pair_is_found_once_by_the_strongest_of_its_rules() -> None:
    strong, weak = (
        Rule(code, EventKind.DEATH, rules.Check.SAME_NUMBER, 0, score) for code, score in (("b", 90), ("a", 20))
    )
    found = [(weak, "civ_2", "civ_1"), (strong, "civ_2", "civ_1"), (strong, "civ_1", "civ_2")]
    assert pairs_of(found, {"civ_1", "civ_2"}) == [Pair("civ_2", "civ_1", 90, ("a", "b"))]
    assert pairs_of(found[:1], {"civ_2"}) == [Pair("civ_2", "civ_1", 20, ("a",))]
