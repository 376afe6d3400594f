"""SQL of corrections of what courts wrote down: numbers and days of proceedings and decisions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.official_numbers import normal_number
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.models.hearings import HearingRow
from services.case_registry.models.proceedings import PanelSeatRow, ProceedingRow

_DECISIONS: Final = table_of(DecisionRow)
_PROCEEDINGS: Final = table_of(ProceedingRow)
_SEATS: Final = table_of(PanelSeatRow)
_HEARINGS: Final = table_of(HearingRow)


async def number_of_decision(unit: Unit, decision_id: str) -> str | None:
    """Return the court's own number of a decision."""
    query = select(_DECISIONS.c.number).where(_DECISIONS.c.decision_id == decision_id)
    number: str | None = (await unit.connection.execute(query)).scalar_one()
    return number


async def number_of_proceedings(unit: Unit, proceeding_id: str) -> str | None:
    """Return the court's own number of proceedings."""
    query = select(_PROCEEDINGS.c.number).where(_PROCEEDINGS.c.proceeding_id == proceeding_id)
    number: str | None = (await unit.connection.execute(query)).scalar_one()
    return number


async def first_hearing(unit: Unit, proceeding_id: str) -> datetime | None:
    """Return when the first hearing of these proceedings begins."""
    query = select(func.min(_HEARINGS.c.starts_at)).where(_HEARINGS.c.proceeding_id == proceeding_id)
    begins: datetime | None = await unit.connection.scalar(query)
    return begins


async def correct_decision(unit: Unit, decision_id: str, decided_on: date, numbered: Mapping[str, JSON]) -> None:
    """Write day and number of a decision as they are right; a number that is not stated stays."""
    stated = {"decided_on": decided_on, **numbered}
    if "number" in numbered:
        printed = numbered["number"]
        stated["number_normal"] = None if printed is None else normal_number(str(printed))
    right = update(_DECISIONS).where(_DECISIONS.c.decision_id == decision_id)
    await unit.connection.execute(right.values(stated))


async def correct_proceedings(
    unit: Unit, proceeding_id: str, began: date, stated: dict[str, Any]
) -> None:  # Any: values of SQL types
    """Write number and first day of proceedings as they are right; who sat from that day on sits from the right one."""
    right = update(_PROCEEDINGS).where(_PROCEEDINGS.c.proceeding_id == proceeding_id)
    await unit.connection.execute(right.values(stated))
    seats = update(_SEATS).where(_SEATS.c.proceeding_id == proceeding_id, _SEATS.c.held_from == began)
    await unit.connection.execute(seats.values(held_from=stated["started_on"]))


async def end(unit: Unit, proceeding_id: str, on: date) -> None:
    """Write the day on which proceedings ended, as it is right."""
    right = update(_PROCEEDINGS).where(_PROCEEDINGS.c.proceeding_id == proceeding_id)
    await unit.connection.execute(right.values(ended_on=on))


async def make_final(unit: Unit, case_id: str, position: int, on: date) -> None:
    """Write since when the judgment at that place is final, as it is right."""
    columns = _DECISIONS.c
    right = update(_DECISIONS).where(columns.case_id == case_id, columns.position == position)
    await unit.connection.execute(right.values(final_on=on))
