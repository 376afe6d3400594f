"""Query of the register of criminal work, and the register as JSON, CSV or a page ready for print."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends

from chassis.prints.sheets import LANDSCAPE
from contracts.national.justice.criminal_work_register import CriminalWorkRegister, CriminalWorkRow
from services.case_registry.domain.criminal_work import PARTS
from services.case_registry.domain.registers import MONTHS
from services.case_registry.wire.prints import TEMPLATES, OfficeNames, rendering
from services.case_registry.wire.registers import CarriedParameter, CategoryParameter, YearParameter
from services.case_registry.wire.seats import SeatAsked, SeatDep


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


def table(register: CriminalWorkRegister) -> Iterator[list[object]]:
    """Yield the lines of the register as a table; a month that was not reported is an empty cell."""
    yield ["row", "label_lo", "label_en", *(f"m{month:02}" for month in MONTHS)]
    for row in register.rows:
        yield [row.row, row.lo, row.en, *_months(row)]


def page(register: CriminalWorkRegister, office: OfficeNames) -> str:
    """Return the register as a page ready for print, in Lao; a month that was not reported is a dash."""
    return TEMPLATES.render(
        "criminal_work.html",
        "lo",
        sheet=LANDSCAPE,
        register=register,
        office=office,
        rows=[(row, row.row in PARTS, _months(row)) for row in register.rows],
        partly=[month.month for month in register.months if month.status == "partlyReported"],
    )


rendered: Final = rendering(table, page)


def _months(row: CriminalWorkRow) -> list[int | None]:
    values = {figure.month: figure.value for figure in row.figures}
    return [values.get(month) for month in MONTHS]
