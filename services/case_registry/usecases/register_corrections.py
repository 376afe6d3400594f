"""Correct an entry in a prosecutor's register along with the fact that made it."""

from typing import Any

from chassis.unit.unit import Unit
from contracts.problems import InvalidInput
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.prosecution import CalledUp, CallUpDecided, StatementAwaited, StatementGiven
from services.case_registry.errors.corrections import cannot_stand
from services.case_registry.store import corrections as store
from services.case_registry.store import prosecution


async def correct_entry(unit: Unit, right: Entry) -> str:
    """Write the entry as its fact is right, and return its id.

    Raises `InvalidInput` for an entry before the case was opened, or that is resolved before it was made.
    """
    stated: dict[str, Any]  # Any: values of SQL types
    match right.fact:
        case StatementAwaited() | CalledUp() as entered:
            stated = {"entered_on": right.happened_on}
            if isinstance(entered, CalledUp):
                stated["ground"] = entered.ground.value
            file_id = entered.file
        case StatementGiven() | CallUpDecided() as resolved:
            stated = {
                "resolved_on": right.happened_on,
                "outcome": resolved.outcome.value,
                "decision": resolved.decision,
            }
            file_id = resolved.file
        case _:
            raise TypeError(right.fact.kind)
    opened_on, entered_on, resolved_on = await prosecution.days_of(unit, file_id)
    first, last = stated.get("entered_on", entered_on), stated.get("resolved_on", resolved_on)
    if first < opened_on or (last is not None and last < first):
        raise InvalidInput(faults=[cannot_stand("happenedOn")])
    await store.correct_file(unit, file_id, stated)
    return file_id
