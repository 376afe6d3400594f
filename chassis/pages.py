"""Cursor pages: opaque positions that stay valid while rows are inserted."""

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated

import orjson
from fastapi import Query
from pydantic import JsonValue

from contracts.problems import InvalidCursor

Limit = Annotated[int, Query(ge=1, le=200, description="How many items a page holds at the most.")]
Cursor = Annotated[
    str | None, Query(max_length=512, description="The `next` of the page before; leave it out for the first page.")
]


def encode_cursor(position: Mapping[str, JsonValue]) -> str:
    """Return the position as an opaque, URL-safe text."""
    return base64.urlsafe_b64encode(orjson.dumps(position, option=orjson.OPT_SORT_KEYS)).rstrip(b"=").decode()


def decode_cursor(text: str) -> Mapping[str, JsonValue]:
    """Return the position behind a cursor, or raise `InvalidCursor` for a text that we did not make."""
    try:
        position = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise InvalidCursor from None
    if not isinstance(position, dict) or encode_cursor(position) != text:
        raise InvalidCursor
    return position
