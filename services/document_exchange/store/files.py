"""Content-addressed object store of files, by SHA-256: a folder, or S3."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store

from contracts.problems import BodyTooLarge
from services.document_exchange.errors import FileDamaged, UploadAltered
from services.document_exchange.settings import Settings

if TYPE_CHECKING:
    from obstore.store import S3Config  # exists for type checkers only

_PART_BYTES: Final = 5 * 1024 * 1024  # the smallest part that S3 takes
_PART: Final = "#"  # stands in the name of what is not whole yet
_PARTS_AT_ONCE: Final = 2  # a handful of uploads at the same time must not fill the memory


class Files:
    """Files by their digest: what is kept never changes, and the same bytes are kept once."""

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    async def receive(self, digest: str, chunks: AsyncIterable[bytes], *, limit: int) -> int:
        """Keep the bytes under their SHA-256 while they arrive and return how many there were.

        Nothing is kept when they are not those announced (`UploadAltered`) or more than `limit` (`BodyTooLarge`).
        """
        incoming = _IncomingBytes(digest, limit)
        # the object appears under its name when the last part is in: a refusal in `checked` leaves nothing behind
        await obstore.put_async(
            self._store,
            _path(digest),
            incoming.checked(chunks),
            chunk_size=_PART_BYTES,
            max_concurrency=_PARTS_AT_ONCE,
        )
        if self._folder is not None:
            await asyncio.to_thread(_flush, self._folder / _path(digest))
        return incoming.size

    async def remove(self, digest: str) -> None:
        """Remove the bytes kept under the digest, if there are any."""
        with suppress(FileNotFoundError):
            await obstore.delete_async(self._store, _path(digest))

    async def probe(self, name: str) -> None:
        """Write an object of that name and remove it; raise what the store raises when it takes none."""
        await obstore.put_async(self._store, name, b"")
        await obstore.delete_async(self._store, name)

    async def remove_parts(self, before: float) -> int:
        """Remove what is left in the folder of uploads that broke off before that time (epoch s); return how many.

        Only a killed process leaves such parts behind. S3 removes them by a rule of the bucket.
        """
        return 0 if self._folder is None else await asyncio.to_thread(_remove_parts, self._folder, before)

    async def open(self, digest: str) -> AsyncIterator[bytes]:
        """Return the bytes kept under the digest, in pieces; raise `FileNotFoundError` when there are none.

        The last piece is held back until the whole agrees with the digest; `FileDamaged` breaks the answer off.
        """
        stored = await obstore.get_async(self._store, _path(digest))
        return _verified(digest, stored.stream())

    async def digest_of(self, digest: str, piece: range) -> str:
        """Return the SHA-256 of some of the bytes kept under the digest; raise `FileDamaged` unless all of them agree.

        A piece by itself would not show that the file is not what it was any more.
        """
        stored = await obstore.get_async(self._store, _path(digest))
        whole, part, at = hashlib.sha256(), hashlib.sha256(), 0
        async for block in stored.stream():
            whole.update(block)
            part.update(bytes(block)[max(0, piece.start - at) : max(0, piece.stop - at)])
            at += len(block)
        if whole.hexdigest() != digest:
            raise FileDamaged(digest)
        return part.hexdigest()

    async def open_piece(self, digest: str, piece: range, part: str) -> AsyncIterator[bytes]:
        """Return these bytes, which have the digest `part`, in pieces, as `open` does."""
        stored = await obstore.get_async(self._store, _path(digest), options={"range": (piece.start, piece.stop)})
        return _verified(part, stored.stream())


class _IncomingBytes:
    """The count and running digest of one upload."""

    def __init__(self, announced: str, limit: int) -> None:
        self._announced = announced
        self._limit = limit
        self.size = 0

    async def checked(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Pass the chunks on, and refuse them at the end when they are not what was announced."""
        running = hashlib.sha256()
        async for chunk in chunks:
            self.size += len(chunk)
            if self.size > self._limit:
                raise BodyTooLarge(limit=self._limit)
            running.update(chunk)
            if chunk:
                yield chunk
        if running.hexdigest() != self._announced:
            raise UploadAltered


async def _verified(digest: str, stream: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    running = hashlib.sha256()
    last_piece = b""
    async for piece in stream:
        running.update(piece)
        if last_piece:
            yield last_piece
        last_piece = bytes(piece)
    if running.hexdigest() != digest:
        raise FileDamaged(digest)
    yield last_piece


def _path(digest: str) -> str:
    # two levels of 256 folders: a folder of a million files is slow to list and to back up
    return f"sha256/{digest[:2]}/{digest[2:4]}/{digest}"


def _remove_parts(folder: Path, before: float) -> int:
    removed = 0
    for part in folder.glob(f"sha256/??/??/*{_PART}*"):
        with suppress(FileNotFoundError):  # it is whole by now, or was given up
            if part.stat().st_mtime < before:
                part.unlink()
                removed += 1
    return removed


def _flush(path: Path) -> None:
    """Bring file and folder entries to the disk: an upload that was acknowledged survives a power cut."""
    for entry in (path, *list(path.parents)[:4]):
        descriptor = os.open(entry, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def folder_of(url: str) -> Path:
    """Return the folder of a `file:` URL."""
    return Path(unquote(urlsplit(url).path))


def files_at(settings: Settings) -> Files:
    """Return the object store that the settings name; a folder is made when it is not there."""
    if settings.files_url.startswith("file:"):
        folder = folder_of(settings.files_url)
        return Files(LocalStore(folder, mkdir=True), folder)
    config: S3Config = {}
    if settings.s3_endpoint:
        config["endpoint"] = settings.s3_endpoint
    if settings.s3_region:
        config["region"] = settings.s3_region
    if settings.s3_access_key_id and settings.s3_secret_access_key:
        config["access_key_id"] = settings.s3_access_key_id
        config["secret_access_key"] = settings.s3_secret_access_key.get_secret_value()
    # a store inside the data centre's own network may speak plain HTTP: whoever writes http:// means it
    plain = (settings.s3_endpoint or "").startswith("http://")
    return Files(S3Store.from_url(settings.files_url, config=config, client_options={"allow_http": plain}))
