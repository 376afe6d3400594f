"""Correct an entry in a prosecutor's register with its fact, and tell figures as they were known when reported."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chassis.unit.unit import Unit
from contracts.problems import InvalidInput
from services.case_registry.domain import registers as rules
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.prosecution import CalledUp, CallUpDecided, StatementAwaited, StatementGiven
from services.case_registry.domain.register_corrections import tallies_of
from services.case_registry.domain.words import WantedSeats
from services.case_registry.errors.corrections import not_between
from services.case_registry.store import corrections as store
from services.case_registry.store import prosecution
from services.case_registry.store import register_corrections as register_store
from services.case_registry.wire.registers import RegisterQuery


async def correct_entry(unit: Unit, right: Entry) -> str | None:
    """Write the entry as its fact is right, and return its id; None for what stands in no register of a prosecutor.

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
            return None
    opened_on, entered_on, resolved_on = await prosecution.days_of(unit, file_id)
    first, last = stated.get("entered_on", entered_on), stated.get("resolved_on", resolved_on)
    if first < opened_on or (last is not None and last < first):
        limits = (opened_on, resolved_on) if "entered_on" in stated else (entered_on, None)
        raise InvalidInput(faults=[not_between("happenedOn", *limits)])
    await store.correct_file(unit, file_id, stated)
    return file_id


async def figures_as_reported(
    unit: Unit,
    query: RegisterQuery,
    offices: Sequence[WantedSeats | None],
    year: int,
    categories: Collection[str] | None,
) -> dict[int, Mapping[str, Sequence[int]]]:
    """Return, for each month that one office has reported, the figures as they were known when it did so last.

    Of many offices at once there is no such moment, and so no such figure.
    """
    office = offices[0]
    if query.seat.office is None or query.seat.below or office is None:
        return {}
    filed = await register_store.reports(unit, query, office, year)
    known = {
        at: rules.figures(
            rules.form(),
            tallies_of(
                await register_store.entries_at(unit, query, offices, categories, at),
                year,
                carried_over=query.carried_over,
            ),
        )
        for at in set(filed.values())
    }
    return {month: known[at] for month, at in filed.items()}
