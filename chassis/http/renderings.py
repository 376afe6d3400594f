"""Render a document as JSON, CSV or HTML, by Accept; a page in the reader's language; a PDF as what it is."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from io import StringIO
from typing import Annotated, Any, Final, TypeAlias
from urllib.parse import quote

import orjson
from fastapi import Depends, Header, Response
from pydantic import BaseModel

from chassis.http.accepting import media_type_among
from chassis.http.languages import language_of
from chassis.prints.answers import HTML
from contracts.problems import Language
from evidence.base64url import b64url
from evidence.digests import content_digest

CSV: Final = "text/csv"
JSON: Final = "application/json"
PDF: Final = "application/pdf"
_BOM: Final = "\ufeff"  # without it a common spreadsheet takes Lao for something else
_TAG_BYTES: Final = 16
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Accept = Annotated[str | None, Header(include_in_schema=False)]
_Languages = Annotated[str | None, Header(alias="Accept-Language", include_in_schema=False)]
TableRows: TypeAlias = Iterable[Iterable[object]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Which form a reader likes, and in which language: of pages for Lao and foreign readers alike."""

    accept: str | None
    language: Language


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more
async def _reader(accept: Accept = None, languages: _Languages = None) -> Reader:
    return Reader(accept, language_of(languages))


ReaderDep = Annotated[Reader, Depends(_reader)]


def media_responses(*media_types: str) -> dict[int | str, dict[str, Any]]:  # Any: parts of an OpenAPI document
    """Return the `responses` of an operation whose answer may also be a text of these media types."""
    return {HTTPStatus.OK: {"content": {media_type: {"schema": {"type": "string"}} for media_type in media_types}}}


def likes_pdf(accept: str | None) -> bool:
    """Tell whether `Accept` likes a PDF better than JSON, a page or a table."""
    return media_type_among((JSON, HTML, CSV, PDF), accept) == PDF


def by_accept(
    document: BaseModel | Mapping[str, object],
    accept: str | None,
    *,
    table: Callable[[], TableRows],
    page: Callable[[], str] | None = None,
    language: Language | None = None,
) -> Response:
    """Return the document as its page or its table where `Accept` likes HTML or CSV best, else as JSON.

    `language` is that of the page, where it is in the reader's.
    """
    liked = media_type_among((JSON, CSV) if page is None else (JSON, HTML, CSV), accept)
    if page is not None and liked == HTML:
        answer = as_text(page(), HTML)
        if language is not None:
            answer.headers["Content-Language"] = language
        return answer
    return as_text(csv_of(table()), CSV) if liked == CSV else as_json(document)


def as_json(document: BaseModel | Mapping[str, object]) -> Response:
    """Return the document as a JSON answer; a member of a model that is None is left out."""
    if isinstance(document, BaseModel):
        return Response(document.model_dump_json(by_alias=True, exclude_none=True), media_type=JSON)
    return Response(orjson.dumps(document), media_type=JSON)


def as_text(text: str, media_type: str) -> Response:
    """Return the text as an answer with its `Content-Digest`, which the gateway records instead of the body.

    Its tag is of the same bytes: the gateway, which tags documents, does not read texts.
    """
    body = text.encode()
    return Response(body, media_type=f"{media_type}; charset=utf-8", headers=_told_of(body))


def as_pdf(document: bytes, name: str) -> Response:
    """Return a PDF (`chassis/prints/pdf.py`) as an answer that a browser shows, and saves under this name."""
    shown = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(document, media_type=PDF, headers=_told_of(document) | shown)


def as_file(content: bytes, media: str, cache_control: str) -> Response:
    """Return bytes of that media type as an answer, which caches may keep so long."""
    return Response(content, media_type=media, headers=_told_of(content) | {"Cache-Control": cache_control})


def _told_of(body: bytes) -> dict[str, str]:
    return {"Content-Digest": content_digest(body), "ETag": f'"{b64url(sha256(body).digest()[:_TAG_BYTES])}"'}


def csv_of(rows: TableRows) -> str:
    """Return the rows as comma-separated values (RFC 4180); None is an empty cell, and no cell is a formula."""
    text = StringIO()
    text.write(_BOM)
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    # CSV injection: a spreadsheet would evaluate the text as a formula; numbers of ours are never negative
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
