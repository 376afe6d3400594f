"""Which files of the prosecution's register are asked for."""

from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import Depends, Path, Query

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.identifiers import is_id
from contracts.problems import InvalidCursor

_ID: Final = "[0-9a-hjkmnp-tv-z]{26}$"
_SEAT: Final = "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
STATEMENT: Final = "pst"  # prefixes of ids
CALLED_UP: Final = "cuf"

StatementId = Annotated[str, Path(alias="statementId", pattern=f"^{STATEMENT}_{_ID}", description="Id of the entry.")]
CalledUpFileId = Annotated[
    str, Path(alias="calledUpFileId", pattern=f"^{CALLED_UP}_{_ID}", description="Id of the called-up file.")
]
_Case = Annotated[str | None, Query(alias="caseId", pattern=f"^cas_{_ID}", description="Only those of this case.")]
_Office = Annotated[
    str | None,
    Query(
        max_length=105, pattern=_SEAT, description="Only those of this office: `ospp`, or `ospp-0101` for one office."
    ),
]
_Pending = Annotated[bool | None, Query(description="Only those that are pending, or only those that are resolved.")]


@dataclass(frozen=True, slots=True)
class FileQuery:
    """Which files are asked for, and from where on."""

    limit: int
    case_id: str | None = None
    office: str | None = None
    pending: bool | None = None
    after: str | None = None  # the file after which this page begins

    def cursor(self, last: str) -> str:
        """Return the cursor of the page behind `last`; it fits this list and these filters only."""
        return encode_cursor({"fileId": last, "caseId": self.case_id, "office": self.office, "pending": self.pending})


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _file_query(
    case_id: _Case = None,
    office: _Office = None,
    pending: _Pending = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> FileQuery:
    query = FileQuery(limit, case_id, office, pending)
    if cursor is None:
        return query
    after = decode_cursor(cursor).get("fileId")
    known = isinstance(after, str) and any(is_id(prefix, after) for prefix in (STATEMENT, CALLED_UP))
    if not known or query.cursor(str(after)) != cursor:
        raise InvalidCursor
    return replace(query, after=str(after))


FilesAskedFor = Annotated[FileQuery, Depends(_file_query)]
