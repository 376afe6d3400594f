"""Bodies, headers and queries that are no national schemas."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.identifiers import is_id
from contracts.problems import InvalidCursor
from evidence.digests import spell_digest


@dataclass(frozen=True, slots=True)
class Coming:
    """Bytes as they are announced, before the first of them."""

    digest: str
    most: int  # how many they can be
    media_type: str


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that were received whole, agree with their announced digest, and are kept under it."""

    digest: str
    size: int
    media_type: str
    upload_id: str  # under which they were expected


def content_digest(digest: str) -> str:
    """Return the Content-Digest header of a SHA-256 in hexadecimal."""
    return spell_digest(bytes.fromhex(digest))


_Status = Annotated[
    str | None,
    Query(
        max_length=40,
        description="Only deliveries that stand there.",
        json_schema_extra={"x-codelist": "delivery-status"},
    ),
]


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Which deliveries are asked for, and from where on."""

    status: str | None
    limit: int
    after: str | None  # the delivery after which this page begins

    def cursor(self, last: str) -> str:
        """Return the cursor of the page behind `last`; it fits this list and this filter only."""
        return encode_cursor({"deliveryId": last, "status": self.status})


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _inbox_query(status: _Status = None, limit: Limit = 50, cursor: Cursor = None) -> InboxQuery:
    if cursor is None:
        return InboxQuery(status, limit, None)
    after = decode_cursor(cursor).get("deliveryId")
    if not isinstance(after, str) or not is_id("dlv", after):
        raise InvalidCursor
    query = InboxQuery(status, limit, after)
    if query.cursor(after) != cursor:
        raise InvalidCursor
    return query


AskedFor = Annotated[InboxQuery, Depends(_inbox_query)]
