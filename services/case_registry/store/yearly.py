"""SQL of the yearly figures of courts: three tables and their sum, counted in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, select, tuple_

from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain.stays import CHANGED, REMANDED, Exit, Stage
from services.case_registry.domain.words import Status
from services.case_registry.domain.yearly import APPEALED_FROM, REMEDIES, Counts
from services.case_registry.store.stays import STAYS, touching

INSTANCES: Final = tuple(stage.value for stage in Stage if stage is not Stage.PROSECUTION)
_COUNTED: Final = ("carried", "received", "resumed", "decided", "otherwise", "passed_on", "changed", "remanded")
_IS_RESUMED: Final = STAYS.c.came_from.is_not_distinct_from(Status.SUSPENDED.value)
_earlier: Final = STAYS.alias("earlier")
# a case that was suspended has been there since it came, not since it went on
_came_on: Final = (
    select(func.max(_earlier.c.began_on))
    .where(
        *(_earlier.c[name] == STAYS.c[name] for name in ("case_id", "stage", "member", "office")),
        _earlier.c.position < STAYS.c.position,
        _earlier.c.came_from.is_distinct_from(Status.SUSPENDED.value),
    )
    .correlate(STAYS)
    .scalar_subquery()
)
_SINCE: Final = case((_IS_RESUMED, func.coalesce(_came_on, STAYS.c.began_on)), else_=STAYS.c.began_on)
_MEDIAN: Final = func.percentile_cont(0.5).within_group(STAYS.c.ended_on - _SINCE).label("median")


@dataclass(slots=True)
class Tables:
    """The counts of a year by court, by category and by instance, and all together."""

    total: Counts = field(default_factory=Counts)
    by_court: dict[Seat, Counts] = field(default_factory=dict)
    by_category: dict[str, Counts] = field(default_factory=dict)
    by_instance: dict[str, Counts] = field(default_factory=dict)


async def tables(unit: Unit, scope: Sequence[ColumnElement[bool]], year: int, level: str | None) -> Tables:
    """Return the counts of a year, at this instance or at all."""
    found = Tables()
    at_level = [] if level is None else [STAYS.c.stage == level]
    counts = _counts(year).where(STAYS.c.counted, touching(year), *scope, *at_level)
    for row in (await unit.connection.execute(_grouped(counts, STAYS.c.stage))).mappings():
        _put(found, row, Counts(**{name: row[name] for name in _COUNTED}))
    # by itself: a median has to sort, and the counts of all that touches the year need not
    medians = select(_MEDIAN).where(STAYS.c.counted, *_decided_in(year), *scope, *at_level)
    for row in (await unit.connection.execute(_grouped(medians, STAYS.c.stage))).mappings():
        if row["median"] is not None:
            _put(found, row, replace(_of(found, row), median_days=round(float(row["median"]), 1)))
    instance = case(*((STAYS.c.came_from == status.value, stage.value) for status, stage in APPEALED_FROM.items()))
    asked_for = select(func.count().label("appealed")).where(
        STAYS.c.stage.in_([stage.value for stage in REMEDIES]),
        STAYS.c.came_from.in_([status.value for status in APPEALED_FROM]),
        STAYS.c.began_on.between(date(year, 1, 1), date(year, 12, 31)),
        *scope,
        *([] if level is None else [instance == level]),
    )
    for row in (await unit.connection.execute(_grouped(asked_for, instance))).mappings():
        _put(found, row, replace(_of(found, row), appealed=row["appealed"]))
    return found


def _counts(year: int) -> Select[Any]:  # Any: SQL types
    first, last = date(year, 1, 1), date(year, 12, 31)
    came_before = STAYS.c.began_on < first
    left = STAYS.c.ended_on.between(first, last)
    decided = left & (STAYS.c.exit == Exit.DECIDED.value)
    passed_on = left & (STAYS.c.exit == Exit.PASSED_ON.value)
    conditions = (
        came_before,
        ~came_before & ~_IS_RESUMED,
        ~came_before & _IS_RESUMED,
        decided,
        left & STAYS.c.exit.not_in([Exit.DECIDED.value, Exit.PASSED_ON.value]),
        passed_on,
        decided & (STAYS.c.outcome == CHANGED),
        decided & (STAYS.c.outcome == REMANDED),
    )
    columns: list[Any] = [  # Any: SQL types
        func.count().filter(condition).label(name) for name, condition in zip(_COUNTED, conditions, strict=True)
    ]
    return select(*columns)


def _decided_in(year: int) -> list[ColumnElement[bool]]:
    return [
        STAYS.c.ended_on.between(date(year, 1, 1), date(year, 12, 31)),
        STAYS.c.exit == Exit.DECIDED.value,
    ]


def _grouped(counts: Select[Any], instance: ColumnElement[str]) -> Select[Any]:  # Any: SQL types
    of_court = tuple_(STAYS.c.member, STAYS.c.office)
    which = func.grouping(STAYS.c.member, STAYS.c.category, instance).label("which")
    return counts.add_columns(
        which, STAYS.c.member, STAYS.c.office, STAYS.c.category, instance.label("instance")
    ).group_by(func.grouping_sets(of_court, STAYS.c.category, instance, tuple_()))


# `grouping` has a bit for each that a row is not grouped by: the first stated is the highest
_BY_COURT, _BY_CATEGORY, _BY_INSTANCE = 0b011, 0b101, 0b110


def _put(found: Tables, row: Any, counts: Counts) -> None:  # Any: a row of SQL types
    if row["which"] == _BY_COURT:
        found.by_court[Seat(row["member"], row["office"])] = counts
    elif row["which"] == _BY_CATEGORY:
        found.by_category[row["category"]] = counts
    elif row["which"] == _BY_INSTANCE:
        found.by_instance[row["instance"]] = counts
    else:
        found.total = counts


def _of(found: Tables, row: Any) -> Counts:  # Any: as above
    if row["which"] == _BY_COURT:
        return found.by_court.get(Seat(row["member"], row["office"]), Counts())
    if row["which"] == _BY_CATEGORY:
        return found.by_category.get(row["category"], Counts())
    return found.by_instance.get(row["instance"], Counts()) if row["which"] == _BY_INSTANCE else found.total
