"""uploadFile: the bytes themselves, streamed into the store and kept only when they are those announced."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.types import Message

from chassis.postgres.database import create_engine
from contracts.catalogue import Catalogue
from services.document_exchange.routes import UPLOAD_LIMIT_BYTES
from tests.document_exchange.builders import LETTER, MOIC, digest_header, kept_files, sent, uploaded
from tests.support.service import ServiceUnderTest, a_voucher

UPLOAD = "https://schemas.saphan.gov.la/documents/upload/v1"


async def nothing_is_kept(exchange: ServiceUnderTest, folder: Path) -> bool:
    return kept_files(folder) == [] and await exchange.rows("select 1 from uploads") == []


async def in_pieces(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def test_an_upload_is_told_by_its_digest_and_size(exchange: ServiceUnderTest) -> None:
    upload = await uploaded(exchange)
    assert Catalogue.load().validator(UPLOAD).is_valid(upload)
    assert upload["digest"] == hashlib.sha256(LETTER).hexdigest()
    assert (upload["size"], upload["mediaType"]) == (len(LETTER), "application/pdf")


async def test_an_annex_of_three_megabytes_arrives_in_pieces(exchange: ServiceUnderTest, folder: Path) -> None:
    annex = os.urandom(3 * 1024 * 1024)
    answer = await sent(exchange, in_pieces(annex), announced=digest_header(annex), media_type="text/csv")
    assert (answer.status_code, answer.json()["size"]) == (201, len(annex))
    (path,) = kept_files(folder)
    assert path.read_bytes() == annex


async def test_parameters_of_the_media_type_are_left_out(exchange: ServiceUnderTest) -> None:
    assert (await uploaded(exchange, media_type="Text/Plain; charset=utf-8"))["mediaType"] == "text/plain"


async def test_sha_256_is_found_among_other_digests(exchange: ServiceUnderTest) -> None:
    announced = f"sha-512=:{'A' * 86}==:, {digest_header(LETTER)}"
    assert (await sent(exchange, LETTER, announced=announced)).status_code == 201


async def test_the_same_call_again_makes_no_second_upload(exchange: ServiceUnderTest, folder: Path) -> None:
    first = await sent(exchange, LETTER, announced=digest_header(LETTER), key="monday")
    again = await sent(exchange, LETTER, announced=digest_header(LETTER), key="monday")
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert len(await exchange.rows("select 1 from uploads")) == 1
    assert len(kept_files(folder)) == 1


async def test_the_same_key_for_other_bytes_is_refused(exchange: ServiceUnderTest) -> None:
    await sent(exchange, LETTER, announced=digest_header(LETTER), key="monday")
    other = await sent(exchange, b"%PDF-other", announced=digest_header(b"%PDF-other"), key="monday")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_the_same_bytes_twice_are_two_uploads_of_one_file(exchange: ServiceUnderTest, folder: Path) -> None:
    assert (await uploaded(exchange))["uploadId"] != (await uploaded(exchange))["uploadId"]
    assert len(kept_files(folder)) == 1


async def test_other_bytes_than_announced_are_refused_and_not_kept(exchange: ServiceUnderTest, folder: Path) -> None:
    answer = await sent(exchange, in_pieces(LETTER + os.urandom(200_000)), announced=digest_header(LETTER))
    assert (answer.status_code, answer.json()["code"]) == (400, "upload-altered")
    assert await nothing_is_kept(exchange, folder)


@pytest.mark.parametrize(
    "announced",
    ["", "sha-256", "sha-256=:AAAA:", "sha-256=::", "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:", "sha-256=:" + "A" * 44 + ":"],
)
async def test_an_upload_that_does_not_announce_its_digest_is_refused(
    exchange: ServiceUnderTest, folder: Path, announced: str
) -> None:
    answer = await sent(exchange, LETTER, announced=announced)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")
    (fault,) = answer.json()["errors"]
    assert (fault["location"], fault["name"], fault["code"]) == ("header", "Content-Digest", "content-digest")
    assert await nothing_is_kept(exchange, folder)


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/x-msdownload", "nonsense", ""])
async def test_what_offices_do_not_send_is_refused(exchange: ServiceUnderTest, folder: Path, media_type: str) -> None:
    answer = await sent(exchange, LETTER, announced=digest_header(LETTER), media_type=media_type)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
    assert await nothing_is_kept(exchange, folder)


async def test_more_bytes_than_allowed_are_refused_before_all_have_come(
    exchange: ServiceUnderTest, folder: Path
) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 2 * UPLOAD_LIMIT_BYTES:
            taken += 1_000_000
            yield bytes(1_000_000)

    answer = await sent(exchange, endless(), announced=digest_header(b"another"), media_type="text/csv")
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert taken < UPLOAD_LIMIT_BYTES + 30_000_000
    assert await nothing_is_kept(exchange, folder)


async def test_a_call_without_a_voucher_stores_no_byte(exchange: ServiceUnderTest, folder: Path) -> None:
    taken = False

    async def watched() -> AsyncIterator[bytes]:
        nonlocal taken
        taken = True
        yield LETTER

    headers = {"Content-Type": "application/pdf", "Content-Digest": digest_header(LETTER), "Idempotency-Key": "k"}
    answer = await exchange.client.post("/document-exchange/v1/uploads", content=watched(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "voucher-refused")
    assert not kept_files(folder)


async def test_a_call_without_an_idempotency_key_stores_no_byte(exchange: ServiceUnderTest, folder: Path) -> None:
    answer = await sent(exchange, LETTER, announced=digest_header(LETTER), headers={"Idempotency-Key": ""})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")
    assert await nothing_is_kept(exchange, folder)


async def test_a_sender_who_goes_away_leaves_nothing_behind(exchange: ServiceUnderTest, folder: Path) -> None:
    told = {
        "voucher": a_voucher(MOIC, "document-exchange"),
        "idempotency-key": "k",
        "content-type": "application/pdf",
        "content-digest": digest_header(LETTER),
    }
    path = "/document-exchange/v1/uploads"
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
    }
    messages: Iterator[Message] = iter(
        [{"type": "http.request", "body": LETTER[:9], "more_body": True}, {"type": "http.disconnect"}]
    )
    statuses: list[int] = []

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await exchange.app(scope, receive, send)
    assert statuses == [400]
    assert await nothing_is_kept(exchange, folder)


async def test_slow_uploads_hold_no_database_connection(exchange: ServiceUnderTest) -> None:
    gate = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield LETTER[:5]
        await gate.wait()
        yield LETTER[5:]

    calls = [asyncio.create_task(sent(exchange, slow(), announced=digest_header(LETTER))) for _ in range(30)]
    await asyncio.sleep(0.3)
    assert (await exchange.call("GET", "/inbox")).status_code == 200
    gate.set()
    assert {answer.status_code for answer in await asyncio.gather(*calls)} == {201}


async def test_an_upload_that_cannot_be_recorded_is_refused_and_can_be_sent_again(
    exchange: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreachable = create_engine("postgresql://nobody@127.0.0.1:1/nothing")
    with monkeypatch.context() as patch:
        patch.setattr(exchange.units, "engine", unreachable)
        refused = await sent(exchange, LETTER, announced=digest_header(LETTER), key="monday")
    assert refused.status_code == 503
    await unreachable.dispose()
    assert (await sent(exchange, LETTER, announced=digest_header(LETTER), key="monday")).status_code == 201
