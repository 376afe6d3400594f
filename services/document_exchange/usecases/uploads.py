"""Uploads: room for bytes before they come, what arrived whole, and the removal of what no document names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

from chassis.process import crash
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.national.documents.upload import Upload
from contracts.problems import Unavailable
from contracts.voucher import Caller
from services.document_exchange import domain
from services.document_exchange.domain import Room
from services.document_exchange.store import uploads as store
from services.document_exchange.store.files import Files
from services.document_exchange.wire import Coming, Received

_COLLECT_EVERY_S: Final = 900.0


@asynccontextmanager
async def room_for(units: Units, caller: Caller, coming: Coming, room: Room) -> AsyncIterator[str]:
    """Take room for bytes before the first of them comes and yield the id of their upload; raise `TooManyUploads`.

    What did not become an upload gives its room back at the end, and what was kept of it is removed later.
    """
    async with units.open() as unit:
        taken = await store.taken(unit, caller.member)
        domain.must_have_room(taken.uploads + 1, taken.size + coming.most, room)
        upload_id = unit.new_id("upl")
        await store.expect(unit, upload_id, caller.member, coming)
    crash.point("expect")
    try:
        yield upload_id
    finally:
        # the answer stands by now: room that cannot be given back now is given back when it is old
        with suppress(Unavailable):
            async with units.open() as unit:
                await store.give_up(unit, upload_id)


async def keep_collecting(files: Files, room: Room, units: Units) -> None:
    """Collect every quarter of an hour, until cancelled; what fails is tried again the next time."""
    while True:
        await asyncio.sleep(_COLLECT_EVERY_S)
        with suppress(Unavailable):
            await collect(units, files, timedelta(hours=room.kept_h))


async def collect(units: Units, files: Files, kept: timedelta) -> None:
    """Remove what nobody needs: first uploads and promises that are old, later the files that were theirs alone.

    A draft holds the uploads that it names, so they are waited for and stay. Raises `Unavailable`.
    """
    async with units.open() as unit:
        if not await store.is_collector(unit):
            return
        await store.give_up_old(unit, unit.now - kept)
        await store.forget_unattached(unit, unit.now - kept)
        unneeded = await store.discarded(unit, unit.now - domain.DISCARDED_FOR)
    for digest in unneeded:
        async with units.open() as unit:
            if not await store.is_needed(unit, digest):
                await files.remove(digest)
            await store.removed(unit, digest)
    await files.remove_parts((units.clock.now() - kept).timestamp())


async def keep_upload(unit: Unit, caller: Caller, received: Received) -> Upload:
    """Keep that the caller's member sent these bytes, so that a document may name them."""
    upload = Upload(
        upload_id=received.upload_id,
        digest=received.digest,
        size=received.size,
        media_type=received.media_type,
        uploaded_at=unit.now,
    )
    await store.add(unit, upload, caller.member)
    await store.arrived(unit, upload.upload_id)
    return upload
