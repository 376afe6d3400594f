"""Remember which offices have read a case: a correction is owed to each of them."""

from chassis.unit.unit import Unit
from services.case_registry.domain import days
from services.case_registry.domain.reads import Read
from services.case_registry.store import cases
from services.case_registry.store import readers as store
from services.case_registry.usecases.asking import Asker, sight_of


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
    if not await store.note(unit, case_id, standing.seat, standing.succeeds, today):
        asker.readers.learn(case_id, standing.seat, today)  # on record, and committed: this unit has not written it


def _is_known(unit: Unit, asker: Asker, case_id: str) -> bool:
    standing = asker.caller.standing
    return standing is None or asker.readers.knows(case_id, standing.seat, days.today(unit.now))
