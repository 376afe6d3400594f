"""Proceedings with their panels, and decisions under their national identifiers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Table, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.postgres.statements import array_of, table_of
from chassis.unit.unit import Unit
from contracts.national.justice.decision import Decision
from contracts.national.justice.decision_issuing import DecisionIssuing
from contracts.national.justice.panel_judge import PanelJudge
from contracts.national.justice.panel_seat import PanelSeat
from contracts.national.justice.proceeding import Proceeding
from services.case_registry.domain.sitting import SeatHeld, Sitting
from services.case_registry.domain.words import Instance, Relation, Seat
from services.case_registry.models.cases import CaseRelationRow
from services.case_registry.models.court import DecisionCounterRow, DecisionRow, PanelSeatRow, ProceedingRow
from services.case_registry.store.visibility import CASES, VISIBLE

_PROCEEDINGS: Final = table_of(ProceedingRow)
_SEATS: Final = table_of(PanelSeatRow)
_DECISIONS: Final = table_of(DecisionRow)
_COUNTERS: Final = table_of(DecisionCounterRow)
_RELATIONS: Final = table_of(CaseRelationRow)
# Whoever judged the case that this one comes from has judged this one.
_COMES_FROM: Final = (Relation.APPEAL_OF.value, Relation.CASSATION_OF.value, Relation.REOPENED_FROM.value)


def court_of(table: Table) -> Any:  # Any: SQL types
    """Return a row's court as documents have it."""
    return func.jsonb_strip_nulls(
        func.jsonb_build_object("member", table.c.court_member, "office", table.c.court_office)
    ).label("court")


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
_decided = ("decision_id", "case_id", "proceeding_id", "kind", "level", "decided_on", "final_on", "number", "matter")
_DECIDED: Final = select(
    *(_DECISIONS.c[name] for name in (*_decided, "summary", "document", "position")), court_of(_DECISIONS)
)


async def add_proceeding(unit: Unit, made: Proceeding) -> None:
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


async def proceedings(unit: Unit, case_id: str, *, after: str, limit: int) -> list[Proceeding]:
    """Return proceedings of a case behind one of them, oldest first."""
    of = _PROCEEDINGS.c.proceeding_id
    found = await unit.connection.execute(_OF_CASE.where(of > after).order_by(of).limit(limit), {"case_id": case_id})
    return [Proceeding.model_validate(row) for row in found.mappings()]


async def proceeding(unit: Unit, proceeding_id: str) -> Proceeding:
    """Return proceedings that are known to be there."""
    query = _DOCUMENTS.where(_PROCEEDINGS.c.proceeding_id == proceeding_id)
    return Proceeding.model_validate((await unit.connection.execute(query)).mappings().one())


async def sittings(unit: Unit, case_id: str, *, with_predecessors: bool = False) -> dict[str, Sitting]:
    """Return the proceedings of a case, by their ids, as rules ask about them; oldest first."""
    query = (_EARLIER if with_predecessors else _OF_CASE).order_by(_PROCEEDINGS.c.proceeding_id)
    found = await unit.connection.execute(query, {"case_id": case_id})
    documents = (Proceeding.model_validate(row) for row in found.mappings())
    return {each.proceeding_id: _sitting(each) for each in documents}


async def next_number(unit: Unit, series: str) -> int:
    """Return the next number of a series; whoever wants one too waits until this unit ends, so that none is lost."""
    counted = insert_or(_COUNTERS).values(series=series, latest=1)
    raised = counted.on_conflict_do_update(index_elements=["series"], set_={"latest": _COUNTERS.c.latest + 1})
    return int(await unit.connection.scalar(raised.returning(_COUNTERS.c.latest)) or 0)


async def add_decision(unit: Unit, made: Decision, issuing: DecisionIssuing, *, position: int) -> None:
    """Write a decision, at its place in the history of its case."""
    document = issuing.document and issuing.document.model_dump(mode="json", by_alias=True, exclude_none=True)
    row = {name: getattr(made, name) for name in (*_decided, "summary")}
    seat = {"court_member": made.court.member, "court_office": made.court.office}
    await unit.connection.execute(insert(_DECISIONS).values(**row, **seat, position=position, document=document))


async def decisions(unit: Unit, case_id: str, *, after: int, limit: int) -> list[tuple[int, Decision]]:
    """Return decisions of a case behind a position, oldest first, with their positions."""
    of = _DECISIONS.c
    query = _DECIDED.where(of.case_id == case_id, of.position > after).order_by(of.position).limit(limit)
    found = (await unit.connection.execute(query)).mappings().all()
    return [(row["position"], _decision(row)) for row in found]


async def decision(unit: Unit, decision_id: str, *, visible_to: str) -> Decision | None:
    """Return a decision of a case that this member may see, or None."""
    seen = select(CASES.c.case_id).where(VISIBLE)
    query = _DECIDED.where(_DECISIONS.c.decision_id == decision_id, _DECISIONS.c.case_id.in_(seen))
    row = (await unit.connection.execute(query, {"member": visible_to})).mappings().first()
    return None if row is None else _decision(row)


async def make_final(unit: Unit, case_id: str, on: date) -> Decision | None:
    """Write that the latest judgment of the case is final since that day, and return it; None when there is none."""
    of = _DECISIONS.c
    latest = select(func.max(of.position)).where(of.case_id == case_id, of.kind == "judgment").scalar_subquery()
    query = update(_DECISIONS).where(of.case_id == case_id, of.position == latest).values(final_on=on)
    found = await unit.connection.scalar(query.returning(of.decision_id))
    if found is None:
        return None
    row = (await unit.connection.execute(_DECIDED.where(of.decision_id == found))).mappings().one()
    return _decision(row)


def _decision(row: Mapping[Any, Any]) -> Decision:  # Any: SQL types
    return Decision.model_validate({name: value for name, value in row.items() if name != "position"})


def _sitting(document: Proceeding) -> Sitting:
    return Sitting(
        proceeding_id=document.proceeding_id,
        level=Instance(document.level),
        court=Seat(document.court.member, document.court.office),
        started_on=document.started_on,
        ended_on=document.ended_on,
        seats=tuple(SeatHeld(each.judge_id, each.role, each.from_, each.to) for each in document.panel),
    )
