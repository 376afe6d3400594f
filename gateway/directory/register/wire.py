"""Queries of the register, and its bodies as content of the directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Query, Response
from pydantic import AwareDatetime, BaseModel, ValidationError

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from chassis.work import each_of
from contracts import strict_json
from contracts.problems import Fault, InvalidCursor, InvalidInput
from contracts.schema_files import BASE
from gateway.directory.content import DirectoryContent
from gateway.directory.entry import Entry

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

_KINDS: Final = DirectoryContent.kinds()
_LONGEST_REASON: Final = 2000  # as in directory/change-proposal
_MOST_FAULTS: Final = 100


def body_of(raw: bytes) -> dict[str, Any]:  # Any: the gateway has held it against its schema
    """Return the object that a body is; raise `MalformedJson` or `InvalidInput`."""
    body = strict_json.loads(raw)
    if not isinstance(body, dict):
        raise InvalidInput(faults=[_fault({"type": "type", "msg": "An object is expected", "loc": ()}, "")])
    return body


def reason_of(body: Mapping[str, Any]) -> str:  # Any: as above
    """Return why a change is proposed; raise `InvalidInput`."""
    reason = body.get("reason")
    if not isinstance(reason, str) or not 0 < len(reason) <= _LONGEST_REASON:
        said = f"A reason has 1 to {_LONGEST_REASON} characters"
        raise InvalidInput(faults=[_fault({"type": "reason", "msg": said, "loc": ("reason",)}, "")])
    return reason


async def content_of(raw: Any, at: str = "") -> DirectoryContent:  # Any: as above
    """Return the content behind a body; raise `InvalidInput` for what its schema cannot say, such as a key's form.

    Entry by entry, in slices: pydantic reads a whole content in one go, and everybody else would wait.
    """
    listed = raw if isinstance(raw, dict) else {"": raw}
    errors: list[Mapping[str, Any]] = []  # Any: pydantic's errors
    found: dict[str, tuple[Entry, ...]] = {}
    for name, items in listed.items():
        kind = _KINDS.get(name)
        if kind is None or not isinstance(items, list):
            errors.append({"type": "unexpected", "msg": "No list of entries has this name", "loc": (name,)})
            continue
        entries: list[Entry] = []
        async for number, item in each_of(list(enumerate(items))):
            try:
                entries.append(kind.model_validate(item))
            except ValidationError as invalid:
                errors += ({**error, "loc": (name, number, *error["loc"])} for error in invalid.errors())
                if len(errors) >= _MOST_FAULTS:
                    break
        found[name] = tuple(entries)
    if errors:
        raise InvalidInput(faults=[_fault(error, at) for error in errors[:_MOST_FAULTS]])
    judged: Any = found  # Any: pydantic does not type what it takes here; each entry has been judged
    return DirectoryContent.model_construct(**judged)


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


def body_is(schema: str) -> dict[str, Any]:  # Any: OpenAPI
    """Return how a body is declared that is read in slices and not by the framework."""
    content = {"application/json": {"schema": {"$ref": f"{BASE}directory/{schema}/v1"}}}
    return {"requestBody": {"required": True, "content": content}}


def answer_of(facts: BaseModel, differences: str, status: int = HTTPStatus.OK) -> Response:
    """Return the answer: facts of a schema whose differences stand beside them as JSON, up to megabytes of it."""
    shown = facts.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"differences"})
    text = orjson.dumps(shown)[:-1] + b',"differences":' + differences.encode() + b"}"
    return Response(text, status, media_type="application/json")
