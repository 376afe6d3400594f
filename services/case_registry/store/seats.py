"""SQL of seats (a member and its office): conditions for queries, and a column for documents."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, false, func, literal, or_
from sqlalchemy.dialects.postgresql import ARRAY

from contracts.seats import Seat
from services.case_registry.domain.words import WantedSeats


def in_seats(member: ColumnElement[str], office: ColumnElement[str], seats: Iterable[Seat]) -> ColumnElement[bool]:
    """Return the condition that a row's seat is one of these: an array of offices for each member, for indexes."""
    by_member = groupby(sorted(seats), key=attrgetter("member"))
    conditions = [
        and_(member == name, office == literal([seat.office for seat in of_member], ARRAY(Text)).any_())
        for name, of_member in by_member
    ]
    return or_(*conditions) if conditions else false()


def is_wanted(
    member: ColumnElement[str], office: ColumnElement[str], wanted: WantedSeats | None
) -> list[ColumnElement[bool]]:
    """Return the conditions that a row's seat is one that a query asks for: none where it asks for no seat."""
    if wanted is None:
        return []
    among = in_seats(member, office, wanted.seats)
    return [among] if wanted.member is None else [or_(member == wanted.member, among)]


def seat_column(table: Table, side: str, label: str | None = None) -> Any:  # Any: SQL types
    """Return a row's seat on that side (`court`, `from`, …) as the object that documents have, under its name there."""
    seat = func.jsonb_build_object("member", table.c[f"{side}_member"], "office", table.c[f"{side}_office"])
    return seat.label(label or side)
