"""Limit on a message's framing: the bytes of chunk sizes, chunk extensions and trailers (RFC 9112 §7.1). No I/O.

A parser keeps a trailer as long as it is incomplete and reports nothing of it; so the bytes themselves are counted.
"""

from typing import Final

MAX_FRAMING: Final = 65_536  # bytes without a byte of body between them: a trailer section as long as a head
_PER_BYTE: Final = 16  # chunks of one byte each, with a size of eight digits, stay below it


def framing_left(left: int, fed: int, body: int) -> int:
    """Return what is left of the allowance after `fed` bytes that brought `body` bytes of body; below 0 it is spent."""
    return min(MAX_FRAMING, left + _PER_BYTE * body - (fed - body))
