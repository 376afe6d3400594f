"""moveCase and listCaseMoves: a case goes its way step by step, and the way is kept for ever."""

import asyncio
from typing import Any

import httpx2
import orjson
import pytest

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.voucher import Caller
from tests.case_registry.builders import (
    COURT,
    DOCUMENT,
    JUSTICE,
    POLICE,
    PROSECUTOR,
    filed,
    handed_over,
    in_court,
    moved,
    opened,
    sent,
    with_the_prosecutor,
)
from tests.case_registry.country import at
from tests.case_registry.court_builders import brought
from tests.case_registry.readiness import proposed
from tests.support.service import ServiceUnderTest, a_caller

MOVE = "https://schemas.saphan.gov.la/justice/case-move/v1"
MOVES = "https://schemas.saphan.gov.la/justice/case-move-page/v1"
CASE_MOVED = "https://schemas.saphan.gov.la/events/case-moved/v1"


def an_order(to: str = "underInvestigation", **other: Any) -> dict[str, Any]:
    return {"to": to, "happenedOn": "2026-03-02"} | other


async def ordered(
    registry: ServiceUnderTest,
    case_id: str,
    order: dict[str, Any],
    caller: Caller = POLICE,
    if_match: str | None = '"1"',
    **more: Any,
) -> httpx2.Response:
    headers = {} if if_match is None else {"If-Match": if_match}
    return await registry.call("POST", f"/cases/{case_id}/moves", json=order, caller=caller, headers=headers, **more)


@pytest.mark.parametrize("category", ["criminal", "military"])
async def test_a_crime_from_the_report_to_the_enforced_judgment(registry: ServiceUnderTest, category: str) -> None:
    case_id = await in_court(registry, category=category)
    judged = ("accepted", "inTrial", "judgedFirstInstance", "appealed", "judgedOnAppeal", "final")
    await brought(registry, case_id, COURT, *judged)
    await handed_over(registry, case_id, JUSTICE, COURT)
    await brought(registry, case_id, JUSTICE, "inEnforcement", "enforced", "closed")
    page = (await registry.call("GET", f"/cases/{case_id}/moves", caller=JUSTICE)).json()
    assert Catalogue.load().validator(MOVES).is_valid(page)
    assert [each["to"] for each in page["items"]] == [
        *("reported", "underInvestigation", "fileSentToProsecutor", "charged", "filedInCourt", "accepted", "inTrial"),
        *("judgedFirstInstance", "appealed", "judgedOnAppeal", "final", "inEnforcement", "enforced", "closed"),
    ]
    assert "from" not in page["items"][0]
    assert [each["from"] for each in page["items"][1:]] == [each["to"] for each in page["items"][:-1]]
    assert [each["by"]["member"] for each in page["items"]] == ["police"] * 3 + ["ospp"] * 2 + ["psc"] * 6 + ["moj"] * 3


async def test_a_closed_case_is_reopened_on_proposal_and_tried_by_the_designated_court(
    registry: ServiceUnderTest,
) -> None:
    case_id = (await opened(registry, COURT, category="civil"))["caseId"]
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance", "final", "closed")
    zone, elsewhere = at("psc", "0102"), at("psc", "0101")
    file_id = await proposed(registry, case_id, PROSECUTOR)
    move = await moved(
        registry, case_id, "reopened", COURT, calledUpFileId=file_id, court={"member": "psc", "office": "0102"}
    )
    assert (move["calledUpFileId"], move["court"]) == (file_id, {"member": "psc", "office": "0102"})
    hand_over = {"to": {"member": "psc", "office": "0101"}}
    answer = await registry.call("POST", f"/cases/{case_id}/hand-overs", json=hand_over, caller=COURT)
    assert (answer.status_code, answer.json()["code"]) == (409, "court-designated")
    await handed_over(registry, case_id, zone, COURT)
    version = (await registry.call("GET", f"/cases/{case_id}", caller=zone)).headers["etag"]
    answer = await ordered(registry, case_id, an_order("inTrial"), elsewhere, version)
    assert (answer.status_code, answer.json()["params"]["holder"]) == (409, "psc/0102")
    await moved(registry, case_id, "inTrial", zone)


async def test_a_move_answers_what_was_recorded_and_makes_a_new_version(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id)
    before = (await registry.call("GET", f"/cases/{case_id}")).json()
    move = await moved(registry, case_id, "charged", PROSECUTOR, decisionNumber="31/ອຍກ", document=DOCUMENT, note="ຄົບ")
    assert Catalogue.load().validator(MOVE).is_valid(move)
    assert (move["from"], move["to"], move["by"]) == (
        "fileSentToProsecutor",
        "charged",
        {"member": "ospp", "office": "hq"},
    )
    assert (move["decisionNumber"], move["document"], move["note"]) == ("31/ອຍກ", DOCUMENT, "ຄົບ")
    case = await registry.call("GET", f"/cases/{case_id}")
    assert (case.json()["status"], case.json()["version"]) == ("charged", move["position"])
    assert case.json()["version"] == before["version"] + 1
    assert case.headers["etag"] == f'"{move["position"]}"'


async def test_the_sector_hears_of_a_move_in_codes(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE, note="ຜູ້ກ່ຽວໜີ")
    *_, row = await registry.rows("select key, envelope from outbox order by position")
    envelope = orjson.loads(row["envelope"])
    assert (row["key"], envelope["dataschema"]) == (case_id, CASE_MOVED)
    assert Catalogue.load().validator(CASE_MOVED).is_valid(envelope["data"])
    assert (envelope["data"]["from"], envelope["data"]["to"]) == ("reported", "underInvestigation")
    assert "ຜູ້ກ່ຽວໜີ" not in row["envelope"].decode()


@pytest.mark.parametrize("to", ["charged", "filedInCourt", "final", "closed", "reported", "reopened"])
async def test_a_shortcut_is_refused_with_what_is_allowed(registry: ServiceUnderTest, to: str) -> None:
    case_id = (await opened(registry))["caseId"]
    answer = await ordered(registry, case_id, an_order(to))
    assert (answer.status_code, answer.json()["code"]) == (409, "move-not-allowed")
    assert answer.json()["params"]["allowed"] == ["underInvestigation"]
    assert (await registry.call("GET", f"/cases/{case_id}")).json()["status"] == "reported"
    assert await registry.announced() == ["la.gov.justice.case.opened.v1"]


@pytest.mark.parametrize("caller", [PROSECUTOR, COURT, JUSTICE, a_caller("moh", "health")], ids=lambda c: c.member)
async def test_another_agencys_move_is_refused(registry: ServiceUnderTest, caller: Caller) -> None:
    case_id = (await opened(registry))["caseId"]
    answer = await ordered(registry, case_id, an_order(), caller)
    assert (answer.status_code, answer.json()["code"]) == (409, "move-not-allowed")
    assert answer.json()["params"]["movers"] == ["police"]


async def test_the_prosecutor_does_not_charge_before_the_file_was_taken(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    answer = await ordered(registry, case_id, an_order("charged"), PROSECUTOR, '"3"')
    assert (answer.status_code, answer.json()["code"]) == (409, "file-elsewhere")
    assert answer.json()["params"] == {"holder": "police/hq"}


async def test_a_move_names_the_version_that_was_read(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    without = await ordered(registry, case_id, an_order(), if_match=None)
    assert (without.status_code, without.json()["code"]) == (428, "precondition-required")
    for stale in ('"0"', '"2"', 'W/"1"', "1"):
        answer = await ordered(registry, case_id, an_order(), if_match=stale)
        assert (answer.status_code, answer.json()["code"]) == (412, "precondition-failed")
    assert (await ordered(registry, case_id, an_order())).status_code == 201


async def test_of_concurrent_moves_one_happens_and_the_others_read_again(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id)
    tag = (await registry.call("GET", f"/cases/{case_id}")).headers["etag"]
    targets = ("charged", "dismissed", "suspended", "returnedForInvestigation")
    orders = [an_order(to, decisionNumber="8/ອຍກ") for to in targets]
    orders[2] |= {"suspensionReason": "accusedFled"}
    answers = await asyncio.gather(*(ordered(registry, case_id, order, PROSECUTOR, tag) for order in orders))
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412, 412]
    assert len(await registry.rows("select 1 from case_history where kind = 'moved'")) == 3


async def test_the_same_move_sent_again_happens_once(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    first = await ordered(registry, case_id, an_order(), key="monday")
    again = await ordered(registry, case_id, an_order(), key="monday")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (an_order("forgotten"), ("/to", "x-codelist")),
        (an_order(happenedOn="2569-03-02"), ("/happenedOn", "buddhist-era")),
        (an_order(happenedOn="2027-12-31"), ("/happenedOn", "future-date")),
        (an_order(happenedOn="2026-03-01"), ("/happenedOn", "before-the-last-move")),
        (an_order(mediation="settled"), ("/mediation", "not-criminal")),
    ],
    ids=["no such status", "Buddhist era", "tomorrow", "before the opening", "mediation of a crime"],
)
async def test_an_order_that_cannot_be_is_refused_with_its_place(
    registry: ServiceUnderTest, order: dict[str, Any], fault: tuple[str, str]
) -> None:
    case_id = (await opened(registry))["caseId"]
    answer = await ordered(registry, case_id, order)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [fault]


async def test_a_case_that_cannot_be_seen_cannot_be_moved(registry: ServiceUnderTest) -> None:
    hidden = (await opened(registry, restriction="stateSecret"))["caseId"]
    for case_id in (hidden, new_id("cas")):
        assert (await ordered(registry, case_id, an_order(), PROSECUTOR)).status_code == 404
        assert (await registry.call("GET", f"/cases/{case_id}/moves", caller=PROSECUTOR)).status_code == 404


async def test_the_officer_behind_a_move_is_kept(registry: ServiceUnderTest) -> None:
    station = a_caller(officer="bounmy", office="0101-1")
    case_id = (await opened(registry, station))["caseId"]
    await moved(registry, case_id, "underInvestigation", station)
    (row,) = await registry.rows("select officer, office from case_history where kind = 'moved'")
    assert row == {"officer": "bounmy", "office": "0101-1"}


async def test_the_way_of_a_case_comes_in_pages(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await registry.call("GET", f"/cases/{case_id}/moves", params={"limit": "1", **cursor})).json()
        seen += [each["to"] for each in page["items"]]
        if "next" not in page:
            break
        cursor = {"cursor": page["next"]}
    assert seen == ["reported", "underInvestigation", "fileSentToProsecutor"]
    odd = await registry.call("GET", f"/cases/{case_id}/moves", params={"cursor": "e30"})
    assert (odd.status_code, odd.json()["code"]) == (400, "invalid-cursor")


async def test_a_move_that_was_a_mistake_is_taken_back_while_the_file_is_there(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    path = f"/cases/{case_id}/moves"

    async def moving(to: str, caller: Caller, **other: Any) -> tuple[int, str | None]:
        tag = (await registry.call("GET", f"/cases/{case_id}", caller=caller)).headers["etag"]
        order = {"to": to, "happenedOn": "2026-03-02"} | other
        answer = await registry.call("POST", path, json=order, caller=caller, headers={"If-Match": tag})
        return answer.status_code, answer.json().get("code")

    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    hand_over = (await sent(registry, case_id, PROSECUTOR, POLICE))["handOverId"]
    wrong = {"reason": "ສົ່ງກ່ອນເວລາ", "basis": "ບົດບັນທຶກເລກທີ 14", "approvedBy": "ofc-2"}
    assert await moving("underInvestigation", POLICE, mistake=wrong) == (409, "hand-over-pending")
    recall = {"reason": wrong["reason"]}
    await registry.call("POST", f"/cases/{case_id}/hand-overs/{hand_over}/recall", json=recall, caller=POLICE)
    assert await moving("underInvestigation", POLICE) == (400, "invalid-input")  # why is not said
    assert await moving("underInvestigation", POLICE, mistake=wrong) == (201, None)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    await handed_over(registry, case_id, PROSECUTOR, POLICE)
    assert await moving("underInvestigation", POLICE, mistake=wrong) == (409, "file-elsewhere")
    await filed(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR)
    before = await registry.rows("select * from case_stays order by 1, 2, 3, 4")
    await moved(registry, case_id, "filedInCourt", PROSECUTOR)
    assert await moving("charged", PROSECUTOR, mistake=wrong) == (201, None)
    assert (
        await registry.rows("select * from case_stays order by 1, 2, 3, 4") == before
    )  # figures tell of nothing filed
    moves = (await registry.call("GET", path, caller=PROSECUTOR)).json()["items"]
    taken_back = [(each["from"], each["to"]) for each in moves if each.get("mistake") == wrong]
    assert taken_back == [("fileSentToProsecutor", "underInvestigation"), ("filedInCourt", "charged")]
