"""Queries of the register, and its bodies as content of the directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Query
from pydantic import AwareDatetime, BaseModel, ValidationError

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.problems import Fault, InvalidCursor, InvalidInput
from gateway.directory.content import DirectoryContent

_SLUG: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

At = Annotated[AwareDatetime | None, Query(description="As it was at this moment; leave it out for the present.")]
_Words = Annotated[
    str | None, Query(min_length=1, max_length=200, description="Words that all occur; Lao spellings are folded.")
]
_Owner = Annotated[str | None, Query(pattern=_SLUG, max_length=64, description="Only entries of this member.")]
_Status = Annotated[
    str | None,
    Query(
        max_length=40, description="Only in this status.", json_schema_extra={"x-codelist": "directory-change-status"}
    ),
]
_Kind = Annotated[
    str | None,
    Query(
        max_length=40,
        description="Only entries of this kind.",
        json_schema_extra={"x-codelist": "directory-entry-kind"},
    ),
]
_Id = Annotated[str | None, Query(min_length=1, max_length=300, description="Only the entry of this id.")]

Moment = datetime | None


def content_of(body: BaseModel, at: str = "") -> DirectoryContent:
    """Return the content behind a body; raise `InvalidInput` for what its schema cannot say, such as a key's form."""
    try:
        return DirectoryContent.model_validate(body.model_dump(mode="json", by_alias=True, exclude_none=True))
    except ValidationError as invalid:
        faults = [_fault(error, at) for error in invalid.errors()[:100]]
        raise InvalidInput(faults=faults) from None


def _fault(error: Mapping[str, Any], at: str) -> Fault:  # Any: pydantic's error is a TypedDict of free context
    place = "".join(f"/{part}" for part in error["loc"])
    return Fault(
        code=str(error["type"]).replace("_", "-"),
        en=f"{error['msg'].removeprefix('Value error, ')}.",
        lo=str(error.get("ctx", {}).get("lo", "ຄ່ານີ້ບໍ່ກົງກັບຂໍ້ກຳນົດຂອງສາລະບານ.")),
        pointer=f"{at}{place}",
    )


@dataclass(frozen=True, slots=True)
class EntryQuery:
    """Which entries are asked for, when, and from where on."""

    at: Moment
    words: str | None
    owner: str | None
    limit: int
    after: str | None

    def cursor(self, last: str) -> str:
        """Return the cursor of the page behind `last`; it fits this moment and these filters only."""
        at = self.at.isoformat() if self.at else None
        return encode_cursor({"id": last, "at": at, "search": self.words, "owner": self.owner})


# `async`, though they wait for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _entry_query(
    at: At = None, search: _Words = None, owner: _Owner = None, limit: Limit = 50, cursor: Cursor = None
) -> EntryQuery:
    query = EntryQuery(at, search, owner, limit, _after(cursor, "id"))
    if query.after is not None and query.cursor(query.after) != cursor:
        raise InvalidCursor
    return query


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """Which changes are asked for, and from where on."""

    status: str | None
    limit: int
    after: str | None

    def cursor(self, last: str) -> str:
        """Return the cursor of the page behind `last`."""
        return encode_cursor({"changeId": last, "status": self.status})


async def _change_query(status: _Status = None, limit: Limit = 50, cursor: Cursor = None) -> ChangeQuery:
    query = ChangeQuery(status, limit, _after(cursor, "changeId"))
    if query.after is not None and query.cursor(query.after) != cursor:
        raise InvalidCursor
    return query


def _after(cursor: str | None, name: str) -> str | None:
    if cursor is None:
        return None
    last = decode_cursor(cursor).get(name)
    if not isinstance(last, str):
        raise InvalidCursor
    return last


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Whose states are asked for, and from where on."""

    kind: str | None
    id: str | None
    limit: int
    after: tuple[int, str, str] | None

    @property
    def of(self) -> str:
        """Which list this is: a cursor fits no other."""
        return f"{self.kind or ''}/{self.id or ''}"


async def _history_query(kind: _Kind = None, id: _Id = None, limit: Limit = 50, cursor: Cursor = None) -> HistoryQuery:
    query = HistoryQuery(kind, id, limit, None)
    if cursor is None:
        return query
    position = decode_cursor(cursor)
    match position:
        case {"place": [int(version), str(kind_), str(id_)], "of": query.of}:
            return HistoryQuery(kind, id, limit, (version, kind_, id_))
        case _:
            raise InvalidCursor


EntriesAskedFor = Annotated[EntryQuery, Depends(_entry_query)]
ChangesAskedFor = Annotated[ChangeQuery, Depends(_change_query)]
HistoryAskedFor = Annotated[HistoryQuery, Depends(_history_query)]
