"""Remember which offices have read a case, or an extract of its judgment: a correction is owed to each of them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from chassis.unit.unit import Unit
from services.case_registry.domain import days
from services.case_registry.domain.reads import Read
from services.case_registry.store import cases
from services.case_registry.store import readers as store
from services.case_registry.usecases.asking import Asker, sight_of

_Row = TypeVar("_Row")
_Mapped = TypeVar("_Mapped", bound=Mapping[Any, Any])  # Any: SQL types


async def remember(unit: Unit, asker: Asker, case_id: str) -> None:
    """Note that the office reads the case, before it does, if it may see it."""
    if _is_known(unit, asker, case_id):
        return
    if await cases.is_visible(unit, case_id, sight_of(unit, asker, Read.CASE_BY_ID)):
        await note(unit, asker, case_id)


async def note(unit: Unit, asker: Asker, case_id: str) -> None:
    """Note that the office reads a case in its sight; who names no office sees only what its offices have a part in."""
    standing, today = asker.caller.standing, days.today(unit.now)
    if standing is None or _is_known(unit, asker, case_id):
        return
    if not await store.note(unit, [case_id], standing.seat, standing.succeeds, today):
        asker.readers.learn(case_id, standing.seat, today)  # on record, and committed: this unit has not written it


async def listed(
    unit: Unit, asker: Asker, read: Callable[[], Awaitable[Sequence[_Row]]], case_of: Callable[[_Row], str]
) -> Sequence[_Row]:
    """Return the rows of a list that tells what stands in cases: whoever sees it has read them, and it is noted.

    What is noted for the first time is read again: a correction that came between saw no reader.
    """
    standing, today = asker.caller.standing, days.today(unit.now)
    while True:
        rows = await read()
        new = {case_id for case_id in map(case_of, rows) if not _is_known(unit, asker, case_id)}
        if standing is None or not new:
            return rows
        noted = await store.note(unit, new, standing.seat, standing.succeeds, today)
        for case_id in new - noted:
            asker.readers.learn(case_id, standing.seat, today)
        if not noted:
            return rows


async def extracts(unit: Unit, asker: Asker, read: Callable[[], Awaitable[Sequence[_Mapped]]]) -> Sequence[_Mapped]:
    """Return rows of extracts, each with its `case_id`: their keeper has read these, and nothing else of the cases."""
    standing, today = asker.caller.standing, days.today(unit.now)
    while True:
        rows = await read()
        if standing is None or not rows:
            return rows
        if not await store.note_extracts(unit, {row["case_id"] for row in rows}, standing.seat, today):
            return rows


def _is_known(unit: Unit, asker: Asker, case_id: str) -> bool:
    standing = asker.caller.standing
    return standing is None or asker.readers.knows(case_id, standing.seat, days.today(unit.now))
