"""SQL of days that follow a move: since when judgments are superseded, and results of charges set aside."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import or_, select, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.setting_aside import SET_ASIDE
from services.case_registry.models.cases import CaseRelationRow
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.store.charges import CHARGES, STEPS

_DECISIONS: Final = table_of(DecisionRow)
_RELATIONS: Final = table_of(CaseRelationRow)


async def supersede_on(unit: Unit, case_id: str, positions: Collection[int], on: date) -> None:
    """Write since when the judgments at these places are not the outcome of the case."""
    theirs = (_DECISIONS.c.case_id == case_id, _DECISIONS.c.position.in_(positions))
    await unit.connection.execute(update(_DECISIONS).where(*theirs).values(superseded_on=on))


async def set_aside_on(unit: Unit, case_id: str, move: Entry) -> None:
    """Write the day of that move into the steps of charges that it set aside, also of those split off since."""
    others = select(_RELATIONS.c.other_id).where(_RELATIONS.c.case_id == case_id)
    of_case = select(CHARGES.c.charge_id).where(or_(CHARGES.c.case_id == case_id, CHARGES.c.case_id.in_(others)))
    of_move = (
        STEPS.c.step == SET_ASIDE,
        STEPS.c.recorded_at == move.recorded_at,
        STEPS.c.member == move.by.member,
        STEPS.c.office == move.by.office,
    )
    right = update(STEPS).where(STEPS.c.charge_id.in_(of_case), *of_move)
    await unit.connection.execute(right.values(happened_on=move.happened_on))
