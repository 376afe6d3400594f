"""SQL of deliveries: a member's inbox, and the opening of a delivery."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping, select, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.documents.delivery import Delivery
from contracts.national.documents.inbox_item import InboxItem
from services.document_exchange.domain import DeliveryStatus
from services.document_exchange.models import DeliveryRow, DocumentRow
from services.document_exchange.store.documents import ENVELOPE, with_number

_DOCUMENTS: Final = table_of(DocumentRow)
_DELIVERIES: Final = table_of(DeliveryRow)
_COLUMNS: Final = tuple(column for column in _DELIVERIES.columns if column.name not in {"position", "opened_by"})


async def inbox(unit: Unit, *, recipient: str, status: str | None, after: str | None, limit: int) -> list[InboxItem]:
    """Return deliveries to a member, newest first, each with the envelope of its document."""
    query = (
        select(*_COLUMNS, *ENVELOPE)
        .join_from(_DELIVERIES, _DOCUMENTS)
        .where(_DELIVERIES.c.recipient == recipient)
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
    facts = with_number(row)
    delivery = Delivery.model_validate({column.name: facts.pop(column.name) for column in _COLUMNS})
    return InboxItem.model_validate(facts | {"delivery": delivery})


@dataclass(frozen=True, slots=True)
class OwnDelivery:
    """A delivery of the asking recipient, and the issuer of its document."""

    delivery: Delivery
    issuer: str


async def own(unit: Unit, delivery_id: str, *, recipient: str) -> OwnDelivery | None:
    """Return the recipient's own delivery, its row locked until the unit ends, so that it is opened once; or None."""
    query = (
        select(*_COLUMNS, _DOCUMENTS.c.issuer)
        .join_from(_DELIVERIES, _DOCUMENTS)
        .where(_DELIVERIES.c.delivery_id == delivery_id, _DELIVERIES.c.recipient == recipient)
        .with_for_update(of=_DELIVERIES)
    )
    row = (await unit.connection.execute(query)).mappings().first()
    if row is None:
        return None
    facts = dict(row)
    return OwnDelivery(issuer=facts.pop("issuer"), delivery=Delivery.model_validate(facts))


async def keep_opening(
    unit: Unit, delivery_id: str, *, status: DeliveryStatus, opened_at: datetime, officer: str | None
) -> None:
    """Write that the recipient opened the delivery, when, and through which officer."""
    await unit.connection.execute(
        update(_DELIVERIES)
        .where(_DELIVERIES.c.delivery_id == delivery_id)
        .values(status=status.value, opened_at=opened_at, opened_by=officer)
    )
