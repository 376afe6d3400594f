"""Lists of words from which generators of clients cannot make constants, told as the pattern that says the same."""

import re
from typing import Any, Final

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_SPECIAL: Final = re.compile(r"[\\^$.*+?()\[\]{}|/]")


def put_patterns(value: Any) -> None:  # Any: JSON of a document that other people wrote
    """Replace each `enum` whose words would get one name, or none, by a `pattern`, in place.

    `uid` and `UID` are both UID in a Python enumeration, and a tab has an empty name in TypeScript: neither builds.
    """
    if isinstance(value, list):
        for member in value:
            put_patterns(member)
    elif isinstance(value, dict):
        if "pattern" not in value and _unnameable(value.get("enum")):
            value["pattern"] = f"^({'|'.join(map(_escaped, value.pop('enum')))})$"
        for name, member in value.items():
            if name not in {"example", "examples"}:
                put_patterns(member)


def _unnameable(words: object) -> bool:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return False
    return len({word.upper() for word in words}) < len(words) or any(_CONTROL.search(word) for word in words)


def _escaped(word: str) -> str:
    """Return the word as a regular expression of ECMA-262, which JSON Schema refers to."""
    plain = _SPECIAL.sub(lambda found: "\\" + found[0], word)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)
