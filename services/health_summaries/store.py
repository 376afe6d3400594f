"""SQL of data values: a set is written by one statement, never row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, TextClause, or_, select, text, true, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import in_seats, table_of
from chassis.reference.tables import Reached
from chassis.unit.unit import Unit
from services.health_summaries.domain.changes import Changes
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
    _VALUES.c.facility_member,
    _VALUES.c.facility_office,
    _VALUES.c.period,
    _VALUES.c.option_combo,
    _VALUES.c.attribute_combo,
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
            cast(:element as text[]), cast(:unit as text[]), cast(:facility_member as text[]),
            cast(:facility_office as text[]), cast(:period as text[]), cast(:combo as text[]),
            cast(:attribute as text[]), cast(:first_day as date[]), cast(:last_day as date[]), cast(:value as text[]),
            cast(:comment as text[]), cast(:follow_up as boolean[]), cast(:owner_member as text[]),
            cast(:owner_office as text[])
        ) as sent(
            data_element, org_unit, facility_member, facility_office, period, option_combo, attribute_combo,
            first_day, last_day, value, comment, follow_up, owner_member, owner_office
        )
        order by data_element, org_unit, facility_member, facility_office, period, option_combo, attribute_combo
    ), changed as (
        insert into data_values as held (
            data_element, org_unit, facility_member, facility_office, period, option_combo, attribute_combo,
            first_day, last_day, value, comment, follow_up, owner_member, owner_office, deleted, report_id, changed_at
        )
        select given.*, false, :report_id, :now from given
        on conflict (
            data_element, org_unit, facility_member, facility_office, period, option_combo, attribute_combo
        )
        do update set value = excluded.value, comment = excluded.comment, follow_up = excluded.follow_up,
            owner_member = excluded.owner_member, owner_office = excluded.owner_office,
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
            cast(:element as text[]), cast(:unit as text[]), cast(:facility_member as text[]),
            cast(:facility_office as text[]), cast(:period as text[]), cast(:combo as text[]),
            cast(:attribute as text[]), cast(:first_day as date[]), cast(:last_day as date[]), cast(:value as text[]),
            cast(:comment as text[]), cast(:follow_up as boolean[]), cast(:owner_member as text[]),
            cast(:owner_office as text[])
        ) as sent(
            data_element, org_unit, facility_member, facility_office, period, option_combo, attribute_combo,
            first_day, last_day, value, comment, follow_up, owner_member, owner_office
        )
        order by data_element, org_unit, facility_member, facility_office, period, option_combo, attribute_combo
    ), changed as (
        update data_values held
        set value = given.value, comment = given.comment, follow_up = given.follow_up,
            owner_member = given.owner_member, owner_office = given.owner_office,
            report_id = :report_id, changed_at = :now
        from given
        where held.data_element = given.data_element and held.org_unit = given.org_unit and held.period = given.period
            and held.facility_member = given.facility_member and held.facility_office = given.facility_office
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
            cast(:element as text[]), cast(:unit as text[]), cast(:facility_member as text[]),
            cast(:facility_office as text[]), cast(:period as text[]), cast(:combo as text[]),
            cast(:attribute as text[]), cast(:first_day as date[]), cast(:last_day as date[]), cast(:value as text[]),
            cast(:comment as text[]), cast(:follow_up as boolean[]), cast(:owner_member as text[]),
            cast(:owner_office as text[])
        ) as sent(
            data_element, org_unit, facility_member, facility_office, period, option_combo, attribute_combo,
            first_day, last_day, value, comment, follow_up, owner_member, owner_office
        )
        order by data_element, org_unit, facility_member, facility_office, period, option_combo, attribute_combo
    ), changed as (
        update data_values held set deleted = true, report_id = :report_id, changed_at = :now
        from given
        where held.data_element = given.data_element and held.org_unit = given.org_unit and held.period = given.period
            and held.facility_member = given.facility_member and held.facility_office = given.facility_office
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
    insert into data_values as held (
        data_element, org_unit, period, option_combo, attribute_combo,
        first_day, last_day, value, comment, follow_up, deleted, report_id, changed_at
    )
    select e.code, u.place, :period, 'default', 'default', :first_day, :last_day, '1', null, false, false, null, :now
    from data_elements e, org_units u where e.counts = :event_type and u.place = :place
    on conflict (data_element, org_unit, facility_member, facility_office, period, option_combo, attribute_combo)
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


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """An organisation unit to list values of: a place, or a facility by the code of its office."""

    code: str
    is_facility: bool = False


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


def _of(shown: Reached, *, counted: bool) -> ColumnElement[bool]:
    """Return the SQL that a value is of one of these offices, or, with `counted`, nobody's."""
    if shown.every:
        return true()
    of_offices = in_seats(_VALUES.c.owner_member, _VALUES.c.owner_office, shown.seats)
    return or_(of_offices, _VALUES.c.owner_member.is_(None)) if counted else of_offices


async def values(
    unit: Unit,
    query: DataValueQuery,
    *,
    shown: Reached,
    counted: bool,
    element: str | None,
    at: UnitFilter | None,
) -> Sequence[RowMapping]:
    """Return values in the order of their keys, withdrawn ones left out, beginning behind the query's position.

    `shown` are the offices whose values they may be; `counted` adds those that are counted here.
    """
    statement = (
        select(_VALUES, _UNITS.c.uid, _UNITS.c.code)
        .join(_UNITS, _UNITS.c.place == _VALUES.c.org_unit)
        .where(~_VALUES.c.deleted, _of(shown, counted=counted))
        .order_by(*_KEY)
        .limit(query.with_one_more)
    )
    if element is not None:
        statement = statement.where(_VALUES.c.data_element == element)
    if at is not None:
        column = _VALUES.c.facility_office if at.is_facility else _VALUES.c.org_unit
        statement = statement.where(column == at.code)
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
