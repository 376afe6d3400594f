"""A download that broke off goes on where it stopped: pieces of files, each with its digest and the whole's."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from services.document_exchange.store.files import Files
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


class Watched(Files):
    """The files of an exchange, which look at its database whenever they are read."""

    def __init__(self, files: Files, exchange: ServiceUnderTest) -> None:
        super().__init__(files._store, files._folder)
        self._exchange, self.waiting = exchange, list[int]()

    async def digest_of(self, digest: str, piece: range) -> str:
        await self._look()
        return await super().digest_of(digest, piece)

    async def open(self, digest: str) -> AsyncIterator[bytes]:
        await self._look()
        return await super().open(digest)

    async def _look(self) -> None:
        """Note how many transactions wait that have last asked for this file's row."""
        found = await self._exchange.rows(
            "select count(*) as n from pg_stat_activity where state = 'idle in transaction' "
            "and datname = current_database() and query ilike '%from%files%' and pid != pg_backend_pid()"
        )
        self.waiting.append(found[0]["n"])


async def test_no_transaction_waits_while_a_file_is_read(exchange: ServiceUnderTest) -> None:
    path = file_path(await a_letter(exchange))
    resources = exchange.app.state.resources
    (name,) = (name for name, each in resources.items() if isinstance(each, Files))
    resources[name] = watched = Watched(resources[name], exchange)
    await exchange.call("GET", path)
    await exchange.call("GET", path, headers={"Range": "bytes=0-9"})
    assert watched.waiting == [0, 0]
    # and for what does not leave nobody reads it
    await exchange.call("HEAD", path, headers={"Range": "bytes=0-9"})
    await exchange.call("GET", path, headers={"Range": "bytes=0-9", "If-None-Match": "*"})
    assert watched.waiting == [0, 0]
