"""Which hand-overs are asked for."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from fastapi import Depends, Path, Query

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.identifiers import is_id
from contracts.problems import InvalidCursor

_ID: Final = "[0-9a-hjkmnp-tv-z]{26}$"
HandOverId = Annotated[str, Path(alias="handOverId", pattern=f"^hov_{_ID}", description="Id of the hand-over.")]


class Direction(StrEnum):
    """Which side of a hand-over the caller has."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


_Direction = Annotated[Direction | None, Query(description="Only those to the caller, or only those from it.")]
_Status = Annotated[
    str | None,
    Query(
        max_length=40,
        description="Only hand-overs that stand there: `sent` waits.",
        json_schema_extra={"x-codelist": "hand-over-status"},
    ),
]
_Case = Annotated[str | None, Query(alias="caseId", pattern=f"^cas_{_ID}", description="Only those of this case.")]


@dataclass(frozen=True, slots=True)
class HandOverQuery:
    """Which hand-overs are asked for, and from where on."""

    limit: int
    direction: Direction | None = None
    status: str | None = None
    case_id: str | None = None
    after: str | None = None  # the hand-over after which this page begins

    def cursor(self, last: str) -> str:
        """Return the cursor of the page behind `last`; it fits this list and these filters only."""
        return encode_cursor(
            {"handOverId": last, "direction": self.direction, "status": self.status, "caseId": self.case_id}
        )


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _hand_over_query(
    direction: _Direction = None,
    status: _Status = None,
    case_id: _Case = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HandOverQuery:
    query = HandOverQuery(limit, direction, status, case_id)
    if cursor is None:
        return query
    after = decode_cursor(cursor).get("handOverId")
    if not isinstance(after, str) or not is_id("hov", after) or query.cursor(after) != cursor:
        raise InvalidCursor
    return replace(query, after=after)


HandOversAskedFor = Annotated[HandOverQuery, Depends(_hand_over_query)]
