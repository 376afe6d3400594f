"""SQL of what a remedy sets aside: judgments that are no outcome any more, and the results of charges."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, func, select, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.domain.charges import DECIDED
from services.case_registry.domain.decisions import JUDGMENT
from services.case_registry.domain.words import Instance
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.store.charges import CHARGES, STEP, STEPS

_DECISIONS: Final = table_of(DecisionRow)


async def supersede(unit: Unit, case_id: str, levels: Collection[Instance], on: date) -> None:
    """Write that the judgments of these instances are not the outcome of the case since that day."""
    await unit.connection.execute(
        update(_DECISIONS)
        .where(*_stand(_DECISIONS, case_id), _DECISIONS.c.level.in_([level.value for level in levels]))
        .values(superseded_on=on)
    )


async def uphold(unit: Unit, case_id: str) -> None:
    """Write that the latest judgment, where it states no matter itself, is about that of the judgment that it upholds.

    A divorce that two courts have pronounced would come into no extract else.
    """
    below = _DECISIONS.alias("below")
    latest = select(func.max(below.c.position)).where(*_stand(below, case_id)).scalar_subquery()
    upheld = (
        select(below.c.decision_id)
        .where(*_stand(below, case_id), below.c.matter.is_not(None))
        .order_by(below.c.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    theirs = {
        name: select(below.c[name]).where(below.c.decision_id == upheld).scalar_subquery()
        for name in ("matter", "civil_status")
    }
    upholding = update(_DECISIONS).where(
        *_stand(_DECISIONS, case_id), _DECISIONS.c.position == latest, _DECISIONS.c.matter.is_(None)
    )
    await unit.connection.execute(upholding.values(theirs))


async def steps_of_decided(unit: Unit, case_id: str) -> dict[str, list[Mapping[str, Any]]]:  # Any: ChargeSteps
    """Return the steps of each charge of the case that has a result, by its id and in their order."""
    query = (
        select(STEPS.c.charge_id, STEP.label("step"))
        .join(CHARGES, CHARGES.c.charge_id == STEPS.c.charge_id)
        .where(CHARGES.c.case_id == case_id, CHARGES.c.state == DECIDED)
        .order_by(CHARGES.c.sequence, STEPS.c.position)
    )
    found: dict[str, list[Mapping[str, Any]]] = {}
    for charge_id, step in await unit.connection.execute(query):
        found.setdefault(charge_id, []).append(step)
    return found


def _stand(decisions: FromClause, case_id: str) -> list[ColumnElement[bool]]:
    columns = decisions.c
    return [columns.case_id == case_id, columns.kind == JUDGMENT, columns.superseded_on.is_(None)]
