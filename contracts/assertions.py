"""Evaluates the assertions of a schema about one value; cheap ones here, `pattern` and the like by jsonschema-rs."""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from contracts.nearest import params_of

_MAX_OPTIONS: Final = 20  # values of an enum that are worth listing
_MAX_EXAMPLES: Final = 3
_ITSELF: Final[Callable[[Any], Any]] = lambda value: value  # noqa: E731 - the measure of a number

Broken = tuple[str, dict[str, object]]  # the keyword and the values of the rule
Checks = dict[tuple[str, int | str], Callable[[object], bool]]  # compiled, by keyword and schema or pattern


def is_number(value: object) -> bool:
    """Tell whether a JSON value is a number: true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {  # Any: every JSON value is asked
    "string": lambda value: isinstance(value, str),
    "number": is_number,
    "integer": lambda value: is_number(value) and (isinstance(value, int) or value.is_integer()),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}

# keyword → the type it is about, how a value is measured, how the measure compares with the limit
_LIMITS: Final[Mapping[str, tuple[str, Callable[[Any], Any], Callable[[Any, Any], bool]]]] = {
    "maximum": ("number", _ITSELF, operator.le),
    "exclusiveMaximum": ("number", _ITSELF, operator.lt),
    "minimum": ("number", _ITSELF, operator.ge),
    "exclusiveMinimum": ("number", _ITSELF, operator.gt),
    "maxLength": ("string", len, operator.le),
    "minLength": ("string", len, operator.ge),
    "maxItems": ("array", len, operator.le),
    "minItems": ("array", len, operator.ge),
    "maxProperties": ("object", len, operator.le),
    "minProperties": ("object", len, operator.ge),
}

# keyword → the type it is about; None: any
_QUESTIONS: Final[Mapping[str, str | None]] = {
    "enum": None,
    "const": None,
    "pattern": "string",
    "format": "string",
    "multipleOf": "number",
    "uniqueItems": "array",
}


def has_type(value: object, expected: str | list[str]) -> bool:
    """Tell whether a value is of the type, or of one of the types, that a schema names."""
    names = [expected] if isinstance(expected, str) else expected
    return any(_TYPES[name](value) for name in names)


def broken(schema: Mapping[str, Any], value: object, checks: Checks) -> Iterator[Broken]:  # Any: schemas are not typed
    """Yield each assertion that the value breaks, as keyword and parameters; members and items are not looked at."""
    for keyword, stated in schema.items():
        if keyword in _LIMITS:
            about, measure, compare = _LIMITS[keyword]
            if _TYPES[about](value) and not compare(measure(value), stated):
                yield keyword, {"limit": stated}
        elif keyword in _QUESTIONS:
            kind = _QUESTIONS[keyword]
            if (kind is None or _TYPES[kind](value)) and not _holds(
                keyword, stated, (keyword, id(schema)), value, checks
            ):
                yield _named(schema, keyword, value)


def matches(pattern: str, name: str, checks: Checks) -> bool:
    """Tell whether a member's name matches a pattern."""
    return _holds("pattern", pattern, ("pattern", pattern), name, checks)


def _holds(keyword: str, stated: object, key: tuple[str, int | str], value: object, checks: Checks) -> bool:
    if key not in checks:
        checks[key] = jsonschema_rs.Draft202012Validator(
            {keyword: stated},
            validate_formats=True,
            pattern_options=jsonschema_rs.RegexOptions(),
        ).is_valid
    return checks[key](value)


def _named(schema: Mapping[str, Any], keyword: str, value: object) -> Broken:  # Any: see above
    """Return the broken keyword as sentences name it: a list with its nearest codes instead of its enum, examples."""
    stated = schema[keyword]
    if keyword == "enum" and "x-codelist" in schema:
        return "x-codelist", {"codelist": schema["x-codelist"]} | params_of(sorted(map(str, stated)), str(value))
    if keyword == "enum":
        return keyword, {"options": stated} if len(stated) <= _MAX_OPTIONS else {}
    names = {"const": "expected", "multipleOf": "limit", "format": "format", "pattern": "pattern"}
    params = {names[keyword]: stated} if keyword in names else {}
    if keyword == "pattern" and isinstance(examples := schema.get("examples"), list) and examples:
        params["examples"] = examples[:_MAX_EXAMPLES]
    return keyword, params
