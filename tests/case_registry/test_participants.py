"""The people of a case: they join, change roles, are represented, are held or free."""

from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.voucher import Caller
from tests.case_registry.builders import (
    COURT,
    JUSTICE,
    POLICE,
    PROSECUTOR,
    a_suspect,
    an_opening,
    moved,
    opened,
    with_the_prosecutor,
)
from tests.case_registry.court_builders import a_person, first_participant, posted, refused
from tests.case_registry.test_history import history
from tests.support.service import ServiceUnderTest

HELD = {
    "status": "detained",
    "since": "2026-03-03T09:30:00+07:00",
    "orderNumber": "1/ອຍ",
    "orderedOn": "2026-03-03",
}

PARTICIPANT = "https://schemas.saphan.gov.la/justice/participant/v1"
NOT_CONVICTED = (400, "invalid-input", ["not-convicted"])
CORRECTING: dict[str, Any] = {"reason": "ພິມຜິດ", "basis": "ສຳນວນ", "approvedBy": "ofc-2"}
OTHER: dict[str, Any] = {"name": {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}}
JUVENILE: dict[str, Any] = {"birthDate": {"value": "2010", "precision": "year"}}


@pytest.fixture
async def case(registry: ServiceUnderTest) -> dict[str, Any]:
    return await opened(registry)


async def test_somebody_joins_the_case_and_is_found_by_name(registry: ServiceUnderTest, case: dict[str, Any]) -> None:
    path = f"/cases/{case['caseId']}/participants"
    joined = await posted(registry, path, a_person(), POLICE)
    assert Catalogue.load().validator(PARTICIPANT).is_valid(joined)
    read = (await registry.call("GET", f"/cases/{case['caseId']}")).json()
    assert read["participants"][1] == joined
    assert read["version"] == case["version"] + 1
    found = await registry.call("GET", "/cases", params={"participantName": "ສີສະຫວັດ"})
    assert [each["caseId"] for each in found.json()["items"]] == [case["caseId"]]
    assert (await registry.announced())[-1] == "la.gov.justice.case.participant-joined.v1"


async def test_suspect_accused_defendant_and_convict_are_one_person(
    registry: ServiceUnderTest, case: dict[str, Any]
) -> None:
    person = case["participants"][0]["participantId"]
    path = f"/cases/{case['caseId']}/participants/{person}/roles"
    await posted(registry, path, {"role": "accused", "from": "2026-03-20"}, POLICE)
    now = await posted(registry, path, {"role": "defendant", "from": "2026-04-10"}, POLICE)
    assert now["roles"] == [
        {"role": "suspect", "from": "2026-03-02", "to": "2026-03-20"},
        {"role": "accused", "from": "2026-03-20", "to": "2026-04-10"},
        {"role": "defendant", "from": "2026-04-10"},
    ]


@pytest.mark.parametrize(
    ("assignment", "refusal"),
    [
        ({"role": "suspect", "from": "2026-03-20"}, (409, "role-held", [])),
        ({"role": "accused", "from": "2026-03-01"}, (400, "invalid-input", ["before-the-role"])),
        ({"role": "accused", "from": "2569-03-20"}, (400, "invalid-input", ["buddhist-era"])),
        ({"role": "bystander", "from": "2026-03-20"}, (400, "invalid-input", ["x-codelist"])),
    ],
    ids=["held already", "before the role it ends", "in the Buddhist era", "on no list"],
)
async def test_a_role_that_cannot_be_taken(
    registry: ServiceUnderTest, case: dict[str, Any], assignment: dict[str, Any], refusal: tuple[int, str, list[str]]
) -> None:
    person = case["participants"][0]["participantId"]
    path = f"/cases/{case['caseId']}/participants/{person}/roles"
    assert await refused(registry, path, assignment, POLICE) == refusal


async def test_a_juvenile_is_not_suspected_without_a_guardian(registry: ServiceUnderTest, case: dict[str, Any]) -> None:
    path = f"/cases/{case['caseId']}/participants"
    alone = a_person("suspect", **JUVENILE)
    assert await refused(registry, path, alone, POLICE) == (400, "invalid-input", ["guardian-required"])
    guardian = await posted(registry, path, a_person("guardian"), POLICE)
    guarded = alone | {"representativeIds": [guardian["participantId"]]}
    joined = await posted(registry, path, guarded, POLICE)
    assert joined["representatives"] == [
        {"representativeId": guardian["participantId"], "role": "guardian", "from": "2026-03-02"}
    ]


async def test_a_juvenile_witness_needs_a_guardian_to_become_a_suspect(
    registry: ServiceUnderTest, case: dict[str, Any]
) -> None:
    path = f"/cases/{case['caseId']}/participants"
    witness = await posted(registry, path, a_person(**JUVENILE), POLICE)
    own = f"{path}/{witness['participantId']}"
    suspect = {"role": "suspect", "from": "2026-03-20"}
    assert await refused(registry, f"{own}/roles", suspect, POLICE) == (400, "invalid-input", ["guardian-required"])
    guardian = await posted(registry, path, a_person("guardian"), POLICE)
    appointment = {"representativeId": guardian["participantId"], "from": "2026-03-19"}
    await posted(registry, f"{own}/representatives", appointment, POLICE)
    assert (await posted(registry, f"{own}/roles", suspect, POLICE))["roles"][1]["role"] == "suspect"


async def test_a_case_opens_with_a_juvenile_and_the_guardian(registry: ServiceUnderTest) -> None:
    people = [a_suspect(**JUVENILE, representativePlaces=[1]), a_suspect(role="guardian")]
    case = await opened(registry, participants=people)
    juvenile, guardian = case["participants"]
    assert juvenile["representatives"][0]["representativeId"] == guardian["participantId"]
    assert (await registry.call("GET", f"/cases/{case['caseId']}")).json()["participants"] == [juvenile, guardian]


@pytest.mark.parametrize(
    ("people", "faults"),
    [
        ([a_suspect(**JUVENILE)], ["guardian-required"]),
        ([a_suspect(**JUVENILE, representativePlaces=[0])], ["not-a-representative", "guardian-required"]),
        ([a_suspect(**JUVENILE, representativePlaces=[7])], ["not-a-representative", "guardian-required"]),
        ([a_suspect(**JUVENILE, representativePlaces=[1]), a_suspect(role="lawyer")], ["guardian-required"]),
        ([a_suspect(birthDate={"value": "2026-05", "precision": "month"}, role="victim")], ["before-birth"]),
    ],
    ids=["alone", "by itself", "by nobody", "by a lawyer only", "born after the opening"],
)
async def test_people_with_whom_no_case_opens(
    registry: ServiceUnderTest, people: list[dict[str, Any]], faults: list[str]
) -> None:
    opening = {"number": "046/ປກສ", "title": "ຄະດີ", "category": "criminal", "place": "0101", "openedOn": "2026-03-02"}
    found = await refused(registry, "/cases", opening | {"participants": people}, POLICE)
    assert found == (400, "invalid-input", faults)


async def test_a_lawyer_is_appointed_once_and_by_whoever_is_asked(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    suspect = await first_participant(registry, case_id)
    lawyer = await posted(registry, f"/cases/{case_id}/participants", a_person("lawyer"), PROSECUTOR)
    path = f"/cases/{case_id}/participants/{suspect}/representatives"
    appointment = {"representativeId": lawyer["participantId"], "from": "2026-03-04"}
    # the file is with the prosecutor; the police have a role in the case
    represented = await posted(registry, path, appointment, POLICE)
    assert represented["representatives"][0]["role"] == "lawyer"
    assert await refused(registry, path, appointment, PROSECUTOR) == (409, "already-represented", [])
    nobody = appointment | {"representativeId": suspect}
    assert await refused(registry, path, nobody, PROSECUTOR) == (400, "invalid-input", ["not-a-representative"])


async def test_custody_is_kept_with_its_orders(registry: ServiceUnderTest, case: dict[str, Any]) -> None:
    person = case["participants"][0]["participantId"]
    path = f"/cases/{case['caseId']}/participants/{person}/custody"
    held = {
        "status": "detained",
        "since": "2026-03-03T09:30:00+07:00",
        "until": "2026-03-05T09:30:00+07:00",
        "orderNumber": "12/ອຍ",
        "orderedOn": "2026-03-03",
    }
    await posted(registry, path, held, POLICE)
    await posted(registry, path, {"status": "free", "since": "2026-03-05T09:30:00+07:00"}, POLICE)
    read = (await registry.call("GET", f"/cases/{case['caseId']}")).json()
    assert [(each["status"], each["since"]) for each in read["participants"][0]["custody"]] == [
        ("detained", "2026-03-03T02:30:00Z"),
        ("free", "2026-03-05T02:30:00Z"),
    ]
    assert read["participants"][0]["custody"][0]["orderNumber"] == "12/ອຍ"


@pytest.mark.parametrize(
    ("custody", "faults"),
    [
        ({"status": "detained", "since": "2026-03-03T09:30:00+07:00"}, ["required", "required"]),
        ({"status": "detained", "since": "2026-03-03T09:30:00+07:00", "orderNumber": "1/ອຍ"}, ["required"]),
        ({"status": "free", "since": "2099-03-03T09:30:00+07:00"}, ["future-date"]),
        ({"status": "chained", "since": "2026-03-03T09:30:00+07:00"}, ["x-codelist"]),
        (
            {"status": "free", "since": "2026-03-03T09:30:00+07:00", "until": "2026-04-03T09:30:00+07:00"},
            ["free-without-end"],
        ),
        (HELD | {"until": HELD["since"]}, ["ends-before-it-begins"]),
        (HELD | {"orderedOn": "2026-03-04"}, ["ordered-later"]),
        (HELD | {"orderedOn": "2098-03-04"}, ["future-date"]),
    ],
    ids=[
        "without an order",
        "by an order without a day",
        "in the future",
        "on no list",
        "free until a day",
        "of no length",
        "before its order",
        "by an order to come",
    ],
)
async def test_custody_that_cannot_be(
    registry: ServiceUnderTest, case: dict[str, Any], custody: dict[str, Any], faults: list[str]
) -> None:
    person = case["participants"][0]["participantId"]
    path = f"/cases/{case['caseId']}/participants/{person}/custody"
    assert await refused(registry, path, custody, POLICE) == (400, "invalid-input", faults)


async def test_a_witness_is_not_detained(registry: ServiceUnderTest, case: dict[str, Any]) -> None:
    witness = await posted(registry, f"/cases/{case['caseId']}/participants", a_person(), POLICE)
    path = f"/cases/{case['caseId']}/participants/{witness['participantId']}/custody"
    free = {"status": "free", "since": "2026-03-03T09:30:00+07:00"}
    assert await refused(registry, path, free, POLICE) == (400, "invalid-input", ["not-pursued"])


@pytest.mark.parametrize(
    ("caller", "refusal"),
    [(COURT, (409, "file-elsewhere", [])), (PROSECUTOR, (409, "file-elsewhere", []))],
    ids=["court", "prosecutor"],
)
async def test_whoever_has_the_file_adds_people(
    registry: ServiceUnderTest, case: dict[str, Any], caller: Caller, refusal: tuple[int, str, list[str]]
) -> None:
    assert await refused(registry, f"/cases/{case['caseId']}/participants", a_person(), caller) == refusal


async def test_justice_appoints_nobody_and_hears_who_does(registry: ServiceUnderTest, case: dict[str, Any]) -> None:
    path = f"/cases/{case['caseId']}/participants/{case['participants'][0]['participantId']}/representatives"
    appointment = {"representativeId": "ptc_01k9s0zt4r7q2v5x8y1a3b6c9f", "from": "2026-03-04"}
    answer = await registry.call("POST", path, json=appointment, caller=JUSTICE)
    assert answer.json()["params"]["allowedBy"] == ["court", "police", "prosecutor"]


async def test_a_participant_of_another_case_is_not_there(registry: ServiceUnderTest, case: dict[str, Any]) -> None:
    other = await opened(registry, number="046/ປກສ")
    path = f"/cases/{other['caseId']}/participants/{case['participants'][0]['participantId']}/roles"
    answer = await registry.call("POST", path, json={"role": "accused", "from": "2026-03-20"})
    assert answer.status_code == 404


async def test_nobody_is_a_convict_without_a_conviction(registry: ServiceUnderTest, case: dict[str, Any]) -> None:
    convict = a_person("convict")
    assert await refused(registry, f"/cases/{case['caseId']}/participants", convict, POLICE) == NOT_CONVICTED
    opening = an_opening(number="046/ປກສ", participants=[a_suspect(), a_suspect(role="convict", **OTHER)])
    answer = await registry.call("POST", "/cases", json=opening, caller=POLICE)
    faults = [(fault["code"], fault["pointer"]) for fault in answer.json()["errors"]]
    assert (answer.status_code, faults) == (400, [("not-convicted", "/participants/1/role")])


async def test_nobody_is_pursued_in_a_case_between_parties(registry: ServiceUnderTest) -> None:
    sued = [a_suspect(role="plaintiff"), a_suspect(role="defendant", **OTHER)]
    opening = an_opening(category="civil", participants=sued)
    case = await opened(registry, caller=COURT, category="civil", participants=sued)
    path, refusal = f"/cases/{case['caseId']}/participants", (400, "invalid-input", ["role-of-another-way"])
    for role in ("suspect", "accused", "convict"):
        people = [*sued, a_suspect(role=role)]
        answer = await registry.call("POST", "/cases", json=opening | {"participants": people}, caller=COURT)
        faults = [(fault["code"], fault["pointer"]) for fault in answer.json()["errors"]]
        assert (answer.status_code, faults) == (400, [("role-of-another-way", "/participants/2/role")]), role
        assert await refused(registry, path, a_person(role), COURT) == refusal
        roles = f"{path}/{case['participants'][1]['participantId']}/roles"
        assert await refused(registry, roles, {"role": role, "from": "2026-03-20"}, COURT) == refusal
    held = case["participants"][1]["roles"]
    members = {"roles": {"was": held, "now": [held[0] | {"role": "suspect"}]}}
    correcting = {"participantId": case["participants"][1]["participantId"], "members": members} | CORRECTING
    assert await refused(registry, f"/cases/{case['caseId']}/corrections", correcting, COURT) == refusal


async def test_a_role_that_ended_by_mistake_goes_on_by_a_correction(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await moved(registry, case_id, "dismissed", PROSECUTOR, decisionNumber="1/ອອປ")
    person = await first_participant(registry, case_id, PROSECUTOR)
    path = f"/cases/{case_id}"
    (ended,) = (await registry.call("GET", path, caller=PROSECUTOR)).json()["participants"][0]["roles"]
    again = {"role": "suspect", "from": ended["from"]}
    answer = await refused(registry, f"{path}/participants/{person}/roles", again, PROSECUTOR)
    assert answer == (400, "invalid-input", ["role-of-that-day"])
    assert ended["to"] == ended["from"]
    members = {"roles": {"was": [ended], "now": [again]}}
    correction = {"participantId": person, "members": members} | CORRECTING
    known = {"at": (await history(registry, case_id))[-1].recorded_at.isoformat()}
    await posted(registry, f"{path}/corrections", correction, PROSECUTOR)
    now = (await registry.call("GET", path, caller=PROSECUTOR)).json()["participants"][0]
    then = (await registry.call("GET", path, caller=PROSECUTOR, params=known)).json()["participants"][0]
    assert (now["roles"], then["roles"]) == ([again], [ended])
