"""Canonical JSON (RFC 8785, JCS): the one byte sequence of a record that everybody hashes and signs."""

from typing import Final

import orjson
import rfc8785

_MAX_INTEGER: Final = 2**53 - 1  # RFC 8785 §3.2.2.3: I-JSON integers only


class NotCanonical(ValueError):  # noqa: N818 - errors are sentences here
    """A value without a canonical form: no JSON, or a number that readers would round differently."""


def canonical(value: object) -> bytes:
    """Return the canonical bytes of a JSON value; raise `NotCanonical` when it has none.

    Our records are plain (texts, whole numbers, ASCII member names): for those sorted orjson writes the same bytes in a
    fraction of the time, which a property test holds. Everything else takes the long way.
    """
    try:
        if _is_plain(value):
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        return rfc8785.dumps(value)  # type: ignore[arg-type] # it refuses by itself what is no JSON
    except (rfc8785.CanonicalizationError, TypeError, UnicodeError, RecursionError) as error:
        raise NotCanonical(str(error)) from error


def _is_plain(value: object) -> bool:
    """Tell whether orjson writes the canonical form: no floats, and only ASCII member names."""
    if value is None or type(value) is str or type(value) is bool:
        return True
    if type(value) is int:
        return -_MAX_INTEGER <= value <= _MAX_INTEGER
    if type(value) is dict:  # over maps: an audit comes by here thirty million times
        return all(map(str.isascii, value)) and all(map(_is_plain, value.values()))
    return type(value) is list and all(map(_is_plain, value))
