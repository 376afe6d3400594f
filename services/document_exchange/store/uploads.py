"""Uploads in PostgreSQL, and the room of those that no document names: promised before their bytes come.

Whoever begins to keep bytes under a digest, and whoever removes them, takes the lock of that digest: what is on its way
is seen by the one who removes, and what is being removed is over before the same bytes come anew.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.documents.upload import Upload
from services.document_exchange.models import DiscardedRow, DocumentFileRow, ExpectedUploadRow, UploadRow
from services.document_exchange.wire import Coming

_UPLOADS: Final = table_of(UploadRow)
_FILES: Final = table_of(DocumentFileRow)
_EXPECTED: Final = table_of(ExpectedUploadRow)
_DISCARDED: Final = table_of(DiscardedRow)
_BATCH: Final = 1_000

_LOCK: Final = select(func.pg_advisory_xact_lock(bindparam("scope", type_=BigInteger)))
_TRY_LOCK: Final = select(func.pg_try_advisory_xact_lock(bindparam("scope", type_=BigInteger)))


@dataclass(frozen=True, slots=True)
class Taken:
    """What a member has uploaded, or is uploading, and no document names."""

    uploads: int
    size: int  # bytes


def _scope(*parts: str) -> dict[str, int]:
    digest = hashlib.sha256("\0".join(("document-exchange", *parts)).encode()).digest()
    return {"scope": int.from_bytes(digest[:8], "big", signed=True)}


async def add(unit: Unit, upload: Upload, member: str) -> None:
    """Keep that a member sent these bytes."""
    await unit.connection.execute(insert(_UPLOADS).values(member=member, **upload.model_dump()))


async def held(unit: Unit, upload_ids: Sequence[str], *, member: str) -> dict[str, Upload]:
    """Return those of the uploads that are there and the member's own, by id; they stay until the unit ends."""
    own = select(*(each for each in _UPLOADS.columns if each.name not in {"member", "attached"})).where(
        _UPLOADS.c.upload_id.in_(upload_ids), _UPLOADS.c.member == member
    )
    # in one order, or two drafts could wait for each other
    query = own.order_by(_UPLOADS.c.upload_id).with_for_update()
    found = (await unit.connection.execute(query)).mappings()
    return {row["upload_id"]: Upload.model_validate(row) for row in found}


async def taken(unit: Unit, member: str) -> Taken:
    """Return what the member takes now; until the unit ends, nobody else promises room to the same member."""
    await unit.connection.execute(_LOCK, _scope("room", member))
    waiting = select(_UPLOADS.c.size).where(_UPLOADS.c.member == member, ~_UPLOADS.c.attached)
    coming = select(_EXPECTED.c.size).where(_EXPECTED.c.member == member)
    both = waiting.union_all(coming).subquery()
    found = (await unit.connection.execute(select(func.count(), func.coalesce(func.sum(both.c.size), 0)))).one()
    return Taken(int(found[0]), int(found[1]))


async def expect(unit: Unit, upload_id: str, member: str, coming: Coming) -> None:
    """Keep that bytes of this digest are on their way, and how many at most."""
    await unit.connection.execute(_LOCK, _scope("file", coming.digest))
    row = {"upload_id": upload_id, "member": member, "digest": coming.digest, "size": coming.most, "since": unit.now}
    await unit.connection.execute(insert(_EXPECTED).values(row))


async def arrived(unit: Unit, upload_id: str) -> None:
    """Keep that the bytes are no longer on their way: an upload stands for them in the same unit."""
    await unit.connection.execute(delete(_EXPECTED).where(_EXPECTED.c.upload_id == upload_id))


async def give_up(unit: Unit, upload_id: str) -> None:
    """Expect no more bytes for this upload: what came of them is to be removed."""
    await _give_up(unit, _EXPECTED.c.upload_id == upload_id)


async def give_up_old(unit: Unit, before: datetime) -> None:
    """Expect no more bytes that should have come so long ago: whoever received them was killed."""
    await _give_up(unit, _EXPECTED.c.since < before)


async def _give_up(unit: Unit, which: ColumnElement[bool]) -> None:
    gone = delete(_EXPECTED).where(which).returning(_EXPECTED.c.digest)
    await _discard(unit, list(await unit.connection.scalars(gone)))


async def forget_unattached(unit: Unit, before: datetime) -> None:
    """Forget uploads so old that no document names: a draft that does so right now holds them, and is waited for."""
    named = exists().where(_FILES.c.upload_id == _UPLOADS.c.upload_id)  # also by a draft of an earlier release
    old = select(_UPLOADS.c.upload_id).where(~_UPLOADS.c.attached, _UPLOADS.c.uploaded_at < before).limit(_BATCH)
    gone = delete(_UPLOADS).where(_UPLOADS.c.upload_id.in_(old), ~_UPLOADS.c.attached, ~named)
    await _discard(unit, list(await unit.connection.scalars(gone.returning(_UPLOADS.c.digest))))


async def _discard(unit: Unit, digests: list[str]) -> None:
    if digests:
        rows = [{"digest": digest, "since": unit.now} for digest in sorted(set(digests))]
        await unit.connection.execute(insert(_DISCARDED).values(rows).on_conflict_do_nothing())


async def attach(unit: Unit, upload_ids: list[str]) -> None:
    """Keep that a document names these uploads: they take no room any more, and stay."""
    named = update(_UPLOADS).where(_UPLOADS.c.upload_id.in_(upload_ids), ~_UPLOADS.c.attached)
    await unit.connection.execute(named.values(attached=True))


async def is_collector(unit: Unit) -> bool:
    """Tell whether this unit, and no other process, removes files until it ends."""
    return bool(await unit.connection.scalar(_TRY_LOCK, _scope("collector")))


async def discarded(unit: Unit, before: datetime) -> list[str]:
    """Return digests of files that nobody has needed since then, oldest first."""
    query = select(_DISCARDED.c.digest).where(_DISCARDED.c.since < before).order_by(_DISCARDED.c.since).limit(_BATCH)
    return list(await unit.connection.scalars(query))


async def is_needed(unit: Unit, digest: str) -> bool:
    """Tell whether an upload has this digest or is to have it; until the unit ends, no new one is expected."""
    await unit.connection.execute(_LOCK, _scope("file", digest))
    needed = or_(exists().where(_UPLOADS.c.digest == digest), exists().where(_EXPECTED.c.digest == digest))
    return bool(await unit.connection.scalar(select(needed)))


async def removed(unit: Unit, digest: str) -> None:
    """Keep that the file is gone, or needed again."""
    await unit.connection.execute(delete(_DISCARDED).where(_DISCARDED.c.digest == digest))
