"""A download that broke off goes on where it stopped: pieces of files, each with its digest and the whole's."""

import hashlib
from pathlib import Path
from typing import Any

from tests.document_exchange.builders import LETTER, a_draft, digest_header, kept_files, uploaded
from tests.document_exchange.test_deliveries import file_path
from tests.support.service import ServiceUnderTest

CONTENT = LETTER * 100_000


async def a_letter(exchange: ServiceUnderTest) -> dict[str, Any]:
    upload = await uploaded(exchange, CONTENT)
    files = [{"uploadId": upload["uploadId"], "role": "main", "title": "ໜັງສື.pdf"}]
    document: dict[str, Any] = (await exchange.call("POST", "/documents", json=a_draft("", files=files))).json()
    return document


async def test_pieces_make_up_the_file(exchange: ServiceUnderTest) -> None:
    path, tag = file_path(await a_letter(exchange)), f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    whole = await exchange.call("GET", path)
    assert (whole.headers["accept-ranges"], whole.headers["etag"]) == ("bytes", tag)
    half, found = len(CONTENT) // 2, b""
    for asked, content in ((f"bytes=0-{half - 1}", CONTENT[:half]), (f"bytes={half}-", CONTENT[half:])):
        piece = await exchange.call("GET", path, headers={"Range": asked, "If-Range": tag})
        assert (piece.status_code, piece.content == content) == (206, True)
        assert piece.headers["content-digest"] == digest_header(content)
        assert piece.headers["repr-digest"] == digest_header(CONTENT) == whole.headers["content-digest"]
        assert piece.headers["content-type"] == whole.headers["content-type"]
        first = len(found)
        found += piece.content
        assert piece.headers["content-range"] == f"bytes {first}-{len(found) - 1}/{len(CONTENT)}"
    assert found == CONTENT


async def test_what_is_no_piece_of_this_file_is_the_whole_or_416(exchange: ServiceUnderTest) -> None:
    path, tag = file_path(await a_letter(exchange)), f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    for headers in ({"Range": "bytes=0-1,3-4"}, {"Range": "rows=1-2"}, {"Range": "bytes=0-1", "If-Range": '"old"'}):
        whole = await exchange.call("GET", path, headers=headers)
        assert (whole.status_code, len(whole.content)) == (200, len(CONTENT))
    beyond = await exchange.call("GET", path, headers={"Range": f"bytes={len(CONTENT)}-"})
    assert (beyond.status_code, beyond.json()["code"]) == (416, "range-not-satisfiable")
    assert beyond.headers["content-range"] == f"bytes */{len(CONTENT)}"
    head = await exchange.call("HEAD", path, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(CONTENT)))
    held = await exchange.call("GET", path, headers={"Range": "bytes=0-1", "If-None-Match": tag})
    assert (held.status_code, held.content) == (304, b"")


async def test_no_piece_of_a_damaged_file_is_given(exchange: ServiceUnderTest, folder: Path) -> None:
    path = file_path(await a_letter(exchange))
    (kept,) = kept_files(folder)
    kept.write_bytes(CONTENT[:-1] + b"x")
    answer = await exchange.call("GET", path, headers={"Range": "bytes=0-9"})
    assert answer.status_code == 500
    assert CONTENT[:10] not in answer.content
