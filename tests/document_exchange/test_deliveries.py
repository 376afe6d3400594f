"""dispatchDocument, listInbox, openDelivery and readFile: a letter on its way, with proof of who opened it."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.voucher import Caller
from tests.document_exchange.builders import (
    LETTER,
    MOIC,
    MOJ,
    PSC,
    a_draft,
    a_seat,
    an_order,
    digest_header,
    dispatched,
    drafted,
    kept_files,
    opened,
    uploaded,
)
from tests.support.service import ServiceUnderTest

EVENTS = "https://schemas.saphan.gov.la/events"
DOCUMENTS = "https://schemas.saphan.gov.la/documents"


async def announced(exchange: ServiceUnderTest) -> list[dict[str, Any]]:
    """Return the events in the outbox, whole and valid."""
    events = [
        orjson.loads(row["envelope"]) for row in await exchange.rows("select envelope from outbox order by position")
    ]
    for event in events:
        assert Catalogue.load().validator(event["dataschema"]).is_valid(event["data"])
    return events


async def inbox(exchange: ServiceUnderTest, caller: Caller = MOJ, **params: str | int) -> dict[str, Any]:
    answer = await exchange.call(
        "GET", "/inbox", caller=caller, params={name: str(value) for name, value in params.items()}
    )
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    assert Catalogue.load().validator(f"{DOCUMENTS}/inbox-page/v1").is_valid(page)
    return page


def file_path(document: dict[str, Any], position: int = 0) -> str:
    return f"/documents/{document['documentId']}/files/{document['files'][position]['fileId']}"


# --- dispatch


async def test_a_dispatch_is_one_delivery_for_each_recipient(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj", "psc")
    assert Catalogue.load().validator(f"{DOCUMENTS}/dispatch/v1").is_valid(dispatch)
    assert [(each["recipient"], each["status"]) for each in dispatch["deliveries"]] == [
        (a_seat("moj"), "delivered"),
        (a_seat("psc"), "delivered"),
    ]


async def test_the_bus_hears_of_a_dispatch_without_the_subject_of_the_letter(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj")
    (event,) = await announced(exchange)
    assert event["type"] == "la.gov.documents.document.dispatched.v1"
    assert event["subject"] == dispatch["documentId"]
    assert event["data"]["deliveries"] == [
        {"deliveryId": dispatch["deliveries"][0]["deliveryId"], "recipient": a_seat("moj")},
    ]
    assert event["dataschema"] == f"{EVENTS}/document-dispatched/v1"


async def test_a_dispatched_document_is_not_dispatched_again(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj")
    answer = await exchange.call("POST", f"/documents/{dispatch['documentId']}/dispatch", json=an_order("psc"))
    assert (answer.status_code, answer.json()["code"]) == (409, "document-already-dispatched")
    assert len(await exchange.rows("select 1 from deliveries")) == 1
    assert len(await announced(exchange)) == 1


async def test_the_same_dispatch_called_again_delivers_once(exchange: ServiceUnderTest) -> None:
    document = await drafted(exchange)
    path = f"/documents/{document['documentId']}/dispatch"
    first = await exchange.call("POST", path, json=an_order("moj"), key="monday")
    again = await exchange.call("POST", path, json=an_order("moj"), key="monday")
    assert again.content == first.content
    assert len(await exchange.rows("select 1 from deliveries")) == 1


async def test_two_dispatches_at_once_deliver_once(exchange: ServiceUnderTest) -> None:
    document = await drafted(exchange)
    path = f"/documents/{document['documentId']}/dispatch"
    answers = await asyncio.gather(*(exchange.call("POST", path, json=an_order("moj")) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert len(await exchange.rows("select 1 from deliveries")) == 1


@pytest.mark.parametrize("caller", [MOJ, PSC])
async def test_nobody_dispatches_the_document_of_another(exchange: ServiceUnderTest, caller: Caller) -> None:
    document = await drafted(exchange)
    answer = await exchange.call(
        "POST", f"/documents/{document['documentId']}/dispatch", json=an_order("control-tower"), caller=caller
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    ("order", "faults"),
    [
        (an_order("moj", "psc", "moj"), [("/recipients/2/to", "duplicate")]),
        (an_order("moic"), [("/recipients/0/to", "own-recipient")]),
        (an_order("moj", dueOn="2020-01-01"), [("/dueOn", "past-date")]),
        (an_order(), [("/recipients", "too-short")]),
    ],
)
async def test_an_order_that_cannot_be_carried_out_is_refused(
    exchange: ServiceUnderTest, order: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    document = await drafted(exchange)
    answer = await exchange.call("POST", f"/documents/{document['documentId']}/dispatch", json=order)
    assert answer.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == faults
    assert await exchange.rows("select 1 from deliveries") == []
    assert (await exchange.call("GET", f"/documents/{document['documentId']}")).json() == document


# --- inbox


async def test_the_inbox_shows_the_envelope(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj", number="330/ປທສ.")
    (item,) = (await inbox(exchange))["items"]
    assert item["delivery"] == dispatch["deliveries"][0]
    assert item["issuer"] == a_seat("moic")
    assert item["number"] == {"printed": "330/ປທສ.", "normalised": "330/ປທສ"}


async def test_the_inbox_of_another_member_is_another_inbox(exchange: ServiceUnderTest) -> None:
    await dispatched(exchange, "moj")
    assert (await inbox(exchange, PSC))["items"] == []
    assert (await inbox(exchange, MOIC))["items"] == []


async def test_the_inbox_is_read_by_status(exchange: ServiceUnderTest) -> None:
    first = await dispatched(exchange, "moj", number="1/ອຄ")
    second = await dispatched(exchange, "moj", number="2/ອຄ")
    await opened(exchange, first["deliveries"][0])
    waiting = (await inbox(exchange, status="delivered"))["items"]
    assert [item["delivery"]["documentId"] for item in waiting] == [second["documentId"]]


async def test_pages_of_the_inbox_hold_every_delivery_once_while_letters_arrive(exchange: ServiceUnderTest) -> None:
    first_five = {(await dispatched(exchange, "moj", number=f"{n}/ອຄ"))["documentId"] for n in range(5)}
    page = await inbox(exchange, limit=2)
    seen = [item["delivery"]["documentId"] for item in page["items"]]
    while "next" in page:
        await dispatched(exchange, "moj", number=f"{100 + len(seen)}/ອຄ")
        page = await inbox(exchange, limit=2, cursor=page["next"])
        seen += [item["delivery"]["documentId"] for item in page["items"]]
    assert len(seen) == len(set(seen))
    assert set(seen) == first_five


@pytest.mark.parametrize("cursor", ["x", "e30", "eyJkZWxpdmVyeUlkIjoiZGx2XzEifQ"])
async def test_a_cursor_that_nobody_made_is_refused(exchange: ServiceUnderTest, cursor: str) -> None:
    answer = await exchange.call("GET", "/inbox", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


async def test_a_cursor_of_another_list_is_refused(exchange: ServiceUnderTest) -> None:
    for n in range(2):
        await dispatched(exchange, "moj", number=f"{n}/ອຄ")
    cursor = (await inbox(exchange, limit=1))["next"]
    answer = await exchange.call("GET", "/inbox", caller=MOJ, params={"cursor": cursor, "status": "opened"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


# --- opening


async def test_opening_is_announced_with_its_moment(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj")
    delivery = await opened(exchange, dispatch["deliveries"][0])
    assert Catalogue.load().validator(f"{DOCUMENTS}/delivery/v1").is_valid(delivery)
    assert delivery["status"] == "opened"
    _, event = await announced(exchange)
    assert (event["type"], event["subject"]) == ("la.gov.documents.delivery.opened.v1", delivery["deliveryId"])
    assert event["data"]["openedAt"] == delivery["openedAt"]
    assert event["data"]["issuer"] == a_seat("moic")


async def test_the_officer_who_opens_is_kept(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj")
    await opened(exchange, dispatch["deliveries"][0])
    assert await exchange.rows("select opened_by, opened_office from deliveries") == [
        {"opened_by": MOJ.officer, "opened_office": "hq"}
    ]


async def test_a_delivery_is_opened_once(exchange: ServiceUnderTest) -> None:
    delivery = (await dispatched(exchange, "moj"))["deliveries"][0]
    first = await opened(exchange, delivery)
    answer = await exchange.call("POST", f"/deliveries/{delivery['deliveryId']}/opening", caller=MOJ)
    assert (answer.status_code, answer.json()["code"]) == (409, "delivery-already-opened")
    (item,) = (await inbox(exchange))["items"]
    assert item["delivery"] == first


async def test_the_same_opening_called_again_gets_the_same_answer(exchange: ServiceUnderTest) -> None:
    delivery = (await dispatched(exchange, "moj"))["deliveries"][0]
    path = f"/deliveries/{delivery['deliveryId']}/opening"
    first = await exchange.call("POST", path, caller=MOJ, key="monday")
    again = await exchange.call("POST", path, caller=MOJ, key="monday")
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert len(await announced(exchange)) == 2


async def test_openings_at_once_are_announced_once(exchange: ServiceUnderTest) -> None:
    delivery = (await dispatched(exchange, "moj"))["deliveries"][0]
    path = f"/deliveries/{delivery['deliveryId']}/opening"
    answers = await asyncio.gather(*(exchange.call("POST", path, caller=MOJ) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert len(await announced(exchange)) == 2


@pytest.mark.parametrize("caller", [MOIC, PSC])
async def test_nobody_opens_what_another_received(exchange: ServiceUnderTest, caller: Caller) -> None:
    delivery = (await dispatched(exchange, "moj"))["deliveries"][0]
    answer = await exchange.call("POST", f"/deliveries/{delivery['deliveryId']}/opening", caller=caller)
    missing = await exchange.call("POST", f"/deliveries/{new_id('dlv')}/opening", caller=caller)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    assert await exchange.rows("select status from deliveries") == [{"status": "delivered"}]


# --- files


async def test_a_file_is_read_byte_for_byte_with_its_digest_first(exchange: ServiceUnderTest) -> None:
    upload = await uploaded(exchange, LETTER * 100_000)
    files = [{"uploadId": upload["uploadId"], "role": "main", "title": "ໜັງສື.pdf"}]
    document = (await exchange.call("POST", "/documents", json=a_draft("", files=files))).json()
    answer = await exchange.call("GET", file_path(document))
    assert answer.status_code == 200
    assert answer.headers["content-digest"] == digest_header(LETTER * 100_000)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == str(len(answer.content)) == str(upload["size"])
    assert answer.headers["etag"] == f'"{upload["digest"]}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "%E0%BB%9C" in answer.headers["content-disposition"]  # ໜ
    assert hashlib.sha256(answer.content).hexdigest() == upload["digest"]


@pytest.mark.parametrize(
    ("method", "condition", "status"), [("HEAD", "", 200), ("GET", '"{digest}"', 304), ("HEAD", '"{digest}"', 304)]
)
async def test_a_file_of_which_only_the_head_is_asked_is_not_read(
    exchange: ServiceUnderTest, method: str, condition: str, status: int
) -> None:
    upload = await uploaded(exchange, LETTER * 100_000)
    files = [{"uploadId": upload["uploadId"], "role": "main", "title": "ໜັງສື.pdf"}]
    document = (await exchange.call("POST", "/documents", json=a_draft("", files=files))).json()
    asked = {"If-None-Match": condition.format(digest=upload["digest"])}
    whole = await exchange.call("GET", file_path(document))
    head = await exchange.call(method, file_path(document), headers=asked)
    assert (head.status_code, head.content) == (status, b"")
    assert head.headers["etag"] == f'"{upload["digest"]}"'
    if status == 200:
        assert dict(head.headers) | {"traceparent": ""} == dict(whole.headers) | {"traceparent": ""}
    else:
        assert "content-digest" not in head.headers


async def test_a_recipient_reads_after_opening_not_before(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj")
    document = (await exchange.call("GET", f"/documents/{dispatch['documentId']}", caller=MOJ)).json()
    early = await exchange.call("GET", file_path(document), caller=MOJ)
    assert (early.status_code, early.json()["code"]) == (409, "delivery-not-opened")
    await opened(exchange, dispatch["deliveries"][0])
    assert (await exchange.call("GET", file_path(document), caller=MOJ)).content == LETTER


async def test_the_opening_of_one_recipient_opens_nothing_for_another(exchange: ServiceUnderTest) -> None:
    dispatch = await dispatched(exchange, "moj", "psc")
    await opened(exchange, dispatch["deliveries"][0])
    document = (await exchange.call("GET", f"/documents/{dispatch['documentId']}", caller=PSC)).json()
    answer = await exchange.call("GET", file_path(document), caller=PSC)
    assert (answer.status_code, answer.json()["code"]) == (409, "delivery-not-opened")


async def test_a_file_of_a_letter_to_others_does_not_exist(exchange: ServiceUnderTest) -> None:
    document = await drafted(exchange)
    hidden = await exchange.call("GET", file_path(document), caller=PSC)
    missing = await exchange.call("GET", f"/documents/{document['documentId']}/files/{new_id('fil')}")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "not-found")
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")


async def test_a_file_belongs_to_its_own_document(exchange: ServiceUnderTest) -> None:
    first, second = await drafted(exchange, number="1/ອຄ"), await drafted(exchange, number="2/ອຄ")
    path = f"/documents/{first['documentId']}/files/{second['files'][0]['fileId']}"
    assert (await exchange.call("GET", path)).status_code == 404


async def test_damaged_bytes_are_never_given_as_whole(exchange: ServiceUnderTest, folder: Path) -> None:
    document = await drafted(exchange)
    (path,) = kept_files(folder)
    path.write_bytes(b"x" * len(LETTER))
    answer = await exchange.call("GET", file_path(document))
    assert len(answer.content) < len(LETTER)
