"""Reading the directory: the present, any past moment, lists in pages, and what entries were."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from chassis.unit.unit import Unit
from contracts.problems import NotFound
from contracts.voucher import Caller
from gateway.directory import history
from gateway.directory.inventory import Side
from gateway.directory.officers import Officer
from gateway.directory.register import domain
from gateway.directory.register.wire import Document, EntryPosition, EntryQuery, HistoryQuery, StatePosition

_WITH_DOCUMENT = frozenset({"service", "schema"})
_MOST_OVERLAPS = 200


async def entry(unit: Unit, kind: str, key: str, at: datetime | None) -> Document:
    """Return an entry as it was at that moment, or is now, with its document if it has one; raise `NotFound`."""
    facts = await history.one(unit.connection, kind, key, at=at)
    if facts is None:
        raise NotFound
    found = dict(facts)
    if kind in _WITH_DOCUMENT:
        found["document"] = await history.document(unit.connection, str(facts["digest"]))
    return found


async def officer(unit: Unit, caller: Caller, key: str, at: datetime | None) -> Document:
    """Return an officer; raise `NotFound` also for one of another member, of whom only the authority learns."""
    found = await entry(unit, Officer.KIND, key, at)
    if not domain.concerns(caller, found):
        raise NotFound
    return found


async def officer_page(unit: Unit, caller: Caller, query: EntryQuery) -> Document:
    """Return one page of officers: a member's own, or all of them for the authority."""
    if domain.side_of(caller) is not Side.AUTHORITY:
        query = replace(query, owner=caller.member)
    return await page(unit, Officer.KIND, query)


async def page(unit: Unit, kind: str, query: EntryQuery) -> Document:
    """Return one page of the entries of a kind, by id."""
    found = await history.several(
        unit.connection,
        kind,
        at=query.at,
        words=query.words,
        owner=query.owner,
        after=query.after.id if query.after else None,
        limit=query.limit + 1,  # one more than asked for tells whether there is a next page
    )
    shown: Document = {"items": [facts for _, facts in found[: query.limit]]}
    if len(found) > query.limit:
        shown["next"] = query.cursor(EntryPosition(id=found[query.limit - 1][0]))
    return shown


async def history_page(unit: Unit, query: HistoryQuery) -> Document:
    """Return one page of what entries were and are, newest first."""
    after = (query.after.version, query.after.kind, query.after.id) if query.after else None
    found = await history.states(unit.connection, kind=query.kind, id=query.id, after=after, limit=query.limit + 1)
    shown: Document = {"items": [_state(row) for row in found[: query.limit]]}
    if len(found) > query.limit:
        last = found[query.limit - 1]
        shown["next"] = query.cursor(StatePosition(version=last["version"], kind=last["kind"], id=last["id"]))
    return shown


def _state(row: history.Row) -> dict[str, Any]:  # Any: JSON values
    state = {name: row[name] for name in ("kind", "id", "since", "until", "version") if row[name] is not None}
    return state | {"changeId": row["change"]}


async def overlaps(unit: Unit, project_id: str) -> Document:
    """Return what else shares systems or topics with a project; raise `NotFound` when there is no such project."""
    if await history.one(unit.connection, "project", project_id) is None:
        raise NotFound
    found = await history.sharing(unit.connection, "project", project_id, limit=_MOST_OVERLAPS)
    return {"items": [dict(row) for row in found]}
