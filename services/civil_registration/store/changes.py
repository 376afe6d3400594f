"""SQL of changed events: the places that the relay gave, with the events that are in sight now."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.civil.civil_event_change import CivilEventChange
from services.civil_registration.domain.sights import Sight
from services.civil_registration.models.changes import ChangeRow
from services.civil_registration.store.events import EVENTS
from services.civil_registration.store.work_list import is_in

_CHANGES: Final = table_of(ChangeRow)
TOPIC: Final = "la.gov.civil.event"
_LOOKED_AT: Final = 1_000  # places of one page: a follower who sees few events asks on, and no page is slow
_next = (
    select(_CHANGES.c.place)
    .where(_CHANGES.c.topic == TOPIC, _CHANGES.c.place > bindparam("after"))
    .order_by(_CHANGES.c.place)
    .limit(_LOOKED_AT)
    .subquery("following")
)
_SPAN: Final = select(func.max(_next.c.place), func.count())
_SEATS: Final = {
    "registrar": ("registrar_member", "registrar_office"),
    "declared_by": ("declared_by", "declared_office"),
}
_SHOWN: Final = ("event_id", "version", "kind", "state", "due_on")
_SEEN: Final = (
    select(
        *(EVENTS.c[name] for name in _SHOWN),
        *(
            func.jsonb_build_object("member", EVENTS.c[member], "office", EVENTS.c[office]).label(f"{name}_seat")
            for name, (member, office) in _SEATS.items()
        ),
        _CHANGES.c.place,
    )
    .join_from(_CHANGES, EVENTS, EVENTS.c.event_id == _CHANGES.c.id)
    .where(_CHANGES.c.topic == TOPIC, _CHANGES.c.place > bindparam("after"), _CHANGES.c.place <= bindparam("last"))
    .order_by(_CHANGES.c.place)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Changed:
    """Events that have changed, the place up to which was looked, and whether there is more behind it."""

    events: list[CivilEventChange]
    place: int
    more: bool


async def after(unit: Unit, place: int, *, sight: Sight, limit: int) -> Changed:
    """Return the events in sight that have changed since this place, each as it is now, once, by its latest change."""
    last, looked_at = (await unit.connection.execute(_SPAN, {"after": place})).one()
    if last is None:
        return Changed([], place, more=False)
    asked = {"after": place, "last": last, "most": limit + 1}
    rows = (await unit.connection.execute(_SEEN.where(is_in(sight)), asked)).mappings().all()
    changes = [
        CivilEventChange.model_validate(
            {name: row[name] for name in _SHOWN} | {name: row[f"{name}_seat"] for name in _SEATS}
        )
        for row in rows[:limit]
    ]
    is_cut = len(rows) > limit
    until = rows[limit - 1]["place"] if is_cut else last
    return Changed(changes, until, more=is_cut or looked_at == _LOOKED_AT)


async def latest_place(unit: Unit) -> int:
    """Return the latest place that was given; 0 before the first."""
    latest = select(func.max(_CHANGES.c.place)).where(_CHANGES.c.topic == TOPIC)
    return await unit.connection.scalar(latest) or 0
