"""SQL of seats (a member and its office): a condition for queries, and a column for documents."""

from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, tuple_


def in_seat(member: ColumnElement[str], office: ColumnElement[str], stated: str) -> ColumnElement[bool]:
    """Return the SQL that a seat is the stated one: `psc`, or `psc-0101` for one office (parts may have hyphens)."""
    parts = stated.split("-")
    offices = [("-".join(parts[:n]), "-".join(parts[n:])) for n in range(1, len(parts))]
    return or_(member == stated, tuple_(member, office).in_(offices)) if offices else member == stated


def court_of(table: Table) -> Any:  # Any: SQL types
    """Return the column of a row's court as the object that documents have."""
    return func.jsonb_strip_nulls(
        func.jsonb_build_object("member", table.c.court_member, "office", table.c.court_office)
    ).label("court")
