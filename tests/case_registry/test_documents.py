"""The documents of a case: each once, with the office where the latest act that names it says it lies."""

from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.voucher import Caller
from tests.case_registry.builders import ANNEX, COURT, DOCUMENT, POLICE, PROSECUTOR, handed_over, moved, opened, sent
from tests.case_registry.country import at
from tests.case_registry.court_builders import a_hearing, acquitted, in_trial, judged, posted, sitting
from tests.case_registry.test_splits import SPLIT, of_two
from tests.support.service import ServiceUnderTest

PAGE = "https://schemas.saphan.gov.la/justice/case-document-page/v1"
JUDGMENT = DOCUMENT | {"documentId": "doc_01k9s0zt4r7q2v5x8y1a3b6c9f"}


@pytest.fixture
async def ready(registry: ServiceUnderTest) -> str:
    """Return the id of a case whose file can go to the prosecutor."""
    case_id: str = (await opened(registry))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    return case_id


async def listed(registry: ServiceUnderTest, case_id: str, caller: Caller = POLICE, **params: str) -> Any:
    answer = await registry.call("GET", f"/cases/{case_id}/documents", caller=caller, params=params)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert Catalogue.load().validator(PAGE).is_valid(page)
    return page


def where(page: Any) -> dict[str, tuple[str, str]]:
    return {each["document"]["documentId"]: (each["office"]["member"], each["act"]) for each in page["items"]}


async def test_a_document_lies_with_the_sender_until_its_file_is_taken_and_it_came(
    registry: ServiceUnderTest, ready: str
) -> None:
    assert (await listed(registry, ready))["items"] == []
    first = await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT, ANNEX])
    at_the_police = {DOCUMENT["documentId"]: ("police", "handOver"), ANNEX["documentId"]: ("police", "handOver")}
    assert where(await listed(registry, ready)) == at_the_police
    path = f"/cases/{ready}/hand-overs/{first['handOverId']}"
    await posted(registry, f"{path}/refusal", {"reason": "ບໍ່ຄົບ"}, PROSECUTOR)
    assert where(await listed(registry, ready)) == at_the_police
    second = await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT, ANNEX])
    path = f"/cases/{ready}/hand-overs/{second['handOverId']}"
    came = {"received": [{"documentId": DOCUMENT["documentId"], "sha256": DOCUMENT["sha256"]}]}
    await posted(registry, f"{path}/acceptance", came, PROSECUTOR)
    page = await listed(registry, ready)
    assert where(page) == at_the_police | {DOCUMENT["documentId"]: ("ospp", "handOver")}, "the annex did not come"
    assert {each["actId"] for each in page["items"]} == {second["handOverId"]}


async def test_documents_of_moves_hearings_and_decisions_lie_with_who_acted(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry)
    made = await sitting(registry, case_id)
    await acquitted(registry, case_id)
    await judged(registry, case_id, made, document=JUDGMENT)
    await moved(registry, case_id, "judgedFirstInstance", COURT, on="2026-05-11", document=ANNEX)
    assert where(await listed(registry, case_id)) == {
        JUDGMENT["documentId"]: ("psc", "decision"),
        ANNEX["documentId"]: ("psc", "move"),
    }
    await handed_over(registry, case_id, at("psc", "0101"), COURT)
    found = where(await listed(registry, case_id))
    assert found[str(ANNEX["documentId"])] == ("psc", "move"), "no file named it"


async def test_an_order_of_custody_lies_with_who_recorded_it_and_goes_with_the_file(
    registry: ServiceUnderTest, ready: str
) -> None:
    case = (await registry.call("GET", f"/cases/{ready}", caller=POLICE)).json()
    held = case["participants"][0]["participantId"]
    order = {
        "status": "detained",
        "since": "2026-03-03T08:00:00+07:00",
        "orderNumber": "1/ອຍ",
        "orderedOn": "2026-03-03",
    }
    await posted(registry, f"/cases/{ready}/participants/{held}/custody", order | {"document": ANNEX}, POLICE)
    (entry,) = (await listed(registry, ready))["items"]
    assert (entry["act"], entry["actId"], entry["office"]) == ("custody", held, {"member": "police", "office": "hq"})
    hand_over = await sent(registry, ready, PROSECUTOR, POLICE, documents=[ANNEX])
    path = f"/cases/{ready}/hand-overs/{hand_over['handOverId']}/acceptance"
    came = {"received": [{"documentId": ANNEX["documentId"], "sha256": ANNEX["sha256"]}]}
    await posted(registry, path, came, PROSECUTOR)
    assert where(await listed(registry, ready)) == {ANNEX["documentId"]: ("ospp", "handOver")}


async def test_orders_of_custody_go_with_a_suspect_who_is_split_off(registry: ServiceUnderTest) -> None:
    case, _, held = await of_two(registry)
    path = f"/cases/{case['caseId']}"
    order = {
        "status": "detained",
        "since": "2026-03-03T08:00:00+07:00",
        "orderNumber": "1/ອຍ",
        "orderedOn": "2026-03-03",
    }
    await posted(registry, f"{path}/participants/{held}/custody", order | {"document": ANNEX}, POLICE)
    new = await posted(registry, f"{path}/splits", SPLIT | {"participantIds": [held], "splitOn": "2026-03-04"}, POLICE)
    assert (await listed(registry, case["caseId"]))["items"] == []
    assert where(await listed(registry, new["caseId"])) == {ANNEX["documentId"]: ("police", "custody")}


async def test_records_of_hearings_and_statements_of_the_prosecutor_lie_where_they_were_made(
    registry: ServiceUnderTest,
) -> None:
    case_id = await in_trial(registry)
    hearing = await posted(registry, f"/cases/{case_id}/hearings", a_hearing(await sitting(registry, case_id)), COURT)
    outcome = {"status": "postponed", "record": ANNEX}
    await posted(registry, f"/cases/{case_id}/hearings/{hearing['hearingId']}/outcome", outcome, COURT)
    path = f"/cases/{case_id}/prosecutor-statements"
    awaited = await posted(registry, path, {"level": "cassation", "enteredOn": "2026-04-20"}, PROSECUTOR)
    given = {"outcome": "upholds", "resolvedOn": "2026-04-22", "decisionNumber": "31/ອຍສ", "document": DOCUMENT}
    await posted(registry, f"{path}/{awaited['statementId']}/outcome", given, PROSECUTOR)
    page = await listed(registry, case_id)
    assert where(page) == {DOCUMENT["documentId"]: ("ospp", "register"), ANNEX["documentId"]: ("psc", "hearing")}
    assert [each["actId"] for each in page["items"]] == [awaited["statementId"], hearing["hearingId"]]


async def test_documents_come_in_pages(registry: ServiceUnderTest, ready: str) -> None:
    await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT, ANNEX])
    first = await listed(registry, ready, limit="1")
    second = await listed(registry, ready, limit="1", cursor=first["next"])
    assert [*where(first), *where(second)] == [DOCUMENT["documentId"], ANNEX["documentId"]]
    assert "next" not in second


async def test_who_has_nothing_to_do_with_a_case_does_not_see_what_lies_in_its_file(
    registry: ServiceUnderTest, ready: str
) -> None:
    await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT])
    assert len((await listed(registry, ready, PROSECUTOR))["items"]) == 1, "to whom the file is on its way"
    for caller in (COURT, at("police", "0102")):
        answer = await registry.call("GET", f"/cases/{ready}/documents", caller=caller)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
