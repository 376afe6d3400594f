"""Draft, read and dispatch documents, find their files for readers, and tell what an office can read."""

from chassis.reference.held import HeldOrganisations
from chassis.reference.tables import Concerned, acting_seat
from chassis.unit.unit import Unit
from contracts.national.documents.delivery import Delivery
from contracts.national.documents.dispatch import Dispatch
from contracts.national.documents.dispatch_order import DispatchOrder
from contracts.national.documents.document import Document
from contracts.national.documents.document_draft import DocumentDraft
from contracts.national.documents.document_file import DocumentFile
from contracts.national.documents.document_number import DocumentNumber
from contracts.national.documents.readability_check import ReadabilityCheck
from contracts.national.documents.readability_report import CheckedDocument, ReadabilityReport
from contracts.problems import InvalidInput, NotFound
from contracts.voucher import Caller
from services.document_exchange import domain, events
from services.document_exchange.domain import DeliveryStatus, DocumentStatus, Party
from services.document_exchange.errors import ANSWERS_NOTHING, DocumentNumberTaken, no_such_upload
from services.document_exchange.store import documents as store
from services.document_exchange.store import uploads
from services.document_exchange.store.documents import KeptFile
from services.document_exchange.usecases.letters import (
    RIGHTS,
    is_issuer,
    is_recipient,
    today,
    visible_document,
    writing_seat,
)
from services.document_exchange.wire import seat_document, seat_of


async def draft_document(unit: Unit, caller: Caller, draft: DocumentDraft, held: HeldOrganisations) -> Document:
    """Write a draft of the caller's office.

    Raises `OfficeNeeded`, `DocumentNumberTaken`, or `InvalidInput` for a draft that cannot be sent as it stands.
    """
    issuer = writing_seat(unit, "draftDocument", caller, held)
    number = domain.number_of(draft.number)
    domain.must_have_come(draft.dated, unit.now)
    domain.must_be_whole(draft.files)
    if draft.in_reply_to is not None:
        await _must_be_visible(unit, caller, draft.in_reply_to, held)
    document = Document(
        document_id=unit.new_id("doc"),
        issuer=seat_document(issuer),
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
    await uploads.attach(unit, [file.upload_id for file in draft.files])
    return document


async def _must_be_visible(unit: Unit, caller: Caller, document_id: str, held: HeldOrganisations) -> None:
    try:
        await visible_document(unit, caller, document_id, held)
    except NotFound:
        raise InvalidInput(faults=[ANSWERS_NOTHING]) from None


async def _files(unit: Unit, caller: Caller, draft: DocumentDraft) -> list[DocumentFile]:
    """Return the files of the draft with ids of their own; raise `InvalidInput` naming each upload that is missing."""
    kept = await uploads.locked_uploads(unit, [file.upload_id for file in draft.files], member=caller.member)
    missing = [no_such_upload(n) for n, file in enumerate(draft.files) if file.upload_id not in kept]
    if missing:
        raise InvalidInput(faults=missing)
    return [
        DocumentFile(
            file_id=unit.new_id("fil"),
            role=file.role,
            title=file.title,
            digest=kept[file.upload_id].digest,
            size=kept[file.upload_id].size,
            media_type=kept[file.upload_id].media_type,
        )
        for file in draft.files
    ]


async def get_document(unit: Unit, caller: Caller, document_id: str, held: HeldOrganisations) -> Document:
    """Return a document that the caller's office issued, received or supervises; raise `NotFound` for any other."""
    return await visible_document(unit, caller, document_id, held)


async def dispatch_document(
    unit: Unit, caller: Caller, document_id: str, order: DispatchOrder, held: HeldOrganisations
) -> Dispatch:
    """Send a document to its recipients and announce it.

    Raises `OfficeNeeded`, `NotFound` for a document of another office, `DocumentAlreadyDispatched`, and
    `InvalidInput` for recipients that stand twice or are the issuer.
    """
    acting_seat(caller, held.current, today(unit))
    document = await store.locked_document(unit, document_id)
    if document is None or not is_issuer("dispatchDocument", caller, document.issuer, held.current):
        raise NotFound
    status = domain.dispatched(document.status, Party.ISSUER)
    domain.must_go_to_others(order.recipients, document.issuer)
    domain.must_be_due_later(order.due_on, unit.now)
    dispatch = _dispatch(unit, document_id, order)
    await store.dispatch(unit, dispatch, status)
    unit.announce(events.document_dispatched(unit, dispatch, issuer=document.issuer, document_type=document.type))
    return dispatch


def _dispatch(unit: Unit, document_id: str, order: DispatchOrder) -> Dispatch:
    deliveries = [
        Delivery(
            delivery_id=unit.new_id("dlv"),
            document_id=document_id,
            recipient=recipient.to,
            purpose=recipient.purpose,
            status=DeliveryStatus.DELIVERED,  # the inbox is the recipient's own: to lie in it is to be delivered
            due_on=order.due_on,
            delivered_at=unit.now,
        )
        for recipient in order.recipients
    ]
    return Dispatch(document_id=document_id, dispatched_at=unit.now, deliveries=deliveries)


async def find_file(unit: Unit, caller: Caller, document_id: str, file_id: str, held: HeldOrganisations) -> KeptFile:
    """Return a file with the digest of its bytes; raise `NotFound`, or `DeliveryNotOpened` before the opening."""
    organisations = held.current
    RIGHTS.must_stand("readFile", caller, organisations, today(unit))
    file = await store.kept_file(unit, document_id, file_id)
    if file is None:
        raise NotFound
    if not is_issuer("readFile", caller, file.issuer, organisations):
        own = [status for seat, status in file.deliveries if is_recipient("readFile", caller, seat, organisations)]
        if not own:
            raise NotFound
        domain.must_be_opened(own)
    return file


async def check_readability(
    unit: Unit, caller: Caller, check: ReadabilityCheck, held: HeldOrganisations
) -> ReadabilityReport:
    """Return how each document stands to the office, in the order asked; raise `NotFound` for who may not ask."""
    organisations = held.current
    RIGHTS.must_stand("checkReadability", caller, organisations, today(unit))
    if not RIGHTS.allows("checkReadability", caller, Concerned({}), organisations):
        raise NotFound
    reader = seat_of(check.seat)
    readers = {reader, *organisations.succeeded(reader)}
    letters = await store.letters(unit, [named.document_id for named in check.documents])
    return ReadabilityReport(
        documents=[
            CheckedDocument(
                document_id=named.document_id,
                readability=domain.readability(letters.get(named.document_id), named.sha256, readers),
            )
            for named in check.documents
        ]
    )
