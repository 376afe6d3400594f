"""Types of files are a national list that is held at run time: what it names, and begins as it says, is taken."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.calendar import VIENTIANE
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.lao import has_lao
from contracts.organisations import Organisations
from contracts.reference_data import ReferenceData
from services.document_exchange.domain import bytes_that_tell, must_look_alike
from services.document_exchange.errors import FileLooksOtherwise
from tests.document_exchange.builders import LETTER, a_draft, digest_header, kept_files, sent, uploaded
from tests.support.code_lists import a_code_list
from tests.support.service import ServiceUnderTest

TYPES = Catalogue.load().codelist("file-type")
LISTS = Catalogue.load().code_lists
WEBP = {"code": "image/webp", "lo": "ຮູບພາບ WebP", "en": "WebP image", "endings": ["webp"], "magic": ["8:57454250"]}
A_WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
AN_ODT = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.textPK"
WITH_MAGIC = [code for code in TYPES.codes.values() if "magic" in code.attributes]


def a_file(media_type: str) -> bytes:
    """Return bytes that begin as a file of that type; of a type without magic bytes, some text."""
    at, _, digits = TYPES.codes[media_type].attributes.get("magic", [f"0:{b'text'.hex()}"])[0].partition(":")
    return bytes(int(at)) + bytes.fromhex(digits) + media_type.encode()


def hold(exchange: ServiceUnderTest, *codes: dict[str, Any]) -> None:
    """Let the exchange hold a list of these types, as the directory has it from now on."""
    lists = CodeLists.of([a_code_list("file-type", *codes, attributes=dict(TYPES.attributes))])
    exchange.app.state.resources["organisations"].take(ReferenceData(7, Organisations(), lists))


def fault_of(answer: Any) -> dict[str, Any]:
    (fault,) = answer.json()["errors"]
    assert isinstance(fault, dict)
    return fault


@pytest.mark.parametrize("code", WITH_MAGIC, ids=lambda code: code.code)
def test_each_type_begins_with_any_of_its_magic_bytes_and_not_with_another_s(code: Any) -> None:
    for written in code.attributes["magic"]:
        at, _, digits = written.partition(":")
        must_look_alike(bytes(int(at)) + bytes.fromhex(digits) + b"...", code.code, LISTS)
    for first in (b"<html>", b"", bytes.fromhex(written.partition(":")[2])[:-1]):
        with pytest.raises(FileLooksOtherwise):
            must_look_alike(first, code.code, LISTS)


def test_text_may_begin_with_anything_and_enough_bytes_are_waited_for() -> None:
    must_look_alike(LETTER, "text/plain", LISTS)
    assert bytes_that_tell(LISTS) == 30 + len(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")


async def in_small_pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 7):
        yield content[start : start + 7]


async def test_bytes_of_another_type_are_refused_with_what_they_look_like_and_not_kept(
    exchange: ServiceUnderTest, folder: Path
) -> None:
    answer = await sent(exchange, in_small_pieces(AN_ODT), announced=digest_header(AN_ODT), media_type="image/png")
    assert (answer.status_code, answer.json()["code"]) == (415, "file-looks-otherwise")
    fault = fault_of(answer)
    assert fault["params"] == {"announced": "image/png", "alike": ["application/vnd.oasis.opendocument.text"]}
    assert "PNG image (image/png); they look like: OpenDocument text (application/" in fault["message"]["en"]
    assert has_lao(fault["message"]["lo"])
    answer = await sent(exchange, b"Dear Sir", announced=digest_header(b"Dear Sir"))
    assert "they look like none of the list's" in fault_of(answer)["message"]["en"]
    assert kept_files(folder) == []
    assert await exchange.rows("select 1 from uploads") == await exchange.rows("select 1 from expected_uploads") == []
    assert (await uploaded(exchange, AN_ODT, media_type="application/vnd.oasis.opendocument.text"))["size"] == len(
        AN_ODT
    )


async def test_a_type_that_the_directory_adds_is_taken_without_a_release(exchange: ServiceUnderTest) -> None:
    refused = await sent(exchange, A_WEBP, announced=digest_header(A_WEBP), media_type="image/webp")
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported-media-type")
    fault = fault_of(refused)
    assert (fault["location"], fault["name"], fault["code"]) == ("header", "Content-Type", "x-codelist")
    assert (len(fault["params"]["codes"]), "image/tiff" in fault["params"]["codes"]) == (10, True)
    hold(exchange, WEBP)
    assert (await uploaded(exchange, A_WEBP, media_type="image/webp"))["mediaType"] == "image/webp"
    assert (await sent(exchange, LETTER, announced=digest_header(LETTER), media_type="image/webp")).status_code == 415


async def test_a_type_that_has_ended_is_refused_and_its_files_stay_readable(exchange: ServiceUnderTest) -> None:
    hold(exchange, WEBP)
    upload = await uploaded(exchange, A_WEBP, media_type="image/webp")
    yesterday = (exchange.units.clock.now().astimezone(VIENTIANE).date() - timedelta(days=1)).isoformat()
    successor = WEBP | {"code": "image/avif", "magic": ["4:66747970"]}
    hold(exchange, WEBP | {"validTo": yesterday, "successors": ["image/avif"]}, successor)
    refused = await sent(exchange, A_WEBP, announced=digest_header(A_WEBP), media_type="image/webp")
    assert (refused.status_code, refused.json()["detail"].count("image/")) == (415, 1)
    assert (fault_of(refused)["code"], fault_of(refused)["params"]["successors"]) == ("x-code-date", ["image/avif"])
    document = (await exchange.call("POST", "/documents", json=a_draft(upload["uploadId"]))).json()
    read = await exchange.call("GET", f"/documents/{document['documentId']}/files/{document['files'][0]['fileId']}")
    assert (read.content, read.headers["content-type"]) == (A_WEBP, "image/webp")
    assert read.headers["content-disposition"].endswith(".webp")
