"""Queries of the register, and its bodies as content of the directory."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import BaseModel, Field, ValidationError

from chassis.model_faults import faults_in_body
from chassis.pages import BigInteger, Cursor, Limit, Name, PageQuery, Position
from contracts.calendar import Moment
from contracts.problems import InvalidInput
from gateway.directory.content import DirectoryContent

_SLUG: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

At = Annotated[Moment | None, Query(description="As it was at this moment; leave it out for the present.")]
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


def content_of(body: BaseModel, at: str = "") -> DirectoryContent:
    """Return the content behind a body; raise `InvalidInput` for what its schema cannot say, such as a key's form."""
    try:
        return DirectoryContent.model_validate(body.model_dump(mode="json", by_alias=True, exclude_none=True))
    except ValidationError as invalid:
        raise InvalidInput(faults=faults_in_body(invalid.errors(), at)) from None


class EntryPosition(Position):
    """The entry after which a page begins."""

    id: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryQuery(PageQuery[EntryPosition]):
    """Which entries are asked for, when, and from where on."""

    at: Moment | None
    words: str | None
    owner: str | None


# `async`, though they wait for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _entry_query(
    at: At = None, search: _Words = None, owner: _Owner = None, limit: Limit = 50, cursor: Cursor = None
) -> EntryQuery:
    return EntryQuery(at=at, words=search, owner=owner, limit=limit).continued(cursor, EntryPosition)


class ChangePosition(Position):
    """The change after which a page begins: they are listed newest first."""

    change_id: Annotated[str, Field(pattern="^chg_[0-9a-hjkmnp-tv-z]{26}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeQuery(PageQuery[ChangePosition]):
    """Which changes are asked for, and from where on."""

    status: str | None


async def _change_query(status: _Status = None, limit: Limit = 50, cursor: Cursor = None) -> ChangeQuery:
    return ChangeQuery(status=status, limit=limit).continued(cursor, ChangePosition)


class StatePosition(Position):
    """The state after which a page begins: they are listed newest first."""

    version: BigInteger
    kind: Name
    id: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery(PageQuery[StatePosition]):
    """Whose states are asked for, and from where on."""

    kind: str | None
    id: str | None


async def _history_query(kind: _Kind = None, id: _Id = None, limit: Limit = 50, cursor: Cursor = None) -> HistoryQuery:
    return HistoryQuery(kind=kind, id=id, limit=limit).continued(cursor, StatePosition)


EntriesAskedFor = Annotated[EntryQuery, Depends(_entry_query)]
ChangesAskedFor = Annotated[ChangeQuery, Depends(_change_query)]
HistoryAskedFor = Annotated[HistoryQuery, Depends(_history_query)]
