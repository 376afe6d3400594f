"""SQL of decisions and of the counters that number them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.decision import Decision
from contracts.national.justice.decision_issuing import DecisionIssuing
from services.case_registry.domain.reads import Sight
from services.case_registry.models.decisions import DecisionCounterRow, DecisionRow
from services.case_registry.store.seats import seat_column
from services.case_registry.store.visibility import CASES, VISIBLE, parameters

_DECISIONS: Final = table_of(DecisionRow)
_COUNTERS: Final = table_of(DecisionCounterRow)

_decided = ("decision_id", "case_id", "proceeding_id", "kind", "level", "decided_on", "number", "matter")
_DECIDED: Final = select(
    *(
        _DECISIONS.c[name]
        for name in (*_decided, "final_on", "superseded_on", "civil_status", "summary", "document", "position")
    ),
    seat_column(_DECISIONS, "court"),
)


async def next_number(unit: Unit, series: str) -> int:
    """Return the next number of a series; its counter row is locked until the unit ends, so that no number is lost."""
    return await next_numbers(unit, series, 1)


async def next_numbers(unit: Unit, series: str, count: int) -> int:
    """Take that many numbers of a series, as `next_number` does, and return the last of them."""
    counted = insert_or(_COUNTERS).values(series=series, latest=count)
    raised = counted.on_conflict_do_update(index_elements=["series"], set_={"latest": _COUNTERS.c.latest + count})
    return int(await unit.connection.scalar(raised.returning(_COUNTERS.c.latest)) or 0)


async def add(unit: Unit, decision: Decision, issuing: DecisionIssuing, *, position: int) -> None:
    """Write a decision; `position` is that of its fact in the history of the case."""
    documents = {
        name: stated and stated.model_dump(mode="json", by_alias=True, exclude_none=True)
        for name, stated in (("document", issuing.document), ("civil_status", issuing.civil_status))
    }
    row = {name: getattr(decision, name) for name in (*_decided, "summary")}
    seat = {"court_member": decision.court.member, "court_office": decision.court.office}
    await unit.connection.execute(insert(_DECISIONS).values(**row, **seat, position=position, **documents))


async def page(unit: Unit, case_id: str, *, after: int = 0, limit: int | None = None) -> list[tuple[int, Decision]]:
    """Return the decisions of a case after this position, oldest first, with their positions; without a limit all."""
    columns = _DECISIONS.c
    query = _DECIDED.where(columns.case_id == case_id, columns.position > after).order_by(columns.position).limit(limit)
    rows = (await unit.connection.execute(query)).mappings().all()
    return [(row["position"], _decision(row)) for row in rows]


async def one(unit: Unit, decision_id: str, *, sight: Sight) -> Decision | None:
    """Return a decision of a case in sight, or None."""
    seen = select(CASES.c.case_id).where(VISIBLE)
    query = _DECIDED.where(_DECISIONS.c.decision_id == decision_id, _DECISIONS.c.case_id.in_(seen))
    row = (await unit.connection.execute(query, parameters(sight))).mappings().first()
    return None if row is None else _decision(row)


async def make_final(unit: Unit, case_id: str, on: date) -> Decision | None:
    """Write that the latest judgment that stands is final since that day, and return it; None when there is none."""
    columns = _DECISIONS.c
    latest = (
        select(func.max(columns.position))
        .where(columns.case_id == case_id, columns.kind == "judgment", columns.superseded_on.is_(None))
        .scalar_subquery()
    )
    query = update(_DECISIONS).where(columns.case_id == case_id, columns.position == latest).values(final_on=on)
    decision_id = await unit.connection.scalar(query.returning(columns.decision_id))
    if decision_id is None:
        return None
    row = (await unit.connection.execute(_DECIDED.where(columns.decision_id == decision_id))).mappings().one()
    return _decision(row)


def _decision(row: Mapping[Any, Any]) -> Decision:  # Any: SQL types
    return Decision.model_validate(row)
