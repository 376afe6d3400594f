"""SQL of changed cases: the places that the relay gave, with the cases that are in sight now."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Text, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.imports.tally import WITHDRAWN
from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.case_change import CaseChange
from services.case_registry.domain.reads import Reach, Sight
from services.case_registry.models.changes import ChangeRow
from services.case_registry.models.imports import ImportReportRow, ImportResultRow
from services.case_registry.store.corrections import IS_OWED
from services.case_registry.store.imports import in_sight
from services.case_registry.store.seats import seat_column
from services.case_registry.store.visibility import CASES, VISIBLE, parameters

_CHANGES: Final = table_of(ChangeRow)
_IMPORTS: Final = table_of(ImportReportRow)
_ROWS: Final = table_of(ImportResultRow)
TOPIC: Final = "la.gov.justice.case"
_LOOKED_AT: Final = 1_000  # places of one page: a follower who sees few cases asks on, and no page is slow
_next = (
    select(_CHANGES.c.place)
    .where(_CHANGES.c.topic == TOPIC, _CHANGES.c.place > bindparam("after"))
    .order_by(_CHANGES.c.place)
    .limit(_LOOKED_AT)
    .subquery("following")
)
_SPAN: Final = select(func.max(_next.c.place), func.count())
_SEEN: Final = (
    select(
        *(CASES.c[name] for name in ("case_id", "version", "category", "status", "due_on")),
        seat_column(CASES, "responsible"),
        _CHANGES.c.place,
    )
    .join_from(_CHANGES, CASES, CASES.c.case_id == _CHANGES.c.id)
    .where(
        _CHANGES.c.topic == TOPIC,
        _CHANGES.c.place > bindparam("after"),
        _CHANGES.c.place <= bindparam("last"),
        or_(VISIBLE, and_(CASES.c.restriction == bindparam("owed_at", type_=ARRAY(Text)).any_(), IS_OWED)),
    )
    .order_by(_CHANGES.c.place)
    .limit(bindparam("most"))
)

# a case that came again has another id: an import that is withdrawn leaves nothing of this one
_WITHDRAWN: Final = (
    select(_CHANGES.c.id)
    .join_from(_CHANGES, _ROWS, _ROWS.c.case_id == _CHANGES.c.id)
    .join(_IMPORTS, _IMPORTS.c.import_id == _ROWS.c.import_id)
    .where(
        _CHANGES.c.topic == TOPIC,
        _CHANGES.c.place > bindparam("after"),
        _CHANGES.c.place <= bindparam("last"),
        _ROWS.c.outcome == WITHDRAWN,
        ~_IMPORTS.c.dry_run,
    )
    .order_by(_CHANGES.c.place)
)


@dataclass(frozen=True, slots=True)
class Changed:
    """Cases that have changed or are gone, the place up to which was looked, and whether there is more behind it."""

    cases: list[CaseChange]
    withdrawn: list[str]  # ids of cases that an import had brought, and that were taken out again
    place: int
    more: bool


async def after(unit: Unit, place: int, *, sight: Sight, read: Sight, imports: Sight, limit: int) -> Changed:
    """Return the cases in sight that have changed since this place, each as it is now, once, by its latest change.

    With them come the ids of withdrawn cases whose import is in sight by `imports`: nothing else tells of them.
    Whoever may `read` a case beside its offices follows it, too, while it has not heard of a correction owed to it.
    """
    last, looked_at = (await unit.connection.execute(_SPAN, {"after": place})).one()
    if last is None:
        return Changed([], [], place, more=False)
    asked = {"after": place, "last": last, "most": limit + 1, **parameters(sight)}
    asked["owed_at"] = sorted(read.at(Reach.BESIDE))
    rows = (await unit.connection.execute(_SEEN, asked)).mappings().all()
    shown = [{name: value for name, value in row.items() if name != "place"} for row in rows[:limit]]
    is_cut = len(rows) > limit
    until = rows[limit - 1]["place"] if is_cut else last
    gone = await unit.connection.scalars(_WITHDRAWN.where(in_sight(imports)), {"after": place, "last": until})
    changes = [CaseChange.model_validate(row) for row in shown]
    return Changed(changes, list(gone), until, more=is_cut or looked_at == _LOOKED_AT)


async def latest_place(unit: Unit) -> int:
    """Return the latest place that was given; 0 before the first."""
    latest = select(func.max(_CHANGES.c.place)).where(_CHANGES.c.topic == TOPIC)
    return await unit.connection.scalar(latest) or 0
