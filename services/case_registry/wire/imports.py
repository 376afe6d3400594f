"""Parameters of imports: the id in the path, and the options of an import of cases."""

from typing import Annotated

from fastapi import Depends, Query

from chassis.http.path_ids import path_id
from chassis.imports.parameters import Convert, DryRun, ImportOptions, Partial, mapping_of, source

ImportId = Annotated[str, path_id("imp", "importId", "Id of the import.")]
_Source = Annotated[
    str,
    source(
        "The earlier system, by a name of the member's own: the same number from it is the same case.", "old-registry"
    ),
]
_Mapping = Annotated[str | None, mapping_of("map", "How the columns of a CSV file are read.")]
_Withdraw = Annotated[
    bool,
    Query(
        description="Take out again what these rows brought from this source, where nothing was recorded in the case"
        " since; a row is known by its number."
    ),
]


# `async`, though it waits for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _import_options(
    source: _Source,
    mapping: _Mapping = None,
    dry_run: DryRun = False,
    partial: Partial = False,
    convert: Convert = None,
    withdraw: _Withdraw = False,
) -> ImportOptions:
    return ImportOptions(
        source=source, mapping_id=mapping, dry_run=dry_run, partial=partial, convert=convert, withdraw=withdraw
    )


ImportDep = Annotated[ImportOptions, Depends(_import_options)]
