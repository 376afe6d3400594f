"""Reserve quota for an upload, keep what arrived, and collect the garbage: uploads that no document names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

from chassis.process import crash
from chassis.reference.held import HeldOrganisations
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.national.documents.upload import Upload
from contracts.problems import Unavailable
from contracts.voucher import Caller
from services.document_exchange import domain
from services.document_exchange.domain import Quota
from services.document_exchange.store import uploads as store
from services.document_exchange.store.files import Files
from services.document_exchange.usecases.letters import writing_seat
from services.document_exchange.wire import AnnouncedUpload, ReceivedUpload

_COLLECT_EVERY_S: Final = 900.0


@asynccontextmanager
async def reserved_upload(
    units: Units, caller: Caller, announced: AnnouncedUpload, quota: Quota, held: HeldOrganisations
) -> AsyncIterator[str]:
    """Reserve quota for an upload before its first byte and yield its id; raise `OfficeNeeded` or `TooManyUploads`.

    What did not become an upload gives its quota back at the end, and what was kept of it is removed later.
    """
    async with units.open() as unit:
        writing_seat(unit, "uploadFile", caller, held)
        usage = await store.usage(unit, caller.member)
        domain.must_be_within_quota(usage.uploads + 1, usage.size + announced.most, quota)
        upload_id = unit.new_id("upl")
        await store.expect(unit, upload_id, caller.member, announced)
    crash.point("expect")
    try:
        yield upload_id
    finally:
        # the answer stands by now: room that cannot be given back now is given back when it is old
        with suppress(Unavailable):
            async with units.open() as unit:
                await store.give_up(unit, upload_id)


async def keep_collecting(files: Files, quota: Quota, units: Units) -> None:
    """Collect garbage every quarter of an hour, until cancelled; what fails is tried again the next time."""
    while True:
        await asyncio.sleep(_COLLECT_EVERY_S)
        with suppress(Unavailable):
            await collect(units, files, timedelta(hours=quota.kept_h))


async def collect(units: Units, files: Files, kept: timedelta) -> None:
    """Collect garbage: delete uploads and reservations older than `kept`, and an hour later the files that were theirs.

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


async def keep_upload(unit: Unit, caller: Caller, received: ReceivedUpload) -> Upload:
    """Record an upload of the caller's member, so that a document may name it."""
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
