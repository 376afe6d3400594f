"""Parameters of prosecutors' registers: ids in the path, the filters of the lists, their cursor."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position
from chassis.http.path_ids import path_id
from contracts.identifiers import pattern_of
from services.case_registry.wire.seats import ANY_SEAT, SeatAsked, SeatDep

STATEMENT: Final = "pst"  # prefixes of ids
CALLED_UP: Final = "cuf"

StatementId = Annotated[str, path_id(STATEMENT, "statementId", "Id of the entry.")]
CalledUpFileId = Annotated[str, path_id(CALLED_UP, "calledUpFileId", "Id of the called-up file.")]
_Case = Annotated[str | None, Query(alias="caseId", pattern=pattern_of("cas"), description="Only those of this case.")]
_Pending = Annotated[bool | None, Query(description="Only those that are pending, or only those that are resolved.")]


class FilePosition(Position):
    """The file after which a page begins: they are listed newest first."""

    file_id: Annotated[str, Field(pattern=pattern_of(f"({STATEMENT}|{CALLED_UP})"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuery(PageQuery[FilePosition]):
    """The filters of a list of entries, and where its page begins."""

    case_id: str | None = None
    seat: SeatAsked = ANY_SEAT
    pending: bool | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _file_query(
    seat: SeatDep,
    case_id: _Case = None,
    pending: _Pending = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> FileQuery:
    query = FileQuery(limit=limit, case_id=case_id, seat=seat, pending=pending)
    return query.continued(cursor, FilePosition)


FileQueryDep = Annotated[FileQuery, Depends(_file_query)]
