"""SQL of data values: a set is written by one statement, never row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import TextClause, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.health_summaries.domain.data_value_sets import Accepted, Element, Metadata, Scheme, Strategy, split
from services.health_summaries.domain.periods import Period
from services.health_summaries.models import (
    DataElementRow,
    DataValueTable,
    OptionComboRow,
    OrgUnitRow,
    ReportRow,
)
from services.health_summaries.wire import DataValueQuery

_ELEMENTS: Final = table_of(DataElementRow)
_UNITS: Final = table_of(OrgUnitRow)
_COMBOS: Final = table_of(OptionComboRow)
_REPORTS: Final = table_of(ReportRow)
_VALUES: Final = table_of(DataValueTable)
_KEY: Final = (
    _VALUES.c.data_element,
    _VALUES.c.org_unit,
    _VALUES.c.period,
    _VALUES.c.option_combo,
    _VALUES.c.attribute_combo,
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a set changed: how many values, of which data elements, between which days."""

    imported: int = 0
    updated: int = 0
    deleted: int = 0
    elements: frozenset[str] = frozenset()
    first_day: date | None = None
    last_day: date | None = None

    def __add__(self, other: "Changes") -> "Changes":
        """Return the sum of both changes."""
        return Changes(
            self.imported + other.imported,
            self.updated + other.updated,
            self.deleted + other.deleted,
            self.elements | other.elements,
            min((day for day in (self.first_day, other.first_day) if day), default=None),
            max((day for day in (self.last_day, other.last_day) if day), default=None),
        )


async def metadata(unit: Unit) -> Metadata:
    """Return data elements, units and combinations by their identifiers; a unit's code is DHIS2's or its place's."""
    elements = [
        (row.uid, Element(row.code, row.value_type, row.period_type, row.counts is not None))
        for row in await unit.connection.execute(select(_ELEMENTS))
    ]
    places = (await unit.connection.execute(select(_UNITS.c.place, _UNITS.c.uid, _UNITS.c.code))).all()
    combos = {name: row.code for row in await unit.connection.execute(select(_COMBOS)) for name in row if name}
    return Metadata(
        elements={
            Scheme.UID: {uid: element for uid, element in elements if uid},
            Scheme.CODE: {element.code: element for _, element in elements},
        },
        units={
            Scheme.UID: {row.uid: row.place for row in places if row.uid},
            Scheme.CODE: {name: row.place for row in places for name in (row.place, row.code) if name},
        },
        combos=combos | {"": "default"},
    )


# Rows travel as one array per column and are sorted by their key, so that two sets about the same values take their
# locks in the same order and cannot block each other for good. Each statement stands here whole, to be read as it runs.
_CREATE: Final = text("""
    with given as (
        select * from unnest(
            cast(:element as text[]), cast(:unit as text[]), cast(:period as text[]), cast(:combo as text[]),
            cast(:attribute as text[]), cast(:first_day as date[]), cast(:last_day as date[]), cast(:value as text[]),
            cast(:comment as text[]), cast(:follow_up as boolean[])
        ) as sent(
            data_element, org_unit, period, option_combo, attribute_combo,
            first_day, last_day, value, comment, follow_up
        )
        order by data_element, org_unit, period, option_combo, attribute_combo
    ), changed as (
        insert into data_values as held (
            data_element, org_unit, period, option_combo, attribute_combo,
            first_day, last_day, value, comment, follow_up, deleted, report_id, changed_at
        )
        select given.*, false, :report_id, :now from given
        on conflict (data_element, org_unit, period, option_combo, attribute_combo)
        do update set value = excluded.value, comment = excluded.comment, follow_up = excluded.follow_up,
            deleted = false, report_id = excluded.report_id, changed_at = excluded.changed_at
        where held.deleted  -- a withdrawn value is free again
            or cast(:replaces as boolean) and (held.value, held.comment, held.follow_up)
                is distinct from (excluded.value, excluded.comment, excluded.follow_up)
        returning held.data_element, held.first_day, held.last_day,
            held.xmax = 0 as is_new  -- zero on a row version that replaced none
    )
    select count(*) filter (where is_new or not cast(:replaces as boolean)) as imported,
        count(*) filter (where not is_new and cast(:replaces as boolean)) as updated, 0 as deleted,
        coalesce(array_agg(distinct data_element), '{}') as elements,
        min(first_day) as first_day, max(last_day) as last_day
    from changed
""")
_UPDATE: Final = text("""
    with given as (
        select * from unnest(
            cast(:element as text[]), cast(:unit as text[]), cast(:period as text[]), cast(:combo as text[]),
            cast(:attribute as text[]), cast(:first_day as date[]), cast(:last_day as date[]), cast(:value as text[]),
            cast(:comment as text[]), cast(:follow_up as boolean[])
        ) as sent(
            data_element, org_unit, period, option_combo, attribute_combo,
            first_day, last_day, value, comment, follow_up
        )
        order by data_element, org_unit, period, option_combo, attribute_combo
    ), changed as (
        update data_values held
        set value = given.value, comment = given.comment, follow_up = given.follow_up,
            report_id = :report_id, changed_at = :now
        from given
        where held.data_element = given.data_element and held.org_unit = given.org_unit and held.period = given.period
            and held.option_combo = given.option_combo and held.attribute_combo = given.attribute_combo
            and not held.deleted and (held.value, held.comment, held.follow_up)
                is distinct from (given.value, given.comment, given.follow_up)
        returning held.data_element, held.first_day, held.last_day
    )
    select 0 as imported, count(*) as updated, 0 as deleted,
        coalesce(array_agg(distinct data_element), '{}') as elements,
        min(first_day) as first_day, max(last_day) as last_day
    from changed
""")
_WITHDRAW: Final = text("""
    with given as (
        select * from unnest(
            cast(:element as text[]), cast(:unit as text[]), cast(:period as text[]), cast(:combo as text[]),
            cast(:attribute as text[]), cast(:first_day as date[]), cast(:last_day as date[]), cast(:value as text[]),
            cast(:comment as text[]), cast(:follow_up as boolean[])
        ) as sent(
            data_element, org_unit, period, option_combo, attribute_combo,
            first_day, last_day, value, comment, follow_up
        )
        order by data_element, org_unit, period, option_combo, attribute_combo
    ), changed as (
        update data_values held set deleted = true, report_id = :report_id, changed_at = :now
        from given
        where held.data_element = given.data_element and held.org_unit = given.org_unit and held.period = given.period
            and held.option_combo = given.option_combo and held.attribute_combo = given.attribute_combo
            and not held.deleted
        returning held.data_element, held.first_day, held.last_day
    )
    select 0 as imported, 0 as updated, count(*) as deleted,
        coalesce(array_agg(distinct data_element), '{}') as elements,
        min(first_day) as first_day, max(last_day) as last_day
    from changed
""")
_PUT: Final[Mapping[Strategy, TextClause]] = {
    Strategy.CREATE: _CREATE.bindparams(replaces=False),
    Strategy.UPDATE: _UPDATE,
    Strategy.CREATE_AND_UPDATE: _CREATE.bindparams(replaces=True),
}


async def apply(unit: Unit, rows: Sequence[Accepted], strategy: Strategy, report_id: str) -> Changes:
    """Write the rows as far as the strategy lets them have an effect; unchanged values stay untouched."""
    stated, withdrawn = split(rows)
    changes = Changes()
    if stated:
        changes += await _write(unit, _PUT[strategy], stated, report_id)
    if withdrawn:
        changes += await _write(unit, _WITHDRAW, withdrawn, report_id)
    return changes


async def try_out(unit: Unit, rows: Sequence[Accepted], strategy: Strategy, report_id: str) -> Changes:
    """Return what `apply` would change, by doing it in a savepoint and rolling back (a dry run)."""
    savepoint = await unit.connection.begin_nested()
    changes = await apply(unit, rows, strategy, report_id)
    await savepoint.rollback()
    return changes


async def _write(unit: Unit, statement: TextClause, rows: Sequence[Accepted], report_id: str) -> Changes:
    columns = dict(zip(Accepted._fields, map(list, zip(*rows, strict=True)), strict=True))
    del columns["withdrawn"]
    bound: dict[str, Any] = {**columns, "report_id": report_id, "now": unit.now}  # Any: lists and scalars
    counts = (await unit.connection.execute(statement, bound)).one()
    return Changes(
        counts.imported, counts.updated, counts.deleted, frozenset(counts.elements), counts.first_day, counts.last_day
    )


async def add_report(unit: Unit, report: Mapping[str, Any]) -> None:  # Any: column values
    """Write an accepted report."""
    await unit.connection.execute(insert(_REPORTS), dict(report))


# One statement: which element counts the event is data, and an unknown district or event type leaves nothing.
_COUNT: Final = text("""
    insert into data_values as held
    select e.code, u.place, :period, 'default', 'default', :first_day, :last_day, '1', null, false, false, null, :now
    from data_elements e, org_units u where e.counts = :event_type and u.place = :place
    on conflict (data_element, org_unit, period, option_combo, attribute_combo)
    do update set value = (held.value::bigint + 1)::text, changed_at = excluded.changed_at
""")


async def count_one(unit: Unit, event_type: str, place: str, period: Period) -> bool:
    """Add one to the value that counts this event type at this place and period; return False when there is none."""
    counted = await unit.connection.execute(
        _COUNT,
        {
            "event_type": event_type,
            "place": place,
            "period": period.text,
            "first_day": period.first,
            "last_day": period.last,
            "now": unit.now,
        },
    )
    return counted.rowcount == 1


async def element_code(unit: Unit, name: str) -> str | None:
    """Return the code of the data element with this code or UID."""
    matches = (_ELEMENTS.c.code == name) | (_ELEMENTS.c.uid == name)
    code: str | None = await unit.connection.scalar(select(_ELEMENTS.c.code).where(matches))
    return code


async def place_of(unit: Unit, name: str) -> str | None:
    """Return the place of the unit with this UID, DHIS2 code or place code."""
    matches = (_UNITS.c.place == name) | (_UNITS.c.uid == name) | (_UNITS.c.code == name)
    place: str | None = await unit.connection.scalar(select(_UNITS.c.place).where(matches))
    return place


async def values(
    unit: Unit, query: DataValueQuery, *, element: str | None, place: str | None, limit: int
) -> Sequence[RowMapping]:
    """Return values in the order of their keys, withdrawn ones left out, beginning behind the query's position."""
    statement = (
        select(_VALUES, _UNITS.c.uid, _UNITS.c.code)
        .join(_UNITS, _UNITS.c.place == _VALUES.c.org_unit)
        .where(~_VALUES.c.deleted)
        .order_by(*_KEY)
        .limit(limit)
    )
    if element is not None:
        statement = statement.where(_VALUES.c.data_element == element)
    if place is not None:
        statement = statement.where(_VALUES.c.org_unit == place)
    if query.period is not None:
        statement = statement.where(_VALUES.c.period == query.period.text)
    if query.first_day is not None:
        statement = statement.where(_VALUES.c.first_day >= query.first_day)
    if query.last_day is not None:
        statement = statement.where(_VALUES.c.last_day <= query.last_day)
    if query.after is not None:
        after = query.after.model_dump()
        statement = statement.where(tuple_(*_KEY) > tuple_(*(after[column.key] for column in _KEY)))
    return (await unit.connection.execute(statement)).mappings().all()
