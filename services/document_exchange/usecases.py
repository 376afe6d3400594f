"""What members do with documents: one verb, one transaction."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

from chassis.process import crash
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.national.documents.delivery import Delivery
from contracts.national.documents.dispatch import Dispatch
from contracts.national.documents.dispatch_order import DispatchOrder
from contracts.national.documents.document import Document
from contracts.national.documents.document_draft import DocumentDraft
from contracts.national.documents.document_file import DocumentFile
from contracts.national.documents.document_number import DocumentNumber
from contracts.national.documents.inbox_page import InboxPage
from contracts.national.documents.upload import Upload
from contracts.problems import InvalidInput, NotFound, Unavailable
from contracts.voucher import Caller
from services.document_exchange import domain, events
from services.document_exchange.domain import DeliveryStatus, DocumentStatus, Party, Room
from services.document_exchange.errors import ANSWERS_NOTHING, DocumentNumberTaken, no_such_upload
from services.document_exchange.store import documents as store
from services.document_exchange.store import room as room_store
from services.document_exchange.store.documents import KeptFile
from services.document_exchange.store.files import Files
from services.document_exchange.wire import Coming, DeliveryPosition, InboxQuery, Received

_COLLECT_EVERY_S: Final = 900.0


@asynccontextmanager
async def room_for(units: Units, caller: Caller, coming: Coming, room: Room) -> AsyncIterator[str]:
    """Take room for bytes before the first of them comes and yield the id of their upload; raise `TooManyUploads`.

    What did not become an upload gives its room back at the end, and what was kept of it is removed later.
    """
    async with units.open() as unit:
        taken = await room_store.taken(unit, caller.member)
        domain.must_have_room(taken.uploads + 1, taken.size + coming.most, room)
        upload_id = unit.new_id("upl")
        await room_store.expect(unit, upload_id, caller.member, coming)
    crash.point("expect")
    try:
        yield upload_id
    finally:
        # the answer stands by now: room that cannot be given back now is given back when it is old
        with suppress(Unavailable):
            async with units.open() as unit:
                await room_store.give_up(unit, upload_id)


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
        if not await room_store.is_collector(unit):
            return
        await room_store.give_up_old(unit, unit.now - kept)
        await room_store.forget_unattached(unit, unit.now - kept)
        unneeded = await room_store.discarded(unit, unit.now - domain.DISCARDED_FOR)
    for digest in unneeded:
        async with units.open() as unit:
            if not await room_store.is_needed(unit, digest):
                await files.remove(digest)
            await room_store.removed(unit, digest)
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
    await store.add_upload(unit, upload, caller.member)
    await room_store.arrived(unit, upload.upload_id)
    return upload


async def draft_document(unit: Unit, caller: Caller, draft: DocumentDraft) -> Document:
    """Write a draft; raise `DocumentNumberTaken`, or `InvalidInput` for a draft that cannot be sent as it stands."""
    number = domain.number_of(draft.number)
    domain.must_have_come(draft.dated, unit.now)
    domain.must_be_whole(draft.files)
    if draft.in_reply_to is not None and not await store.is_visible(unit, draft.in_reply_to, to=caller.member):
        raise InvalidInput(faults=[ANSWERS_NOTHING])
    document = Document(
        document_id=unit.new_id("doc"),
        issuer=caller.member,
        number=DocumentNumber(printed=draft.number, normalised=number),
        year=draft.dated.year,
        type=draft.type,
        subject=draft.subject,
        dated=draft.dated,
        urgency=draft.urgency or domain.URGENCY_UNSTATED,
        secrecy=draft.secrecy or domain.SECRECY_UNSTATED,
        status=DocumentStatus.DRAFT,
        summary=draft.summary,
        signatory=draft.signatory,
        legal_bases=draft.legal_bases,
        in_reply_to=draft.in_reply_to,
        files=await _files(unit, caller, draft),
        drafted_at=unit.now,
    )
    if not await store.add_document(unit, document, [file.upload_id for file in draft.files]):
        raise DocumentNumberTaken(number=draft.number, year=document.year)
    await room_store.attach(unit, [file.upload_id for file in draft.files])
    return document


async def _files(unit: Unit, caller: Caller, draft: DocumentDraft) -> list[DocumentFile]:
    """Return the files of the draft with ids of their own; raise `InvalidInput` naming each upload that is missing."""
    uploads = await store.uploads(unit, [file.upload_id for file in draft.files], member=caller.member)
    missing = [no_such_upload(n) for n, file in enumerate(draft.files) if file.upload_id not in uploads]
    if missing:
        raise InvalidInput(faults=missing)
    return [
        DocumentFile(
            file_id=unit.new_id("fil"),
            role=file.role,
            title=file.title,
            digest=uploads[file.upload_id].digest,
            size=uploads[file.upload_id].size,
            media_type=uploads[file.upload_id].media_type,
        )
        for file in draft.files
    ]


async def get_document(unit: Unit, caller: Caller, document_id: str) -> Document:
    """Return a document that the caller's member issued or received; raise `NotFound` for any other."""
    document = await store.document(unit, document_id, visible_to=caller.member)
    if document is None:
        raise NotFound
    return document


async def dispatch_document(unit: Unit, caller: Caller, document_id: str, order: DispatchOrder) -> Dispatch:
    """Send a document to its recipients and announce it.

    Raises `NotFound` for a document of somebody else, `DocumentAlreadyDispatched`, and `InvalidInput` for recipients
    that stand twice or are the issuer.
    """
    document = await store.own_document(unit, document_id, issuer=caller.member)
    if document is None:
        raise NotFound
    status = domain.dispatched(document.status, Party.ISSUER)
    domain.must_go_to_others(order.recipients, caller.member)
    domain.must_be_due_later(order.due_on, unit.now)
    dispatch = _dispatch(unit, document_id, order)
    await store.dispatch(unit, dispatch, status)
    unit.announce(events.document_dispatched(unit, dispatch, issuer=caller.member, document_type=document.type))
    return dispatch


def _dispatch(unit: Unit, document_id: str, order: DispatchOrder) -> Dispatch:
    deliveries = [
        Delivery(
            delivery_id=unit.new_id("dlv"),
            document_id=document_id,
            recipient=recipient.member,
            purpose=recipient.purpose,
            status=DeliveryStatus.DELIVERED,  # the inbox is the recipient's own: to lie in it is to be delivered
            due_on=order.due_on,
            delivered_at=unit.now,
        )
        for recipient in order.recipients
    ]
    return Dispatch(document_id=document_id, dispatched_at=unit.now, deliveries=deliveries)


async def list_inbox(unit: Unit, caller: Caller, query: InboxQuery) -> InboxPage:
    """Return one page of the deliveries to the caller's member, newest first."""
    found = await store.inbox(
        unit,
        recipient=caller.member,
        status=query.status,
        after=query.after.delivery_id if query.after else None,
        limit=query.limit + 1,  # one more than asked for tells whether there is a next page
    )
    if len(found) <= query.limit:
        return InboxPage(items=found)
    return InboxPage(
        items=found[: query.limit],
        next=query.cursor(DeliveryPosition(delivery_id=found[query.limit - 1].delivery.delivery_id)),
    )


async def open_delivery(unit: Unit, caller: Caller, delivery_id: str) -> Delivery:
    """Open a delivery and announce it; raise `NotFound` for another's, `DeliveryAlreadyOpened` the second time."""
    own = await store.own_delivery(unit, delivery_id, recipient=caller.member)
    if own is None:
        raise NotFound
    status = domain.opened(DeliveryStatus(own.delivery.status), Party.RECIPIENT, own.delivery.opened_at)
    await store.open_delivery(unit, delivery_id, status=status, opened_at=unit.now, officer=caller.officer)
    delivery = own.delivery.model_copy(update={"status": status.value, "opened_at": unit.now})
    unit.announce(events.delivery_opened(unit, delivery, issuer=own.issuer))
    return delivery


async def find_file(unit: Unit, caller: Caller, document_id: str, file_id: str) -> KeptFile:
    """Return where the bytes of a file are; raise `NotFound`, or `DeliveryNotOpened` for a recipient in a hurry."""
    file = await store.kept_file(unit, document_id, file_id, reader=caller.member)
    if file is None:
        raise NotFound
    domain.must_be_readable(file.reader, file.delivery)
    return file
