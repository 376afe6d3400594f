"""Query of vital statistics, and the table as JSON, CSV, or a page for print with a chart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Final

from fastapi import Depends, Query

from chassis.prints.charts import MOST_LABELS, Chart, Series
from chassis.prints.figures import number
from chassis.prints.pdf import Head
from chassis.prints.sheets import PORTRAIT
from chassis.prints.words import Words as Said
from contracts.calendar import Day
from contracts.national.civil.vital_statistics import VitalStatistics, VitalStatisticsCell
from contracts.problems import InvalidInput
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.vital_statistics import FIGURES, By
from services.civil_registration.errors.vital_statistics import NO_SUCH_BREAKDOWN
from services.civil_registration.wire.prints import TEMPLATES, UNKNOWN, Both, Forms, Words

_SAID: Final[Mapping[str, Both]] = {
    "registered": ("ຈົດທະບຽນແລ້ວ", "registered"),
    "declared": ("ແຈ້ງແລ້ວ", "declared"),
    "notified": ("ໄດ້ຮັບແຈ້ງ", "notified"),
}
MEMBER: Final = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
OFFICE: Final = "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
KindParameter = Annotated[
    str,
    Query(
        max_length=40,
        description="Kind of event.",
        json_schema_extra={"x-codelist": "civil-event-kind"},
        examples=["birth"],
    ),
]
OfficeParameter = Annotated[
    str | None,
    Query(max_length=40, pattern=OFFICE, description="Of this office and those below it alone; of yours unless said."),
]
MemberParameter = Annotated[
    str | None,
    Query(
        max_length=64, pattern=MEMBER, description="With `office`: the member whose office it is; yours unless said."
    ),
]
_From = Annotated[
    Day, Query(alias="from", description="First day of the events.", openapi_examples={"year": {"value": "2026-01-01"}})
]
_To = Annotated[Day, Query(description="Last day of the events.", openapi_examples={"year": {"value": "2026-12-31"}})]
_By = Annotated[
    str | None,
    Query(
        max_length=80,
        pattern="^[A-Za-z]+(,[A-Za-z]+){0,5}$",
        description="What the table is broken down by: up to three codes of the list vital-statistics-by with commas"
        " between; without it the total alone.",
        examples=["month"],
    ),
]
_LISTS: Final[Mapping[By, str]] = {
    By.DISTRICT: "places",
    By.SEX: "sex",
    By.MOTHER_AGE: "mother-age-group",
    By.ATTENDANT: "birth-attendant",
    By.LATENESS: "registration-lateness",
}
_MEMBERS: Final = {By.MOTHER_AGE: "mother_age"}  # of the model, where it is not the code


@dataclass(frozen=True, slots=True)
class VitalQuery:
    """Which table is asked for."""

    kind: EventKind
    first: date
    last: date
    by: tuple[By, ...] = ()
    member: str | None = None
    office: str | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _vital_query(
    kind: KindParameter,
    first: _From,
    to: _To,
    by: _By = None,
    member: MemberParameter = None,
    office: OfficeParameter = None,
) -> VitalQuery:
    wanted = () if by is None else tuple(by.split(","))
    if not set(wanted) <= set(By):
        raise InvalidInput(faults=[NO_SUCH_BREAKDOWN])
    return VitalQuery(EventKind(kind), first, to, tuple(map(By, wanted)), member, office)


VitalQueryDep = Annotated[VitalQuery, Depends(_vital_query)]


def table(statistics: VitalStatistics) -> Iterator[list[object]]:
    """Yield one line for each cell, and the total; what is not known is an empty cell."""
    by = [By(each) for each in statistics.by]
    yield [*(each.value for each in by), *FIGURES]
    for cell in statistics.cells:
        yield [*(_stated(cell, each) for each in by), *(getattr(cell, name) for name in FIGURES)]
    if by:
        yield ["total", *([""] * (len(by) - 1)), *(getattr(statistics.total, name) for name in FIGURES)]


def page(statistics: VitalStatistics, office: Both | None, words: Words) -> str:
    """Return the table as a page ready for print, in Lao, with a bar for the registered events of each line."""
    by = [By(each) for each in statistics.by]
    most = max((cell.registered for cell in statistics.cells), default=0) or 1
    lines = [
        (
            [_named(cell, each, words) for each in by],
            [getattr(cell, name) for name in FIGURES],
            round(100 * cell.registered / most, 1),
        )
        for cell in statistics.cells
    ]
    return TEMPLATES.render(
        "vital_statistics.html",
        "lo",
        sheet=PORTRAIT,
        statistics=statistics,
        office=office,
        kind=words("civil-event-kind", statistics.kind),
        heads=[words("vital-statistics-by", each.value) for each in by],
        lines=lines if by else [],
        total=[getattr(statistics.total, name) for name in FIGURES],
    )


def forms_of(statistics: VitalStatistics, office: Both | None, words: Words) -> Forms:
    """Return the table as CSV, as a page, and as a report in PDF."""
    return Forms(
        table=partial(table, statistics),
        page=partial(page, statistics, office, words),
        template="vital_statistics.typ",
        head=partial(head_of, statistics, office, words),
        shown=partial(shown_in, statistics, words),
        file_name=f"{statistics.kind}-{statistics.from_}-{statistics.to}.pdf",
    )


def head_of(statistics: VitalStatistics, office: Both | None, words: Words) -> Head:
    """Return what every page of the report as PDF carries."""
    lo, en = words("civil-event-kind", statistics.kind)
    issuer = Said(*(office or ("ທະບຽນພົນລະເມືອງ", "Civil register")))
    print_number = f"{statistics.kind} {statistics.from_} {statistics.to}"
    title = Said(f"ສະຖິຕິຊີບ: {lo}", f"Vital statistics: {en}")
    return Head(title=title, issuer=issuer, print_number=print_number)


def shown_in(statistics: VitalStatistics, words: Words) -> dict[str, object]:
    """Return what `vital_statistics.typ` shows: a chart where one can be read, and the table."""
    by = [By(each) for each in statistics.by]
    rows = [
        {
            "names": [Said(*_named(cell, each, words)) for each in by],
            "figures": [number(getattr(cell, name)) for name in FIGURES],
        }
        for cell in statistics.cells
    ]
    return {
        "about": Said(
            f"ເກີດເຫດແຕ່ {statistics.from_} ຫາ {statistics.to}", f"Occurred from {statistics.from_} to {statistics.to}"
        ),
        "names": len(by),
        "heads": [Said(*words("vital-statistics-by", each.value)) for each in by],
        "figures": [Said(*_SAID[name]) for name in FIGURES],
        "rows": rows if by else [],
        "total_said": Said("ລວມ", "Total"),
        "total": [number(getattr(statistics.total, name)) for name in FIGURES],
        "chart": _chart(statistics, by, words),
        "note": Said(
            "ບໍ່ຮູ້ ໝາຍເຖິງສິ່ງທີ່ບໍ່ໄດ້ບອກໄວ້ໃນທະບຽນ: ບໍ່ແມ່ນ 0.",
            "Not known is what the register does not say of an event: it is not 0.",
        ),
    }


def _chart(statistics: VitalStatistics, by: Sequence[By], words: Words) -> Chart | None:
    """Return the bars of a table that is broken down one way, if there are not too many."""
    if len(by) != 1 or not 1 <= len(statistics.cells) <= MOST_LABELS:
        return None
    lo, en = words("vital-statistics-by", by[0].value)
    return Chart(
        kind="bars",
        title=Said(f"ຕາມ{lo}", f"By {en.lower()}"),
        labels=tuple(_named(cell, by[0], words)[0] for cell in statistics.cells),
        series=tuple(
            Series(Said(*_SAID[name]), tuple(getattr(cell, name) for cell in statistics.cells)) for name in FIGURES
        ),
    )


def _stated(cell: VitalStatisticsCell, by: By) -> str | None:
    stated: str | None = getattr(cell, _MEMBERS.get(by, by.value))
    return stated


def _named(cell: VitalStatisticsCell, by: By, words: Words) -> Both:
    stated = _stated(cell, by)
    if stated is None:
        return UNKNOWN
    return (stated, stated) if by is By.MONTH else words(_LISTS[by], stated)
