"""Hand-overs: a file is sent by one side and taken by the other, and until then it is where it was."""

import asyncio
from typing import Any

import httpx2
import orjson
import pytest

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.voucher import Caller
from tests.case_registry.builders import (
    ANNEX,
    COURT,
    DOCUMENT,
    JUSTICE,
    POLICE,
    PROSECUTOR,
    filed,
    handed_over,
    moved,
    opened,
    sent,
    with_the_prosecutor,
)
from tests.case_registry.court_builders import brought, posted, refused
from tests.support.service import ServiceUnderTest, a_caller

RECALL = {"reason": "ມອບຜິດຫ້ອງການ"}
HAND_OVER = "https://schemas.saphan.gov.la/justice/hand-over/v1"


@pytest.fixture
async def ready(registry: ServiceUnderTest) -> str:
    """A case whose file may go to the prosecutor."""
    return await a_ready_case(registry)


async def a_ready_case(registry: ServiceUnderTest, **other: Any) -> str:
    case_id: str = (await opened(registry, **other))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    return case_id


async def case_of(registry: ServiceUnderTest, case_id: str, caller: Caller = POLICE) -> Any:
    return (await registry.call("GET", f"/cases/{case_id}", caller=caller)).json()


async def sending(
    registry: ServiceUnderTest, case_id: str, to: dict[str, Any], caller: Caller = POLICE, **other: Any
) -> httpx2.Response:
    return await registry.call("POST", f"/cases/{case_id}/hand-overs", json={"to": to} | other, caller=caller)


async def decided(
    registry: ServiceUnderTest,
    hand_over: dict[str, Any],
    what: str,
    body: dict[str, Any],
    caller: Caller = PROSECUTOR,
    **more: Any,
) -> httpx2.Response:
    path = f"/cases/{hand_over['caseId']}/hand-overs/{hand_over['handOverId']}/{what}"
    return await registry.call("POST", path, json=body, caller=caller, **more)


def received(*documents: dict[str, Any]) -> dict[str, Any]:
    return {"received": [{name: each[name] for name in ("documentId", "sha256")} for each in documents]}


async def listed(registry: ServiceUnderTest, caller: Caller, **params: str) -> Any:
    answer = await registry.call("GET", "/hand-overs", caller=caller, params=params)
    assert answer.status_code == 200, answer.text
    return [each["handOverId"] for each in answer.json()["items"]]


async def test_until_the_file_is_taken_responsibility_stays_with_the_sender(
    registry: ServiceUnderTest, ready: str
) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT], note="ຕົ້ນສະບັບຢູ່ໃນຊອງ")
    assert Catalogue.load().validator(HAND_OVER).is_valid(hand_over)
    assert (hand_over["status"], hand_over["from"], hand_over["to"]) == (
        "sent",
        {"member": "police", "office": "hq"},
        {"member": "ospp", "office": "hq"},
    )
    case = await case_of(registry, ready)
    assert (case["responsible"], case["pendingHandOverId"]) == (
        {"member": "police", "office": "hq"},
        hand_over["handOverId"],
    )


async def test_who_takes_the_file_is_responsible(registry: ServiceUnderTest, ready: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT])
    answer = await decided(registry, hand_over, "acceptance", received(DOCUMENT))
    taken = answer.json()
    assert answer.status_code == 201
    assert Catalogue.load().validator(HAND_OVER).is_valid(taken)
    assert taken["status"] == "taken"
    assert "missingDocumentIds" not in taken
    case = await case_of(registry, ready)
    assert case["responsible"] == {"member": "ospp", "office": "hq"}
    assert "pendingHandOverId" not in case


async def test_what_is_missing_is_named_on_acceptance(registry: ServiceUnderTest, ready: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT, ANNEX])
    taken = (await decided(registry, hand_over, "acceptance", received(DOCUMENT) | {"note": "ຂາດຮູບ"})).json()
    assert (taken["missingDocumentIds"], taken["receiverNote"]) == ([ANNEX["documentId"]], "ຂາດຮູບ")
    page = (await registry.call("GET", "/hand-overs", caller=POLICE)).json()
    assert page["items"] == [taken]


async def test_a_refused_file_stays_with_its_sender_and_can_be_sent_again(
    registry: ServiceUnderTest, ready: str
) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    answer = await decided(registry, hand_over, "refusal", {"reason": "ບົດບັນທຶກບໍ່ຄົບ"})
    assert (answer.status_code, answer.json()["status"], answer.json()["reason"]) == (201, "refused", "ບົດບັນທຶກບໍ່ຄົບ")
    assert (await case_of(registry, ready))["responsible"] == {"member": "police", "office": "hq"}
    await handed_over(registry, ready, PROSECUTOR, POLICE)
    assert (await case_of(registry, ready))["responsible"] == {"member": "ospp", "office": "hq"}


async def test_both_sides_see_a_hand_over_and_nobody_else(registry: ServiceUnderTest, ready: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    assert await listed(registry, POLICE, direction="outgoing") == [hand_over["handOverId"]]
    assert await listed(registry, PROSECUTOR, direction="incoming", status="sent") == [hand_over["handOverId"]]
    assert await listed(registry, POLICE, direction="incoming") == []
    assert await listed(registry, PROSECUTOR, direction="outgoing") == []
    assert await listed(registry, PROSECUTOR, caseId=new_id("cas")) == []
    assert await listed(registry, COURT) == []
    answer = await decided(registry, hand_over, "acceptance", received(), COURT)
    assert answer.status_code == 404


async def test_the_receiver_of_a_restricted_file_sees_the_case_while_it_is_asked(registry: ServiceUnderTest) -> None:
    case_id = await a_ready_case(registry, restriction="stateSecret")
    assert (await registry.call("GET", f"/cases/{case_id}", caller=PROSECUTOR)).status_code == 404
    hand_over = await sent(registry, case_id, PROSECUTOR, POLICE)
    assert (await registry.call("GET", f"/cases/{case_id}", caller=PROSECUTOR)).status_code == 200
    await decided(registry, hand_over, "refusal", {"reason": "ບໍ່ແມ່ນຂອງພວກເຮົາ"})
    assert (await registry.call("GET", f"/cases/{case_id}", caller=PROSECUTOR)).status_code == 404
    await handed_over(registry, case_id, PROSECUTOR, POLICE)
    for caller in (POLICE, PROSECUTOR):  # whoever had the file once keeps its role in the case
        assert (await registry.call("GET", f"/cases/{case_id}", caller=caller)).status_code == 200


async def test_a_court_that_takes_a_file_has_the_case_before_it(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR)
    await moved(registry, case_id, "filedInCourt", PROSECUTOR)
    assert "court" not in await case_of(registry, case_id)
    await handed_over(registry, case_id, a_caller("psc", "court", office="0101"), PROSECUTOR)
    assert (await case_of(registry, case_id))["court"] == {"member": "psc", "office": "0101"}


@pytest.mark.parametrize(
    ("to", "status", "code"),
    [
        ({"member": "police", "office": "hq"}, 400, "to-oneself"),
        ({"member": "newcomer", "office": "hq"}, 503, "unavailable"),
        ({"member": "psc", "office": "hq"}, 409, "hand-over-not-allowed"),
        ({"member": "hospital", "office": "hq"}, 409, "hand-over-not-allowed"),
    ],
    ids=["to oneself", "to a member that is not held yet", "past the prosecutor", "to a hospital"],
)
async def test_a_file_goes_where_the_procedure_takes_it(
    registry: ServiceUnderTest, ready: str, to: dict[str, Any], status: int, code: str
) -> None:
    answer = await sending(registry, ready, to)
    assert answer.status_code == status
    assert code in {answer.json()["code"], *(fault["code"] for fault in answer.json()["errors"])}
    assert await registry.rows("select 1 from hand_overs") == []


async def test_a_file_is_not_handed_on_before_its_case_was_moved(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    answer = await sending(registry, case_id, {"member": "ospp", "office": "hq"})
    assert (answer.status_code, answer.json()["code"]) == (409, "hand-over-not-allowed")


async def test_an_office_hands_its_file_to_another_office_of_its_member(registry: ServiceUnderTest) -> None:
    here, there = a_caller(office="0101"), a_caller(office="0102")
    case_id = (await opened(registry, here))["caseId"]
    assert (await sending(registry, case_id, {"member": "police", "office": "0101"}, here)).status_code == 400
    hand_over = await sent(registry, case_id, there, here)
    answer = await decided(registry, hand_over, "acceptance", received(), here)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-the-receiver")
    beside = await decided(registry, hand_over, "acceptance", received(), a_caller(office="0103"))
    assert beside.status_code == 404, "an office of the same member, to which the file does not go"
    assert (await decided(registry, hand_over, "acceptance", received(), there)).status_code == 201
    assert (await case_of(registry, case_id))["responsible"] == {"member": "police", "office": "0102"}


async def test_who_does_not_have_the_file_does_not_hand_it_over(registry: ServiceUnderTest, ready: str) -> None:
    answer = await sending(registry, ready, {"member": "psc", "office": "hq"}, PROSECUTOR)
    assert (answer.status_code, answer.json()["code"]) == (409, "file-elsewhere")


async def test_a_file_is_on_one_way_only(registry: ServiceUnderTest, ready: str) -> None:
    await sent(registry, ready, PROSECUTOR, POLICE)
    answer = await sending(registry, ready, {"member": "ospp", "office": "hq"})
    assert (answer.status_code, answer.json()["code"]) == (409, "hand-over-pending")


async def test_the_sender_does_not_take_its_own_file(registry: ServiceUnderTest, ready: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    for what, body in (("acceptance", received()), ("refusal", {"reason": "ບໍ່"})):
        answer = await decided(registry, hand_over, what, body, POLICE)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-the-receiver")


@pytest.mark.parametrize("second", ["acceptance", "refusal"])
async def test_a_file_is_taken_once(registry: ServiceUnderTest, ready: str, second: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    await decided(registry, hand_over, "acceptance", received())
    body = received() if second == "acceptance" else {"reason": "ບໍ່"}
    answer = await decided(registry, hand_over, second, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "hand-over-decided")


async def test_a_file_taken_twice_at_once_is_taken_once(registry: ServiceUnderTest, ready: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    answers = await asyncio.gather(*(decided(registry, hand_over, "acceptance", received()) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_file_is_taken_by_the_kind_of_member_that_it_was_sent_to(
    registry: ServiceUnderTest, ready: str
) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    answer = await decided(registry, hand_over, "acceptance", received(), a_caller("ospp", "court"))
    assert (answer.status_code, answer.json()["code"]) == (409, "hand-over-not-allowed")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (received(DOCUMENT | {"sha256": "f" * 64}), ("/received/0/sha256", "another-digest")),
        (received(DOCUMENT, ANNEX), ("/received/1/documentId", "not-in-the-file")),
        (received(DOCUMENT, DOCUMENT), ("/received/1/documentId", "named-twice")),
    ],
    ids=["another document", "one that was not sent", "the same twice"],
)
async def test_what_is_taken_is_what_was_sent(
    registry: ServiceUnderTest, ready: str, body: dict[str, Any], fault: tuple[str, str]
) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT])
    answer = await decided(registry, hand_over, "acceptance", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [fault]
    assert (await case_of(registry, ready))["responsible"] == {"member": "police", "office": "hq"}


async def test_a_document_stands_in_the_file_once(registry: ServiceUnderTest, ready: str) -> None:
    answer = await sending(registry, ready, {"member": "ospp", "office": "hq"}, documents=[DOCUMENT, ANNEX, DOCUMENT])
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        ("/documents/2/documentId", "named-twice")
    ]


async def test_a_file_that_waits_is_recalled_by_its_sender_and_can_be_sent_elsewhere(
    registry: ServiceUnderTest, ready: str
) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    answer = await decided(registry, hand_over, "recall", RECALL, POLICE)
    recalled = answer.json()
    assert answer.status_code == 201
    assert Catalogue.load().validator(HAND_OVER).is_valid(recalled)
    assert (recalled["status"], recalled["reason"]) == ("recalled", RECALL["reason"])
    assert (await registry.call("GET", "/hand-overs", caller=PROSECUTOR)).json()["items"] == [recalled]
    case = await case_of(registry, ready)
    assert case["responsible"] == {"member": "police", "office": "hq"}
    assert "pendingHandOverId" not in case
    await handed_over(registry, ready, PROSECUTOR, POLICE)


async def test_only_the_sender_recalls(registry: ServiceUnderTest, ready: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    answer = await decided(registry, hand_over, "recall", RECALL, PROSECUTOR)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-the-sender")
    assert (await decided(registry, hand_over, "recall", RECALL, COURT)).status_code == 404
    assert (await decided(registry, hand_over, "acceptance", received())).status_code == 201


@pytest.mark.parametrize("first", ["acceptance", "refusal", "recall"])
async def test_what_is_decided_is_not_recalled(registry: ServiceUnderTest, ready: str, first: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    body = received() if first == "acceptance" else RECALL
    decider = POLICE if first == "recall" else PROSECUTOR
    assert (await decided(registry, hand_over, first, body, decider)).status_code == 201
    answer = await decided(registry, hand_over, "recall", RECALL, POLICE)
    assert (answer.status_code, answer.json()["code"]) == (409, "hand-over-decided")


async def test_what_was_recalled_is_not_taken(registry: ServiceUnderTest, ready: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    await decided(registry, hand_over, "recall", RECALL, POLICE)
    for what, body in (("acceptance", received()), ("refusal", {"reason": "ບໍ່"})):
        answer = await decided(registry, hand_over, what, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "hand-over-decided")


async def test_a_file_taken_and_recalled_at_once_is_one_of_them(registry: ServiceUnderTest, ready: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    answers = await asyncio.gather(
        decided(registry, hand_over, "acceptance", received()), decided(registry, hand_over, "recall", RECALL, POLICE)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_the_receiver_of_a_restricted_file_that_was_recalled_does_not_see_the_case(
    registry: ServiceUnderTest,
) -> None:
    case_id = await a_ready_case(registry, restriction="stateSecret")
    hand_over = await sent(registry, case_id, PROSECUTOR, POLICE)
    await decided(registry, hand_over, "recall", RECALL, POLICE)
    assert (await registry.call("GET", f"/cases/{case_id}", caller=PROSECUTOR)).status_code == 404


async def test_the_sector_hears_of_each_step_in_ids(registry: ServiceUnderTest, ready: str) -> None:
    first = await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT], note="ລັບ")
    await decided(registry, first, "refusal", {"reason": "ລັບ"})
    second = await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT])
    await decided(registry, second, "recall", {"reason": "ລັບ"}, POLICE)
    third = await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT])
    await decided(registry, third, "acceptance", received())
    rows = await registry.rows("select key, envelope from outbox order by position")
    envelopes = [orjson.loads(row["envelope"]) for row in rows][-6:]
    endings = ("case-sent-back", "case-recalled", "case-taken-over")
    names = [name for ending in endings for name in ("case-handed-over", ending)]
    assert [each["dataschema"].split("/")[-2] for each in envelopes] == names
    assert all(Catalogue.load().validator(each["dataschema"]).is_valid(each["data"]) for each in envelopes)
    assert {row["key"] for row in rows} == {ready}
    assert not any("ລັບ" in row["envelope"].decode() for row in rows)
    assert envelopes[-1]["data"]["missingCount"] == 1


async def test_hand_overs_come_in_pages(registry: ServiceUnderTest, ready: str) -> None:
    for _ in range(3):
        hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
        await decided(registry, hand_over, "refusal", {"reason": "ບໍ່ຄົບ"})
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await registry.call("GET", "/hand-overs", params={"limit": "2", **cursor})).json()
        seen += [each["handOverId"] for each in page["items"]]
        if "next" not in page:
            break
        cursor = {"cursor": page["next"]}
    assert len(seen) == len(set(seen)) == 3
    assert seen == sorted(seen, reverse=True)
    for params in ({"cursor": "e30"}, {**cursor, "status": "sent"}):
        answer = await registry.call("GET", "/hand-overs", params=params)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


async def test_a_hand_over_of_another_case_is_not_there(registry: ServiceUnderTest, ready: str) -> None:
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE)
    other = (await opened(registry, number="9/ປກສ"))["caseId"]
    for wrong in ({"caseId": other}, {"handOverId": new_id("hov")}):
        answer = await decided(registry, hand_over | wrong, "acceptance", received())
        assert answer.status_code == 404


async def test_a_file_goes_to_enforcement_when_the_judgment_is_final(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, COURT, category="civil"))["caseId"]
    assert (await sending(registry, case_id, {"member": "moj", "office": "hq"}, COURT)).status_code == 409
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance", "final")
    await handed_over(registry, case_id, JUSTICE, COURT)
    assert (await moved(registry, case_id, "inEnforcement", JUSTICE))["by"] == {"member": "moj", "office": "hq"}


async def test_what_is_recorded_late_counts_on_the_day_on_which_it_happened(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, POLICE, on="2026-03-03")
    path = f"/cases/{case_id}/hand-overs"
    to = {"to": {"member": "ospp", "office": "hq"}}
    for day, fault in (("2026-03-02", "before-the-sending"), ("2098-03-03", "future-date")):
        found = await refused(registry, path, to | {"sentOn": day}, POLICE)
        assert found == (400, "invalid-input", [fault])
    hand_over = await sent(registry, case_id, PROSECUTOR, POLICE, sentOn="2026-03-04")
    acceptance = f"{path}/{hand_over['handOverId']}/acceptance"
    for day, fault in (("2026-03-03", "before-the-sending"), ("2098-03-05", "future-date")):
        found = await refused(registry, acceptance, {"received": [], "receivedOn": day}, PROSECUTOR)
        assert found == (400, "invalid-input", [fault])
    taken = await posted(registry, acceptance, {"received": [], "receivedOn": "2026-03-05"}, PROSECUTOR)
    assert (taken["sentOn"], taken["receivedOn"]) == ("2026-03-04", "2026-03-05")
    (listed,) = (await registry.call("GET", "/hand-overs", caller=PROSECUTOR)).json()["items"]
    assert (listed["sentOn"], listed["receivedOn"]) == ("2026-03-04", "2026-03-05")
    (stay,) = await registry.rows("select began_on from case_stays where stage = 'prosecution'")
    assert stay["began_on"].isoformat() == "2026-03-05"
    sums = {"member": "police", "with": "ospp", "month": "2026-03"}
    figures = (await registry.call("GET", "/reconciliations/sums", params=sums, caller=POLICE)).json()
    assert (figures["sent"], figures["taken"]) == (1, 1)
