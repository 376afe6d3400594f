"""Proceedings with the seats of their panels."""

from datetime import date
from typing import Final

from sqlalchemy import bindparam, insert, or_, select, update

from chassis.postgres.statements import array_of, table_of
from chassis.unit.unit import Unit
from contracts.national.justice.panel_judge import PanelJudge
from contracts.national.justice.panel_seat import PanelSeat
from contracts.national.justice.proceeding import Proceeding
from services.case_registry.domain.proceedings import SeatHeld, Sitting
from services.case_registry.domain.words import Instance, Relation, Seat
from services.case_registry.models.cases import CaseRelationRow
from services.case_registry.models.proceedings import PanelSeatRow, ProceedingRow
from services.case_registry.store.seats import court_of

_PROCEEDINGS: Final = table_of(ProceedingRow)
_SEATS: Final = table_of(PanelSeatRow)
_RELATIONS: Final = table_of(CaseRelationRow)
# Whoever judged the case that this one comes from has judged this one.
_COMES_FROM: Final = (Relation.APPEAL_OF.value, Relation.CASSATION_OF.value, Relation.REOPENED_FROM.value)
_panel = (
    array_of(
        _SEATS,
        _SEATS.c.held_from,
        {
            "judgeId": _SEATS.c.judge_id,
            "name": _SEATS.c.name,
            "role": _SEATS.c.role,
            "from": _SEATS.c.held_from,
            "to": _SEATS.c.held_to,
        },
    )
    .where(_SEATS.c.proceeding_id == _PROCEEDINGS.c.proceeding_id)
    .correlate(_PROCEEDINGS)
    .scalar_subquery()
    .label("panel")
)
_stated = ("proceeding_id", "case_id", "level", "started_on", "ended_on", "number", "clerk")
_DOCUMENTS: Final = select(*(_PROCEEDINGS.c[name] for name in _stated), court_of(_PROCEEDINGS), _panel)
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


async def add(unit: Unit, made: Proceeding) -> None:
    """Write proceedings and their panel."""
    row = {name: getattr(made, name) for name in _stated}
    seat = {"court_member": made.court.member, "court_office": made.court.office}
    await unit.connection.execute(insert(_PROCEEDINGS).values(**row, **seat))
    for judge in made.panel:
        await take_seat(unit, made.proceeding_id, judge, judge.from_)


async def take_seat(unit: Unit, proceeding_id: str, judge: PanelJudge | PanelSeat, since: date) -> None:
    """Write that a judge has a seat since that day."""
    row = {"judge_id": judge.judge_id, "name": judge.name, "role": judge.role, "held_from": since}
    await unit.connection.execute(insert(_SEATS).values(proceeding_id=proceeding_id, **row))


async def leave_seat(unit: Unit, proceeding_id: str, seat: SeatHeld, on: date) -> None:
    """Write that a seat ended on that day."""
    of = _SEATS.c
    left = update(_SEATS).where(
        of.proceeding_id == proceeding_id, of.judge_id == seat.judge_id, of.held_from == seat.since
    )
    await unit.connection.execute(left.values(held_to=on))


async def end(unit: Unit, proceeding_id: str, on: date) -> None:
    """Write the end of proceedings."""
    of = _PROCEEDINGS.c
    await unit.connection.execute(
        update(_PROCEEDINGS).where(of.proceeding_id == proceeding_id, of.ended_on.is_(None)).values(ended_on=on)
    )


async def page(unit: Unit, case_id: str, *, after: str, limit: int) -> list[Proceeding]:
    """Return proceedings of a case behind one of them, oldest first."""
    of = _PROCEEDINGS.c.proceeding_id
    found = await unit.connection.execute(_OF_CASE.where(of > after).order_by(of).limit(limit), {"case_id": case_id})
    return [Proceeding.model_validate(row) for row in found.mappings()]


async def one(unit: Unit, proceeding_id: str) -> Proceeding:
    """Return proceedings that are known to be there."""
    query = _DOCUMENTS.where(_PROCEEDINGS.c.proceeding_id == proceeding_id)
    return Proceeding.model_validate((await unit.connection.execute(query)).mappings().one())


async def sittings(unit: Unit, case_id: str, *, with_predecessors: bool = False) -> dict[str, Sitting]:
    """Return the proceedings of a case, by their ids, as rules ask about them; oldest first."""
    query = (_EARLIER if with_predecessors else _OF_CASE).order_by(_PROCEEDINGS.c.proceeding_id)
    found = await unit.connection.execute(query, {"case_id": case_id})
    documents = (Proceeding.model_validate(row) for row in found.mappings())
    return {each.proceeding_id: _sitting(each) for each in documents}


def _sitting(document: Proceeding) -> Sitting:
    return Sitting(
        proceeding_id=document.proceeding_id,
        level=Instance(document.level),
        court=Seat(document.court.member, document.court.office),
        started_on=document.started_on,
        ended_on=document.ended_on,
        seats=tuple(SeatHeld(each.judge_id, each.role, each.from_, each.to) for each in document.panel),
    )
