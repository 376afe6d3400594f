"""Query of the register of criminal work, and the register as JSON, CSV or a page ready for print."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final

from fastapi import Depends, Response

from chassis.http.renderings import by_accept
from chassis.prints.sheets import LANDSCAPE
from chassis.prints.templates import Templates
from contracts.national.justice.criminal_work_register import CriminalWorkRegister, CriminalWorkRow
from services.case_registry.domain.criminal_work import PARTS
from services.case_registry.domain.registers import MONTHS
from services.case_registry.wire.registers import CarriedParameter, CategoryParameter, YearParameter
from services.case_registry.wire.seats import SeatAsked, SeatDep

_TEMPLATES: Final = Templates("services.case_registry.wire")


@dataclass(frozen=True, slots=True)
class CriminalWorkQuery:
    """Which register of criminal work is asked for."""

    seat: SeatAsked
    year: int | None = None
    category: str | None = None
    carried_over: bool = True


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _criminal_work_query(
    seat: SeatDep,
    category: CategoryParameter = None,
    year: YearParameter = None,
    carried_over: CarriedParameter = True,
) -> CriminalWorkQuery:
    return CriminalWorkQuery(seat, year, category, carried_over)


CriminalWorkQueryDep = Annotated[CriminalWorkQuery, Depends(_criminal_work_query)]


def rendered(register: CriminalWorkRegister, office: tuple[str, str] | None, accept: str | None) -> Response:
    """Return the register as CSV or HTML if asked for, else as JSON; `office` is its name, Lao and English."""
    return by_accept(register, accept, table=partial(table, register), page=partial(page, register, office))


def table(register: CriminalWorkRegister) -> Iterator[list[object]]:
    """Yield the lines of the register as a table; a month that was not reported is an empty cell."""
    yield ["row", "label_lo", "label_en", *(f"m{month:02}" for month in MONTHS)]
    for row in register.rows:
        yield [row.row, row.lo, row.en, *_months(row)]


def page(register: CriminalWorkRegister, office: tuple[str, str] | None) -> str:
    """Return the register as a page ready for print, in Lao; a month that was not reported is a dash."""
    return _TEMPLATES.render(
        "criminal_work.html",
        "lo",
        sheet=LANDSCAPE,
        register=register,
        office=office,
        rows=[(row, row.row in PARTS, _months(row)) for row in register.rows],
        partly=[month.month for month in register.months if month.status == "partlyReported"],
    )


def _months(row: CriminalWorkRow) -> list[int | None]:
    values = {figure.month: figure.value for figure in row.figures}
    return [values.get(month) for month in MONTHS]
