"""SQL of actions that are appended to the logs of many events at once, as an import brings them about."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import func, select

from chassis.postgres.statements import insert_all, update_all
from chassis.unit.unit import Unit
from services.civil_registration.domain.records import Record
from services.civil_registration.store.events import ACTIONS, EVENTS, action_rows, columns_of

_GIVEN_ONCE: Final = frozenset({"event_id", "tracking_id"})
_APPEND: Final = select(func.count()).add_cte(
    update_all(EVENTS, [known.name for known in EVENTS.c if known.name not in _GIVEN_ONCE]).cte("changed_events"),
    insert_all(ACTIONS).cte("new_actions"),
)


async def append_to_all(unit: Unit, changed: Mapping[str, tuple[Record, Record]]) -> None:
    """Append to each log what the event's second record has beyond its first; facts and offices stay as they are."""
    rows: dict[str, list[dict[str, object]]] = {EVENTS.name: [], ACTIONS.name: []}
    for event_id, (before, after) in changed.items():
        rows[EVENTS.name].append({"event_id": event_id, **columns_of(after)})
        rows[ACTIONS.name] += action_rows(event_id, after.actions[before.version :], first=before.version)
    await unit.connection.execute(_APPEND, rows)
