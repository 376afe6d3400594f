"""Export of the whole ledger as files (evidence.exports), for whoever checks it without us: `saphan verify ledger`."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

import asyncpg
import orjson

from chassis.process.secret_files import secret_file
from evidence.base64url import b64url
from evidence.exports import CHECKPOINT, CHECKPOINTS, DETAILS, KEYS, SYSTEM_KEYS
from evidence.tiles import tiles_of
from gateway.ledger.tree import store, system_keys
from gateway.ledger.tree.entry_bundles import bundles_of, read_bundles
from gateway.ledger.tree.handing_over import successions

T = TypeVar("T")

TIMESTAMPS: Final = "timestamps/"  # of the text of the checkpoint with the same number

_TILES_AT_ONCE: Final = 256
_BUNDLES_AT_ONCE: Final = 64

_CHECKPOINTS: Final = """
select size, note, timestamp from ledger_checkpoints where origin = $1 and size <= $2 order by size
"""
_OPENINGS: Final = """
select e.index, d.salt, d.details, d.signature from ledger_entries e join ledger_details d using (exchange, ended)
where e.index < $1 order by e.index
"""


class NothingToExport(Exception):  # noqa: N818 - a fact
    """The ledger has no checkpoint yet."""


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of an export below a folder; their owner's alone, who may give them to others."""

    root: Path

    def write(self, path: str, content: bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with secret_file(file) as opened:
            opened.write(content)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: whose ledger, and how many leaves of it."""

    origin: str
    size: int


async def export(connection: asyncpg.Connection, folder: Path, *, details: bool) -> Exported:
    """Write the tree of the newest checkpoint below the folder; raise `NothingToExport` before the first.

    Rows are written as they stand: nothing is checked here, so that what is wrong is found by whoever checks.
    """
    files = _Files(folder)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        head = await store.head(connection)
        newest = await store.newest(connection, head.origin) if head is not None else None
        if newest is None:
            raise NothingToExport
        files.write(CHECKPOINT, newest.note)
        for size, note, token in await connection.fetch(_CHECKPOINTS, newest.origin, newest.size):
            files.write(f"{CHECKPOINTS}{size:020}", note)
            if token is not None:
                files.write(f"{TIMESTAMPS}{size:020}.tsr", token)
        files.write(KEYS, orjson.dumps({"successions": await successions(connection)}))
        await _write_tiles(connection, files, newest.size)
        await _write_entries(connection, files, newest.size)
        if details:
            files.write(SYSTEM_KEYS, orjson.dumps({"keys": await system_keys.every(connection)}))
            with secret_file(folder / DETAILS) as file:
                async for line in _openings(connection, newest.size):
                    file.write(line)
    return Exported(newest.origin, newest.size)


async def _write_tiles(connection: asyncpg.Connection, files: _Files, size: int) -> None:
    for some in _in_parts(tiles_of(size), _TILES_AT_ONCE):
        for tile, hashes in (await store.tiles_there(connection, some)).items():
            files.write(tile.path, hashes)


async def _write_entries(connection: asyncpg.Connection, files: _Files, size: int) -> None:
    for some in _in_parts(iter(bundles_of(size)), _BUNDLES_AT_ONCE):
        for tile, entries in (await read_bundles(connection, some)).items():
            files.write(tile.path, entries)


async def _openings(connection: asyncpg.Connection, size: int) -> AsyncIterator[bytes]:
    """Yield a line for every entry whose details are there, in the order of their places."""
    async for index, salt, details, signature in connection.cursor(_OPENINGS, size, prefetch=1000):
        opening = {"index": index, "salt": b64url(salt), "details": orjson.Fragment(details)}
        if signature is not None:
            opening["signature"] = orjson.Fragment(signature)
        yield orjson.dumps(opening) + b"\n"


def _in_parts(them: Iterator[T], most: int) -> Iterator[list[T]]:
    while part := list(islice(them, most)):
        yield part
