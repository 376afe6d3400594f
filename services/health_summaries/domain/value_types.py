"""Value types of DHIS2: check that a text is a value of its type, and return its canonical spelling."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeAlias

from contracts.lao import without_invisible
from services.health_summaries.errors import NotAValue

Stated: TypeAlias = str | float | bool | None  # a value in JSON
_Reader = Callable[[str], str]
# [0-9], not \d, and no int() on its own: both take Lao digits, which no other system would read back.
_INTEGER: Final = re.compile("-?(0|[1-9][0-9]{0,17})")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,15})?")
LONGEST: Final = 50_000  # characters of a value
_TEXTS: Final = frozenset({"TEXT", "LONG_TEXT"})  # kept as they are, with the blanks around them
_TRUE: Final = frozenset({"true", "t", "1"})
_FALSE: Final = frozenset({"false", "f", "0"})


def spelt(stated: Stated) -> str:
    """Return a JSON value as DHIS2 writes it in a text: 12, 0.5, true; nothing for null."""
    if stated is None:
        return ""
    return str(stated).lower() if isinstance(stated, bool) else str(stated)


def read(value_type: str, text: str) -> str:
    """Return the value in its kept spelling, or raise `NotAValue` for a text (or a type) that is none."""
    if value_type not in READERS:
        raise NotAValue
    return READERS[value_type](text if value_type in _TEXTS else without_invisible(text).strip())


def _integer(low: int | None = None, high: int | None = None) -> _Reader:
    def reader(text: str) -> str:
        if not _INTEGER.fullmatch(text) or text == "-0":
            raise NotAValue
        if (low is not None and int(text) < low) or (high is not None and int(text) > high):
            raise NotAValue
        return text

    return reader


def _number(low: float | None = None, high: float | None = None) -> _Reader:
    def reader(text: str) -> str:
        if not _NUMBER.fullmatch(text):
            raise NotAValue
        if (low is not None and float(text) < low) or (high is not None and float(text) > high):
            raise NotAValue
        return text

    return reader


def _boolean(text: str) -> str:
    spelling = text.lower()
    if spelling in _TRUE:
        return "true"
    if spelling in _FALSE:
        return "false"
    raise NotAValue


def _true_only(text: str) -> str:
    if _boolean(text) != "true":
        raise NotAValue
    return "true"


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotAValue from None


def _text(text: str) -> str:
    # PostgreSQL has no U+0000 in a text
    if not without_invisible(text).strip() or "\0" in text or len(text) > LONGEST:
        raise NotAValue
    return text


READERS: Final[Mapping[str, _Reader]] = {
    "INTEGER": _integer(),
    "INTEGER_POSITIVE": _integer(low=1),
    "INTEGER_NEGATIVE": _integer(high=-1),
    "INTEGER_ZERO_OR_POSITIVE": _integer(low=0),
    "NUMBER": _number(),
    "UNIT_INTERVAL": _number(0, 1),
    "PERCENTAGE": _number(0, 100),
    "BOOLEAN": _boolean,
    "TRUE_ONLY": _true_only,
    "DATE": _date,
    "TEXT": _text,
    "LONG_TEXT": _text,
}
