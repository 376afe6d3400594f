"""The object store: bytes that are kept are whole, and bytes that are given are those that were kept."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.store import LocalStore, MemoryStore
from pydantic import ValidationError

from contracts.problems import BodyTooLarge
from services.document_exchange.errors import FileDamaged, UploadAltered
from services.document_exchange.settings import Settings
from services.document_exchange.store.files import Files, files_at
from tests.document_exchange.builders import kept_files

LIMIT = 20_000_000


@pytest.fixture
def files(folder: Path) -> Files:
    return Files(LocalStore(folder, mkdir=True), folder)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def in_pieces(content: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def collect(pieces: AsyncIterator[bytes], into: list[bytes]) -> None:
    async for piece in pieces:
        into.append(bytes(piece))  # noqa: PERF401 - what came before a failure is the point


async def read(files: Files, name: str) -> bytes:
    given: list[bytes] = []
    await collect(await files.open(name), given)
    return b"".join(given)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [0, 1, 65_536, 5 * 1024 * 1024, 12_345_678])
async def test_what_is_kept_is_given_back_byte_for_byte(files: Files, folder: Path, size: int) -> None:
    content = os.urandom(size)
    assert await files.receive(digest(content), in_pieces(content), limit=LIMIT) == size
    assert await read(files, digest(content)) == content
    assert kept(folder) == [digest(content)]


async def test_what_is_removed_is_gone_and_may_be_gone_already(files: Files) -> None:
    for store in (files, Files(MemoryStore())):  # a folder, and a store without files of its own as S3 is
        await store.receive(digest(b"letter"), in_pieces(b"letter"), limit=LIMIT)
        for _ in range(2):
            await store.remove(digest(b"letter"))
        with pytest.raises(FileNotFoundError):
            await store.open(digest(b"letter"))
        assert await store.remove_parts(before=2e10) == 0


async def test_parts_of_broken_uploads_are_removed_when_they_are_old(files: Files, folder: Path) -> None:
    await files.receive(digest(b"letter"), in_pieces(b"letter"), limit=LIMIT)
    (whole,) = kept_files(folder)
    old, young = whole.with_name(f"{whole.name}#1"), whole.with_name(f"{whole.name}#2")
    for part in (old, young):
        part.write_bytes(b"let")
    os.utime(old, (1_000_000, 1_000_000))
    assert await files.remove_parts(before=2_000_000) == 1
    assert kept(folder) == [whole.name, young.name]


async def test_the_same_bytes_are_kept_once(files: Files, folder: Path) -> None:
    for _ in range(3):
        await files.receive(digest(b"letter"), in_pieces(b"letter"), limit=LIMIT)
    assert kept(folder) == [digest(b"letter")]


async def test_the_same_bytes_at_the_same_time_are_kept_once(files: Files, folder: Path) -> None:
    content = os.urandom(6_000_000)
    await asyncio.gather(*(files.receive(digest(content), in_pieces(content), limit=LIMIT) for _ in range(4)))
    assert kept(folder) == [digest(content)]
    assert await read(files, digest(content)) == content


@pytest.mark.parametrize("size", [10, 12_345_678])
async def test_other_bytes_than_announced_leave_nothing_behind(files: Files, folder: Path, size: int) -> None:
    with pytest.raises(UploadAltered):
        await files.receive(digest(b"announced"), in_pieces(os.urandom(size)), limit=LIMIT)
    assert kept(folder) == []


async def test_other_bytes_never_replace_those_that_are_kept(files: Files) -> None:
    await files.receive(digest(b"letter"), in_pieces(b"letter"), limit=LIMIT)
    with pytest.raises(UploadAltered):
        await files.receive(digest(b"letter"), in_pieces(b"forged"), limit=LIMIT)
    assert await read(files, digest(b"letter")) == b"letter"


async def test_more_bytes_than_allowed_leave_nothing_behind_and_are_not_awaited(files: Files, folder: Path) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield bytes(1_000_000)

    with pytest.raises(BodyTooLarge):
        await files.receive(digest(b""), endless(), limit=8_000_000)
    assert kept(folder) == []
    assert taken < 20


async def test_an_upload_that_breaks_off_leaves_nothing_behind(files: Files, folder: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(6_000_000)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await files.receive(digest(b""), broken(), limit=LIMIT)
    assert kept(folder) == []


async def test_an_upload_that_is_given_up_leaves_nothing_behind(files: Files, folder: Path) -> None:
    async def stuck() -> AsyncIterator[bytes]:
        yield bytes(6_000_000)
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await files.receive(digest(b""), stuck(), limit=LIMIT)
    await asyncio.sleep(0.2)
    assert kept(folder) == []


@pytest.mark.parametrize("size", [10, 12_345_678])
async def test_damaged_bytes_are_broken_off_before_their_end(files: Files, folder: Path, size: int) -> None:
    content = os.urandom(size)
    name = digest(content)
    await files.receive(name, in_pieces(content), limit=LIMIT)
    (path,) = kept_files(folder)
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    given: list[bytes] = []
    with pytest.raises(FileDamaged):
        await collect(await files.open(name), given)
    assert sum(map(len, given)) < size


async def test_what_was_never_kept_is_not_found(files: Files) -> None:
    with pytest.raises(FileNotFoundError):
        await files.open(digest(b"never"))


@settings(max_examples=25)
@given(content=st.binary(max_size=3000), size=st.integers(1, 500))
def test_the_pieces_in_which_bytes_arrive_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, size: int
) -> None:
    folder = tmp_path_factory.mktemp("files")
    files = Files(LocalStore(folder), folder)

    async def there_and_back() -> bytes:
        await files.receive(digest(content), in_pieces(content, size), limit=LIMIT)
        return await read(files, digest(content))

    assert asyncio.run(there_and_back()) == content


def told(**more: str) -> Settings:
    return Settings.model_validate({"database_url": "postgresql://db", "bus_url": "kafka:9092"} | more)


def test_a_folder_whose_name_has_blanks_and_lao_letters_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "ໄຟລ໌ ເອກະສານ"
    files_at(told(files_url=folder.as_uri()))
    assert folder.is_dir()


def test_a_bucket_is_named_by_its_address() -> None:
    secrets = {"s3_access_key_id": "key", "s3_secret_access_key": "secret"}
    assert files_at(told(files_url="s3://documents/files", s3_endpoint="http://store:9000", s3_region="lao", **secrets))


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"files_url": "files"},
        {"files_url": "ftp://host/files"},
        {"files_url": "file:///files", "s3_region": "lao"},
        {"files_url": "s3://documents", "s3_access_key_id": "key"},
    ],
    ids=["nowhere", "no address", "an unknown store", "a folder with a region", "half a credential"],
)
def test_settings_that_contradict_themselves_fail_at_start(odd: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        told(**odd)
