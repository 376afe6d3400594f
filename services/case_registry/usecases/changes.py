"""Tell a case system which cases have changed, so that it keeps in step without events."""

from chassis.events.changes import life
from chassis.unit.unit import Unit
from contracts.national.justice.case_change_page import CaseChangePage
from contracts.problems import CursorOfAnotherLife
from services.case_registry.domain.reads import Read
from services.case_registry.store import changes as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.wire.changes import ChangePosition, ChangeQuery


async def list_changes(unit: Unit, asker: Asker, query: ChangeQuery) -> CaseChangePage:
    """Return the cases in sight that have changed since the cursor, and the cursor from which to ask on.

    Raises `CursorOfAnotherLife` for one that was given before the database was restored.
    """
    sight, present = sight_of(unit, asker, Read.LIST_CHANGES), await life(unit)
    known = query.after or ChangePosition(life=present, place=0)
    if known.life != present or (known.place and known.place > await store.latest_place(unit)):
        raise CursorOfAnotherLife
    read = sight_of(unit, asker, Read.CASE_BY_ID)
    imports = sight_of(unit, asker, Read.IMPORT_BY_ID)
    changed = await store.after(unit, known.place, sight=sight, read=read, imports=imports, limit=query.limit)
    since = query.cursor(ChangePosition(life=present, place=changed.place))
    gone = changed.withdrawn or None
    return CaseChangePage(items=changed.cases, withdrawn_case_ids=gone, since=since, more=changed.more)
