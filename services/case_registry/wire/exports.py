"""Parameters of an export, whose cases, after which and how many, and its answer: a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, BinaryIO, Final

from fastapi import Depends, Query, Request
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from chassis.http import heads
from chassis.http.transactional_route import UnopenedFile
from chassis.imports.file_body import NDJSON
from contracts.identifiers import pattern_of
from evidence.digests import spell_digest
from services.case_registry.domain.exports import Exported
from services.case_registry.wire.seats import OFFICE

NEXT: Final = "Export-Next"
_PIECE: Final = 256 * 1024
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


def as_file(exported: Exported, request: Request) -> UnopenedFile:
    """Return the answer with an exported file, which is closed when its last byte has left, or none is asked for."""
    headers = {"Content-Digest": spell_digest(exported.digest), "Content-Length": str(exported.size)}
    if exported.following is not None:
        headers[NEXT] = exported.following
    if heads.only_the_head(request.scope):
        exported.file.close()

    async def open_it() -> StreamingResponse:
        close = BackgroundTask(exported.file.close)
        return StreamingResponse(_pieces(exported.file), headers=headers, media_type=NDJSON, background=close)

    return UnopenedFile(headers, NDJSON, open_it)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
