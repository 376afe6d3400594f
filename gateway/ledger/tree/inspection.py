"""Inspection of one tile: its entries, details, subjects and kept signatures against what the tree commits to.

Whoever changes or deletes rows behind the gateway's back is found by this, and so is a part of the database that a
restore has lost. A slice is one tile: 256 entries are read, compared and forgotten.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import orjson

from evidence.base64url import b64url
from evidence.erasures import Erasures
from evidence.legal_acts import LEGAL_ACT, SIGNATURE
from evidence.merkle import HASH_SIZE
from evidence.tiles import WIDTH, Tile
from gateway.ledger.seals import Seals
from gateway.ledger.tree import logged_erasures, store
from gateway.ledger.tree.logged import hash_of, opens
from gateway.ledger.tree.tile_checks import TREE, agrees

RECORD: Final = "entries-altered"
GONE: Final = "details-gone"
ALTERED: Final = "details-altered"
SUBJECTS: Final = "subjects-altered"
SIGNED: Final = "signature-altered"
CODES: Final = (RECORD, GONE, ALTERED, SUBJECTS, SIGNED, TREE)

_AT_ONCE: Final = 64  # entries between two turns of everybody else on the loop
# An outcome names everybody whom its intent has named: people are counted at the end, or where there is none yet.
_ENTRIES: Final = """
select e.index, e.exchange, e.phase, e.at, e.commitment, d.salt, d.details, d.signature,
  e.ended or not exists (select from ledger_entries o where o.exchange = e.exchange and o.ended) as last
from ledger_entries e left join ledger_details d using (exchange, ended)
where e.index >= $1 and e.index < $2 order by e.index
"""
# By their reach, and not one by one: the entries of a tile are neighbours, and one look into the index finds them all.
_SUBJECTS: Final = """
select exchange, subject, epoch from ledger_subjects
where exchange >= $2 and exchange <= $3 and exchange || '' = any($1::text[])
"""
_BEYOND: Final = """
select index, exchange, count(*) over () as many from ledger_entries
where index < 0 or index >= coalesce((select size from ledger_head), 0) order by index limit 1
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the tree commits to it."""

    code: str
    index: int | None  # None: it hangs on no entry
    exchange: str = ""


@dataclass(frozen=True, slots=True)
class _Slice:
    """The rows of one tile, as they stood at one moment."""

    rows: Sequence[Any]  # Any: asyncpg's Record
    subjects: Mapping[str, Sequence[tuple[bytes, int]]]  # with the epochs of their keys
    erasures: Erasures


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is wrong with a slice, and how many of its entries have no details because they were erased."""

    faults: Sequence[Fault]
    erased: int


async def inspect(connection: asyncpg.Connection, tile: int, size: int, seals: Seals | None) -> Inspected:
    """Return what is wrong with the entries of a tile of the tree of `size` leaves. Nothing is locked or written."""
    first, below = tile * WIDTH, min((tile + 1) * WIDTH, size)
    wanted = Tile(0, tile, below - first)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        rows = await connection.fetch(_ENTRIES, first, below)
        hashes = (await store.tiles_there(connection, [wanted])).get(wanted, b"")
        found = await _slice(connection, rows, seals)
        whole = await agrees(connection, tile, size)
    faults = list(_record(rows, hashes, first, below))
    if not whole:
        faults.append(Fault(TREE, first))
    for at in range(0, len(rows), _AT_ONCE):
        faults += [fault for row in rows[at : at + _AT_ONCE] for fault in _entry(row, found)]
        await asyncio.sleep(0)
    gone = sum(row["details"] is None for row in rows)
    return Inspected(faults, gone - sum(fault.code == GONE for fault in faults))


async def beyond(connection: asyncpg.Connection) -> Inspected:
    """Return the entries that say they stand where the tree has no leaf. One that waits for its place says nothing."""
    rows = await connection.fetch(_BEYOND)
    faults = [Fault(RECORD, row["index"], row["exchange"]) for row in rows for _ in range(row["many"])]
    return Inspected(faults, 0)


async def _slice(connection: asyncpg.Connection, rows: Sequence[Any], seals: Seals | None) -> _Slice:  # Any: as above
    exchanges = sorted({row["exchange"] for row in rows})
    named: dict[str, list[tuple[bytes, int]]] = {}
    if not exchanges:
        return _Slice(rows, named, Erasures(()))
    for exchange, subject, epoch in await connection.fetch(_SUBJECTS, exchanges, exchanges[0], exchanges[-1]):
        named.setdefault(exchange, []).append((subject, epoch))
    erased = logged_erasures.erasures_in(await logged_erasures.about(connection, exchanges[0], exchanges[-1], seals))
    return _Slice(rows, named, erased)


def _record(rows: Sequence[Any], hashes: bytes, first: int, below: int) -> Iterator[Fault]:  # Any: as above
    """Yield which entries are missing, stand in one place with another, or are not those that the tile hashes."""
    there: dict[int, list[Any]] = {}
    for row in rows:
        there.setdefault(row["index"], []).append(row)
    for index in range(first, below):
        own = there.get(index, [])
        logged = hashes[(index - first) * HASH_SIZE :][:HASH_SIZE]
        if len(own) != 1 or hash_of(own[0]) != logged:
            yield Fault(RECORD, index, own[0]["exchange"] if own else "")


def _entry(row: Any, found: _Slice) -> Iterator[Fault]:  # Any: as above
    index, exchange = row["index"], row["exchange"]
    if row["details"] is None:
        if found.erasures.explain(exchange, "details") is None:
            yield Fault(GONE, index, exchange)
        return
    if not opens(row):
        yield Fault(ALTERED, index, exchange)
        return
    details = orjson.loads(row["details"])
    if not _signature_kept(details, row["signature"]):
        yield Fault(SIGNED, index, exchange)
    if row["last"] and not _subjects_there(details, exchange, found):
        yield Fault(SUBJECTS, index, exchange)


def _signature_kept(details: Mapping[str, Any], kept: str | None) -> bool:  # Any: JSON
    """Tell whether the signature beside an entry is the one it names; an outcome's lies beside the intent it cites."""
    named = details.get(SIGNATURE)
    if named is None:
        return kept is None and details.get(LEGAL_ACT) is not True
    if kept is None:
        return "intent" in details
    return bool(hashlib.sha256(kept.encode()).hexdigest() == named.get("digest"))


def _subjects_there(details: Mapping[str, Any], exchange: str, found: _Slice) -> bool:  # Any: JSON
    """Tell whether the list of people is the one that the details have the digest of, or was erased as a whole."""
    there, named = found.subjects.get(exchange, ()), details.get("subjects")
    if named is None:
        return not there
    if not there and found.erasures.explain(exchange, "subjects") is not None:
        return True
    if any(epoch != named.get("epoch") for _, epoch in there):
        return False
    spelt = orjson.dumps(sorted(b64url(subject) for subject, _ in there))
    stated = (named.get("count", len(there)), named.get("blinded", named.get("digest")))
    return stated == (len(there), b64url(hashlib.sha256(spelt).digest()))
