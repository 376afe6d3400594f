"""SQL of proceedings and of the seats of their panels."""

from datetime import date
from typing import Final

from sqlalchemy import bindparam, case, cast, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.postgres.statements import array_of, table_of
from chassis.unit.unit import Unit
from contracts.national.justice.panel_change import PanelChange
from contracts.national.justice.panel_judge import PanelJudge
from contracts.national.justice.panel_seat import PanelSeat
from contracts.national.justice.proceeding import Proceeding
from services.case_registry.domain.decisions import JUDGMENT
from services.case_registry.domain.proceedings import RECUSED, ProceedingOpened, ProceedingState, SeatHeld
from services.case_registry.domain.words import Instance, Relation, seat_of
from services.case_registry.models.cases import CaseRelationRow
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.models.proceedings import PanelSeatRow, ProceedingRow
from services.case_registry.store.history import HISTORY
from services.case_registry.store.seats import seat_column

_PROCEEDINGS: Final = table_of(ProceedingRow)
_SEATS: Final = table_of(PanelSeatRow)
_DECISIONS: Final = table_of(DecisionRow)
_RELATIONS: Final = table_of(CaseRelationRow)
# Whoever judged the case that this one comes from has judged this one.
_COMES_FROM: Final = (Relation.APPEAL_OF.value, Relation.CASSATION_OF.value, Relation.REOPENED_FROM.value)
# of seats in panels, as documents state them
SEATS_SAID: Final = array_of(
    _SEATS,
    _SEATS.c.held_from,
    {
        "judgeId": _SEATS.c.judge_id,
        "name": _SEATS.c.name,
        "role": _SEATS.c.role,
        "from": _SEATS.c.held_from,
        "to": _SEATS.c.held_to,
        "reason": _SEATS.c.left_reason,
        "leftFor": _SEATS.c.left_for,
        "recusal": case(
            (
                _SEATS.c.left_ground.is_not(None),
                func.jsonb_build_object("ground", _SEATS.c.left_ground, "decidedBy", _SEATS.c.left_decided_by),
            )
        ),
    },
)
_seats = (
    SEATS_SAID.where(_SEATS.c.proceeding_id == _PROCEEDINGS.c.proceeding_id).correlate(_PROCEEDINGS).scalar_subquery()
)
# an imported one may say nothing of who sat
_panel = func.coalesce(_seats, cast([], JSONB)).label("panel")
_stated = ("proceeding_id", "case_id", "level", "started_on", "ended_on", "number", "clerk")
# an object, and null is no member of a document
_transferred_to = func.nullif(
    func.jsonb_strip_nulls(seat_column(_PROCEEDINGS, "transferred").element), func.jsonb_build_object()
).label("transferred_to")
_DOCUMENTS: Final = select(
    *(_PROCEEDINGS.c[name] for name in _stated), seat_column(_PROCEEDINGS, "court"), _transferred_to, _panel
)
# by it the proceedings are corrected; what they are to the rules does not ask for it
_PLACE: Final = (
    select(HISTORY.c.position)
    .where(
        HISTORY.c.case_id == _PROCEEDINGS.c.case_id,
        HISTORY.c.kind == ProceedingOpened.kind,
        HISTORY.c.fact["proceeding"].astext == _PROCEEDINGS.c.proceeding_id,
    )
    .correlate(_PROCEEDINGS)
    .scalar_subquery()
    .label("position")
)
_OF_CASE: Final = _DOCUMENTS.where(_PROCEEDINGS.c.case_id == bindparam("case_id"))
_EARLIER: Final = _DOCUMENTS.where(
    or_(
        _PROCEEDINGS.c.case_id == bindparam("case_id"),
        _PROCEEDINGS.c.case_id.in_(
            select(_RELATIONS.c.other_id).where(
                _RELATIONS.c.case_id == bindparam("case_id"), _RELATIONS.c.kind.in_(_COMES_FROM)
            )
        ),
    )
)


async def add(unit: Unit, proceeding: Proceeding) -> None:
    """Write proceedings and their panel."""
    row = {name: getattr(proceeding, name) for name in _stated}
    seat = {"court_member": proceeding.court.member, "court_office": proceeding.court.office}
    await unit.connection.execute(insert(_PROCEEDINGS).values(**row, **seat))
    for judge in proceeding.panel:
        await take_seat(unit, proceeding.proceeding_id, judge, judge.from_)


async def take_seat(unit: Unit, proceeding_id: str, judge: PanelJudge | PanelSeat, since: date) -> None:
    """Write that a judge has a seat since that day."""
    row = {"judge_id": judge.judge_id, "name": judge.name, "role": judge.role, "held_from": since}
    await unit.connection.execute(insert(_SEATS).values(proceeding_id=proceeding_id, **row))


async def leave_seat(unit: Unit, proceeding_id: str, seat: SeatHeld, change: PanelChange) -> None:
    """Write that a seat ended by that change, and why."""
    columns = _SEATS.c
    left = update(_SEATS).where(
        columns.proceeding_id == proceeding_id, columns.judge_id == seat.judge_id, columns.held_from == seat.since
    )
    ended = {"held_to": change.changed_on, "left_reason": change.reason, "left_for": change.left_for}
    if change.recusal is not None:
        ended |= {"left_ground": change.recusal.ground, "left_decided_by": change.recusal.decided_by}
    await unit.connection.execute(left.values(ended))


async def end(unit: Unit, proceeding_id: str, on: date) -> None:
    """Write the end of proceedings."""
    columns = _PROCEEDINGS.c
    await unit.connection.execute(
        update(_PROCEEDINGS)
        .where(columns.proceeding_id == proceeding_id, columns.ended_on.is_(None))
        .values(ended_on=on)
    )


async def end_all(unit: Unit, case_id: str, on: date) -> None:
    """Write the end of all open proceedings of a case."""
    columns = _PROCEEDINGS.c
    still_open = update(_PROCEEDINGS).where(columns.case_id == case_id, columns.ended_on.is_(None))
    await unit.connection.execute(still_open.values(ended_on=on))


async def go_on(unit: Unit, case_id: str, level: Instance, ended_on: date) -> None:
    """Write that proceedings of this instance go on that ended on that day without a judgment, by a mistaken move."""
    columns = _PROCEEDINGS.c
    judged = select(_DECISIONS.c.proceeding_id).where(_DECISIONS.c.case_id == case_id, _DECISIONS.c.kind == JUDGMENT)
    ended = (columns.case_id == case_id, columns.level == level.value, columns.ended_on == ended_on)
    not_transferred = columns.transferred_member.is_(None)
    await unit.connection.execute(
        update(_PROCEEDINGS).where(*ended, not_transferred, columns.proceeding_id.not_in(judged)).values(ended_on=None)
    )


async def page(unit: Unit, case_id: str, *, after: str = "", limit: int | None = None) -> list[Proceeding]:
    """Return the proceedings of a case after this id, oldest first; without a limit all of them."""
    proceeding_id = _PROCEEDINGS.c.proceeding_id
    rows = await unit.connection.execute(
        _OF_CASE.add_columns(_PLACE).where(proceeding_id > after).order_by(proceeding_id).limit(limit),
        {"case_id": case_id},
    )
    return [Proceeding.model_validate(row) for row in rows.mappings()]


async def one(unit: Unit, proceeding_id: str) -> Proceeding:
    """Return proceedings by id, which must exist."""
    query = _DOCUMENTS.add_columns(_PLACE).where(_PROCEEDINGS.c.proceeding_id == proceeding_id)
    return Proceeding.model_validate((await unit.connection.execute(query)).mappings().one())


async def states(unit: Unit, case_id: str, *, with_predecessors: bool = False) -> dict[str, ProceedingState]:
    """Return the proceedings of a case by id, as the rules need them, oldest first.

    `with_predecessors` adds those of the cases from which it comes by appeal, cassation or reopening.
    """
    query = (_EARLIER if with_predecessors else _OF_CASE).order_by(_PROCEEDINGS.c.proceeding_id)
    rows = await unit.connection.execute(query, {"case_id": case_id})
    documents = (Proceeding.model_validate(row) for row in rows.mappings())
    return {document.proceeding_id: _state_of(document) for document in documents}


def _state_of(document: Proceeding) -> ProceedingState:
    return ProceedingState(
        proceeding_id=document.proceeding_id,
        level=Instance(document.level),
        court=seat_of(document.court),
        started_on=document.started_on,
        ended_on=document.ended_on,
        transferred=document.transferred_to is not None,
        seats=tuple(
            SeatHeld(seat.judge_id, seat.role, seat.from_, seat.to, is_recused=seat.left_for == RECUSED)
            for seat in document.panel
        ),
    )
