"""SQL of hand-overs: written by the side that acts, read by sender and receiver."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, insert, or_, select, update
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.hand_over import HandOver
from contracts.seats import Seat
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.hand_overs import HandedOver, Recalled, SentBack, TakenOver
from services.case_registry.domain.reads import Reach, Sight
from services.case_registry.domain.words import Kind, Restriction, seat_of
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.store.deliveries import OF_THE_FILE
from services.case_registry.store.history import HISTORY
from services.case_registry.store.seats import in_seats, seat_column
from services.case_registry.store.visibility import CASES
from services.case_registry.wire.hand_overs import Direction, HandOverQuery

_TABLE: Final = table_of(HandOverRow)


_plain = (
    "hand_over_id",
    "case_id",
    "status",
    "note",
    "sent_on",
    "received_on",
    "sent_at",
    "decided_at",
    "receiver_note",
)


def _place_of(fact: type[Fact]) -> ScalarSelect[int]:
    of_it = (HISTORY.c.case_id == _TABLE.c.case_id, HISTORY.c.kind == fact.kind)
    place = select(HISTORY.c.position).where(*of_it, HISTORY.c.fact["hand_over"].astext == _TABLE.c.hand_over_id)
    return place.correlate(_TABLE).scalar_subquery()


_DOCUMENTS: Final = select(
    *(_TABLE.c[name] for name in _plain),
    _TABLE.c.reason,
    _TABLE.c.files.label("documents"),
    _TABLE.c.missing.label("missing_document_ids"),
    _place_of(HandedOver).label("position"),
    _place_of(TakenOver).label("received_position"),
    *(seat_column(_TABLE, side) for side in ("from", "to")),
    OF_THE_FILE,
)
_ONE: Final = _DOCUMENTS.add_columns(_TABLE.c.sender_kind).where(
    _TABLE.c.case_id == bindparam("case"), _TABLE.c.hand_over_id == bindparam("id")
)
_SIDES: Final = {
    Direction.OUTGOING: (_TABLE.c.from_member, _TABLE.c.from_office),
    Direction.INCOMING: (_TABLE.c.to_member, _TABLE.c.to_office),
}


class KeptHandOver:
    """A hand-over as stored: its national document, and the kind of member that sent it."""

    def __init__(self, row: RowMapping) -> None:
        facts = {name: value for name, value in row.items() if name != "sender_kind"}
        self.document: Final = HandOver.model_validate(facts)
        self.sender_kind: Final = Kind(row["sender_kind"])

    @property
    def sender(self) -> Seat:
        """Who handed the file over."""
        return seat_of(self.document.from_)

    @property
    def to(self) -> Seat:
        """To whom the file goes."""
        return seat_of(self.document.to)


async def add(unit: Unit, state: CaseState, sent: HandedOver, sender: Actor, on: date) -> None:
    """Write a hand-over that has just been sent."""
    await unit.connection.execute(
        insert(_TABLE).values(
            hand_over_id=sent.hand_over,
            case_id=state.case_id,
            status="sent",
            from_member=sender.seat.member,
            from_office=sender.seat.office,
            sender_kind=sent.sender_kind.value,
            to_member=sent.to.member,
            to_office=sent.to.office,
            files=[document.model_dump(mode="json", by_alias=True, exclude_none=True) for document in sent.files]
            or None,
            note=sent.note,
            sent_on=on,
            sent_at=unit.now,
        )
    )


async def one(unit: Unit, case_id: str, hand_over_id: str, *, sight: Sight) -> KeptHandOver | None:
    """Return a hand-over of the case with a side in sight, or None."""
    statement = _ONE.where(_has_a_side(sight, list(_SIDES.values())))
    rows = await unit.connection.execute(statement, {"case": case_id, "id": hand_over_id})
    row = rows.mappings().first()
    return None if row is None else KeptHandOver(row)


async def take(unit: Unit, taken: TakenOver, on: date) -> None:
    """Write that the receiver took the file."""
    said = {"missing": list(taken.missing) or None, "receiver_note": taken.note}
    await _decide(unit, taken.hand_over, status="taken", received_on=on, **said)


async def refuse(unit: Unit, refused: SentBack) -> None:
    """Write that the receiver did not take the file."""
    await _decide(unit, refused.hand_over, status="refused", reason=refused.reason)


async def recall(unit: Unit, recalled: Recalled) -> None:
    """Write that the sender took the file back."""
    await _decide(unit, recalled.hand_over, status="recalled", reason=recalled.reason)


async def _decide(unit: Unit, hand_over_id: str, **decided: Any) -> None:  # Any: values of SQL types
    statement = update(_TABLE).where(_TABLE.c.hand_over_id == hand_over_id).values(decided_at=unit.now, **decided)
    await unit.connection.execute(statement)


async def page(unit: Unit, query: HandOverQuery, *, sight: Sight, limit: int) -> list[HandOver]:
    """Return the hand-overs with a side in sight, as the query asks, newest first."""
    sides = _SIDES.values() if query.direction is None else [_SIDES[query.direction]]
    conditions = [_has_a_side(sight, list(sides))]
    if query.status is not None:
        conditions.append(_TABLE.c.status == query.status)
    if query.case_id is not None:
        conditions.append(_TABLE.c.case_id == query.case_id)
    if query.after is not None:
        conditions.append(_TABLE.c.hand_over_id < query.after.hand_over_id)
    statement = _DOCUMENTS.where(and_(*conditions)).order_by(_TABLE.c.hand_over_id.desc()).limit(limit)
    rows = await unit.connection.execute(statement)
    return [HandOver.model_validate(row) for row in rows.mappings()]


_Side: TypeAlias = tuple[ColumnElement[str], ColumnElement[str]]


def _has_a_side(sight: Sight, sides: Sequence[_Side]) -> ColumnElement[bool]:
    """Return the condition that one of these sides is in sight, in a case of a restriction at which it is."""
    conditions = []
    for reach in (Reach.OWN, Reach.ABOVE, Reach.MEMBER):
        restrictions = sight.at(reach)
        is_side = or_(*(in_seats(member, office, sight.of(reach)) for member, office in sides))
        if restrictions != frozenset(Restriction):
            is_side = and_(is_side, _is_restricted(restrictions))
        conditions.append(is_side)
    return or_(*conditions)


def _is_restricted(restrictions: Iterable[Restriction]) -> ColumnElement[bool]:
    at = CASES.c.restriction.in_(sorted(restrictions))
    return select(CASES.c.case_id).where(CASES.c.case_id == _TABLE.c.case_id, at).exists()
