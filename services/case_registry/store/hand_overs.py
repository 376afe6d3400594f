"""SQL of hand-overs: written by the side that acts, read by sender and receiver."""

from typing import Any, Final

from sqlalchemy import and_, bindparam, func, insert, or_, select, update
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.hand_over import HandOver
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.hand_overs import HandedOver, Recalled, SentBack, TakenOver
from services.case_registry.domain.words import Kind, Seat
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.store.deliveries import OF_THE_FILE
from services.case_registry.wire.hand_overs import Direction, HandOverQuery

_TABLE: Final = table_of(HandOverRow)


def _seat(side: str) -> Any:  # Any: SQL types
    return func.jsonb_strip_nulls(
        func.jsonb_build_object("member", _TABLE.c[f"{side}_member"], "office", _TABLE.c[f"{side}_office"])
    ).label(side)


_plain = ("hand_over_id", "case_id", "status", "files", "note", "sent_at", "decided_at", "missing", "receiver_note")
_DOCUMENTS: Final = select(
    *(_TABLE.c[name] for name in _plain), _TABLE.c.reason, _seat("from"), _seat("to"), OF_THE_FILE
)
_is_sender = _TABLE.c.from_member == bindparam("side")
_is_receiver = _TABLE.c.to_member == bindparam("side")
_ONE: Final = _DOCUMENTS.add_columns(_TABLE.c.sender_kind).where(
    _TABLE.c.case_id == bindparam("case"), _TABLE.c.hand_over_id == bindparam("id"), or_(_is_sender, _is_receiver)
)


class KeptHandOver:
    """A hand-over as stored: its national document, and the kind of member that sent it."""

    def __init__(self, row: RowMapping) -> None:
        facts = {name: value for name, value in row.items() if name != "sender_kind"}
        self.document: Final = HandOver.model_validate(facts)
        self.sender_kind: Final = Kind(row["sender_kind"])

    @property
    def sender(self) -> Seat:
        """Who handed the file over."""
        return Seat(self.document.from_.member, self.document.from_.office)

    @property
    def to(self) -> Seat:
        """To whom the file goes."""
        return Seat(self.document.to.member, self.document.to.office)


async def add(unit: Unit, state: CaseState, sent: HandedOver, sender: Actor) -> None:
    """Write a hand-over that has just been sent."""
    await unit.connection.execute(
        insert(_TABLE).values(
            hand_over_id=sent.hand_over,
            case_id=state.case_id,
            status="sent",
            from_member=sender.seat.member,
            from_office=state.responsible.office or sender.seat.office,
            sender_kind=sent.sender_kind.value,
            to_member=sent.to.member,
            to_office=sent.to.office,
            files=[document.model_dump(mode="json", by_alias=True, exclude_none=True) for document in sent.files]
            or None,
            note=sent.note,
            sent_at=unit.now,
        )
    )


async def one(unit: Unit, case_id: str, hand_over_id: str, *, side: str) -> KeptHandOver | None:
    """Return a hand-over of the case of which this member is sender or receiver, or None."""
    rows = await unit.connection.execute(_ONE, {"case": case_id, "id": hand_over_id, "side": side})
    row = rows.mappings().first()
    return None if row is None else KeptHandOver(row)


async def take(unit: Unit, taken: TakenOver) -> None:
    """Write that the receiver took the file."""
    await _decide(unit, taken.hand_over, status="taken", missing=list(taken.missing) or None, receiver_note=taken.note)


async def refuse(unit: Unit, refused: SentBack) -> None:
    """Write that the receiver did not take the file."""
    await _decide(unit, refused.hand_over, status="refused", reason=refused.reason)


async def recall(unit: Unit, recalled: Recalled) -> None:
    """Write that the sender took the file back."""
    await _decide(unit, recalled.hand_over, status="recalled", reason=recalled.reason)


async def _decide(unit: Unit, hand_over_id: str, **decided: Any) -> None:  # Any: values of SQL types
    statement = update(_TABLE).where(_TABLE.c.hand_over_id == hand_over_id).values(decided_at=unit.now, **decided)
    await unit.connection.execute(statement)


async def page(unit: Unit, query: HandOverQuery, *, side: str, limit: int) -> list[HandOver]:
    """Return the hand-overs to or from this member, as the query asks, newest first."""
    sides = {Direction.INCOMING: _is_receiver, Direction.OUTGOING: _is_sender, None: or_(_is_sender, _is_receiver)}
    conditions = [sides[query.direction]]
    if query.status is not None:
        conditions.append(_TABLE.c.status == query.status)
    if query.case_id is not None:
        conditions.append(_TABLE.c.case_id == query.case_id)
    if query.after is not None:
        conditions.append(_TABLE.c.hand_over_id < query.after.hand_over_id)
    statement = _DOCUMENTS.where(and_(*conditions)).order_by(_TABLE.c.hand_over_id.desc()).limit(limit)
    rows = await unit.connection.execute(statement, {"side": side})
    return [HandOver.model_validate(row) for row in rows.mappings()]
