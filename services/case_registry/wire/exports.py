"""Parameters of an export: whose cases, after which, and how many."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from contracts.identifiers import pattern_of
from services.case_registry.wire.seats import OFFICE

_Office = Annotated[
    str | None,
    Query(
        max_length=40,
        pattern=OFFICE,
        description="Only cases in which this office of the member has, or had, a part, under its number.",
        examples=["0101"],
    ),
]
_After = Annotated[
    str | None,
    Query(pattern=pattern_of("cas"), description="Only cases after this one: `Export-Next` of the file before."),
]
_Most = Annotated[int, Query(ge=1, le=20_000, description="How many cases the file has at most.")]


@dataclass(frozen=True, slots=True)
class ExportQuery:
    """Whose cases are exported, after which, and how many at most."""

    office: str | None
    after: str | None
    most: int


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _export_query(office: _Office = None, after: _After = None, most: _Most = 5_000) -> ExportQuery:
    return ExportQuery(office, after, most)


ExportDep = Annotated[ExportQuery, Depends(_export_query)]
