"""Bodies and queries that are no national schemas."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.identifiers import is_id
from contracts.problems import InvalidCursor

_Category = Annotated[str | None, Query(max_length=40, description="Only cases of this category.")]
_Number = Annotated[str | None, Query(max_length=64, description="Only cases that any agency knows under this number.")]


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases are asked for, and from where on."""

    category: str | None
    number: str | None
    limit: int
    after: str | None  # the case after which this page begins

    def cursor(self, last: str) -> str:
        """Return the cursor of the page behind `last`; it fits this list and these filters only."""
        return encode_cursor({"caseId": last, "category": self.category, "number": self.number})


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _case_query(
    category: _Category = None, number: _Number = None, limit: Limit = 50, cursor: Cursor = None
) -> CaseQuery:
    if cursor is None:
        return CaseQuery(category, number, limit, None)
    position = decode_cursor(cursor)
    after = position.get("caseId")
    query = CaseQuery(category, number, limit, after if isinstance(after, str) and is_id("cas", after) else None)
    if query.after is None or query.cursor(query.after) != cursor:
        raise InvalidCursor
    return query


AskedFor = Annotated[CaseQuery, Depends(_case_query)]
