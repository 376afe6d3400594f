"""Lints the texts of national schemas: patterns that every engine reads alike, and something to see in each text."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from contracts import texts

# `\d` and `\w` mean other letters in every language, and refuse Lao vowels; look-around has no linear engine.
_CLASSES: Final = re.compile(r"\\[dDwW]")
_LOOK_AROUND: Final = re.compile(r"\(\?<?[=!]")
# A string that is one of these is no free text.
_NO_TEXT: Final = frozenset({"enum", "const", "format", "x-codelist", "x-lenient"})


def of_pattern(pattern: str) -> Iterator[str]:
    """Yield what is wrong with a pattern."""
    if _CLASSES.search(pattern):
        yield r"write [0-9] and letters as ranges: \d and \w differ between languages"
    if _LOOK_AROUND.search(pattern):
        yield "no look-around: patterns run on a linear engine"
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())
    except ValueError:
        yield "the pattern does not compile on a linear engine"


def of_text(schema: Mapping[str, Any]) -> Iterator[str]:  # Any: this is what is being checked
    """Yield what is wrong with a string that people write: it takes what shows nothing, or what acts."""
    if schema.get("x-lenient", True) is not True:
        yield "x-lenient is true: what foreign software states here is judged elsewhere, item by item"
    if schema.get("type") != "string" or _NO_TEXT & schema.keys():
        return
    try:
        accepts = jsonschema_rs.Draft202012Validator(
            {"pattern": schema.get("pattern", "")}, pattern_options=jsonschema_rs.RegexOptions()
        ).is_valid
    except ValueError:
        return  # told by its own rule
    if any(map(accepts, texts.REFUSED)):
        yield f"a text has something to see and no control characters: take the pattern {texts.LINE}, or a stricter one"
