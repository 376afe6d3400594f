"""Parameters of imports, whatever the rows are about: the options of one, and the filters and cursor of its rows."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query

from chassis.http.pages import Cursor, Integer, Limit, PageQuery, Position
from contracts.identifiers import pattern_of

DryRun = Annotated[bool, Query(alias="dryRun", description="Only check; nothing is kept.")]
Partial = Annotated[bool, Query(description="Keep the right rows when others are wrong; otherwise all or nothing.")]
Convert = Annotated[
    Literal["laoKeyboard", "mapping"] | None,
    Query(
        description="Read texts of an old font as it showed them: of one that lies on the Lao keyboard, or of the"
        " mapping's own. The rows show what each became."
    ),
]
_Changed = Annotated[bool, Query(description="Only rows of which something was read otherwise than it stands there.")]
_Outcome = Annotated[
    str | None,
    Query(
        max_length=40, description="Only rows that came to this.", json_schema_extra={"x-codelist": "import-outcome"}
    ),
]


def source(description: str, example: str) -> Any:  # Any: as FastAPI types its parameters
    """Return the parameter that names where the rows come from."""
    pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"
    return Query(min_length=1, max_length=40, pattern=pattern, description=description, examples=[example])


def mapping_of(prefix: str, description: str) -> Any:  # Any: same
    """Return the parameter with the id of a column mapping."""
    return Query(pattern=pattern_of(prefix), description=description)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """The options of an import: source, column mapping, whether only to check, whether to keep the right rows alone."""

    source: str
    mapping_id: str | None = None
    dry_run: bool = False
    partial: bool = False
    convert: Literal["laoKeyboard", "mapping"] | None = None
    withdraw: bool = False


class RowPosition(Position):
    """The row behind which a page begins."""

    row: Integer


@dataclass(frozen=True, slots=True, kw_only=True)
class RowQuery(PageQuery[RowPosition]):
    """The filter of an import's rows, and where the page begins."""

    outcome: str | None = None
    changed: bool = False


# `async`, though it waits for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _row_query(
    outcome: _Outcome = None, changed: _Changed = False, limit: Limit = 50, cursor: Cursor = None
) -> RowQuery:
    return RowQuery(limit=limit, outcome=outcome, changed=changed).continued(cursor, RowPosition)


RowQueryDep = Annotated[RowQuery, Depends(_row_query)]
