"""SQL building blocks of a store: rows written from a JSON array, child rows as one JSON array, rows of seats."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Select,
    Table,
    Text,
    Update,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert, aggregate_order_by, insert
from sqlmodel import SQLModel

from contracts.seats import Seat


def table_of(row: type[SQLModel]) -> Table:
    """Return the table that a row class declares."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on every table class
    return table


def insert_all(table: Table) -> Insert:
    """Return an INSERT of every row of the JSON array that is bound under the table's name.

    One statement of a constant text takes any number of rows, and several of them join as CTEs into one round trip.
    """
    given, names = _given(table), [known.name for known in table.columns]
    return insert(table).from_select(names, select(given))


def update_all(table: Table, names: Sequence[str]) -> Update:
    """Return an UPDATE of these columns by the rows of the JSON array that is bound under the table's name.

    A row is found by its primary key; as `insert_all`, one statement takes any number of them.
    """
    given = _given(table)
    found = (known == given.c[known.name] for known in table.primary_key)
    return update(table).where(*found).values({name: given.c[name] for name in names})


def _given(table: Table) -> Any:  # Any: SQLAlchemy's table-valued function
    given = func.jsonb_to_recordset(bindparam(table.name, type_=JSONB)).table_valued(
        *(column(known.name, known.type) for known in table.columns)
    )
    return given.render_derived(name=f"given_{table.name}", with_types=True)


def in_seats(member: ColumnElement[str], office: ColumnElement[str], seats: Collection[Seat]) -> ColumnElement[bool]:
    """Return the SQL that a row's seat is one of these. Thousands of them are two arrays; one can go by an index."""
    if len(seats) == 1:
        (seat,) = seats
        return and_(member == seat.member, office == seat.office)
    codes = [list(names) for names in zip(*((seat.member, seat.office) for seat in seats), strict=True)] or [[], []]
    arrays = [bindparam(None, names, type_=ARRAY(Text)) for names in codes]
    given = func.unnest(*arrays).table_valued("member", "office").render_derived()
    return tuple_(member, office).in_(select(given.c.member, given.c.office))


def array_of(
    source: FromClause, order: ColumnElement[Any], members: dict[str, ColumnElement[Any]]
) -> Select[tuple[Any]]:  # Any: SQL types
    """Return the SELECT of one JSON array: the rows of `source` as objects, without null members.

    The names of the members are part of the statement's text: they are constants of a store, never input.
    """
    parts = [part for name, value in members.items() for part in (literal_column(f"'{name}'"), value)]
    document = func.jsonb_strip_nulls(func.jsonb_build_object(*parts))
    return select(func.jsonb_agg(aggregate_order_by(document, order), type_=JSONB)).select_from(source)
