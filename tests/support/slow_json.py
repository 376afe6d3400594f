"""A slow reference parser of strict JSON on the standard library: the quick one must read the same."""

import json
import math
from typing import Any

from contracts.strict_json import MAX_DEPTH, MAX_INTEGER


class NotStrict(ValueError):  # noqa: N818 - a sentence
    """What the slow reader does not read."""


def slowly(text: str) -> object:
    """Return the value; raise `ValueError` when it is not strict."""
    value = json.loads(text, object_pairs_hook=_once_each, parse_constant=_refuse)
    _check(value, 0)
    return value


def _once_each(found: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(found)) != len(found):
        raise NotStrict
    return dict(found)


def _refuse(_: str) -> object:
    raise NotStrict


def _check(value: Any, level: int) -> None:  # Any: anything that was parsed
    if isinstance(value, dict | list):
        if level == MAX_DEPTH:
            raise NotStrict
        for each in value if isinstance(value, list) else (*value, *value.values()):
            _check(each, level + 1)
    elif not _is_strict(value):
        raise NotStrict


def _is_strict(value: object) -> bool:
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if type(value) is int:
        return abs(value) <= MAX_INTEGER
    return not isinstance(value, float) or math.isfinite(value)
