"""Tell a case system which cases have changed, so that it keeps in step without events."""

from chassis.http.change_pages import ChangeQuery
from chassis.unit.unit import Unit
from contracts.national.justice.case_change_page import CaseChangePage
from services.case_registry.domain.reads import Read
from services.case_registry.store import changes as store
from services.case_registry.usecases.asking import Asker, sight_of


async def list_changes(unit: Unit, asker: Asker, query: ChangeQuery) -> CaseChangePage:
    """Return the cases in sight that have changed since the cursor, and the cursor from which to ask on.

    Raises `CursorOfAnotherLife` for one that was given before the database was restored.
    """
    sight, begun = sight_of(unit, asker, Read.LIST_CHANGES), await query.begin(unit, store.TOPIC)
    read = sight_of(unit, asker, Read.CASE_BY_ID)
    imports = sight_of(unit, asker, Read.IMPORT_BY_ID)
    changed = await store.after(unit, begun.place, sight=sight, read=read, imports=imports, limit=query.limit)
    since = query.since(begun, changed.place)
    gone = changed.withdrawn or None
    return CaseChangePage(items=changed.cases, withdrawn_case_ids=gone, since=since, more=changed.more)
