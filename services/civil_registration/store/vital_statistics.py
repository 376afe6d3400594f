"""SQL of vital statistics: events of a kind and period counted by breakdowns, from one index."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, case, cast, extract, func, select

from chassis.postgres.statements import in_seats
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.vital_statistics import AGE_GROUPS, COUNTED, FIGURES, VERY_LATE_DAYS, By
from services.civil_registration.store.events import EVENTS

_MONTHS: Final = 12
_registered, _due = EVENTS.c.registered_on, EVENTS.c.due_on
_BREAKDOWNS: Final[Mapping[By, ColumnElement[Any]]] = {  # Any: SQL types
    # a number: a text a row would cost more than the rest
    By.MONTH: cast(
        extract("year", EVENTS.c.occurred_on) * _MONTHS + extract("month", EVENTS.c.occurred_on) - 1, Integer
    ),
    By.DISTRICT: EVENTS.c.district,
    By.SEX: EVENTS.c.sex,
    By.MOTHER_AGE: case(
        *((EVENTS.c.mother_age >= first, code) for first, code in reversed(AGE_GROUPS)),
        else_=None,
    ),
    By.ATTENDANT: EVENTS.c.attendant,
    By.LATENESS: case(
        (_registered <= _due, "inTime"),
        (_registered <= _due + VERY_LATE_DAYS, "late"),
        (_registered > _due, "veryLate"),
    ),
}
_FIGURES: Final = [
    func.count().filter(EVENTS.c.state.in_(sorted(states))).label(name) for name, states in FIGURES.items()
]


async def counted(
    unit: Unit, kind: EventKind, first: date, last: date, by: Sequence[By], seats: Collection[Seat] | None
) -> list[dict[str, Any]]:  # Any: values of columns
    """Return the figures of each cell with what it is of; None is what is not known. No `seats`: every office's."""
    of_cells = [_BREAKDOWNS[each].label(each.value) for each in by]
    query = select(*of_cells, *_FIGURES).where(
        EVENTS.c.kind == kind.value,
        EVENTS.c.occurred_on.between(first, last),
        EVENTS.c.state.in_(sorted(COUNTED)),
    )
    if seats is not None:
        query = query.where(in_seats(EVENTS.c.registrar_member, EVENTS.c.registrar_office, seats))
    # by their places: an expression with parameters is not known again by its text
    ordered = query.group_by(*of_cells).order_by(*of_cells) if by else query
    rows = [dict(row) for row in (await unit.connection.execute(ordered)).mappings()]
    for row in rows:
        if (month := row.get(By.MONTH.value)) is not None:
            row[By.MONTH.value] = f"{month // _MONTHS:04}-{month % _MONTHS + 1:02}"
    return rows
