"""Render a document as JSON, CSV or a text such as HTML: the forms that an `Accept` header may choose."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Final

from fastapi import Response
from pydantic import BaseModel

from evidence.digests import content_digest

CSV: Final = "text/csv"
_BOM: Final = "\ufeff"  # without it a common spreadsheet takes Lao for something else
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_json(document: BaseModel) -> Response:
    """Return the document as a JSON answer; a member that is None is left out."""
    return Response(document.model_dump_json(by_alias=True, exclude_none=True), media_type="application/json")


def as_text(text: str, media_type: str) -> Response:
    """Return the text as an answer with its `Content-Digest`, which the gateway records instead of the body."""
    body = text.encode()
    return Response(body, media_type=f"{media_type}; charset=utf-8", headers={"Content-Digest": content_digest(body)})


def csv_of(rows: Iterable[Iterable[object]]) -> str:
    """Return the rows as comma-separated values (RFC 4180); None is an empty cell, and no cell is a formula."""
    text = StringIO()
    text.write(_BOM)
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    # CSV injection: a spreadsheet would evaluate the text as a formula; numbers of ours are never negative
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
