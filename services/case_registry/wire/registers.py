"""Query of the monthly register, and the register as JSON, CSV or a page ready for print."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final

from fastapi import Depends, Query, Response

from chassis.http.renderings import by_accept
from chassis.prints.sheets import LANDSCAPE
from chassis.prints.templates import Templates
from contracts.calendar import LAST_YEAR, years_said
from contracts.national.justice.monthly_register import MonthlyRegister, RegisterRow
from services.case_registry.domain.registers import MONTHS, Item, Row, form
from services.case_registry.wire.seats import SeatAsked, SeatDep

# as `ospp_monthly_register_fig4.csv` names the kinds of rows
_KINDS: Final = {Item.CARRIED: "carried_in", Item.PART: "resolved_part", Item.PENDING: "pending_end"}
_TEMPLATES: Final = Templates("services.case_registry.wire")

# The answer repeats both: the gateway lets through only what their lists have, as it does in bodies.
CategoryParameter = Annotated[
    str | None,
    Query(max_length=40, description="Only cases of this category.", json_schema_extra={"x-codelist": "case-category"}),
]
LevelParameter = Annotated[
    str | None,
    Query(max_length=40, description="Only cases at this instance.", json_schema_extra={"x-codelist": "instance"}),
]
_FIRST_YEAR: Final = 1975  # as the register has it
YearParameter = Annotated[
    int | None,
    Query(
        ge=_FIRST_YEAR,
        le=LAST_YEAR,
        description="Year of the common era; this year unless said.",
        json_schema_extra={"x-message": years_said(_FIRST_YEAR, LAST_YEAR)},
    ),
]
CarriedParameter = Annotated[
    bool,
    Query(
        alias="carriedOver",
        description="Whether January begins with what was open when the year began, or at 0 as a register of its own.",
    ),
]


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """Which register is asked for."""

    seat: SeatAsked
    year: int | None = None
    category: str | None = None
    level: str | None = None
    carried_over: bool = True


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _register_query(
    seat: SeatDep,
    category: CategoryParameter = None,
    level: LevelParameter = None,
    year: YearParameter = None,
    carried_over: CarriedParameter = True,
) -> RegisterQuery:
    return RegisterQuery(seat, year, category, level, carried_over)


RegisterQueryDep = Annotated[RegisterQuery, Depends(_register_query)]


def rendered(register: MonthlyRegister, office: tuple[str, str] | None, accept: str | None) -> Response:
    """Return the register as CSV or HTML if asked for, else as JSON; `office` is its name, Lao and English."""
    return by_accept(register, accept, table=partial(table, register), page=partial(page, register, office))


def table(register: MonthlyRegister) -> Iterator[list[object]]:
    """Yield the lines of the form as a table; a month that was not reported is an empty cell.

    Behind the figures as they are right stand those that were known when the office reported each month.
    """
    columns = (*(f"m{month:02}" for month in MONTHS), *(f"reported_m{month:02}" for month in MONTHS))
    yield ["row", "ref", "kind", "label_lo", "label_en", *columns]
    for number, (row, of) in enumerate(_printed(register), start=1):
        stated = (number, row.row, _KINDS.get(of.item, of.item.value), row.lo, row.en)
        yield [*stated, *_months(row), *_as_reported(row)]


def page(register: MonthlyRegister, office: tuple[str, str] | None) -> str:
    """Return the form as a page ready for print, in its Lao wording; a month that was not reported is a dash.

    A figure that was corrected since the office reported it has the reported one beside it.
    """
    printed = [(row, of, _beside(row)) for row, of in _printed(register)]
    return _TEMPLATES.render(
        "register.html",
        "lo",
        sheet=LANDSCAPE,
        register=register,
        office=office,
        rows=[(number, row, of.item, cells) for number, (row, of, cells) in enumerate(printed, start=1)],
        corrected=any(then is not None for _, _, cells in printed for _, then in cells),
        partly=[month.month for month in register.months if month.status == "partlyReported"],
    )


def _printed(register: MonthlyRegister) -> list[tuple[RegisterRow, Row]]:
    rows = {row.ref: row for row in form()}
    return [(row, rows[row.row]) for row in register.rows if rows[row.row].printed]


def _months(row: RegisterRow) -> list[int | None]:
    figures = {figure.month: figure.value for figure in row.figures}
    return [figures.get(month) for month in MONTHS]


def _as_reported(row: RegisterRow) -> list[int | None]:
    figures = {figure.month: figure.as_reported for figure in row.figures}
    return [figures.get(month) for month in MONTHS]


def _beside(row: RegisterRow) -> list[tuple[int | None, int | None]]:
    """Return each month's figure, and the one that was reported where it is another."""
    pairs = zip(_months(row), _as_reported(row), strict=True)
    return [(right, then if then != right else None) for right, then in pairs]
