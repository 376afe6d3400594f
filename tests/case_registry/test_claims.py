"""Whose a case is at the prosecution, and what is claimed in it: shown on the case, kept in its history."""

from typing import Any

import orjson
import pytest

from services.case_registry.domain.history import replay
from tests.case_registry.builders import COURT, PROSECUTOR, handed_over, moved, opened, with_the_prosecutor
from tests.case_registry.country import at
from tests.case_registry.court_builders import brought, in_trial, posted, refused, valid
from tests.case_registry.test_corrections import corrected, of_fact
from tests.case_registry.test_history import history, state
from tests.support.service import ServiceUnderTest

CLAIM = {
    "level": "firstInstance",
    "subject": "ໜີ້ສິນຕາມສັນຍາກູ້ຢືມ",
    "legalBasis": "ປະມວນກົດໝາຍແພ່ງ ມາດຕາ 365",
    "amount": "125000000.50",
    "currency": "LAK",
    "statedOn": "2026-03-02",
}
PLAINTIFF = [{"name": {"use": "legal", "text": "ຄຳລາ ສີສະຫວັດ", "script": "lao"}, "role": "plaintiff"}]


async def shown(registry: ServiceUnderTest, case_id: str) -> Any:
    case = (await registry.call("GET", f"/cases/{case_id}", caller=PROSECUTOR)).json()
    assert valid("case", case)
    return case


async def civil(registry: ServiceUnderTest) -> tuple[str, str]:
    """Open a civil case; return its id and its plaintiff's."""
    case = await opened(registry, COURT, category="civil", number="1/ແພ່ງ", participants=PLAINTIFF)
    return case["caseId"], case["participants"][0]["participantId"]


async def test_a_case_shows_who_has_it_in_hand_and_who_had_it(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    path = f"/cases/{case_id}/prosecutor-assignments"
    for officer, day in (("P-031", "2026-03-20"), ("P-032", "2026-04-01")):
        await posted(registry, path, {"officer": officer, "assignedOn": day}, PROSECUTOR)
    case = await shown(registry, case_id)
    office = {"member": "ospp", "office": "hq"}
    assert case["prosecutors"] == [
        {"office": office, "officer": "P-031", "assignedOn": "2026-03-20", "relievedOn": "2026-04-01"},
        {"office": office, "officer": "P-032", "assignedOn": "2026-04-01"},
    ]
    facts = await registry.rows("select fact, position from case_history where kind = 'prosecutorAssigned'")
    assert [row["fact"]["prosecutor"] for row in facts] == ["P-031", "P-032"]
    assert case["version"] == max(row["position"] for row in facts)
    (event, _) = await registry.rows("select envelope from outbox where type like '%prosecutor-assigned%'")
    (first, _) = await registry.rows("select recorded_at from case_history where kind = 'prosecutorAssigned'")
    then = {"at": first["recorded_at"].isoformat()}
    was = (await registry.call("GET", f"/cases/{case_id}", params=then, caller=PROSECUTOR)).json()
    assert was["prosecutors"] == [{"office": office, "officer": "P-031", "assignedOn": "2026-03-20"}]
    assert b"P-031" not in event["envelope"]


@pytest.mark.parametrize(
    ("day", "fault"),
    [("2026-03-19", "before-the-last-assignment"), ("2031-01-01", "not-come-yet")],
    ids=["before the last", "to come"],
)
async def test_an_assignment_on_a_day_that_cannot_be_is_refused(
    registry: ServiceUnderTest, day: str, fault: str
) -> None:
    case_id = await with_the_prosecutor(registry)
    path = f"/cases/{case_id}/prosecutor-assignments"
    await posted(registry, path, {"officer": "P-031", "assignedOn": "2026-03-20"}, PROSECUTOR)
    found = await refused(registry, path, {"officer": "P-032", "assignedOn": day}, PROSECUTOR)
    assert found[:2] == (400, "invalid-input")
    assert len(found[2]) == 1


async def test_another_prosecutors_office_gives_nobody_the_case(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    body = {"officer": "P-031", "assignedOn": "2026-03-20"}
    found = await refused(registry, f"/cases/{case_id}/prosecutor-assignments", body, at("ospp", "0101"))
    assert found[:2] == (409, "other-offices")


async def test_an_office_relieves_no_prosecutor_of_another(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    path, zone = f"/cases/{case_id}/prosecutor-assignments", at("ospp", "0101")
    await posted(registry, path, {"officer": "P-031", "assignedOn": "2026-04-01"}, PROSECUTOR)
    await handed_over(registry, case_id, zone, PROSECUTOR)
    found = await refused(registry, path, {"officer": "P-1", "assignedOn": "2026-04-02"}, PROSECUTOR)
    assert found[:2] == (409, "other-offices")  # the file was there, and is not any more
    await posted(registry, path, {"officer": "P-009", "assignedOn": "2026-03-20"}, zone)
    await posted(registry, path, {"officer": "P-010", "assignedOn": "2026-04-03"}, zone)
    shown_by_office = [
        (each["office"]["office"], each["officer"], each.get("relievedOn"))
        for each in (await shown(registry, case_id))["prosecutors"]
    ]
    assert shown_by_office == [("hq", "P-031", None), ("0101", "P-009", "2026-04-03"), ("0101", "P-010", None)]
    (*_, second, _) = await registry.rows("select recorded_at from case_history where kind = 'prosecutorAssigned'")
    then = {"at": second["recorded_at"].isoformat()}
    was = (await registry.call("GET", f"/cases/{case_id}", params=then, caller=PROSECUTOR)).json()
    assert [each.get("relievedOn") for each in was["prosecutors"]] == [None, None]


async def test_a_case_shows_what_is_claimed_and_who_appeals(registry: ServiceUnderTest) -> None:
    case_id, plaintiff = await civil(registry)
    path = f"/cases/{case_id}/claims"
    first = await posted(registry, path, CLAIM | {"participantId": plaintiff}, COURT)
    assert valid("claim", first)
    appeal = {"level": "appeal", "subject": "ຂໍປ່ຽນແປງຄຳຕັດສິນ", "statedOn": "2026-04-02"}
    of_prosecutor = appeal | {"office": {"member": "ospp", "office": "01"}}
    assert await refused(registry, path, of_prosecutor, COURT) == (400, "invalid-input", ["other-stage"])
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance", on="2026-04-02")
    await posted(registry, path, of_prosecutor, COURT)
    stated = (await shown(registry, case_id))["claims"]
    assert [(each["level"], each.get("participantId"), each.get("office")) for each in stated] == [
        ("firstInstance", plaintiff, None),
        ("appeal", None, {"member": "ospp", "office": "01"}),
    ]
    assert (stated[0]["amount"], stated[0]["currency"]) == ("125000000.50", "LAK")
    facts = await registry.rows("select fact from case_history where kind = 'claimStated'")
    assert [set(row["fact"]) for row in facts] == [{"claim", "level", "participant"}, {"claim", "level"}]
    (event, _) = await registry.rows("select envelope from outbox where type like '%claim-stated%'")
    assert b"125000000" not in event["envelope"]


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"participantId": None}, ["nobody-claims"]),
        ({"office": {"member": "ospp", "office": "01"}}, ["nobody-claims"]),
        ({"participantId": "ptc_01k9s0zt4r7q2v5x8y1a3b6c9d"}, ["not-in-the-case"]),
        ({"currency": None}, ["amount-without-currency"]),
        ({"amount": None}, ["currency-without-amount"]),
        ({"level": "village"}, ["x-codelist"]),
    ],
    ids=["nobody", "two", "a stranger", "no currency", "no amount", "no instance"],
)
async def test_a_claim_that_cannot_be_is_refused(
    registry: ServiceUnderTest, change: dict[str, Any], faults: list[str]
) -> None:
    case_id, plaintiff = await civil(registry)
    claim = CLAIM | {"participantId": plaintiff} | change
    stated = {name: value for name, value in claim.items() if value is not None}
    assert await refused(registry, f"/cases/{case_id}/claims", stated, COURT) == (400, "invalid-input", faults)
    assert await registry.rows("select 1 from case_claims") == []


async def test_only_the_court_that_has_the_file_records_a_claim(registry: ServiceUnderTest) -> None:
    case_id, plaintiff = await civil(registry)
    claim = CLAIM | {"participantId": plaintiff}
    assert (await refused(registry, f"/cases/{case_id}/claims", claim, at("psc", "0101")))[:2] == (
        409,
        "file-elsewhere",
    )
    assert (await refused(registry, f"/cases/{case_id}/claims", claim, PROSECUTOR))[:2] == (409, "act-not-allowed")


async def test_a_prosecutor_appeals_and_the_court_cannot_forget_it(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry)
    await brought(registry, case_id, COURT, "judgedFirstInstance", on="2026-04-02")
    path = f"/cases/{case_id}/claims"
    appeal = {"level": "appeal", "subject": "ຂໍປ່ຽນແປງຄຳຕັດສິນ", "statedOn": "2026-04-10"}
    own = {"office": {"member": "ospp", "office": "hq"}}
    wrong = appeal | {"office": {"member": "ospp", "office": "01"}, "level": "cassation", "statedOn": "2026-04-01"}
    assert await refused(registry, path, wrong, PROSECUTOR) == (
        *(400, "invalid-input"),
        ["not-your-appeal", "another-instance", "before-the-judgment"],
    )
    assert (await refused(registry, path, appeal | own, at("ospp", "0102")))[:2] == (409, "other-offices")
    claim = await posted(registry, path, appeal | own, PROSECUTOR)
    asked = {"kind": "appeal"}
    (item,) = (await registry.call("GET", "/work-list", params=asked, caller=COURT)).json()["items"]
    assert (item["caseId"], item["claimId"], item["since"]) == (case_id, claim["claimId"], "2026-04-10")
    assert await refused(registry, path, appeal | own, PROSECUTOR) == (409, "appealed-already", [])
    gone = of_fact(1, claims={"was": [claim]})
    correcting = f"/cases/{case_id}/corrections"
    assert (await refused(registry, correcting, gone, COURT))[:2] == (403, "another-office")
    await corrected(registry, case_id, gone, PROSECUTOR)
    assert (await registry.call("GET", "/work-list", params=asked, caller=COURT)).json()["items"] == []
    await posted(registry, path, appeal | own, PROSECUTOR)
    tag = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).headers["etag"]
    order = {"to": "final", "happenedOn": "2026-05-02"}
    answer = await registry.call("POST", f"/cases/{case_id}/moves", json=order, caller=COURT, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (409, "appeal-lodged")
    await moved(registry, case_id, "appealed", COURT, on="2026-05-02")
    assert (await registry.call("GET", "/work-list", params=asked, caller=COURT)).json()["items"] == []
    # and it is lodged still when the court takes that back; the judgment is not moved behind it
    wrong_case = {"reason": "ຜິດຄະດີ", "basis": "ບົດບັນທຶກ 1", "approvedBy": "ofc-2"}
    await moved(registry, case_id, "judgedFirstInstance", COURT, on="2026-05-03", mistake=wrong_case)
    (item,) = (await registry.call("GET", "/work-list", params=asked, caller=COURT)).json()["items"]
    assert item["since"] == "2026-04-10"
    judged = next(
        each for each in await history(registry, case_id) if getattr(each.fact, "target", "").startswith("ju")
    )
    late = of_fact(judged.position, happenedOn={"was": "2026-04-02", "now": "2026-04-11"})
    assert await refused(registry, correcting, late, COURT) == (400, "invalid-input", ["cannot-stand"])
    tag = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).headers["etag"]
    answer = await registry.call("POST", f"/cases/{case_id}/moves", json=order, caller=COURT, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (409, "appeal-lodged")


async def test_a_claim_goes_with_whoever_claims_and_comes_back_with_an_undone_joining(
    registry: ServiceUnderTest,
) -> None:
    case_id, plaintiff = await civil(registry)
    path, of_prosecutor = f"/cases/{case_id}", {"office": {"member": "ospp", "office": "hq"}}
    mine = await posted(registry, f"{path}/claims", CLAIM | {"participantId": plaintiff}, COURT)
    theirs = await posted(registry, f"{path}/claims", CLAIM | of_prosecutor, COURT)
    into = await opened(registry, COURT, category="civil", number="2/ແພ່ງ", participants=PLAINTIFF)
    there, other = f"/cases/{into['caseId']}", into["participants"][0]["participantId"]
    of_other = await posted(registry, f"{there}/claims", CLAIM | {"participantId": other}, COURT)
    before = (await history(registry, into["caseId"]))[-1].recorded_at.isoformat()
    joining = {"joinedOn": "2026-03-02", "reason": "ສັນຍາດຽວກັນ", "intoCaseId": into["caseId"]}
    await posted(registry, f"{path}/joins", joining, COURT)
    assert await claims(registry, case_id) == []
    assert await claims(registry, into["caseId"]) == [mine, theirs, of_other]
    assert await claims(registry, case_id, at=before) == [mine, theirs]
    assert await claims(registry, into["caseId"], at=before) == [of_other]
    # corrected in the one that carries on: not what was known before, in neither of them
    joined_at = (await history(registry, into["caseId"]))[-1].recorded_at.isoformat()
    right = mine | {"amount": "1000"}
    body = of_fact(1, claims={"was": [mine, theirs, of_other], "now": [right, theirs, of_other]})
    await corrected(registry, into["caseId"], body, COURT)
    later = await posted(registry, f"{there}/claims", CLAIM | {"participantId": plaintiff}, COURT)
    assert await claims(registry, into["caseId"]) == [right, theirs, of_other, later]
    assert await claims(registry, into["caseId"], at=joined_at) == [mine, theirs, of_other]
    assert await claims(registry, case_id, at=before) == [mine, theirs]
    (row,) = [
        orjson.loads(line) for line in (await registry.call("GET", "/exports/cases", caller=COURT)).text.splitlines()
    ]
    assert [each.get("participantPlace") for each in row["claims"]] == [1, None, 0, 1]
    undoing = {"undoneCaseId": case_id, "reason": "ລວມຜິດ", "basis": "ໜັງສືເລກທີ 12", "approvedBy": "ofc-2"}
    await posted(registry, f"{there}/join-undoings", undoing, COURT)
    assert await claims(registry, case_id) == [right, theirs, later]
    assert await claims(registry, into["caseId"]) == [of_other]
    assert await claims(registry, case_id, at=before) == [mine, theirs]
    assert await claims(registry, into["caseId"], at=joined_at) == [mine, theirs, of_other]
    for each in (case_id, into["caseId"]):
        assert replay(await history(registry, each)) == await state(registry, each)


async def test_a_claim_goes_to_the_case_to_which_its_claimant_is_split_off(registry: ServiceUnderTest) -> None:
    second = PLAINTIFF[0] | {"name": {"use": "legal", "text": "ສົມສັກ ວົງໄຊ", "script": "lao"}}
    case = await opened(registry, COURT, category="civil", number="1/ແພ່ງ", participants=[*PLAINTIFF, second])
    stays, goes = (each["participantId"] for each in case["participants"])
    path = f"/cases/{case['caseId']}"
    kept, left = [
        await posted(registry, f"{path}/claims", CLAIM | {"participantId": each}, COURT) for each in (stays, goes)
    ]
    before = (await history(registry, case["caseId"]))[-1].recorded_at.isoformat()
    splitting = {"number": "1-1/ແພ່ງ", "splitOn": "2026-03-02", "reason": "ແຍກພິຈາລະນາ", "participantIds": [goes]}
    new = await posted(registry, f"{path}/splits", splitting, COURT)
    assert valid("case", new)
    assert await claims(registry, new["caseId"]) == [left]
    assert await claims(registry, case["caseId"]) == [kept]
    assert await claims(registry, case["caseId"], at=before) == [kept, left]
    right = left | {"subject": "ຄ່າເສຍຫາຍ"}
    await corrected(registry, new["caseId"], of_fact(1, claims={"was": [left], "now": [right]}), COURT)
    assert await claims(registry, new["caseId"]) == [right]
    assert await claims(registry, case["caseId"], at=before) == [kept, left]


async def claims(registry: ServiceUnderTest, case_id: str, **asked: str) -> list[dict[str, Any]]:
    answer = await registry.call("GET", f"/cases/{case_id}", caller=COURT, params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json().get("claims", [])
    return found
