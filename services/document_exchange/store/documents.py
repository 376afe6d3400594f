"""SQL of documents and their files, as the issuer and the recipients may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import RowMapping, bindparam, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.postgres.statements import array_of, insert_all, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.documents.dispatch import Dispatch
from contracts.national.documents.document import Document
from contracts.national.documents.document_number import DocumentNumber
from services.document_exchange.domain import DeliveryStatus, DocumentStatus, Party
from services.document_exchange.models import DeliveryRow, DocumentFileRow, DocumentRow, UploadRow

_UPLOADS: Final = table_of(UploadRow)
_DOCUMENTS: Final = table_of(DocumentRow)
_FILES: Final = table_of(DocumentFileRow)
_DELIVERIES: Final = table_of(DeliveryRow)

# what a recipient sees of a document in its inbox, before it opens the delivery
ENVELOPE: Final = tuple(
    _DOCUMENTS.c[name]
    for name in ("issuer", "number_printed", "number_normal", "type", "subject", "dated", "urgency", "secrecy")
)


async def add_document(unit: Unit, document: Document, upload_ids: Sequence[str]) -> bool:
    """Write a draft with its files; return False when the issuer has used its number in that year already."""
    facts: dict[str, JSON] = document.model_dump(
        mode="json", include={"signatory", "legal_bases"}, by_alias=True, exclude_none=True
    )
    row = document.model_dump(exclude={"number", "files", "deliveries", "signatory", "legal_bases"}) | {
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
_is_issuer = _DOCUMENTS.c.issuer == bindparam("member")
_is_recipient = _DELIVERIES.c.recipient == bindparam("member")
_of_document = _DELIVERIES.c.document_id == _DOCUMENTS.c.document_id
# The issuer sees every delivery of its document, a recipient its own: who else was written to is the issuer's affair.
_deliveries = array_of(
    _DELIVERIES,
    _DELIVERIES.c.position,
    {
        "deliveryId": _DELIVERIES.c.delivery_id,
        "documentId": _DELIVERIES.c.document_id,
        "recipient": _DELIVERIES.c.recipient,
        "purpose": _DELIVERIES.c.purpose,
        "status": _DELIVERIES.c.status,
        "dueOn": _DELIVERIES.c.due_on,
        "deliveredAt": _DELIVERIES.c.delivered_at,
        "openedAt": _DELIVERIES.c.opened_at,
    },
).where(_of_document, or_(_is_issuer, _is_recipient))
_visible = or_(_is_issuer, exists().where(_of_document, _is_recipient))
_DOCUMENT: Final = select(
    _DOCUMENTS,
    _files.correlate(_DOCUMENTS).scalar_subquery().label("files"),
    _deliveries.correlate(_DOCUMENTS).scalar_subquery().label("deliveries"),
).where(_DOCUMENTS.c.document_id == bindparam("document_id"), _visible)


async def document(unit: Unit, document_id: str, *, visible_to: str) -> Document | None:
    """Return the document with its files, or None when there is none that this member may see."""
    wanted = {"document_id": document_id, "member": visible_to}
    row = (await unit.connection.execute(_DOCUMENT, wanted)).mappings().first()
    return None if row is None else Document.model_validate(with_number(row))


def with_number(row: RowMapping) -> dict[str, object]:
    """Return the row as a dict, with its two number columns as one `DocumentNumber`."""
    facts = dict(row)
    number = DocumentNumber(printed=facts.pop("number_printed"), normalised=facts.pop("number_normal"))
    return facts | {"number": number}


async def is_visible(unit: Unit, document_id: str, *, to: str) -> bool:
    """Tell whether there is such a document that this member may see."""
    query = select(_DOCUMENTS.c.document_id).where(_DOCUMENTS.c.document_id == document_id, _visible)
    return await unit.connection.scalar(query, {"member": to}) is not None


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A document as far as its dispatch needs it."""

    status: DocumentStatus
    type: str


async def own_document(unit: Unit, document_id: str, *, issuer: str) -> OwnDocument | None:
    """Return the issuer's own document, its row locked until the unit ends, so that it is sent once; or None."""
    query = select(_DOCUMENTS.c.status, _DOCUMENTS.c.type).where(
        _DOCUMENTS.c.document_id == document_id, _DOCUMENTS.c.issuer == issuer
    )
    row = (await unit.connection.execute(query.with_for_update())).first()
    return None if row is None else OwnDocument(DocumentStatus(row.status), row.type)


async def dispatch(unit: Unit, dispatched: Dispatch, status: DocumentStatus) -> None:
    """Write that the document left its issuer, and a delivery for each recipient."""
    # one round trip: the update rides on the insert
    leaving = (
        update(_DOCUMENTS)
        .where(_DOCUMENTS.c.document_id == dispatched.document_id)
        .values(status=status.value, dispatched_at=dispatched.dispatched_at)
        .cte("leaving")
    )
    rows = [{"position": n, **delivery.model_dump(mode="json")} for n, delivery in enumerate(dispatched.deliveries)]
    await unit.connection.execute(insert_all(_DELIVERIES).add_cte(leaving), {_DELIVERIES.name: rows})


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a document: its digest, whether the reader is issuer or recipient, and the delivery's status."""

    digest: str
    size: int
    media_type: str
    title: str | None
    reader: Party
    delivery: DeliveryStatus | None


async def kept_file(unit: Unit, document_id: str, file_id: str, *, reader: str) -> KeptFile | None:
    """Return the file of a document that this member may see, or None."""
    query = (
        select(
            _UPLOADS.c.digest,
            _UPLOADS.c.size,
            _UPLOADS.c.media_type,
            _FILES.c.title,
            _DOCUMENTS.c.issuer,
            _DELIVERIES.c.status,
        )
        .join_from(_FILES, _UPLOADS)
        .join(_DOCUMENTS, _DOCUMENTS.c.document_id == _FILES.c.document_id)
        .join(_DELIVERIES, _of_document & (_DELIVERIES.c.recipient == reader), isouter=True)
        .where(_FILES.c.file_id == file_id, _FILES.c.document_id == document_id)
        .where(or_(_DOCUMENTS.c.issuer == reader, _DELIVERIES.c.status.is_not(None)))
    )
    row = (await unit.connection.execute(query)).first()
    if row is None:
        return None
    party = Party.ISSUER if row.issuer == reader else Party.RECIPIENT
    status = None if row.status is None else DeliveryStatus(row.status)
    return KeptFile(row.digest, row.size, row.media_type, row.title, party, status)
