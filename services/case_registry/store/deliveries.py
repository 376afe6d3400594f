"""SQL of document deliveries: upserted from events in any order, read with the files of a hand-over."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, case, func
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.postgres.statements import array_of, table_of
from chassis.unit.unit import Unit
from contracts.national.events.delivery_opened import DeliveryOpened
from contracts.national.events.document_dispatched import DocumentDispatched
from contracts.national.shared.seat import Seat
from services.case_registry.models.deliveries import DocumentDeliveryRow
from services.case_registry.models.hand_overs import HandOverRow

_TABLE: Final = table_of(DocumentDeliveryRow)
_HAND_OVERS: Final = table_of(HandOverRow)
_file: Final = func.jsonb_array_elements(_HAND_OVERS.c.files, type_=JSONB).column_valued("file")
_sent_along: Final = and_(
    _TABLE.c.document_id == _file.op("->>")("documentId"),
    # naming a document does not show its sender who opens what somebody else has sent, another office of its member too
    *(
        _TABLE.c[f"{party}_{part}"] == _HAND_OVERS.c[f"{side}_{part}"]
        for party, side in (("issuer", "from"), ("recipient", "to"))
        for part in ("member", "office")
    ),
)
_is_opened: Final = _TABLE.c.opened_at.is_not(None)
OF_THE_FILE: Final = (
    array_of(
        _TABLE,
        _TABLE.c.delivery_id,
        {
            "documentId": _TABLE.c.document_id,
            "deliveryId": _TABLE.c.delivery_id,
            "status": case((_is_opened, "opened"), else_="delivered"),
            "since": func.coalesce(_TABLE.c.opened_at, _TABLE.c.delivered_at),
        },
    )
    .where(_sent_along)
    .correlate(_HAND_OVERS)
    .scalar_subquery()
    .label("deliveries")
)


async def note_dispatched(unit: Unit, dispatched: DocumentDispatched) -> None:
    """Write that a document was delivered to its recipients."""
    rows = [
        {
            "delivery_id": delivery.delivery_id,
            "document_id": dispatched.document_id,
            "delivered_at": dispatched.dispatched_at,
            **_parties(dispatched.issuer, delivery.recipient),
        }
        for delivery in dispatched.deliveries
    ]
    await _note(unit, "delivered_at", rows)


async def note_opened(unit: Unit, opened: DeliveryOpened) -> None:
    """Write that a recipient opened its delivery, whether or not its dispatch is known yet."""
    row = opened.model_dump(include={"delivery_id", "document_id", "opened_at"})
    await _note(unit, "opened_at", [row | _parties(opened.issuer, opened.recipient)])


def _parties(issuer: Seat, recipient: Seat) -> dict[str, str]:
    return {
        f"{party}_{part}": code
        for party, seat in (("issuer", issuer), ("recipient", recipient))
        for part, code in (("member", seat.member), ("office", seat.office))
    }


async def _note(unit: Unit, moment: str, rows: Sequence[dict[str, Any]]) -> None:  # Any: values of SQL types
    statement = insert(_TABLE)
    # each event writes its own moment, so that it does not matter which of the two comes first, or again
    same = statement.on_conflict_do_update(index_elements=["delivery_id"], set_={moment: statement.excluded[moment]})
    await unit.connection.execute(same, rows)
