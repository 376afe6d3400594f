"""Identifiers: a prefix of three letters that says what it names, and a UUIDv7 in Crockford base32 (`cas_…`)."""

import re
import secrets
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Final

_NUMBER: Final = "[0-9a-hjkmnp-tv-z]{26}"  # no i, l, o, u: they are misread over the phone
ID_PATTERN: Final = f"[a-z]{{3}}_{_NUMBER}"
_DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS: Final = tuple(
    high + low for high in _DIGITS for low in _DIGITS
)  # two digits at a time: an id is made per exchange
_ID: Final = re.compile(ID_PATTERN)
_LOW: Final = (1 << 62) - 1  # bits below the version's and the variant's
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def new_id(prefix: str, *, at: datetime | None = None) -> str:
    """Return a new identifier with that prefix; later ids sort later, to the millisecond (RFC 9562 §5.7)."""
    milliseconds = time.time_ns() // 1_000_000 if at is None else _milliseconds(at)
    # at once: asking the system costs more than the bits do
    return _spelt(prefix, _number(milliseconds, secrets.randbits(74)))


def derived_id(prefix: str, at: datetime, *parts: str) -> str:
    """Return the identifier of that moment that always follows from these parts (their UUIDv5): nothing is drawn."""
    named = uuid.uuid5(uuid.NAMESPACE_URL, "\0".join(parts)).int
    return _spelt(prefix, _number(_milliseconds(at), named & (1 << 74) - 1))


def pattern_of(prefix: str) -> str:
    """Return the anchored regular expression of the identifiers with that prefix."""
    return f"^{prefix}_{_NUMBER}$"


def least_id(prefix: str, at: datetime) -> str:
    """Return a text that sorts before every identifier of that prefix made at `at` or later, after all earlier ones."""
    return _spelt(prefix, _milliseconds(at) << 80)


def _number(milliseconds: int, bits: int) -> int:
    return milliseconds << 80 | 0x7 << 76 | bits >> 62 << 64 | 0b10 << 62 | bits & _LOW


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)


def _spelt(prefix: str, number: int) -> str:
    return prefix + "_" + "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])


def is_id(prefix: str, text: str) -> bool:
    """Tell whether the text has the form of an identifier of that prefix."""
    return text.startswith(prefix + "_") and _ID.fullmatch(text) is not None
