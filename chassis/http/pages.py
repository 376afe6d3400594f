"""Cursor pagination: a cursor is a typed position in an opaque text; it stays valid while rows are inserted.

A cursor comes back from outside and goes into a query: every member of a position has a type with bounds, and they are
read in one place. It fits one list and one set of questions only.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final, Generic, Self, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from contracts.problems import Fault, InvalidCursor, InvalidInput
from evidence.base64url import b64url, b64url_decode

Limit = Annotated[int, Query(ge=1, le=200, description="How many items a page holds at the most.")]
Cursor = Annotated[
    str | None, Query(max_length=2048, description="The `next` of the page before; leave it out for the first page.")
]

Integer = Annotated[int, Field(ge=0, le=2**31 - 1)]  # as PostgreSQL's columns hold them
BigInteger = Annotated[int, Field(ge=0, le=2**63 - 1)]
# no control characters: PostgreSQL has no U+0000 in a text, and no name has any
Name = Annotated[str, Field(max_length=300, pattern=r"^[^\u0000-\u001F\u007F]*$")]

_OF: Final = 16  # characters that say which list, and which questions, a cursor belongs to


class Position(BaseModel):
    """Sort position of the last item of a page; the next page begins behind it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


P = TypeVar("P", bound=Position)
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery(Generic[P]):
    """Limit and position of a list query; a list adds its own filters."""

    limit: int
    after: P | None = None

    @property
    def with_one_more(self) -> int:
        """How many items to read: one more than the limit shows whether there is a next page."""
        return self.limit + 1

    def page(self, read: Sequence[Item], position: Callable[[Item], P]) -> tuple[list[Item], str | None]:
        """Return the page's items and the next page's cursor, or None on the last page.

        `position` is where an item stands in the list.
        """
        items = list(read[: self.limit])
        return items, self.cursor(position(items[-1])) if len(read) > self.limit else None

    def cursor(self, last: P) -> str:
        """Return the cursor of the page behind `last`; it fits this list and these filters only."""
        filters = orjson.dumps(replace(self, limit=0, after=None), option=orjson.OPT_SORT_KEYS)
        scope = hashlib.sha256(type(self).__name__.encode() + filters).hexdigest()[:_OF]
        return scope + b64url(last.model_dump_json().encode())

    def continued(self, cursor: str | None, kind: type[P]) -> Self:
        """Return this query with the cursor's position; raise `InvalidCursor` for a cursor of another list."""
        if cursor is None:
            return self
        try:
            last = kind.model_validate_json(b64url_decode(cursor[_OF:]))
        except ValueError:  # no base64url, no JSON, not this position's members, or beyond their bounds
            raise InvalidCursor from None
        if self.cursor(last) != cursor:
            raise InvalidCursor
        return replace(self, after=last)


Q = TypeVar("Q", bound=PageQuery[Any])  # Any: of whatever position


def asked_for(query: type[Q], position: type[Position]) -> Callable[..., Awaitable[Q]]:
    """Return the FastAPI dependency of a list without filters of its own."""

    # `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more
    async def asked(limit: Limit = 50, cursor: Cursor = None) -> Q:
        return query(limit=limit).continued(cursor, position)

    return asked


def must_run_forward(begins: tuple[str, date | None], ends: tuple[str, date | None]) -> None:
    """Raise `InvalidInput` for two filters, each a name and a day, of which the first lies behind the second."""
    (first, begin), (last, end) = begins, ends
    if begin is not None and end is not None and begin > end:
        en = f"The range ends before it begins: {first} must not be after {last}."
        lo = f"ຊ່ວງເວລາສິ້ນສຸດກ່ອນເລີ່ມ: {first} ຕ້ອງບໍ່ຢູ່ຫຼັງ {last}."
        raise InvalidInput(
            faults=[Fault(code="range", en=en, lo=lo, location="query", name=name) for name in (first, last)]
        )
