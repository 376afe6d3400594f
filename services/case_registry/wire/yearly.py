"""Query of the yearly tables of courts, and the tables as JSON, CSV or a page ready for print."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends

from chassis.prints.sheets import LANDSCAPE
from contracts.national.justice.yearly_statistics import YearlyFigures, YearlyStatistics
from services.case_registry.wire.prints import TEMPLATES, Names, Words, rendering
from services.case_registry.wire.registers import CategoryParameter, LevelParameter, YearParameter
from services.case_registry.wire.seats import SeatAsked, SeatDep

# columns of the tables: member of the document, Lao and English heading
COLUMNS: Final = (
    ("carried", "ຄັງມາ", "carried over"),
    ("received", "ໄດ້ຮັບ", "received"),
    ("resumed", "ດຳເນີນຕໍ່", "resumed"),
    ("decided", "ຕັດສິນ", "decided"),
    ("otherwise", "ສິ້ນສຸດວິທີອື່ນ", "ended otherwise"),
    ("passed_onward", "ສົ່ງຕໍ່", "passed on"),
    ("pending", "ຄັງ", "pending"),
    ("appealed", "ອຸທອນ ຫຼື ຂໍລົບລ້າງ", "appealed"),
    ("changed", "ປ່ຽນແປງ", "changed"),
    ("remanded", "ສົ່ງຄືນ", "remanded"),
    ("median_days", "ວັນກາງ", "median days"),
    ("reported_months", "ເດືອນທີ່ລາຍງານ", "months reported"),
)


@dataclass(frozen=True, slots=True)
class YearlyQuery:
    """Which tables are asked for."""

    seat: SeatAsked
    year: int | None = None
    category: str | None = None
    level: str | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _yearly_query(
    seat: SeatDep, category: CategoryParameter = None, level: LevelParameter = None, year: YearParameter = None
) -> YearlyQuery:
    return YearlyQuery(seat, year, category, level)


YearlyQueryDep = Annotated[YearlyQuery, Depends(_yearly_query)]


def table(tables: YearlyStatistics) -> Iterator[list[object]]:
    """Yield one line for each court, category and instance, and one for all; what was not reported is empty."""
    yield ["table", "member", "office", "code", *(name for name, _, _ in COLUMNS)]
    yield ["total", "", "", "", *_cells(tables.total)]
    for of_court in tables.by_court:
        yield ["court", of_court.court.member, of_court.court.office, "", *_cells(of_court.figures)]
    for of_category in tables.by_category:
        yield ["category", "", "", of_category.category, *_cells(of_category.figures)]
    for of_instance in tables.by_instance:
        yield ["instance", "", "", of_instance.level, *_cells(of_instance.figures)]


def page(tables: YearlyStatistics, names: Names, words: Words) -> str:
    """Return the tables as a page ready for print, in Lao; what was not reported is a dash."""
    courts = [(names(each.court.member, each.court.office), _cells(each.figures)) for each in tables.by_court]
    categories = [(words("case-category", each.category), _cells(each.figures)) for each in tables.by_category]
    instances = [(words("instance", each.level), _cells(each.figures)) for each in tables.by_instance]
    return TEMPLATES.render(
        "yearly.html",
        "lo",
        sheet=LANDSCAPE,
        tables=tables,
        office=names(tables.member, tables.office),
        columns=COLUMNS,
        parts=[
            ("ລວມທັງໝົດ", "All together", [(("ລວມ", "Total"), _cells(tables.total))]),
            ("ຕາມສານ", "By court", courts),
            ("ຕາມປະເພດຄະດີ", "By category", categories),
            ("ຕາມຂັ້ນພິຈາລະນາ", "By instance", instances),
        ],
    )


rendered: Final = rendering(table, page)


def _cells(figures: YearlyFigures) -> list[float | None]:
    return [getattr(figures, name) for name, _, _ in COLUMNS]
