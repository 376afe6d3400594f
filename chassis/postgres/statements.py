"""SQL building blocks of a store: a bulk insert from a JSON array, and child rows as one JSON array."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, bindparam, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB, Insert, aggregate_order_by, insert
from sqlmodel import SQLModel


def table_of(row: type[SQLModel]) -> Table:
    """Return the table that a row class declares."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on every table class
    return table


def insert_all(table: Table) -> Insert:
    """Return an INSERT of every row of the JSON array that is bound under the table's name.

    One statement of a constant text takes any number of rows, and several of them join as CTEs into one round trip.
    """
    given = func.jsonb_to_recordset(bindparam(table.name, type_=JSONB)).table_valued(
        *(column(known.name, known.type) for known in table.columns)
    )
    names = [known.name for known in table.columns]
    return insert(table).from_select(names, select(given.render_derived(name=f"given_{table.name}", with_types=True)))


def array_of(
    source: FromClause, order: ColumnElement[Any], members: dict[str, ColumnElement[Any]]
) -> Select[tuple[Any]]:  # Any: SQL types
    """Return the SELECT of one JSON array: the rows of `source` as objects, without null members.

    The names of the members are part of the statement's text: they are constants of a store, never input.
    """
    parts = [part for name, value in members.items() for part in (literal_column(f"'{name}'"), value)]
    document = func.jsonb_strip_nulls(func.jsonb_build_object(*parts))
    return select(func.jsonb_agg(aggregate_order_by(document, order), type_=JSONB)).select_from(source)
