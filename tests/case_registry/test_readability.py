"""A file names documents: they are such as the sender can read, or the file stays where it is."""

from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from tests.case_registry.builders import (
    ANNEX,
    COURT,
    DOCUMENT,
    POLICE,
    PROSECUTOR,
    READABILITY_CHECKS,
    all_readable,
    moved,
    opened,
    sent,
)
from tests.case_registry.court_builders import first_participant, sitting
from tests.support.fake_gateway import FakeGateway
from tests.support.service import ServiceUnderTest

SCHEMAS = "https://schemas.saphan.gov.la/documents"


@pytest.fixture
async def ready(registry: ServiceUnderTest) -> str:
    """Return the id of a case whose file can go to the prosecutor."""
    case_id: str = (await opened(registry))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    return case_id


async def sending(registry: ServiceUnderTest, case_id: str, *files: Any, **other: Any) -> Any:
    to = {"member": "ospp", "office": "hq"}
    body = {"to": to} | ({"documents": list(files)} if files else {})
    return await registry.call("POST", f"/cases/{case_id}/hand-overs", json=body, caller=POLICE, **other)


async def test_the_exchange_is_asked_by_document_and_digest_for_the_office_that_sends(
    registry: ServiceUnderTest, civil_register: FakeGateway, ready: str
) -> None:
    asked: list[Any] = []

    def remembered(check: Any) -> Any:
        asked.append(check)
        return all_readable(check)

    civil_register.answers[READABILITY_CHECKS] = remembered
    await sent(registry, ready, PROSECUTOR, POLICE, documents=[DOCUMENT, ANNEX])
    (check,) = asked
    assert Catalogue.load().validator(f"{SCHEMAS}/readability-check/v1").is_valid(check)
    assert check["seat"] == {"member": "police", "office": "hq"}
    assert [each["sha256"] for each in check["documents"]] == [DOCUMENT["sha256"], ANNEX["sha256"]]


@pytest.mark.parametrize("word", ["missing", "unopened", "otherDigest", "aWordOfALaterRelease"])
async def test_a_file_with_a_document_that_the_sender_cannot_read_stays_and_the_refusal_says_why(
    registry: ServiceUnderTest, civil_register: FakeGateway, ready: str, word: str
) -> None:
    def one_is_not(check: Any) -> Any:
        report = all_readable(check)
        report["documents"][1]["readability"] = word
        return report

    civil_register.answers[READABILITY_CHECKS] = one_is_not
    answer = await sending(registry, ready, DOCUMENT, ANNEX)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "documents-unreadable")
    assert problem["params"]["documents"] == [ANNEX["documentId"]]
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [("/documents/1/documentId", word)]
    assert await registry.rows("select 1 from hand_overs") == []


async def test_a_document_of_which_the_exchange_says_nothing_is_not_passed_on(
    registry: ServiceUnderTest, civil_register: FakeGateway, ready: str
) -> None:
    civil_register.answers[READABILITY_CHECKS] = lambda check: {"documents": all_readable(check)["documents"][:1]}
    answer = await sending(registry, ready, DOCUMENT, ANNEX)
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        ("/documents/1/documentId", "missing")
    ]


@pytest.mark.parametrize("how", ["away", "no agreement"])
async def test_a_file_waits_while_nobody_answers(
    registry: ServiceUnderTest, civil_register: FakeGateway, ready: str, how: str
) -> None:
    if how == "away":
        civil_register.away = 1
    else:
        civil_register.answers.clear()
    answer = await sending(registry, ready, DOCUMENT)
    assert (answer.status_code, answer.json()["code"], answer.json()["effect"]) == (503, "unavailable", "none")
    assert await registry.rows("select 1 from hand_overs") == []
    civil_register.answers[READABILITY_CHECKS] = all_readable
    assert (await sending(registry, ready, DOCUMENT)).status_code == 201


async def test_a_file_of_paper_needs_nobody(
    registry: ServiceUnderTest, civil_register: FakeGateway, ready: str
) -> None:
    civil_register.away = 1
    assert (await sending(registry, ready)).status_code == 201
    assert civil_register.asked == []


async def test_a_repeated_hand_over_is_answered_as_before_whatever_is_said_now(
    registry: ServiceUnderTest, civil_register: FakeGateway, ready: str
) -> None:
    key = new_id("key")
    first = await sending(registry, ready, DOCUMENT, key=key)
    civil_register.away = 1
    again = await sending(registry, ready, DOCUMENT, key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"


async def test_what_the_procedure_forbids_is_refused_before_documents_are_spoken_of(
    registry: ServiceUnderTest, civil_register: FakeGateway
) -> None:
    case_id = (await opened(registry))["caseId"]
    civil_register.away = 1
    answer = await sending(registry, case_id, DOCUMENT)
    assert (answer.status_code, answer.json()["code"]) == (409, "hand-over-not-allowed")


async def test_what_an_act_names_is_such_as_the_office_can_read(
    registry: ServiceUnderTest, civil_register: FakeGateway, case: str
) -> None:
    proceeding = await sitting(registry, case)
    path = f"/cases/{case}"
    version = (await registry.call("GET", path, caller=COURT)).headers["etag"]
    order = {"decisionNumber": "4/ສຂ", "document": DOCUMENT}
    acts: dict[str, dict[str, Any]] = {
        f"{path}/decisions": {
            "kind": "order",
            "proceedingId": proceeding["proceedingId"],
            "decidedOn": "2026-04-21",
            "document": DOCUMENT,
        },
        f"{path}/participants/{await first_participant(registry, case)}/custody": {
            "status": "detained",
            "since": "2026-04-21T08:00:00+07:00",
            "until": "2027-04-21T08:00:00+07:00",
            "orderNumber": "5/ສຂ",
            "orderedOn": "2026-04-21",
            "document": DOCUMENT,
        },
        f"{path}/restriction-changes": order
        | {"to": "juvenile", "decidedOn": "2026-04-21", "reason": "ມີເດັກ", "legalBasis": "ມາດຕາ 1"},
        f"{path}/moves": order | {"to": "suspended", "happenedOn": "2026-04-21", "suspensionReason": "accusedIll"},
    }
    for where, body in acts.items():
        for away, refusal in ((0, (409, "documents-unreadable")), (1, (503, "unavailable")), (0, None)):
            civil_register.away = away
            civil_register.answers[READABILITY_CHECKS] = all_readable if refusal is None else _none_is_there
            at_version = {"If-Match": version} if where.endswith("/moves") else {}
            answer = await registry.call("POST", where, json=body, caller=COURT, headers=at_version)
            if refusal is None:
                assert answer.status_code == 201, answer.text
                version = (await registry.call("GET", path, caller=COURT)).headers["etag"]
                continue
            assert (answer.status_code, answer.json()["code"]) == refusal, where
            faults = [(each.get("pointer"), each["code"]) for each in answer.json()["errors"]]
            assert away or faults == [("/document/documentId", "missing")]


def _none_is_there(check: Any) -> Any:
    report = all_readable(check)
    for document in report["documents"]:
        document["readability"] = "missing"
    return report
