"""SQL of documents, their files and their deliveries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, bindparam, case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.postgres.statements import array_of, insert_all, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.documents.dispatch import Dispatch
from contracts.national.documents.document import Document
from contracts.national.documents.document_number import DocumentNumber
from contracts.national.shared.seat import Seat as SeatDocument
from contracts.seats import Seat
from services.document_exchange.domain import DeliveryStatus, DocumentStatus, Letter
from services.document_exchange.models import DeliveryRow, DocumentFileRow, DocumentRow, UploadRow

_UPLOADS: Final = table_of(UploadRow)
_DOCUMENTS: Final = table_of(DocumentRow)
_FILES: Final = table_of(DocumentFileRow)
_DELIVERIES: Final = table_of(DeliveryRow)

# what a recipient sees of a document in its inbox, before it opens the delivery
ENVELOPE: Final = tuple(
    _DOCUMENTS.c[name]
    for name in (
        "issuer",
        "issuer_office",
        "number_printed",
        "number_normal",
        "type",
        "subject",
        "dated",
        "urgency",
        "secrecy",
    )
)


async def add_document(unit: Unit, document: Document, upload_ids: Sequence[str]) -> bool:
    """Write a draft with its files; return False when the issuing office has used its number in that year already."""
    facts: dict[str, JSON] = document.model_dump(
        mode="json", include={"signatory", "legal_bases"}, by_alias=True, exclude_none=True
    )
    row = document.model_dump(exclude={"issuer", "number", "files", "deliveries", "signatory", "legal_bases"}) | {
        "issuer": document.issuer.member,
        "issuer_office": document.issuer.office,
        "number_printed": document.number.printed,
        "number_normal": document.number.normalised,
        "signatory": facts.get("signatory"),
        "legal_bases": facts.get("legalBases"),
    }
    numbered = await unit.connection.execute(insert(_DOCUMENTS).values(row).on_conflict_do_nothing())
    if numbered.rowcount == 0:
        return False
    files = [
        {"document_id": document.document_id, "position": position, "upload_id": upload_id}
        | file.model_dump(include={"file_id", "role", "title"})
        for position, (file, upload_id) in enumerate(zip(document.files, upload_ids, strict=True))
    ]
    await unit.connection.execute(insert_all(_FILES), {_FILES.name: files})
    return True


_files = array_of(
    _FILES.join(_UPLOADS),
    _FILES.c.position,
    {
        "fileId": _FILES.c.file_id,
        "role": _FILES.c.role,
        "title": _FILES.c.title,
        "digest": _UPLOADS.c.digest,
        "size": _UPLOADS.c.size,
        "mediaType": _UPLOADS.c.media_type,
    },
).where(_FILES.c.document_id == _DOCUMENTS.c.document_id)


# The names of a seat's members are part of the statement's text.
def _seat(member: ColumnElement[Any], office: ColumnElement[Any]) -> ColumnElement[Any]:  # Any: SQL types
    return func.jsonb_build_object("member", member, "office", office)


_deliveries = array_of(
    _DELIVERIES,
    _DELIVERIES.c.position,
    {
        "deliveryId": _DELIVERIES.c.delivery_id,
        "documentId": _DELIVERIES.c.document_id,
        "recipient": _seat(_DELIVERIES.c.recipient, _DELIVERIES.c.recipient_office),
        "purpose": _DELIVERIES.c.purpose,
        "status": _DELIVERIES.c.status,
        "dueOn": _DELIVERIES.c.due_on,
        "deliveredAt": _DELIVERIES.c.delivered_at,
        "openedAt": _DELIVERIES.c.opened_at,
        "openedBy": case(
            (_DELIVERIES.c.opened_member.is_not(None), _seat(_DELIVERIES.c.opened_member, _DELIVERIES.c.opened_office))
        ),
    },
).where(_DELIVERIES.c.document_id == _DOCUMENTS.c.document_id)
_DOCUMENT: Final = select(
    _DOCUMENTS,
    _files.correlate(_DOCUMENTS).scalar_subquery().label("files"),
    _deliveries.correlate(_DOCUMENTS).scalar_subquery().label("deliveries"),
).where(_DOCUMENTS.c.document_id == bindparam("document_id"))


async def document(unit: Unit, document_id: str) -> Document | None:
    """Return the document with its files and all its deliveries; who may see them is the caller's to decide."""
    row = (await unit.connection.execute(_DOCUMENT, {"document_id": document_id})).mappings().first()
    return None if row is None else Document.model_validate(as_document(row))


def as_document(row: RowMapping) -> dict[str, object]:
    """Return the row as a dict, with its number as one `DocumentNumber` and its issuer as one seat."""
    facts = dict(row)
    number = DocumentNumber(printed=facts.pop("number_printed"), normalised=facts.pop("number_normal"))
    issuer = SeatDocument(member=facts.pop("issuer"), office=facts.pop("issuer_office"))
    return facts | {"number": number, "issuer": issuer}


@dataclass(frozen=True, slots=True)
class LockedDocument:
    """A document as far as its dispatch needs it."""

    status: DocumentStatus
    type: str
    issuer: Seat


async def locked_document(unit: Unit, document_id: str) -> LockedDocument | None:
    """Return a document, its row locked until the unit ends, so that it is sent once; or None."""
    columns = (_DOCUMENTS.c.status, _DOCUMENTS.c.type, _DOCUMENTS.c.issuer, _DOCUMENTS.c.issuer_office)
    query = select(*columns).where(_DOCUMENTS.c.document_id == document_id).with_for_update()
    row = (await unit.connection.execute(query)).first()
    if row is None:
        return None
    return LockedDocument(DocumentStatus(row.status), row.type, Seat(row.issuer, row.issuer_office))


async def dispatch(unit: Unit, dispatched: Dispatch, status: DocumentStatus) -> None:
    """Write that the document left its issuer, and a delivery for each recipient."""
    # one round trip: the update rides on the insert
    leaving = (
        update(_DOCUMENTS)
        .where(_DOCUMENTS.c.document_id == dispatched.document_id)
        .values(status=status.value, dispatched_at=dispatched.dispatched_at)
        .cte("leaving")
    )
    rows = [
        delivery.model_dump(mode="json", exclude={"recipient", "opened_by"})
        | {"position": n, "recipient": delivery.recipient.member, "recipient_office": delivery.recipient.office}
        for n, delivery in enumerate(dispatched.deliveries)
    ]
    await unit.connection.execute(insert_all(_DELIVERIES).add_cte(leaving), {_DELIVERIES.name: rows})


async def letters(unit: Unit, document_ids: Collection[str]) -> dict[str, Letter]:
    """Return the documents that there are among these, by id; whoever asks decides who may read them."""
    digests = (
        select(func.array_agg(_UPLOADS.c.digest))
        .join_from(_FILES, _UPLOADS)
        .where(_FILES.c.document_id == _DOCUMENTS.c.document_id)
        .correlate(_DOCUMENTS)
        .scalar_subquery()
    )
    columns = (_DOCUMENTS.c.document_id, _DOCUMENTS.c.issuer, _DOCUMENTS.c.issuer_office, digests.label("digests"))
    found = (await unit.connection.execute(select(*columns).where(_DOCUMENTS.c.document_id.in_(document_ids)))).all()
    deliveries: dict[str, list[tuple[Seat, DeliveryStatus]]] = {row.document_id: [] for row in found}
    of_these = select(_DELIVERIES).where(_DELIVERIES.c.document_id.in_(deliveries))
    for row in await unit.connection.execute(of_these):
        to = Seat(row.recipient, row.recipient_office)
        deliveries[row.document_id].append((to, DeliveryStatus(row.status)))
    return {
        row.document_id: Letter(
            Seat(row.issuer, row.issuer_office), frozenset(row.digests or ()), deliveries[row.document_id]
        )
        for row in found
    }


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a document: its digest, whose the document is, and where its deliveries stand."""

    digest: str
    size: int
    media_type: str
    title: str | None
    issuer: Seat
    deliveries: Sequence[tuple[Seat, DeliveryStatus]]


async def kept_file(unit: Unit, document_id: str, file_id: str) -> KeptFile | None:
    """Return the file of a document, or None; who may read it is the caller's to decide."""
    query = (
        select(
            _UPLOADS.c.digest,
            _UPLOADS.c.size,
            _UPLOADS.c.media_type,
            _FILES.c.title,
            _DOCUMENTS.c.issuer,
            _DOCUMENTS.c.issuer_office,
            _DELIVERIES.c.recipient,
            _DELIVERIES.c.recipient_office,
            _DELIVERIES.c.status,
        )
        .join_from(_FILES, _UPLOADS)
        .join(_DOCUMENTS, _DOCUMENTS.c.document_id == _FILES.c.document_id)
        .join(_DELIVERIES, _DELIVERIES.c.document_id == _DOCUMENTS.c.document_id, isouter=True)
        .where(_FILES.c.file_id == file_id, _FILES.c.document_id == document_id)
    )
    rows = (await unit.connection.execute(query)).all()
    if not rows:
        return None
    deliveries = [
        (Seat(row.recipient, row.recipient_office), DeliveryStatus(row.status))
        for row in rows
        if row.status is not None
    ]
    first, issuer = rows[0], Seat(rows[0].issuer, rows[0].issuer_office)
    return KeptFile(first.digest, first.size, first.media_type, first.title, issuer, deliveries)
