"""draftDocument and documentById: an official document under its printed number, with its files."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.identifiers import is_id, new_id
from contracts.voucher import Caller
from tests.document_exchange.builders import MOIC, MOJ, PSC, a_draft, a_seat, dispatched, drafted, opened, uploaded
from tests.support.service import ServiceUnderTest

DOCUMENT = "https://schemas.saphan.gov.la/documents/document/v1"


async def refused(
    exchange: ServiceUnderTest, draft: dict[str, Any], caller: Caller = MOIC
) -> tuple[int, str, list[tuple[str | None, str]]]:
    """Return status, code and faults of a refusal, and that nothing was written."""
    answer = await exchange.call("POST", "/documents", json=draft, caller=caller)
    assert await exchange.rows("select 1 from documents") == []
    assert await exchange.rows("select 1 from document_files") == []
    problem = answer.json()
    assert all(fault["message"]["lo"] and fault["message"]["en"] for fault in problem["errors"])
    return answer.status_code, problem["code"], [(f.get("pointer"), f["code"]) for f in problem["errors"]]


async def test_a_draft_is_a_national_document(exchange: ServiceUnderTest) -> None:
    document = await drafted(exchange, number="330/ປທສ.")
    assert Catalogue.load().validator(DOCUMENT).is_valid(document)
    assert is_id("doc", document["documentId"])
    assert (document["status"], document["issuer"], document["year"]) == ("draft", a_seat("moic"), 2026)
    assert document["number"] == {"printed": "330/ປທສ.", "normalised": "330/ປທສ"}
    assert (document["urgency"], document["secrecy"]) == ("normal", "open")


async def test_a_whole_draft_of_the_schemas_examples_is_kept_as_it_is(
    exchange: ServiceUnderTest, example: Callable[[str, str], Any]
) -> None:
    letter, table = await uploaded(exchange), await uploaded(exchange, b"a,b", media_type="text/csv")
    draft = example("document-draft", "valid-whole")
    draft["inReplyTo"] = (await drafted(exchange, number="1/ອຄ"))["documentId"]
    draft["files"][0]["uploadId"], draft["files"][1]["uploadId"] = letter["uploadId"], table["uploadId"]
    answer = await exchange.call("POST", "/documents", json=draft)
    assert answer.status_code == 201, answer.text
    document = answer.json()
    for name in ("type", "subject", "dated", "urgency", "secrecy", "summary", "signatory", "legalBases", "inReplyTo"):
        assert document[name] == draft[name], name
    assert [(file["role"], file["digest"]) for file in document["files"]] == [
        ("main", letter["digest"]),
        ("annex", table["digest"]),
    ]
    assert (await exchange.call("GET", f"/documents/{document['documentId']}")).json() == document


async def test_a_draft_announces_nothing(exchange: ServiceUnderTest) -> None:
    await drafted(exchange)
    assert await exchange.announced() == []


async def test_a_draft_is_seen_by_its_issuer_alone(exchange: ServiceUnderTest) -> None:
    document = await drafted(exchange)
    answer = await exchange.call("GET", f"/documents/{document['documentId']}", caller=MOJ)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("spelling", ["0369/ອຄ.ກຂອ", "໐໓໖໙ /ອຄ.ກຂອ.", "0369/ອຄ.\u200bກຂອ"])
async def test_an_issuer_gives_a_number_once_a_year(exchange: ServiceUnderTest, spelling: str) -> None:
    await drafted(exchange)
    upload = await uploaded(exchange)
    answer = await exchange.call("POST", "/documents", json=a_draft(upload["uploadId"], number=spelling))
    assert (answer.status_code, answer.json()["code"]) == (409, "document-number-taken")
    assert len(await exchange.rows("select 1 from documents")) == 1
    assert len(await exchange.rows("select 1 from document_files")) == 1


async def test_the_number_of_another_year_or_issuer_is_another_number(exchange: ServiceUnderTest) -> None:
    await drafted(exchange)
    await drafted(exchange, dated="2025-02-26")
    await drafted(exchange, caller=MOJ)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"number": "36 9/ອຄ/1"}, ("/number", "document-number")),
        ({"dated": "2569-02-26"}, ("/dated", "buddhist-era")),
        ({"dated": "2027-12-31"}, ("/dated", "future-date")),
        ({"inReplyTo": new_id("doc")}, ("/inReplyTo", "unknown-document")),
    ],
)
async def test_a_draft_that_cannot_be_true_is_refused_with_its_place(
    exchange: ServiceUnderTest, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    upload = await uploaded(exchange)
    found = await refused(exchange, a_draft(upload["uploadId"], **change))
    assert found[:2] == (400, "invalid-input")
    assert found[2][0][0] == fault[0]


async def test_a_reply_to_a_letter_that_the_member_received_is_welcome(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj")
    reply = await drafted(exchange, caller=MOJ, number="12/ຍທ", inReplyTo=dispatch["documentId"])
    assert reply["inReplyTo"] == dispatch["documentId"]


async def test_a_reply_to_a_letter_of_others_is_refused(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj")
    upload = await uploaded(exchange, caller=PSC)
    draft = a_draft(upload["uploadId"], inReplyTo=dispatch["documentId"])
    answer = await exchange.call("POST", "/documents", json=draft, caller=PSC)
    assert answer.json()["errors"][0]["code"] == "unknown-document"


async def test_uploads_that_are_missing_or_another_members_look_the_same(exchange: ServiceUnderTest) -> None:
    own, others = await uploaded(exchange), await uploaded(exchange, caller=MOJ)
    named = [own["uploadId"], others["uploadId"], new_id("upl")]
    files = [{"uploadId": upload, "role": "annex" if n else "main"} for n, upload in enumerate(named)]
    found = await refused(exchange, a_draft(own["uploadId"], files=files))
    assert found[2] == [("/files/1/uploadId", "unknown-upload"), ("/files/2/uploadId", "unknown-upload")]


async def test_a_draft_without_exactly_one_main_file_is_refused(exchange: ServiceUnderTest) -> None:
    upload = await uploaded(exchange)
    found = await refused(exchange, a_draft("", files=[{"uploadId": upload["uploadId"], "role": "annex"}]))
    assert found == (400, "invalid-input", [("/files", "one-main-file")])


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"subject": None}, "/subject"),
        ({"files": []}, "/files"),
        ({"files": [{"uploadId": "upl_1", "role": "main"}]}, "/files/0/uploadId"),
        ({"dated": "26 ກຸມພາ 2026"}, "/dated"),
        ({"number": "0369"}, "/number"),
        ({"colour": "red"}, "/colour"),
        ({"legalBases": [{}]}, "/legalBases/0/title"),
    ],
)
async def test_a_body_that_breaks_its_schema_is_refused_at_the_service_too(
    exchange: ServiceUnderTest, change: dict[str, Any], pointer: str
) -> None:
    status, code, faults = await refused(exchange, a_draft(new_id("upl"), **change))
    assert (status, code) == (400, "invalid-input")
    assert pointer in [where for where, _ in faults]


@pytest.mark.parametrize("document_id", ["1", "cas_01k9s0zt4r7q2v5x8y1a3b6c9d", "doc_ໜຶ່ງ"])
async def test_an_id_of_another_form_is_refused(exchange: ServiceUnderTest, document_id: str) -> None:
    answer = await exchange.call("GET", f"/documents/{document_id}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")


async def test_a_recipient_sees_its_own_delivery_and_the_issuer_all(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj", "psc")
    path = f"/documents/{dispatch['documentId']}"
    by_issuer = (await exchange.call("GET", path)).json()
    by_recipient = (await exchange.call("GET", path, caller=MOJ)).json()
    assert [each["recipient"] for each in by_issuer["deliveries"]] == [a_seat("moj"), a_seat("psc")]
    assert [each["recipient"] for each in by_recipient["deliveries"]] == [a_seat("moj")]
    assert by_issuer["status"] == "dispatched"
    assert Catalogue.load().validator(DOCUMENT).is_valid(by_recipient)


async def test_the_issuer_sees_who_has_opened(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj", "psc")
    delivery = await opened(exchange, dispatch["deliveries"][0])
    seen = (await exchange.call("GET", f"/documents/{dispatch['documentId']}")).json()["deliveries"]
    assert [each["status"] for each in seen] == ["opened", "delivered"]
    assert seen[0]["openedAt"] == delivery["openedAt"]


@pytest.mark.parametrize(
    "where", [{"subject": "ຮຽນ\0ທ່ານ"}, {"summary": "\0"}, {"signatory": {"name": "ບຸນມີ\0", "position": "x"}}]
)
async def test_a_text_that_the_database_cannot_hold_is_the_senders_fault(
    exchange: ServiceUnderTest, where: dict[str, Any]
) -> None:
    upload = await uploaded(exchange)
    status, code, faults = await refused(exchange, a_draft(upload["uploadId"], **where))
    assert (status, code) == (400, "invalid-input")
    assert faults
