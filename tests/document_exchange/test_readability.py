"""What an office can read: one word for each document that a service is about to pass on for it."""

from typing import Any

import pytest

from chassis.reference.held import HeldOrganisations
from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from tests.case_registry.country import COUNTRY, closed
from tests.document_exchange.builders import MOIC, MOJ, PSC, a_seat, dispatched, drafted, opened
from tests.support.service import ServiceUnderTest

REGISTRY = MOJ  # the case registry's system is one of the ministry of justice
REPORT = "https://schemas.saphan.gov.la/documents/readability-report/v1"


def asking(seat: dict[str, str], *named: tuple[str, str]) -> dict[str, Any]:
    return {"seat": seat, "documents": [{"documentId": each, "sha256": digest} for each, digest in named]}


async def told(exchange: ServiceUnderTest, question: dict[str, Any]) -> list[str]:
    """Ask as the registry does, and return the words of the report."""
    answer = await exchange.call("POST", "/readability-checks", json=question, caller=REGISTRY)
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert Catalogue.load().validator(REPORT).is_valid(report)
    assert [each["documentId"] for each in report["documents"]] == [
        each["documentId"] for each in question["documents"]
    ]
    return [each["readability"] for each in report["documents"]]


async def digest_of(exchange: ServiceUnderTest, document_id: str) -> str:
    document = (await exchange.call("GET", f"/documents/{document_id}", caller=MOIC)).json()
    return str(document["files"][0]["digest"])


async def test_the_issuer_reads_its_draft_and_nobody_else_sees_it(exchange: ServiceUnderTest) -> None:
    draft = await drafted(exchange)
    named = (draft["documentId"], draft["files"][0]["digest"])
    assert await told(exchange, asking(a_seat("moic"), named)) == ["readable"]
    assert await told(exchange, asking(a_seat("psc"), named)) == ["missing"]
    assert await told(exchange, asking(a_seat("moic", "other"), named)) == ["missing"], "another office of the member"


async def test_a_recipient_reads_after_it_has_opened(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "psc")
    named = (dispatch["documentId"], await digest_of(exchange, dispatch["documentId"]))
    assert await told(exchange, asking(a_seat("psc"), named)) == ["unopened"]
    await opened(exchange, dispatch["deliveries"][0], PSC)
    assert await told(exchange, asking(a_seat("psc"), named)) == ["readable"]


async def test_each_document_has_its_word_in_the_order_of_the_question(exchange: ServiceUnderTest) -> None:
    draft = await drafted(exchange)
    own = (draft["documentId"], draft["files"][0]["digest"])
    words = await told(exchange, asking(a_seat("moic"), (new_id("doc"), "0" * 64), own, (own[0], "0" * 64)))
    assert words == ["missing", "readable", "otherDigest"]


async def test_who_took_over_a_closed_office_reads_what_that_one_could(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "psc")
    named = (dispatch["documentId"], await digest_of(exchange, dispatch["documentId"]))
    await opened(exchange, dispatch["deliveries"][0], PSC)
    held: HeldOrganisations = exchange.app.state.resources["organisations"]
    assert await told(exchange, asking(a_seat("psc", "0101"), named)) == ["missing"]
    held.take(ReferenceData(organisations=closed(COUNTRY, Seat("psc", "hq"), Seat("psc", "0101"))))
    assert await told(exchange, asking(a_seat("psc", "0101"), named)) == ["readable"]


async def test_a_check_opens_nothing(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "psc")
    named = (dispatch["documentId"], await digest_of(exchange, dispatch["documentId"]))
    await told(exchange, asking(a_seat("psc"), named))
    rows = await exchange.rows("select status, opened_at from deliveries")
    assert [(row["status"], row["opened_at"]) for row in rows] == [("delivered", None)]


@pytest.mark.parametrize("caller", [MOIC, PSC], ids=["the issuer", "a court"])
async def test_nobody_asks_with_whose_eyes_another_reads(exchange: ServiceUnderTest, caller: Any) -> None:
    question = asking(a_seat("moic"), (new_id("doc"), "0" * 64))
    answer = await exchange.call("POST", "/readability-checks", json=question, caller=caller)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
