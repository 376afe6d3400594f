"""SQL of changed events: the places that the relay gave, with the events that are in sight now."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, bindparam, func, select, union_all

from chassis.events.changes import CHANGES, changed, in_span
from chassis.postgres.statements import in_seats
from chassis.reference.successions import Followed
from chassis.unit.unit import Unit
from contracts.national.civil.civil_event_change import CivilEventChange
from contracts.seats import Seat
from services.civil_registration.domain.sights import Sight
from services.civil_registration.store.events import EVENTS
from services.civil_registration.store.work_list import is_in

TOPIC: Final = "la.gov.civil.event"
_SEATS: Final = {
    "registrar": ("registrar_member", "registrar_office"),
    "declared_by": ("declared_by", "declared_office"),
}
_SHOWN: Final = ("event_id", "version", "kind", "state", "due_on")
_SEEN: Final = in_span(
    select(
        *(EVENTS.c[name] for name in _SHOWN),
        *(
            func.jsonb_build_object("member", EVENTS.c[member], "office", EVENTS.c[office]).label(f"{name}_seat")
            for name, (member, office) in _SEATS.items()
        ),
        CHANGES.c.place,
    ).join_from(CHANGES, EVENTS, EVENTS.c.event_id == CHANGES.c.id)
).limit(bindparam("most"))


@dataclass(frozen=True, slots=True)
class ChangedEvents:
    """Events that have changed, the place up to which was looked, and whether there is more behind it."""

    events: list[CivilEventChange]
    place: int
    more: bool


async def after(unit: Unit, place: int, *, sight: Sight, limit: int) -> ChangedEvents:
    """Return the events in sight that have changed since this place, each as it is now, once, by its latest change."""
    found = await changed(unit, TOPIC, _SEEN.where(is_in(sight)), place, limit=limit)
    changes = [
        CivilEventChange.model_validate(
            {name: row[name] for name in _SHOWN} | {name: row[f"{name}_seat"] for name in _SEATS}
        )
        for row in found.rows
    ]
    return ChangedEvents(changes, found.place, more=found.more)


def _of_seats(seats: Collection[Seat]) -> Select[tuple[str]]:
    # two branches, so that each part of an office goes by its own index
    parts = [
        select(EVENTS.c.event_id).where(in_seats(EVENTS.c[member], EVENTS.c[office], seats))
        for member, office in _SEATS.values()
    ]
    return select(union_all(*parts).subquery("theirs").c.event_id)


FOLLOWED: Final = Followed(TOPIC, _of_seats)
