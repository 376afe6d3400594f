"""Parameters of the question which court is competent: category, place, day, gravity, the defendant's status."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from contracts.calendar import Day

_Category = Annotated[
    str,
    Query(
        max_length=40,
        description="Category of the case.",
        examples=["criminal"],
        json_schema_extra={"x-codelist": "case-category"},
    ),
]
_Place = Annotated[
    str,
    Query(
        pattern="^[0-9]{2}([0-9]{2}([0-9]{3})?)?$",
        description="Where it happened, or where the defendant lives.",
        examples=["0101"],
        json_schema_extra={"x-codelist": "places"},
    ),
]
_On = Annotated[Day | None, Query(description="Day of the filing; without it today.")]
_Gravity = Annotated[
    str | None,
    Query(max_length=40, description="Gravity of the gravest offence.", json_schema_extra={"x-codelist": "gravity"}),
]
_DefendantStatus = Annotated[
    str | None,
    Query(
        alias="defendantStatus",
        max_length=40,
        description="Status of the defendant.",
        json_schema_extra={"x-codelist": "defendant-status"},
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtQuery:
    """The case about which is asked."""

    category: str
    place: str
    on: date | None = None
    gravity: str | None = None
    defendant_status: str | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _court_query(
    category: _Category,
    place: _Place,
    on: _On = None,
    gravity: _Gravity = None,
    defendant_status: _DefendantStatus = None,
) -> CourtQuery:
    return CourtQuery(category=category, place=place, on=on, gravity=gravity, defendant_status=defendant_status)


CourtQueryDep = Annotated[CourtQuery, Depends(_court_query)]
