"""Requests for one piece of a file (RFC 9110 §14): which bytes `Range` asks for. No I/O."""

import re
from typing import Final

from contracts.json_types import JSON

RANGE: Final[dict[str, JSON]] = {  # as OpenAPI has it
    "name": "Range",
    "in": "header",
    "description": "One piece of the file (RFC 9110 §14.2), such as bytes=1000-, to go on where a download broke off. "
    "With If-Range and the file's tag, the whole file comes if it is another by now.",
    "schema": {"type": "string", "maxLength": 200},
}
_ONE: Final = re.compile(r"bytes=\s*([0-9]{0,15})-([0-9]{0,15})\s*", re.IGNORECASE)


def piece_asked(asked: str | None, condition: str | None, etag: str, size: int) -> range | None:
    """Return the bytes that `Range` asks for, of a file of that size; None for all of it, an empty range for none.

    `condition` is `If-Range`: the piece of another version would be of no use. What asks for several pieces, in another
    unit or in a form that is none, gets the whole file (§14.2).
    """
    found = _ONE.fullmatch(asked or "")
    if found is None or (condition is not None and condition.strip() != etag):  # §13.1.5: compared strongly
        return None
    first, last = found[1], found[2]
    if not first:
        return range(max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
