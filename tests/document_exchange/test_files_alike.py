"""A folder, and a store without files of its own as S3 is: files behave the same in both."""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import obstore
import pytest
from obstore.store import LocalStore, MemoryStore, ObjectStore

from contracts.problems import BodyTooLarge
from services.document_exchange.errors import FileDamaged, UploadAltered
from services.document_exchange.store.files import Files

LIMIT = 8_000_000


class Kept:
    """Files and the store below them."""

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self.store, self.files = store, Files(store, folder)

    async def receive(self, announced: bytes, *sent: bytes) -> int:
        async def arriving() -> AsyncIterator[bytes]:
            for piece in sent or (announced,):
                yield piece

        return await self.files.receive(digest(announced), arriving(), limit=LIMIT)

    async def read(self, content: bytes) -> bytes:
        return b"".join([piece async for piece in await self.files.open(digest(content))])

    def names(self) -> list[str]:
        return [found["path"].rpartition("/")[2] for page in obstore.list(self.store) for found in page]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(params=["folder", "memory"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    if request.param == "memory":
        return Kept(MemoryStore())
    return Kept(LocalStore(tmp_path / "files", mkdir=True), tmp_path / "files")


@pytest.mark.parametrize("size", [0, 1, 6_000_000])
async def test_what_is_kept_is_given_back_byte_for_byte(kept: Kept, size: int) -> None:
    content = os.urandom(size)
    assert await kept.receive(content) == size
    assert await kept.read(content) == content
    assert kept.names() == [digest(content)]


async def test_a_piece_is_given_with_its_own_digest(kept: Kept) -> None:
    content = os.urandom(6_000_000)
    await kept.receive(content)
    for piece in (range(1), range(5_999_999, 6_000_000), range(1_234, 5_500_001), range(6_000_000)):
        part = await kept.files.digest_of(digest(content), piece)
        assert part == digest(content[piece.start : piece.stop])
        given = [each async for each in await kept.files.open_piece(digest(content), piece, part)]
        assert b"".join(given) == content[piece.start : piece.stop]


async def test_the_same_bytes_are_kept_once(kept: Kept) -> None:
    for _ in range(2):
        await kept.receive(b"letter", b"let", b"ter")
    assert kept.names() == [digest(b"letter")]


async def test_other_bytes_than_announced_are_refused_and_not_kept(kept: Kept) -> None:
    with pytest.raises(UploadAltered):
        await kept.receive(b"announced", b"forged")
    assert kept.names() == []


async def test_other_bytes_never_replace_those_that_are_kept(kept: Kept) -> None:
    await kept.receive(b"letter")
    with pytest.raises(UploadAltered):
        await kept.receive(b"letter", b"forged")
    assert await kept.read(b"letter") == b"letter"


async def test_more_bytes_than_allowed_are_refused_and_not_kept(kept: Kept) -> None:
    with pytest.raises(BodyTooLarge):
        await kept.receive(b"", *[bytes(1_000_000)] * 9)
    assert kept.names() == []


async def test_what_was_changed_where_it_is_kept_is_not_given_as_whole(kept: Kept) -> None:
    await kept.receive(b"letter")
    [path] = [found["path"] for page in obstore.list(kept.store) for found in page]
    await obstore.put_async(kept.store, path, b"forged")
    with pytest.raises(FileDamaged):
        await kept.read(b"letter")


async def test_what_is_not_there_is_not_found(kept: Kept) -> None:
    with pytest.raises(FileNotFoundError):
        await kept.files.open(digest(b"never"))
