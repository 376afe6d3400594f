"""Queries of judgments in force: extracts for the civil register, and decisions for everybody."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Query

from chassis.http.pages import Cursor, Limit, PageQuery, Position, must_run_forward
from contracts.calendar import LAST_YEAR, Day, years_said
from services.case_registry.wire.decisions import FORM, IDENTIFIER
from services.case_registry.wire.seats import ANY_SEAT, SeatAsked, SeatDep

_FIRST_YEAR: Final = 1975
_Matter = Annotated[
    str | None,
    Query(max_length=40, description="Only judgments on this.", json_schema_extra={"x-codelist": "judgment-matter"}),
]
_From = Annotated[Day | None, Query(alias="from", description="Only judgments final on this day or later.")]
_To = Annotated[Day | None, Query(alias="to", description="Only judgments final on this day or earlier.")]
_Changed = Annotated[
    Day | None,
    Query(
        alias="changedFrom",
        description="Only judgments whose extract may be another one since this day, also those without force since.",
    ),
]
_Category = Annotated[
    str | None,
    Query(
        max_length=40, description="Only in cases of this category.", json_schema_extra={"x-codelist": "case-category"}
    ),
]
_Year = Annotated[
    int | None,
    Query(
        ge=_FIRST_YEAR,
        le=LAST_YEAR,
        description="Only decisions of this year of the common era.",
        json_schema_extra={"x-message": years_said(_FIRST_YEAR, LAST_YEAR)},
    ),
]
_Ecli = Annotated[
    str | None,
    Query(
        pattern=IDENTIFIER,
        description="Only the decision with this national identifier.",
        json_schema_extra={"x-message": FORM},
    ),
]


class FinalPosition(Position):
    """The judgment after which a page begins, by the day since which it is final and its identifier."""

    final_on: Day
    decision_id: Annotated[str, Query(pattern=IDENTIFIER)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractQuery(PageQuery[FinalPosition]):
    """Which extracts are asked for."""

    matter: str | None = None
    begins: date | None = None
    ends: date | None = None
    changed_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicQuery(PageQuery[FinalPosition]):
    """Which published decisions are asked for."""

    court: SeatAsked = ANY_SEAT
    category: str | None = None
    year: int | None = None
    decision_id: str | None = None


# `async`, though they wait for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _extract_query(
    matter: _Matter = None,
    begins: _From = None,
    ends: _To = None,
    changed: _Changed = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ExtractQuery:
    must_run_forward(("from", begins), ("to", ends))
    query = ExtractQuery(limit=limit, matter=matter, begins=begins, ends=ends, changed_from=changed)
    return query.continued(cursor, FinalPosition)


async def _public_query(
    court: SeatDep,
    category: _Category = None,
    year: _Year = None,
    ecli: _Ecli = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PublicQuery:
    query = PublicQuery(limit=limit, court=court, category=category, year=year, decision_id=ecli)
    return query.continued(cursor, FinalPosition)


ExtractQueryDep = Annotated[ExtractQuery, Depends(_extract_query)]
PublicQueryDep = Annotated[PublicQuery, Depends(_public_query)]
