"""How a person is found by name: folded, and from every word of it on."""

import re
from collections.abc import Iterable
from typing import Final

from contracts.lao import fold

_BLANKS: Final = re.compile(r"\s+")


def folded(name: str) -> str:
    """Return the name without blanks, in lower case, in the form in which its Lao spellings are equal."""
    return _BLANKS.sub("", fold(name)).lower()


def search_keys(names: Iterable[str]) -> set[str]:
    """Return what the names are found by, as beginnings: the whole name, and the rest of it from each later word on.

    A family name is found, and so is a given name behind a title; Lao writes no blanks within a word.
    """
    keys = set()
    for name in names:
        words = name.split()
        keys |= {fold("".join(words[first:])).lower() for first in range(len(words))}
    return keys - {""}
