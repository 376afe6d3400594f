"""Decisions under their national identifiers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.decision import Decision
from contracts.national.justice.decision_issuing import DecisionIssuing
from services.case_registry.models.decisions import DecisionCounterRow, DecisionRow
from services.case_registry.store.seats import court_of
from services.case_registry.store.visibility import CASES, VISIBLE

_DECISIONS: Final = table_of(DecisionRow)
_COUNTERS: Final = table_of(DecisionCounterRow)

_decided = ("decision_id", "case_id", "proceeding_id", "kind", "level", "decided_on", "final_on", "number", "matter")
_DECIDED: Final = select(
    *(_DECISIONS.c[name] for name in (*_decided, "summary", "document", "position")), court_of(_DECISIONS)
)


async def next_number(unit: Unit, series: str) -> int:
    """Return the next number of a series; whoever wants one too waits until this unit ends, so that none is lost."""
    counted = insert_or(_COUNTERS).values(series=series, latest=1)
    raised = counted.on_conflict_do_update(index_elements=["series"], set_={"latest": _COUNTERS.c.latest + 1})
    return int(await unit.connection.scalar(raised.returning(_COUNTERS.c.latest)) or 0)


async def add(unit: Unit, made: Decision, issuing: DecisionIssuing, *, position: int) -> None:
    """Write a decision, at its place in the history of its case."""
    document = issuing.document and issuing.document.model_dump(mode="json", by_alias=True, exclude_none=True)
    row = {name: getattr(made, name) for name in (*_decided, "summary")}
    seat = {"court_member": made.court.member, "court_office": made.court.office}
    await unit.connection.execute(insert(_DECISIONS).values(**row, **seat, position=position, document=document))


async def page(unit: Unit, case_id: str, *, after: int, limit: int) -> list[tuple[int, Decision]]:
    """Return decisions of a case behind a position, oldest first, with their positions."""
    of = _DECISIONS.c
    query = _DECIDED.where(of.case_id == case_id, of.position > after).order_by(of.position).limit(limit)
    found = (await unit.connection.execute(query)).mappings().all()
    return [(row["position"], _decision(row)) for row in found]


async def one(unit: Unit, decision_id: str, *, visible_to: str) -> Decision | None:
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
