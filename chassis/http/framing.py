"""How much of a message may be no body: sizes of chunks, their extensions, trailers. No I/O: it counts what it is told.

A parser keeps what it has read of a trailer, and tells nobody of the rest; so the bytes themselves are counted.
"""

from typing import Final

AROUND: Final = 65_536  # bytes without a byte of body between them: a trailer section, at most as long as a head
_PER_BYTE: Final = 16  # chunks of one byte each, with a size of eight digits, stay below it


def left_of(left: int, fed: int, body: int) -> int:
    """Return what is left of the allowance after `fed` bytes that brought `body` bytes of body; below 0 it is spent."""
    return min(AROUND, left + _PER_BYTE * body - (fed - body))
