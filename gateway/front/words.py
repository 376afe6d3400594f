"""Texts of the pages in Lao and English, from `words.toml` beside this file."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from contracts.problems import Language
from gateway.front.page_data import Words

_FILE: Final = tomllib.loads(files("gateway.front").joinpath("words.toml").read_text("utf-8"))
SAYINGS: Final[Mapping[str, Words]] = {key: Words(**words) for key, words in _FILE["sayings"].items()}
KINDS: Final[Mapping[str, Words]] = {kind: Words(**words) for kind, words in _FILE["kinds"].items()}


def say(key: str, language: Language) -> str:
    """Return the text with this key in that language."""
    return in_language(SAYINGS[key], language)


def kind_of_member(kind: str, language: Language) -> str:
    """Return the kind of a member as a word; one the house does not know stands as it is."""
    words = KINDS.get(kind)
    return in_language(words, language) if words else kind


def in_language(words: Words, language: Language) -> str:
    """Return the words of that language."""
    return words.lo if language == "lo" else words.en
