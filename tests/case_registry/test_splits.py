"""A suspect or a charge goes on in a case of its own, with its history; and is counted once."""

from typing import Any

import pytest

from services.case_registry.domain.history import replay
from tests.case_registry.builders import (
    ARTICLE,
    COURT,
    POLICE,
    PROSECUTOR,
    a_suspect,
    filed,
    moved,
    opened,
    sent,
    with_the_prosecutor,
)
from tests.case_registry.court_builders import a_person, charged, posted, refused, valid
from tests.case_registry.test_history import history, state
from tests.support.service import ServiceUnderTest

SPLIT: dict[str, Any] = {"number": "045-1/ປກສ.ຈທ", "splitOn": "2026-03-02", "reason": "ແຍກພິຈາລະນາ"}
YOUTH: dict[str, Any] = {"birthDate": {"value": "2010", "precision": "year"}}
OTHER: dict[str, Any] = {"name": {"use": "legal", "text": "ສົມສັກ ວົງໄຊ", "script": "lao"}}


async def of_two(registry: ServiceUnderTest, **other: Any) -> tuple[dict[str, Any], str, str]:
    """Open a case against two; return it and their ids."""
    case = await opened(registry, participants=[a_suspect(), a_suspect(**OTHER)], **other)
    first, second = (each["participantId"] for each in case["participants"])
    return case, first, second


async def read(registry: ServiceUnderTest, case_id: str, **asked: Any) -> dict[str, Any]:
    answer = await registry.call("GET", f"/cases/{case_id}", caller=asked.pop("caller", POLICE), params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_suspect_goes_on_in_a_case_of_its_own_and_both_show_it(registry: ServiceUnderTest) -> None:
    case, first, second = await of_two(registry)
    new = await posted(registry, f"/cases/{case['caseId']}/splits", SPLIT | {"participantIds": [second]}, POLICE)
    assert valid("case", new)
    assert [each["participantId"] for each in new["participants"]] == [second]
    assert new["participants"][0]["roles"] == case["participants"][1]["roles"]
    assert (new["status"], new["category"], new["title"]) == ("reported", "criminal", case["title"])
    assert new["numbers"][0]["number"] == SPLIT["number"]
    assert new["relations"] == [{"kind": "splitFrom", "otherCaseId": case["caseId"]}]
    left = await read(registry, case["caseId"])
    assert [each["participantId"] for each in left["participants"]] == [first]
    assert left["relations"] == [{"kind": "splitInto", "otherCaseId": new["caseId"]}]
    found = await registry.call("GET", "/cases", params={"participantName": "ສົມສັກ"})
    assert [each["caseId"] for each in found.json()["items"]] == [new["caseId"]]
    assert (await registry.announced())[-2:] == ["la.gov.justice.case.opened.v1", "la.gov.justice.case.split.v1"]
    for each in (case["caseId"], new["caseId"]):
        assert replay(await history(registry, each)) == await state(registry, each)


async def test_what_was_split_off_stands_where_it_came_from(registry: ServiceUnderTest) -> None:
    case, _, second = await of_two(registry)
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case["caseId"], status, POLICE)
    splitting = SPLIT | {"participantIds": [second]}
    new = (await posted(registry, f"/cases/{case['caseId']}/splits", splitting, POLICE))["caseId"]
    mistake = {"reason": "ບັນທຶກຜິດຄະດີ", "basis": "ບົດບັນທຶກເລກທີ 14", "approvedBy": "J-003"}
    order = {"to": "underInvestigation", "happenedOn": SPLIT["splitOn"], "mistake": mistake}
    for each in (case["caseId"], new):
        tag = {"If-Match": (await registry.call("GET", f"/cases/{each}")).headers["etag"]}
        answer = await registry.call("POST", f"/cases/{each}/moves", json=order, headers=tag, caller=POLICE)
        assert (answer.status_code, answer.json()["code"]) == (409, "move-gone-on")


async def test_the_day_of_the_act_goes_with_who_is_split_off(registry: ServiceUnderTest) -> None:
    act = {"value": "2026-02-27", "precision": "day"}
    grown = OTHER | {"birthDate": {"value": "2007-06-01", "precision": "day"}}  # 18, and a child of any earlier act
    case = await opened(registry, participants=[a_suspect(), a_suspect(**grown)], committedOn=act)
    splitting = SPLIT | {"participantIds": [case["participants"][1]["participantId"]]}
    new = await posted(registry, f"/cases/{case['caseId']}/splits", splitting, POLICE)
    assert (new["committedOn"], new["restriction"]) == (act, "none")


async def test_charges_custody_and_a_lawyer_go_with_the_suspect(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    path = f"/cases/{case_id}"
    other = (await posted(registry, f"{path}/participants", a_person("accused", **OTHER), PROSECUTOR))["participantId"]
    lawyer = (await posted(registry, f"{path}/participants", a_person("lawyer"), PROSECUTOR))["participantId"]
    for person in (other, charge["participantId"]):
        appointment = {"representativeId": lawyer, "from": "2026-03-05"}
        await posted(registry, f"{path}/participants/{person}/representatives", appointment, PROSECUTOR)
    free = {"status": "free", "since": "2026-03-04T08:00:00+07:00"}
    await posted(registry, f"{path}/participants/{other}/custody", free, PROSECUTOR)
    filing = {"participantId": other, "article": ARTICLE, "text": "ຂົ່ມຂູ່", "filedOn": "2026-03-20"}
    second = await posted(registry, f"{path}/charges", filing, PROSECUTOR)
    told = await read(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR, on="2026-03-21")
    splitting = SPLIT | {"participantIds": [other], "splitOn": "2026-03-25"}
    new = await posted(registry, f"{path}/splits", splitting, PROSECUTOR)
    people = {each["participantId"]: each for each in new["participants"]}
    assert (new["status"], len(people), people[other]["custody"][0]["status"]) == ("charged", 2, "free")
    (copy,) = people.keys() - {other}
    assert people[other]["representatives"] == [{"representativeId": copy, "role": "lawyer", "from": "2026-03-05"}]
    assert people[copy]["name"]["text"] == "ຄຳລາ ສີສະຫວັດ"
    (moved_charge,) = (await registry.call("GET", f"/cases/{new['caseId']}/charges")).json()["items"]
    # its steps stand in the history of the case from which it came: they have no place in this one
    steps = [{name: said for name, said in step.items() if name != "position"} for step in second["history"]]
    assert moved_charge == second | {"caseId": new["caseId"], "sequence": 1, "history": steps}
    left = {each["participantId"]: each for each in (await read(registry, case_id))["participants"]}
    assert left.keys() == {charge["participantId"], lawyer}
    assert [each["chargeId"] for each in (await registry.call("GET", f"{path}/charges")).json()["items"]] == [
        charge["chargeId"]
    ]
    moves = (await registry.call("GET", f"/cases/{new['caseId']}/moves")).json()["items"]
    assert [each["to"] for each in moves] == ["charged"]
    # what was known before the split is still told of the case from which it came
    was = {each["participantId"]: each for each in told["participants"]}
    before = await read(registry, case_id, at=second["history"][0]["recordedAt"])
    assert {each["participantId"]: each for each in before["participants"]} == was
    assert [each["participantId"] for each in before["participants"]] == [charge["participantId"], other, lawyer]
    then = await registry.call("GET", f"{path}/charges", params={"at": second["history"][0]["recordedAt"]})
    assert then.json()["items"] == [charge, second | {"history": steps}]


async def test_a_charge_goes_on_alone_and_its_suspect_is_in_both_cases(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    filing = {"participantId": charge["participantId"], "article": ARTICLE, "text": "ຂົ່ມຂູ່", "filedOn": "2026-03-20"}
    other = await posted(registry, f"/cases/{case_id}/charges", filing, PROSECUTOR)
    splitting = SPLIT | {"chargeIds": [other["chargeId"]], "splitOn": "2026-03-20"}
    new = await posted(registry, f"/cases/{case_id}/splits", splitting, PROSECUTOR)
    (person,) = new["participants"]
    assert person["participantId"] != charge["participantId"]
    (went,) = (await registry.call("GET", f"/cases/{new['caseId']}/charges")).json()["items"]
    assert (went["chargeId"], went["participantId"]) == (other["chargeId"], person["participantId"])
    for each in (case_id, new["caseId"]):
        assert replay(await history(registry, each)) == await state(registry, each)


async def test_who_comes_without_a_charge_is_not_before_a_court(registry: ServiceUnderTest) -> None:
    case_id, _ = await charged(registry)
    other = (await posted(registry, f"/cases/{case_id}/participants", a_person("accused", **OTHER), PROSECUTOR))[
        "participantId"
    ]
    for status in ("charged", "filedInCourt"):
        await moved(registry, case_id, status, PROSECUTOR, on="2026-03-20")
    splitting = SPLIT | {"participantIds": [other], "splitOn": "2026-03-20"}
    new = await posted(registry, f"/cases/{case_id}/splits", splitting, PROSECUTOR)
    assert new["status"] == "fileSentToProsecutor"
    await moved(
        registry,
        new["caseId"],
        "suspended",
        PROSECUTOR,
        on="2026-03-20",
        decisionNumber="7/ອຍ",
        suspensionReason="accusedFled",
    )


async def test_a_juvenile_is_split_off_into_a_case_that_is_closed_to_others(registry: ServiceUnderTest) -> None:
    people = [a_suspect(), a_suspect(**OTHER, **YOUTH, representativePlaces=[2]), a_suspect(role="guardian")]
    case = await opened(registry, participants=people)
    _, youth, guardian = (each["participantId"] for each in case["participants"])
    splitting = SPLIT | {"participantIds": [youth], "category": "juvenile"}
    path = f"/cases/{case['caseId']}/splits"
    open_to_all = splitting | {"restriction": "none"}
    assert await refused(registry, path, open_to_all, POLICE) == (400, "invalid-input", ["another-way"])
    splitting.pop("category")
    open_to_all.pop("category")
    assert await refused(registry, path, open_to_all, POLICE) == (400, "invalid-input", ["restriction-required"])
    new = await posted(registry, path, splitting, POLICE)
    assert new["restriction"] == "juvenile"
    assert {each["participantId"] for each in new["participants"]} == {youth, guardian}


@pytest.mark.parametrize(
    ("splitting", "refusal"),
    [
        ({"participantIds": [0, 1]}, (409, "last-suspect", [])),
        ({"participantIds": [2]}, (400, "invalid-input", ["nobody-pursued"])),
        ({"participantIds": ["ptc_01k9s0zt4r7q2v5x8y1a3b6c9d"]}, (400, "invalid-input", ["no-such-participant"])),
        ({"chargeIds": ["crg_01k9s0zt4r7q2v5x8y1a3b6c9d"]}, (400, "invalid-input", ["no-such-charge"])),
        ({"participantIds": [1], "splitOn": "2026-02-27"}, (400, "invalid-input", ["before-the-last-move"])),
        ({"participantIds": [1], "splitOn": "2569-03-02"}, (400, "invalid-input", ["buddhist-era"])),
        ({"participantIds": [1], "category": "civil"}, (400, "invalid-input", ["another-way"])),
        ({"participantIds": [1], "category": "odd"}, (400, "invalid-input", ["x-codelist"])),
        ({"participantIds": [1], "number": "045/ປກສ.ຈທ"}, (409, "case-number-taken", [])),
        ({"participantIds": [1, 3]}, (400, "invalid-input", ["speaks-for-others"])),
    ],
    ids=[
        *("the last suspect", "a witness alone", "nobody of the case", "no charge of the case", "before the case"),
        *("in the Buddhist era", "another way", "no category", "a number in use", "a lawyer of who stays"),
    ],
)
async def test_what_is_not_split_off(
    registry: ServiceUnderTest, splitting: dict[str, Any], refusal: tuple[int, str, list[str]]
) -> None:
    people = [
        a_suspect(representativePlaces=[3]),
        a_suspect(**OTHER),
        a_suspect(role="witness"),
        a_suspect(role="lawyer"),
    ]
    case = await opened(registry, participants=people)
    ids = [each["participantId"] for each in case["participants"]]
    named = [ids[each] if isinstance(each, int) else each for each in splitting.get("participantIds", ())]
    body = SPLIT | splitting | ({"participantIds": named} if named else {})
    assert await refused(registry, f"/cases/{case['caseId']}/splits", body, POLICE) == refusal
    assert (await read(registry, case["caseId"]))["version"] == 1


async def test_the_last_charge_is_not_split_off_and_no_file_that_is_on_its_way(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    path = f"/cases/{case_id}/splits"
    alone = SPLIT | {"chargeIds": [charge["chargeId"]]}
    assert await refused(registry, path, alone, PROSECUTOR) == (409, "last-charge", [])
    assert await refused(registry, path, alone, POLICE) == (409, "file-elsewhere", [])
    other = await with_the_prosecutor(registry, number="9/ປກສ", participants=[a_suspect(), a_suspect(**OTHER)])
    person = (await read(registry, other))["participants"][1]["participantId"]
    await filed(registry, other)
    for status in ("charged", "filedInCourt"):
        await moved(registry, other, status, PROSECUTOR)
    await sent(registry, other, COURT, PROSECUTOR)
    splitting = SPLIT | {"participantIds": [person]}
    assert await refused(registry, f"/cases/{other}/splits", splitting, PROSECUTOR) == (409, "hand-over-pending", [])
