"""Announced and received uploads, the `Content-Digest` header, and the query of the inbox."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position
from contracts.identifiers import pattern_of
from contracts.national.shared.seat import Seat as SeatDocument
from contracts.seats import Seat
from evidence.digests import spell_digest


@dataclass(frozen=True, slots=True)
class AnnouncedUpload:
    """An upload as its headers announce it, before the first byte."""

    digest: str
    most: int  # how many they can be
    media_type: str


@dataclass(frozen=True, slots=True)
class ReceivedUpload:
    """An upload that arrived whole, has the announced digest, and is in the object store."""

    digest: str
    size: int
    media_type: str
    upload_id: str  # under which they were expected


def seat_document(seat: Seat) -> SeatDocument:
    """Return the seat as documents have it."""
    return SeatDocument(member=seat.member, office=seat.office)


def seat_of(document: SeatDocument) -> Seat:
    """Return the seat that a document names."""
    return Seat(document.member, document.office)


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


class DeliveryPosition(Position):
    """The delivery after which a page begins: they are listed newest first."""

    delivery_id: Annotated[str, Field(pattern=pattern_of("dlv"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxQuery(PageQuery[DeliveryPosition]):
    """The filter of the inbox, and where its page begins."""

    status: str | None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _inbox_query(status: _Status = None, limit: Limit = 50, cursor: Cursor = None) -> InboxQuery:
    return InboxQuery(status=status, limit=limit).continued(cursor, DeliveryPosition)


InboxQueryDep = Annotated[InboxQuery, Depends(_inbox_query)]
