"""Answers in the form that is asked for: JSON, a table for a spreadsheet, a page for the printer."""

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
    """Return the document as an answer, without the members that it does not have."""
    return Response(document.model_dump_json(by_alias=True, exclude_none=True), media_type="application/json")


def as_text(text: str, media_type: str) -> Response:
    """Return the text as an answer with its digest: the gateway records that of what it does not read whole."""
    body = text.encode()
    return Response(body, media_type=f"{media_type}; charset=utf-8", headers={"Content-Digest": content_digest(body)})


def csv_of(rows: Iterable[Iterable[object]]) -> str:
    """Return the rows as comma-separated values (RFC 4180); None is an empty cell, and no cell is calculated."""
    told = StringIO()
    told.write(_BOM)
    csv.writer(told).writerows([_cell(each) for each in row] for row in rows)
    return told.getvalue()


def _cell(value: object) -> object:
    # a text that a spreadsheet would calculate is no text; numbers of ours are never negative
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
