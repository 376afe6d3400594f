"""SQL of uploads: reserved before their bytes come, counted against quotas, garbage-collected without a document.

Whoever begins to keep bytes under a digest, and whoever removes them, takes the lock of that digest: what is on its way
is seen by the one who removes, and what is being removed is over before the same bytes come anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.postgres.advisory_locks import lock_key
from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.documents.upload import Upload
from services.document_exchange.models import DiscardedRow, DocumentFileRow, ExpectedUploadRow, UploadRow
from services.document_exchange.wire import AnnouncedUpload

_UPLOADS: Final = table_of(UploadRow)
_FILES: Final = table_of(DocumentFileRow)
_EXPECTED: Final = table_of(ExpectedUploadRow)
_DISCARDED: Final = table_of(DiscardedRow)
_BATCH: Final = 1_000

_LOCK: Final = select(func.pg_advisory_xact_lock(bindparam("scope", type_=BigInteger)))
_TRY_LOCK: Final = select(func.pg_try_advisory_xact_lock(bindparam("scope", type_=BigInteger)))


@dataclass(frozen=True, slots=True)
class Usage:
    """What counts against a member's quota: uploads, or uploads to come, that no document names."""

    uploads: int
    size: int  # bytes


def _scope(*parts: str) -> dict[str, int]:
    return {"scope": lock_key("document-exchange", *parts)}


async def add(unit: Unit, upload: Upload, member: str) -> None:
    """Write an upload of a member."""
    await unit.connection.execute(insert(_UPLOADS).values(member=member, **upload.model_dump()))


async def locked_uploads(unit: Unit, upload_ids: Sequence[str], *, member: str) -> dict[str, Upload]:
    """Return the member's own of these uploads by id, their rows locked until the unit ends."""
    own = select(*(column for column in _UPLOADS.columns if column.name not in {"member", "attached"})).where(
        _UPLOADS.c.upload_id.in_(upload_ids), _UPLOADS.c.member == member
    )
    # in one order, or two drafts could wait for each other
    query = own.order_by(_UPLOADS.c.upload_id).with_for_update()
    rows = (await unit.connection.execute(query)).mappings()
    return {row["upload_id"]: Upload.model_validate(row) for row in rows}


async def usage(unit: Unit, member: str) -> Usage:
    """Return what the member uses of its quota; a lock keeps others from reserving more until the unit ends."""
    await unit.connection.execute(_LOCK, _scope("room", member))
    waiting = select(_UPLOADS.c.size).where(_UPLOADS.c.member == member, ~_UPLOADS.c.attached)
    coming = select(_EXPECTED.c.size).where(_EXPECTED.c.member == member)
    sizes = waiting.union_all(coming).subquery()
    sums = (await unit.connection.execute(select(func.count(), func.coalesce(func.sum(sizes.c.size), 0)))).one()
    return Usage(int(sums[0]), int(sums[1]))


async def expect(unit: Unit, upload_id: str, member: str, announced: AnnouncedUpload) -> None:
    """Reserve an upload: bytes of this digest are to come, and how many at most."""
    await unit.connection.execute(_LOCK, _scope("file", announced.digest))
    row = {
        "upload_id": upload_id,
        "member": member,
        "digest": announced.digest,
        "size": announced.most,
        "since": unit.now,
    }
    await unit.connection.execute(insert(_EXPECTED).values(row))


async def arrived(unit: Unit, upload_id: str) -> None:
    """Delete the reservation of an upload that arrived; the same unit writes the upload itself."""
    await unit.connection.execute(delete(_EXPECTED).where(_EXPECTED.c.upload_id == upload_id))


async def give_up(unit: Unit, upload_id: str) -> None:
    """Delete the reservation of an upload that did not arrive, and mark its digest for garbage collection."""
    await _give_up(unit, _EXPECTED.c.upload_id == upload_id)


async def give_up_old(unit: Unit, before: datetime) -> None:
    """Do the same for reservations made before that time: the process that received the bytes was killed."""
    await _give_up(unit, _EXPECTED.c.since < before)


async def _give_up(unit: Unit, which: ColumnElement[bool]) -> None:
    gone = delete(_EXPECTED).where(which).returning(_EXPECTED.c.digest)
    await _discard(unit, list(await unit.connection.scalars(gone)))


async def forget_unattached(unit: Unit, before: datetime) -> None:
    """Delete uploads from before that time that no document names; a draft that names one now has locked its row."""
    named = exists().where(_FILES.c.upload_id == _UPLOADS.c.upload_id)  # also by a draft of an earlier release
    old = select(_UPLOADS.c.upload_id).where(~_UPLOADS.c.attached, _UPLOADS.c.uploaded_at < before).limit(_BATCH)
    gone = delete(_UPLOADS).where(_UPLOADS.c.upload_id.in_(old), ~_UPLOADS.c.attached, ~named)
    await _discard(unit, list(await unit.connection.scalars(gone.returning(_UPLOADS.c.digest))))


async def _discard(unit: Unit, digests: list[str]) -> None:
    if digests:
        rows = [{"digest": digest, "since": unit.now} for digest in sorted(set(digests))]
        await unit.connection.execute(insert(_DISCARDED).values(rows).on_conflict_do_nothing())


async def attach(unit: Unit, upload_ids: list[str]) -> None:
    """Write that a document names these uploads: they no longer count against the quota, and stay."""
    named = update(_UPLOADS).where(_UPLOADS.c.upload_id.in_(upload_ids), ~_UPLOADS.c.attached)
    await unit.connection.execute(named.values(attached=True))


async def is_collector(unit: Unit) -> bool:
    """Take the advisory lock of garbage collection until the unit ends; return False when another process has it."""
    return bool(await unit.connection.scalar(_TRY_LOCK, _scope("collector")))


async def discarded(unit: Unit, before: datetime) -> list[str]:
    """Return the digests marked for garbage collection before that time, oldest first."""
    query = select(_DISCARDED.c.digest).where(_DISCARDED.c.since < before).order_by(_DISCARDED.c.since).limit(_BATCH)
    return list(await unit.connection.scalars(query))


async def is_needed(unit: Unit, digest: str) -> bool:
    """Tell whether an upload or a reservation has this digest, which stays locked until the unit ends."""
    await unit.connection.execute(_LOCK, _scope("file", digest))
    needed = or_(exists().where(_UPLOADS.c.digest == digest), exists().where(_EXPECTED.c.digest == digest))
    return bool(await unit.connection.scalar(select(needed)))


async def removed(unit: Unit, digest: str) -> None:
    """Delete the mark of a file that is gone, or needed again."""
    await unit.connection.execute(delete(_DISCARDED).where(_DISCARDED.c.digest == digest))
