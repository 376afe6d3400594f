"""caseById and listCases: what a member may see, and pages that hold still while cases are opened."""

from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.voucher import Caller
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, opened
from tests.support.service import ServiceUnderTest

CASE_PAGE = "https://schemas.saphan.gov.la/justice/case-page/v1"


async def listed(registry: ServiceUnderTest, caller: Caller = POLICE, /, **params: str) -> Any:
    answer = await registry.call("GET", "/cases", caller=caller, params=params)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert Catalogue.load().validator(CASE_PAGE).is_valid(page)
    return page


async def test_another_member_reads_the_same_case(registry: ServiceUnderTest) -> None:
    case = await opened(registry)
    answer = await registry.call("GET", f"/cases/{case['caseId']}", caller=COURT)
    assert (answer.status_code, answer.json()) == (200, case)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_reader_who_holds_the_case_already_gets_no_second_copy(registry: ServiceUnderTest) -> None:
    case = await opened(registry)
    tag = (await registry.call("GET", f"/cases/{case['caseId']}")).headers["etag"]
    answer = await registry.call("GET", f"/cases/{case['caseId']}", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("restriction", ["juvenile", "familySecret", "stateSecret"])
async def test_a_restricted_case_does_not_exist_for_members_without_a_role_in_it(
    registry: ServiceUnderTest, restriction: str
) -> None:
    case = await opened(registry, restriction=restriction)
    hidden = await registry.call("GET", f"/cases/{case['caseId']}", caller=PROSECUTOR)
    missing = await registry.call("GET", f"/cases/{new_id('cas')}", caller=PROSECUTOR)
    assert hidden.status_code == missing.status_code == 404
    told = ("type", "title", "detail", "code", "errors")
    assert [hidden.json()[name] for name in told] == [missing.json()[name] for name in told]
    assert (await listed(registry, PROSECUTOR))["items"] == []
    assert (await listed(registry, PROSECUTOR, number="045/ປກສ.ຈທ"))["items"] == []


@pytest.mark.parametrize(
    "asked",
    [
        {"category": "criminal"},
        {"status": "reported"},
        {"number": "045/ປກສ.ຈທ"},
        {"participantName": "ບຸນມີ"},
        {"openedFrom": "2026-03-02", "openedTo": "2026-03-02"},
        {"member": "police"},
        {"relatedTo": ""},
        {"courtMember": "psc"},
    ],
    ids="+".join,
)
async def test_no_filter_finds_a_restricted_case_for_a_member_without_a_role_in_it(
    registry: ServiceUnderTest, asked: dict[str, str]
) -> None:
    open_to_all = (await opened(registry, COURT, category="civil", number="7/ແພ່ງ"))["caseId"]
    hidden, caller = await opened(registry, restriction="stateSecret"), POLICE
    if "courtMember" in asked:
        hidden, caller = await opened(registry, COURT, category="juvenile", number="8/ເດັກ"), COURT
    if "relatedTo" in asked:
        asked = {"relatedTo": open_to_all}
        body = {"kind": "civilClaimIn", "otherCaseId": open_to_all}
        made = await registry.call("POST", f"/cases/{hidden['caseId']}/relations", json=body)
        assert made.status_code == 201
    mine, others = await listed(registry, caller, **asked), await listed(registry, PROSECUTOR, **asked)
    assert hidden["caseId"] in {each["caseId"] for each in mine["items"]}
    assert hidden["caseId"] not in {each["caseId"] for each in others["items"]}


async def test_a_member_with_a_role_sees_its_restricted_case(registry: ServiceUnderTest) -> None:
    case = await opened(registry, restriction="stateSecret")
    assert (await registry.call("GET", f"/cases/{case['caseId']}")).json() == case
    assert [item["caseId"] for item in (await listed(registry))["items"]] == [case["caseId"]]


async def test_a_juvenile_case_is_seen_by_its_court_alone(registry: ServiceUnderTest) -> None:
    case = await opened(registry, COURT, category="juvenile")
    assert case["restriction"] == "juvenile"
    assert (await listed(registry, POLICE))["items"] == []


async def test_a_list_shows_no_participants(registry: ServiceUnderTest) -> None:
    await opened(registry)
    (item,) = (await listed(registry))["items"]
    assert "participants" not in item


async def test_cases_are_listed_by_category(registry: ServiceUnderTest) -> None:
    await opened(registry)
    civil = await opened(registry, COURT, category="civil", number="7/ແພ່ງ")
    assert [item["caseId"] for item in (await listed(registry, category="civil"))["items"]] == [civil["caseId"]]


@pytest.mark.parametrize("spelling", ["045/ປກສ.ຈທ", "໐໔໕/ປກສ.ຈທ", "045 / ປກສ.ຈທ."])
async def test_a_case_is_found_by_its_number_however_it_is_spelt(registry: ServiceUnderTest, spelling: str) -> None:
    case = await opened(registry)
    await opened(registry, number="046/ປກສ.ຈທ")
    page = await listed(registry, PROSECUTOR, number=spelling)
    assert [item["caseId"] for item in page["items"]] == [case["caseId"]]


async def test_pages_hold_every_case_once_while_cases_are_opened(registry: ServiceUnderTest) -> None:
    first_five = {(await opened(registry, number=f"{n}/ປກສ"))["caseId"] for n in range(5)}
    page = await listed(registry, limit="2")
    seen = [item["caseId"] for item in page["items"]]
    while "next" in page:
        await opened(registry, number=f"{100 + len(seen)}/ປກສ")
        page = await listed(registry, limit="2", cursor=page["next"])
        seen += [item["caseId"] for item in page["items"]]
    assert len(seen) == len(set(seen))
    assert set(seen) == first_five


async def test_the_last_full_page_has_no_next(registry: ServiceUnderTest) -> None:
    for n in range(2):
        await opened(registry, number=f"{n}/ປກສ")
    assert "next" not in await listed(registry, limit="2")


async def test_a_cursor_of_another_list_is_refused(registry: ServiceUnderTest) -> None:
    for n in range(2):
        await opened(registry, number=f"{n}/ປກສ")
    cursor = (await listed(registry, limit="1", category="criminal"))["next"]
    for params in ({"category": "civil", "cursor": cursor}, {"cursor": cursor}):
        answer = await registry.call("GET", "/cases", params=params)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


@pytest.mark.parametrize("cursor", ["x", "e30", "bm90IGpzb24", "🐘", "eyJjYXNlSWQiOiJjYXNfMSJ9", "a" * 513])
async def test_a_cursor_that_nobody_made_is_refused(registry: ServiceUnderTest, cursor: str) -> None:
    answer = await registry.call("GET", "/cases", params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["code"] in {"invalid-cursor", "invalid-input"}


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", "1.5"])
async def test_a_page_has_one_to_two_hundred_cases(registry: ServiceUnderTest, limit: str) -> None:
    answer = await registry.call("GET", "/cases", params={"limit": limit})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")
    assert answer.json()["errors"][0]["name"] == "limit"


@pytest.mark.parametrize("case_id", ["1", "cas_1", "doc_01k9s0zt4r7q2v5x8y1a3b6c9d", "cas_01K9S0ZT4R7Q2V5X8Y1A3B6C9D"])
async def test_an_id_of_another_form_is_refused(registry: ServiceUnderTest, case_id: str) -> None:
    answer = await registry.call("GET", f"/cases/{case_id}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")


async def test_a_case_cannot_be_deleted(registry: ServiceUnderTest) -> None:
    case = await opened(registry)
    answer = await registry.call("DELETE", f"/cases/{case['caseId']}")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
