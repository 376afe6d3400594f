"""SQL of decisions and of the counters that number them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Text, bindparam, cast, column, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.decision import Decision
from contracts.national.justice.decision_issuing import DecisionIssuing
from contracts.official_numbers import normal_number
from contracts.seats import Seat
from services.case_registry.domain.decisions import DecisionNumber
from services.case_registry.domain.reads import Sight
from services.case_registry.models.decisions import DecisionCounterRow, DecisionRow
from services.case_registry.store.seats import seat_column
from services.case_registry.store.visibility import CASES, VISIBLE, parameters

_DECISIONS: Final = table_of(DecisionRow)
_COUNTERS: Final = table_of(DecisionCounterRow)

_decided = (
    "decision_id",
    "case_id",
    "proceeding_id",
    "kind",
    "level",
    "decided_on",
    "number",
    "matter",
    "override_reason",
)
# as hearings lock a room: two cases never wait for each other but for the same number
_LOCK: Final = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key"), 0)))
_DECIDED: Final = select(
    *(
        _DECISIONS.c[name]
        for name in (*_decided, "final_on", "superseded_on", "civil_status", "summary", "document", "position")
    ),
    seat_column(_DECISIONS, "court"),
)


def _year_of(day: ColumnElement[date]) -> ColumnElement[int]:
    return cast(func.extract("year", day), Integer)


_wanted = (
    func.jsonb_to_recordset(bindparam("numbers", type_=JSONB))
    .table_valued(column("office", Text), column("kind", Text), column("year", Integer), column("normal", Text))
    .render_derived(name="wanted", with_types=True)
)
_TAKEN: Final = select(_wanted).where(
    select(_DECISIONS.c.decision_id)
    .where(
        _DECISIONS.c.court_member == bindparam("member"),
        _DECISIONS.c.court_office == _wanted.c.office,
        _DECISIONS.c.number_normal == _wanted.c.normal,
        _DECISIONS.c.kind == _wanted.c.kind,
        _year_of(_DECISIONS.c.decided_on) == _wanted.c.year,
    )
    .exists()
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
    row["number_normal"] = None if decision.number is None else normal_number(decision.number)
    seat = {"court_member": decision.court.member, "court_office": decision.court.office}
    await unit.connection.execute(insert(_DECISIONS).values(**row, **seat, position=position, **documents))


async def twin(unit: Unit, court: Seat, kind: str, year: int, printed: str, *, but: str) -> str | None:
    """Return another decision of that court, kind and year with this number; None where there is none.

    The number is locked until the unit ends, so that of two at once the second finds the first.
    """
    normal = normal_number(printed)
    await unit.connection.execute(_LOCK, {"key": f"{court}/decision/{kind}/{year}/{normal}"})
    columns = _DECISIONS.c
    same = (columns.court_member == court.member, columns.court_office == court.office, columns.number_normal == normal)
    query = select(columns.decision_id).where(
        *same, columns.kind == kind, _year_of(columns.decided_on) == year, columns.decision_id != but
    )
    found: str | None = await unit.connection.scalar(query.order_by(columns.decision_id).limit(1))
    return found


async def taken(unit: Unit, member: str, numbers: Iterable[DecisionNumber]) -> set[DecisionNumber]:
    """Return which of these numbers decisions of courts of the member have."""
    wanted: list[JSON] = [asdict(each) for each in numbers]
    rows = await unit.connection.execute(_TAKEN, {"member": member, "numbers": wanted})
    return {DecisionNumber(*row) for row in rows}


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
