"""Parameters of imports: the id in the path, and the options of an import of old books."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from chassis.http.path_ids import path_id
from chassis.imports.parameters import Convert, DryRun, ImportOptions, Partial, mapping_of, source
from services.civil_registration.domain.kinds import EventKind

ImportId = Annotated[str, path_id("eim", "importId", "Id of the import.")]
_Source = Annotated[
    str,
    source("The old books, by a name of the member's own: the same number from them is the same event.", "old-books"),
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
_Mapping = Annotated[str | None, mapping_of("emp", "How the columns of a CSV or xlsx file are read.")]
_Withdraw = Annotated[
    bool,
    Query(
        description="Take out again what these rows brought from this source, where nothing was done with the event"
        " since; a row is known by its number, kind and year."
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventImportOptions(ImportOptions):
    """The options of an import of old books, and the kind of every event in the file."""

    kind: EventKind


# `async`, though it waits for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _import_options(
    source: _Source,
    kind: _Kind,
    mapping: _Mapping = None,
    dry_run: DryRun = False,
    partial: Partial = False,
    convert: Convert = None,
    withdraw: _Withdraw = False,
) -> EventImportOptions:
    return EventImportOptions(
        source=source,
        kind=EventKind(kind),
        mapping_id=mapping,
        dry_run=dry_run,
        partial=partial,
        convert=convert,
        withdraw=withdraw,
    )


ImportDep = Annotated[EventImportOptions, Depends(_import_options)]
