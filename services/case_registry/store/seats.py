"""Seats in SQL, a member and its office: as documents have them, and as they are asked for."""

from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, tuple_


def in_seat(member: ColumnElement[str], office: ColumnElement[str], asked: str) -> ColumnElement[bool]:
    """Return whether a seat is the one asked for: `psc`, or `psc-0101` for one office; both parts may have hyphens."""
    parts = asked.split("-")
    offices = [("-".join(parts[:n]), "-".join(parts[n:])) for n in range(1, len(parts))]
    return or_(member == asked, tuple_(member, office).in_(offices)) if offices else member == asked


def court_of(table: Table) -> Any:  # Any: SQL types
    """Return a row's court as documents have it."""
    return func.jsonb_strip_nulls(
        func.jsonb_build_object("member", table.c.court_member, "office", table.c.court_office)
    ).label("court")
