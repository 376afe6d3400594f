"""Render a document as JSON, CSV or HTML, by Accept."""

import csv
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from io import StringIO
from typing import Annotated, Any, Final, TypeAlias

import orjson
from fastapi import Header, Response
from pydantic import BaseModel

from chassis.prints.answers import HTML
from evidence.digests import content_digest

CSV: Final = "text/csv"
_BOM: Final = "\ufeff"  # without it a common spreadsheet takes Lao for something else
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Accept = Annotated[str | None, Header(include_in_schema=False)]
TableRows: TypeAlias = Iterable[Iterable[object]]


def media_responses(*media_types: str) -> dict[int | str, dict[str, Any]]:  # Any: parts of an OpenAPI document
    """Return the `responses` of an operation whose answer may also be a text of these media types."""
    return {HTTPStatus.OK: {"content": {media_type: {"schema": {"type": "string"}} for media_type in media_types}}}


def by_accept(
    document: BaseModel | Mapping[str, object],
    accept: str | None,
    *,
    table: Callable[[], TableRows],
    page: Callable[[], str] | None = None,
) -> Response:
    """Return the document as its page or its table where `Accept` names HTML or CSV, else as JSON."""
    accepted = accept or ""
    if page is not None and HTML in accepted:
        return as_text(page(), HTML)
    return as_text(csv_of(table()), CSV) if CSV in accepted else as_json(document)


def as_json(document: BaseModel | Mapping[str, object]) -> Response:
    """Return the document as a JSON answer; a member of a model that is None is left out."""
    if isinstance(document, BaseModel):
        return Response(document.model_dump_json(by_alias=True, exclude_none=True), media_type="application/json")
    return Response(orjson.dumps(document), media_type="application/json")


def as_text(text: str, media_type: str) -> Response:
    """Return the text as an answer with its `Content-Digest`, which the gateway records instead of the body."""
    body = text.encode()
    return Response(body, media_type=f"{media_type}; charset=utf-8", headers={"Content-Digest": content_digest(body)})


def csv_of(rows: TableRows) -> str:
    """Return the rows as comma-separated values (RFC 4180); None is an empty cell, and no cell is a formula."""
    text = StringIO()
    text.write(_BOM)
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    # CSV injection: a spreadsheet would evaluate the text as a formula; numbers of ours are never negative
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
