"""Parameters of imports: the id in the path, the options of an import, the filters of its rows, their cursor."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query

from chassis.http.pages import Cursor, Integer, Limit, PageQuery, Position
from chassis.http.path_ids import path_id
from contracts.identifiers import pattern_of
from services.civil_registration.domain.kinds import EventKind

ImportId = Annotated[str, path_id("eim", "importId", "Id of the import.")]
_Source = Annotated[
    str,
    Query(
        min_length=1,
        max_length=40,
        pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
        description="The old books, by a name of the member's own: the same number from them is the same event.",
        examples=["old-books"],
    ),
]
_Kind = Annotated[
    str,
    Query(
        max_length=40,
        description="Kind of every event in the file.",
        json_schema_extra={"x-codelist": "civil-event-kind"},
        examples=["birth"],
    ),
]
_Mapping = Annotated[
    str | None, Query(pattern=pattern_of("emp"), description="How the columns of a CSV or xlsx file are read.")
]
_DryRun = Annotated[bool, Query(alias="dryRun", description="Only check; nothing is kept.")]
_Partial = Annotated[bool, Query(description="Keep the right rows when others are wrong; otherwise all or nothing.")]
_Withdraw = Annotated[
    bool,
    Query(
        description="Take out again what these rows brought from this source, where nothing was done with the event"
        " since; a row is known by its number, kind and year."
    ),
]
_Convert = Annotated[
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


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of an import: source, kind, column mapping, whether only to check, or to keep right rows alone."""

    source: str
    kind: EventKind
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


# `async`, though they wait for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _import_options(
    source: _Source,
    kind: _Kind,
    mapping: _Mapping = None,
    dry_run: _DryRun = False,
    partial: _Partial = False,
    convert: _Convert = None,
    withdraw: _Withdraw = False,
) -> ImportOptions:
    return ImportOptions(source, EventKind(kind), mapping, dry_run, partial, convert, withdraw)


async def _row_query(
    outcome: _Outcome = None, changed: _Changed = False, limit: Limit = 50, cursor: Cursor = None
) -> RowQuery:
    return RowQuery(limit=limit, outcome=outcome, changed=changed).continued(cursor, RowPosition)


ImportDep = Annotated[ImportOptions, Depends(_import_options)]
RowQueryDep = Annotated[RowQuery, Depends(_row_query)]
