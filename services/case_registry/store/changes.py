"""SQL of changed cases: the places that the relay gave, with the cases that are in sight now."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, Text, and_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.events.changes import CHANGES, changed, in_span
from chassis.imports.tally import WITHDRAWN
from chassis.postgres.statements import table_of
from chassis.reference.successions import Followed
from chassis.unit.unit import Unit
from contracts.national.justice.case_change import CaseChange
from contracts.seats import Seat
from services.case_registry.domain.reads import Reach, Sight
from services.case_registry.domain.words import WantedSeats
from services.case_registry.models.imports import ImportReportRow, ImportResultRow
from services.case_registry.store.corrections import IS_OWED
from services.case_registry.store.imports import in_sight
from services.case_registry.store.seats import in_seats, seat_column
from services.case_registry.store.visibility import CASES, VISIBLE, has_a_part, parameters

_IMPORTS: Final = table_of(ImportReportRow)
_ROWS: Final = table_of(ImportResultRow)
TOPIC: Final = "la.gov.justice.case"
_SEEN: Final = in_span(
    select(
        *(CASES.c[name] for name in ("case_id", "version", "category", "status", "due_on")),
        seat_column(CASES, "responsible"),
        CHANGES.c.place,
    )
    .join_from(CHANGES, CASES, CASES.c.case_id == CHANGES.c.id)
    .where(or_(VISIBLE, and_(CASES.c.restriction == bindparam("owed_at", type_=ARRAY(Text)).any_(), IS_OWED)))
).limit(bindparam("most"))

# a case that came again has another id: an import that is withdrawn leaves nothing of this one
_WITHDRAWN: Final = in_span(
    select(CHANGES.c.id)
    .join_from(CHANGES, _ROWS, _ROWS.c.case_id == CHANGES.c.id)
    .join(_IMPORTS, _IMPORTS.c.import_id == _ROWS.c.import_id)
    .where(_ROWS.c.outcome == WITHDRAWN, ~_IMPORTS.c.dry_run)
)


@dataclass(frozen=True, slots=True)
class ChangedCases:
    """Cases that have changed or are gone, the place up to which was looked, and whether there is more behind it."""

    cases: list[CaseChange]
    withdrawn: list[str]  # ids of cases that an import had brought, and that were taken out again
    place: int
    more: bool


async def after(unit: Unit, place: int, *, sight: Sight, read: Sight, imports: Sight, limit: int) -> ChangedCases:
    """Return the cases in sight that have changed since this place, each as it is now, once, by its latest change.

    With them come the ids of withdrawn cases whose import is in sight by `imports`: nothing else tells of them.
    Whoever may `read` a case beside its offices follows it, too, while it has not heard of a correction owed to it.
    """
    seen = {**parameters(sight), "owed_at": sorted(read.at(Reach.BESIDE))}
    found = await changed(unit, TOPIC, _SEEN, place, limit=limit, parameters=seen)
    if found.place == place:
        return ChangedCases([], [], place, more=False)
    span = {"topic": TOPIC, "after": place, "last": found.place}
    gone = await unit.connection.scalars(_WITHDRAWN.where(in_sight(imports)), span)
    shown = [{name: value for name, value in row.items() if name != "place"} for row in found.rows]
    changes = [CaseChange.model_validate(row) for row in shown]
    return ChangedCases(changes, list(gone), found.place, more=found.more)


def _of_seats(seats: Collection[Seat]) -> Select[tuple[str]]:
    offered = in_seats(CASES.c.offered_member, CASES.c.offered_office, seats)
    return select(CASES.c.case_id).where(or_(offered, *has_a_part(WantedSeats(frozenset(seats)))))


FOLLOWED: Final = Followed(TOPIC, _of_seats)
