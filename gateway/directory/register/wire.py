"""Queries and bodies of the register's operations, read into typed values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Query, Response
from pydantic import BaseModel, Field, ValidationError

from chassis.http.model_faults import MOST, faults_in_body
from chassis.http.pages import BigInteger, Cursor, Limit, Name, PageQuery, Position
from chassis.http.renderings import Reader, by_accept
from chassis.prints.sheets import LANDSCAPE
from chassis.prints.templates import Templates
from chassis.process.work import each_of
from contracts import strict_json
from contracts.calendar import Day, MomentOrDay
from contracts.code_attributes import label_of
from contracts.code_tables import attributes_of, rows_of
from contracts.codelists import CodeList
from contracts.identifiers import pattern_of
from contracts.problems import InvalidInput, Language
from contracts.reference_data import of_code, of_code_list
from contracts.schema_files import BASE
from gateway.directory.content import DirectoryContent
from gateway.directory.entry import Entry
from gateway.directory.register.domain import Told

Document = dict[str, Any]  # Any: a document of a national schema

_SLUG: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

At = Annotated[
    MomentOrDay | None,
    Query(
        description="As the directory was at this moment, or at the end of this day in Vientiane; leave it out for the "
        "present. On which days a code is valid is another question."
    ),
]
On = Annotated[
    Day | None, Query(description="Only codes that are valid on this day, whatever the directory was like then.")
]
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


_KINDS: Final = DirectoryContent.kinds()
_TEMPLATES: Final = Templates("gateway.directory")
_LONGEST_REASON: Final = 2000  # as in directory/change-proposal


def body_of(raw: bytes) -> dict[str, Any]:  # Any: the gateway has held it against its schema
    """Return the object that a body is; raise `MalformedJson` or `InvalidInput`."""
    body = strict_json.loads(raw)
    if not isinstance(body, dict):
        raise InvalidInput(faults=faults_in_body([{"type": "type", "msg": "An object is expected", "loc": ()}]))
    return body


def reason_of(body: Mapping[str, Any]) -> str:  # Any: as above
    """Return why a change is proposed; raise `InvalidInput`."""
    reason = body.get("reason")
    if not isinstance(reason, str) or not 0 < len(reason) <= _LONGEST_REASON:
        said = f"A reason has 1 to {_LONGEST_REASON} characters"
        raise InvalidInput(faults=faults_in_body([{"type": "reason", "msg": said, "loc": ("reason",)}]))
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
                if len(errors) >= MOST:
                    break
        found[name] = tuple(entries)
    if errors:
        raise InvalidInput(faults=faults_in_body(errors, at))
    judged: Any = found  # Any: pydantic does not type what it takes here; each entry has been judged
    return DirectoryContent.model_construct(**judged)


def code_list_answer(told: Told, today: date, reader: Reader) -> Response:
    """Return a code list as CSV or as a page where `Accept` likes one of these best, else as JSON."""
    answer = by_accept(
        code_list_document(told),
        reader.accept,
        table=partial(rows_of, told.listed),
        page=partial(_code_list_page, told, today, reader.language),
        language=reader.language,
    )
    answer.headers["Cache-Control"] = "public, max-age=1"
    return answer


def code_list_document(told: Told) -> Document:
    """Return a code list as a document of `directory/code-list`."""
    listed = told.listed
    head = of_code_list(listed) | {"governs": listed.governs}
    if not listed.is_national:
        del head["attributes"]
    codes = [of_code(listed.name, code) for _, code in sorted(listed.codes.items())]
    part = {} if told.since is None else {"since": told.since}
    return head | part | ({} if told.on is None else {"on": told.on.isoformat()}) | {"codes": codes}


def _code_list_page(told: Told, today: date, language: Language) -> str:
    listed = told.listed
    return _TEMPLATES.render(
        "code_list.html",
        language,
        listed=listed,
        codes=[code for _, code in sorted(listed.codes.items())],
        labels={name: label_of(name, schema) for name, schema in attributes_of(listed.attributes).items()},
        on=told.on,
        today=today,
        sheet=LANDSCAPE,
    )


def code_lists_answer(summaries: Sequence[tuple[CodeList, int]], reader: Reader) -> Response:
    """Return the lists as CSV or as a page where `Accept` likes one of these best, else as JSON."""
    lists = [
        {"name": each.name, "version": each.version, "governs": each.governs, "lo": each.lo, "en": each.en, "valid": n}
        for each, n in summaries
    ]
    return by_accept(
        {"lists": lists},
        reader.accept,
        table=lambda: [[*lists[0]], *(each.values() for each in lists)],
        page=partial(_TEMPLATES.render, "code_lists.html", reader.language, summaries=summaries, sheet=LANDSCAPE),
        language=reader.language,
    )


class EntryPosition(Position):
    """The entry after which a page begins."""

    id: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryQuery(PageQuery[EntryPosition]):
    """Which entries are asked for, when, and from where on."""

    at: datetime | None
    words: str | None
    owner: str | None


# `async`, though they wait for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _entry_query(
    at: At = None, search: _Words = None, owner: _Owner = None, limit: Limit = 50, cursor: Cursor = None
) -> EntryQuery:
    return EntryQuery(at=at, words=search, owner=owner, limit=limit).continued(cursor, EntryPosition)


class ChangePosition(Position):
    """The change after which a page begins: they are listed newest first."""

    change_id: Annotated[str, Field(pattern=pattern_of("dch"))]


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


EntryQueryDep = Annotated[EntryQuery, Depends(_entry_query)]
ChangeQueryDep = Annotated[ChangeQuery, Depends(_change_query)]
HistoryQueryDep = Annotated[HistoryQuery, Depends(_history_query)]


def body_is(schema: str) -> dict[str, Any]:  # Any: OpenAPI
    """Return how a body is declared that is read in slices and not by the framework."""
    content = {"application/json": {"schema": {"$ref": f"{BASE}directory/{schema}/v1"}}}
    return {"requestBody": {"required": True, "content": content}}


def answer_of(facts: BaseModel, differences: str, status: int = HTTPStatus.OK) -> Response:
    """Return the answer: facts of a schema whose differences stand beside them as JSON, up to megabytes of it."""
    shown = facts.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"differences"})
    text = orjson.dumps(shown)[:-1] + b',"differences":' + differences.encode() + b"}"
    return Response(text, status, media_type="application/json")
