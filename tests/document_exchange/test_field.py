"""Files of the field: empty ones, the kinds that offices send, and titles that would lead astray."""

from typing import Any
from urllib.parse import unquote

import pytest

from contracts.catalogue import Catalogue
from services.document_exchange.domain import file_name
from tests.document_exchange.builders import LETTER, MOIC, a_draft, digest_header, sent, uploaded
from tests.document_exchange.test_file_types import a_file
from tests.support.field import FIELD, from_the_field
from tests.support.service import ServiceUnderTest

DRAFT = "https://schemas.saphan.gov.la/documents/document-draft/v1"
FINE, *ASTRAY = from_the_field("30-titles.json")


async def test_an_empty_file_is_refused_before_it_is_kept(exchange: ServiceUnderTest) -> None:
    content = FIELD.joinpath("29-empty.pdf").read_bytes()
    answer = await sent(exchange, content, announced=digest_header(content))
    assert (answer.status_code, [each["code"] for each in answer.json()["errors"]]) == (400, ["empty-file"])
    assert await exchange.rows("select 1 from uploads") == await exchange.rows("select 1 from expected_uploads") == []


async def test_files_of_the_national_list_are_taken_and_get_its_ending(exchange: ServiceUnderTest) -> None:
    for media_type in FIELD.joinpath("32-media-types.txt").read_text().split():
        upload = await uploaded(exchange, a_file(media_type), media_type=media_type)
        assert upload["mediaType"] == media_type
    refused = await sent(exchange, LETTER, announced=digest_header(LETTER), media_type="text/html")
    assert refused.status_code == 415


def a_titled_draft(title: str) -> dict[str, Any]:
    draft = a_draft("upl_01k9s0zt4r7q2v5x8y1a3b6c9d")
    draft["files"][0]["title"] = title
    return draft


@pytest.mark.parametrize(("title", "code"), list(zip(ASTRAY, ["pattern", "not", "pattern"], strict=True)))
def test_a_title_of_the_field_that_leads_astray_is_refused(title: str, code: str) -> None:
    faults, _ = Catalogue.load().validator(DRAFT).faults(a_titled_draft(title))
    assert [(fault.pointer, fault.code) for fault in faults] == [("/files/0/title", code)]
    assert Catalogue.load().validator(DRAFT).is_valid(a_titled_draft(FINE))


async def test_a_file_is_saved_under_its_title_with_the_ending_of_its_type(exchange: ServiceUnderTest) -> None:
    draft = a_titled_draft(FINE)
    draft["files"][0]["uploadId"] = (await uploaded(exchange))["uploadId"]
    document = (await exchange.call("POST", "/documents", json=draft, caller=MOIC)).json()
    path = f"/documents/{document['documentId']}/files/{document['files'][0]['fileId']}"
    head = (await exchange.call("GET", path, caller=MOIC)).headers["content-disposition"]
    assert unquote(head.partition("''")[2]) == "ໜັງສືແຈ້ງການ ເລກທີ 1-2026 -ສຳຄັນ-.pdf"


@pytest.mark.parametrize(
    ("title", "media_type", "name"),
    [
        ("../../etc/passwd", "text/plain", "-..-etc-passwd.txt"),
        ("a/b.txt", "text/plain", "a-b.txt"),
        ("a\\b.txt", "text/plain", "a-b.txt"),
        (" x.txt ", "text/plain", "x.txt"),
        ("invoice.exe", "application/pdf", "invoice.exe.pdf"),
        ("SCAN.JPEG", "image/jpeg", "SCAN.JPEG"),
        ("ບັນຊີ", "application/vnd.ms-excel", "ບັນຊີ.xls"),
        ("con:aux", "application/octet-stream", "con-aux.bin"),
        ("old", "application/x-of-another-time", "old.bin"),
    ],
)
def test_a_name_stays_in_its_folder_and_tells_what_the_file_is(title: str, media_type: str, name: str) -> None:
    assert file_name(title, media_type, Catalogue.load().code_lists) == name
