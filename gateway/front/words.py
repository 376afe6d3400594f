"""Texts of the pages in Lao and English, from `words.toml` beside this file."""

from typing import Final

from chassis.prints.words import read_words
from contracts.problems import Language

_SECTIONS: Final = read_words("gateway.front")
SAYINGS: Final = _SECTIONS["sayings"]
KINDS: Final = _SECTIONS["kinds"]
PARTICULARS: Final = _SECTIONS["particulars"]


def say(key: str, language: Language) -> str:
    """Return the text with this key in that language."""
    return SAYINGS[key].in_language(language)


def kind_of_member(kind: str, language: Language) -> str:
    """Return the kind of a member as a word; one the house does not know stands as it is."""
    words = KINDS.get(kind)
    return words.in_language(language) if words else kind


def particular(name: str, language: Language) -> str:
    """Return what a refusal names, as words in front of nobody's case; one the house does not know stands as it is."""
    words = PARTICULARS.get(name)
    return words.in_language(language) if words else name
