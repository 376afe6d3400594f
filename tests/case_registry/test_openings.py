"""What is stated when a case begins: claims, the defendant's status, ages; and that nobody is in it twice."""

from datetime import date
from typing import Any, Final

import pytest

from chassis.reference.held import HeldOrganisations
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.national.justice.new_participant import NewParticipant
from services.case_registry.domain import children
from services.case_registry.domain.children import Acts, Somebody
from services.case_registry.domain.history import replay
from services.case_registry.domain.same_person import twice_faults
from services.case_registry.domain.words import Restriction, StatedAge
from services.case_registry.store import history
from tests.case_registry.builders import (
    COURT,
    POLICE,
    PROSECUTOR,
    a_suspect,
    an_opening,
    moved,
    opened,
    sent,
    with_the_prosecutor,
)
from tests.case_registry.country import at
from tests.case_registry.court_builders import a_person, charged, posted, refused, valid
from tests.case_registry.test_claims import CLAIM, PLAINTIFF
from tests.case_registry.test_competence import take
from tests.support.service import ServiceUnderTest

NUMBER: Final[dict[str, Any]] = {"identifiers": [{"type": "citizenId", "value": "0102-345"}]}
BORN: Final[dict[str, Any]] = {"birthDate": {"value": "1990-05-01", "precision": "day"}}
SOLDIERS: Final = {"soldier": {"categories": ["criminal", "civil"], "defendantStatus": "soldier", "level": "province"}}
ZONE, PROVINCE = at("psc", "0101"), at("psc", "01")
OF_THE_PLAINTIFF: Final = {
    "participantPlace": 0,
    **{name: CLAIM[name] for name in ("subject", "legalBasis", "amount", "currency")},
}
CIVIL: Final[dict[str, Any]] = {"category": "civil", "number": "1/ແພ່ງ", "participants": PLAINTIFF}


async def read(registry: ServiceUnderTest, case_id: str, **query: str) -> Any:
    return (await registry.call("GET", f"/cases/{case_id}", params=query, caller=COURT)).json()


async def must_replay(registry: ServiceUnderTest, case_id: str) -> None:
    async with registry.units.open() as unit:
        state = await history.locked_state(unit, case_id, sight=None)
        assert replay(await history.entries(unit, case_id)) == state


# --- claims


async def test_what_is_claimed_is_stated_when_a_case_is_opened(registry: ServiceUnderTest) -> None:
    appeal = {
        "office": {"member": "ospp", "office": "01"},
        "level": "appeal",
        "subject": "ຂໍປ່ຽນຄຳຕັດສິນ",
        "statedOn": "2026-03-01",
    }
    case = await opened(registry, COURT, **CIVIL, claims=[OF_THE_PLAINTIFF, appeal])
    assert valid("case", case)
    first, second = case["claims"]
    plaintiff = case["participants"][0]["participantId"]
    assert first == CLAIM | {"participantId": plaintiff, "claimId": first["claimId"]}
    assert (second["level"], second["office"]["office"], second["statedOn"]) == ("appeal", "01", "2026-03-01")
    assert case["version"] == 3
    kept = await read(registry, case["caseId"])
    assert sorted(kept.pop("claims"), key=str) == sorted(case.pop("claims"), key=str)
    assert kept == case
    assert (await read(registry, case["caseId"], at=case["recordedAt"]))["claims"]
    await must_replay(registry, case["caseId"])
    names = await registry.announced()
    assert names == ["la.gov.justice.case.opened.v1", *["la.gov.justice.case.claim-stated.v1"] * 2]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"participantPlace": None}, ("/claims/0/participantPlace", "nobody-claims")),
        ({"office": {"member": "ospp", "office": "01"}}, ("/claims/0/participantPlace", "nobody-claims")),
        ({"participantPlace": 1}, ("/claims/0/participantPlace", "not-in-the-case")),
        ({"currency": None}, ("/claims/0/currency", "amount-without-currency")),
        ({"level": "village"}, ("/claims/0/level", "x-codelist")),
        ({"statedOn": "2569-03-02"}, ("/claims/0/statedOn", "buddhist-era")),
    ],
    ids=["nobody", "two", "a stranger", "no currency", "no instance", "another era"],
)
async def test_a_claim_that_cannot_be_opens_nothing(
    registry: ServiceUnderTest, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    claim = {name: value for name, value in (OF_THE_PLAINTIFF | change).items() if value is not None}
    answer = await registry.call("POST", "/cases", json=an_opening(**CIVIL, claims=[claim]), caller=COURT)
    assert answer.status_code == 400
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [fault]
    assert await registry.rows("select 1 from cases") == []


async def test_who_states_no_claims_opens_no_case_with_one(registry: ServiceUnderTest) -> None:
    opening = an_opening(claims=[OF_THE_PLAINTIFF])
    assert (await refused(registry, "/cases", opening, POLICE))[:2] == (409, "act-not-allowed")


# --- the defendant's status


async def test_a_court_that_opens_a_case_is_competent_by_the_status_of_the_defendant(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    take(held, ("competence", SOLDIERS))
    opening = an_opening(**CIVIL, defendantStatus="soldier")
    assert (await refused(registry, "/cases", opening, ZONE))[:2] == (409, "court-not-competent")
    case = await posted(registry, "/cases", opening, PROVINCE)
    assert (case["defendantStatus"], (await read(registry, case["caseId"]))["defendantStatus"]) == (
        "soldier",
        "soldier",
    )


async def test_a_status_that_was_stated_once_need_not_be_repeated(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    take(held, ("competence", SOLDIERS))
    case_id = await with_the_prosecutor(registry, defendantStatus="soldier")
    await filed_in_court(registry, case_id)
    path = f"/cases/{case_id}/hand-overs"
    assert (await refused(registry, path, {"to": {"member": "psc", "office": "0101"}}, PROSECUTOR))[:2] == (
        409,
        "court-not-competent",
    )
    await sent(registry, case_id, PROVINCE, PROSECUTOR)
    await must_replay(registry, case_id)


async def test_what_a_hand_over_states_stays_with_the_case(registry: ServiceUnderTest, held: HeldOrganisations) -> None:
    take(held, ("competence", SOLDIERS))
    case_id, _ = await charged(registry)
    await filed_in_court(registry, case_id, charge=False)
    hand_over = await sent(registry, case_id, PROVINCE, PROSECUTOR, defendantStatus="soldier")
    assert (await registry.call("GET", f"/cases/{case_id}", caller=PROSECUTOR)).json()["defendantStatus"] == "soldier"
    recall = f"/cases/{case_id}/hand-overs/{hand_over['handOverId']}/recall"
    await posted(registry, recall, {"reason": "ສົ່ງຜິດ"}, PROSECUTOR)
    again = {"to": {"member": "psc", "office": "0101"}}
    found = await refused(registry, f"/cases/{case_id}/hand-overs", again, PROSECUTOR)
    assert found[:2] == (409, "court-not-competent")
    await must_replay(registry, case_id)


async def test_a_case_that_is_split_off_takes_the_status_along(registry: ServiceUnderTest) -> None:
    people = [a_suspect(**BORN), a_suspect(age="adult")]
    case = await opened(registry, defendantStatus="soldier", participants=people)
    goes = {"participantIds": [case["participants"][1]["participantId"]], "number": "2/ປກສ"}
    why = {"splitOn": "2026-03-09", "reason": "ແຍກຄະດີ"}
    other = await posted(registry, f"/cases/{case['caseId']}/splits", goes | why, POLICE)
    assert (other["defendantStatus"], other["participants"][0]["age"]) == ("soldier", "adult")
    await must_replay(registry, other["caseId"])


async def filed_in_court(registry: ServiceUnderTest, case_id: str, *, charge: bool = True) -> None:
    if charge:
        person = (await registry.call("GET", f"/cases/{case_id}", caller=PROSECUTOR)).json()["participants"][0]
        article = {
            "edition": "penalCode2017",
            "committedOn": {"value": "2026-02-27", "precision": "day"},
            "article": "243",
        }
        filing = {"article": article, "text": "ລັກຊັບ", "filedOn": "2026-03-20"}
        filing["participantId"] = person["participantId"]
        await posted(registry, f"/cases/{case_id}/charges", filing, PROSECUTOR)
    for status in ("charged", "filedInCourt"):
        await moved(registry, case_id, status, PROSECUTOR, on="2026-03-20")


# --- the same person twice


async def test_a_person_is_named_once_when_a_case_is_opened(registry: ServiceUnderTest) -> None:
    suspect = a_suspect(**NUMBER, **BORN)
    by_name = a_suspect(role="victim", **BORN) | {"name": suspect["name"] | {"text": "ທ້າວ ບຸນມີ ແກ້ວມະນີ"}}
    people = [suspect, a_suspect(role="witness"), a_person("lawyer", **NUMBER) | {"from": None}, by_name]
    people = [{name: value for name, value in each.items() if value is not None} for each in people]
    answer = await registry.call("POST", "/cases", json=an_opening(participants=people), caller=POLICE)
    assert answer.status_code == 400
    told = [(each["pointer"], each["code"], each["params"]["place"]) for each in answer.json()["errors"]]
    assert told == [("/participants/2", "same-person-twice", 0), ("/participants/3", "same-person-twice", 0)]
    said = [each | {"overrideReason": "ຄົນລະຄົນ"} if place > 1 else each for place, each in enumerate(people)]
    assert len((await opened(registry, participants=said))["participants"]) == 4


def test_a_list_of_people_is_compared_in_one_walk() -> None:
    name = {"use": "legal", "script": "lao"}
    people = [
        NewParticipant.model_validate({"role": "victim", "name": name | {"text": f"ບຸນມີ {place % 100}"}} | BORN)
        for place in range(200)
    ]
    lists = CodeLists.of([Catalogue.load().codelist("name-title")])
    assert [fault.params["place"] for fault in twice_faults(people, lists)] == list(range(100))


# --- people without a date of birth


@pytest.mark.parametrize("role", ["suspect", "victim", "witness"])
@pytest.mark.parametrize("age", [None, *StatedAge])
def test_who_is_under_age_or_in_doubt_is_treated_as_a_child(role: str, age: str | None) -> None:
    person = Somebody("ptc", frozenset({role}), None, age)
    closes = role != "witness" and age in {"underAge", "inDoubt"}
    acts = Acts(date(2026, 3, 2))
    assert (children.closed(Restriction.NONE, [person], acts) is Restriction.JUVENILE) is closes
    assert bool(children.unlisted([person], acts)) is (closes and role == "victim")


def codes(person: Any) -> list[str]:
    assert all(each["message"]["lo"] and each["message"]["en"] for each in person.get("notices", ()))
    return [each["code"] for each in person.get("notices", ())]


async def test_the_clerk_is_told_until_an_age_is_known(registry: ServiceUnderTest) -> None:
    people = [a_suspect(), a_suspect(role="witness"), a_suspect(role="victim", **BORN), a_suspect(age="adult")]
    case = await opened(registry, participants=people)
    assert valid("case", case)
    assert [codes(each) for each in case["participants"]] == [["ageUnknown"], [], [], []]
    path = f"/cases/{case['caseId']}/participants"
    witness = case["participants"][1]["participantId"]
    accused = await posted(registry, f"{path}/{witness}/roles", {"role": "accused", "from": "2026-03-20"}, POLICE)
    assert codes(accused) == ["ageUnknown"]
    joined = await posted(registry, path, a_person("victim"), POLICE)
    assert codes(joined) == ["ageUnknown"]
    assert valid("participant", joined)
    assert (await read(registry, case["caseId"], at=case["recordedAt"]))["participants"] == case["participants"]
    correction = {"participantId": joined["participantId"], "members": {"age": {"now": "adult"}}}
    why = {"reason": "ຖາມແລ້ວ", "basis": "ບົດບັນທຶກ", "approvedBy": "ofc-2"}
    await posted(registry, f"/cases/{case['caseId']}/corrections", correction | why, POLICE)
    (_, _, _, _, victim) = (await read(registry, case["caseId"]))["participants"]
    assert (codes(victim), victim["age"]) == ([], "adult")


async def test_a_stated_age_closes_a_case_and_needs_a_guardian(registry: ServiceUnderTest) -> None:
    child = a_suspect(age="underAge")
    alone = an_opening(participants=[child])
    assert await refused(registry, "/cases", alone, POLICE) == (400, "invalid-input", ["guardian-required"])
    guarded = [child | {"representativePlaces": [1]}, a_suspect(role="guardian")]
    case = await opened(registry, participants=guarded)
    assert (case["restriction"], codes(case["participants"][0])) == ("juvenile", [])
    in_doubt = await opened(registry, number="2/ປກສ", participants=[a_suspect(age="inDoubt")])
    assert in_doubt["restriction"] == "juvenile"
    # a date of birth says more than what somebody looked like
    known = await opened(registry, number="3/ປກສ", participants=[a_suspect(age="underAge", **BORN)])
    assert known["restriction"] == "none"
    later = (await opened(registry, number="4/ປກສ"))["caseId"]
    await posted(registry, f"/cases/{later}/participants", a_person("victim", age="underAge"), POLICE)
    assert (await registry.call("GET", f"/cases/{later}", caller=POLICE)).json()["restriction"] == "juvenile"
    assert await registry.rows("select unlisted from participants where unlisted") == [{"unlisted": True}]
