"""SQL of deliveries: the inbox of offices, and the opening of a delivery."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, select, update

from chassis.postgres.statements import in_seats, table_of
from chassis.unit.unit import Unit
from contracts.national.documents.delivery import Delivery
from contracts.national.documents.inbox_item import InboxItem
from contracts.seats import Seat
from services.document_exchange.domain import DeliveryStatus
from services.document_exchange.models import DeliveryRow, DocumentRow
from services.document_exchange.store.documents import ENVELOPE, as_document

_DOCUMENTS: Final = table_of(DocumentRow)
_DELIVERIES: Final = table_of(DeliveryRow)
_COLUMNS: Final = tuple(column for column in _DELIVERIES.columns if column.name not in {"position", "opened_by"})


async def inbox(
    unit: Unit, *, recipients: Collection[Seat], status: str | None, after: str | None, limit: int
) -> list[InboxItem]:
    """Return deliveries to these offices, newest first, each with the envelope of its document."""
    query = (
        select(*_COLUMNS, *ENVELOPE)
        .join_from(_DELIVERIES, _DOCUMENTS)
        .where(in_seats(_DELIVERIES.c.recipient, _DELIVERIES.c.recipient_office, recipients))
        .order_by(_DELIVERIES.c.delivery_id.desc())
        .limit(limit)
    )
    if status is not None:
        query = query.where(_DELIVERIES.c.status == status)
    if after is not None:
        query = query.where(_DELIVERIES.c.delivery_id < after)
    rows = (await unit.connection.execute(query)).mappings()
    return [_inbox_item(row) for row in rows]


def _inbox_item(row: RowMapping) -> InboxItem:
    facts = as_document(row)
    delivery = _delivery({column.name: facts.pop(column.name) for column in _COLUMNS})
    return InboxItem.model_validate(facts | {"delivery": delivery})


def _delivery(columns: dict[str, Any]) -> Delivery:  # Any: values of SQL types
    recipient = {"member": columns.pop("recipient"), "office": columns.pop("recipient_office")}
    by = {"member": columns.pop("opened_member"), "office": columns.pop("opened_office")}
    opened = {"opened_by": by} if by["member"] is not None else {}
    return Delivery.model_validate(columns | {"recipient": recipient} | opened)


@dataclass(frozen=True, slots=True)
class LockedDelivery:
    """A delivery, and the issuer of its document."""

    delivery: Delivery
    issuer: Seat


async def locked_delivery(unit: Unit, delivery_id: str) -> LockedDelivery | None:
    """Return a delivery, its row locked until the unit ends, so that it is opened once; or None."""
    query = (
        select(*_COLUMNS, _DOCUMENTS.c.issuer, _DOCUMENTS.c.issuer_office)
        .join_from(_DELIVERIES, _DOCUMENTS)
        .where(_DELIVERIES.c.delivery_id == delivery_id)
        .with_for_update(of=_DELIVERIES)
    )
    row = (await unit.connection.execute(query)).mappings().first()
    if row is None:
        return None
    facts = dict(row)
    issuer = Seat(facts.pop("issuer"), facts.pop("issuer_office"))
    return LockedDelivery(_delivery(facts), issuer)


async def keep_opening(
    unit: Unit, delivery_id: str, *, status: DeliveryStatus, opened_at: datetime, by: Seat, officer: str | None
) -> None:
    """Write that the delivery was opened, when, by which office and through which officer."""
    opened = {"opened_at": opened_at, "opened_member": by.member, "opened_office": by.office, "opened_by": officer}
    await unit.connection.execute(
        update(_DELIVERIES).where(_DELIVERIES.c.delivery_id == delivery_id).values(status=status.value, **opened)
    )
