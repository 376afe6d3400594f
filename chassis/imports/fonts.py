"""Old Lao fonts: a table from what was typed to what was shown; text of such a font is known by its Lao syllables.

Before Unicode a font drew Lao letters in the places of Latin ones. The most common family lies on the Lao keyboard:
whoever typed `okpq` saw ນາຍົ. Other fonts have other tables, which an office brings.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

import orjson

from contracts.lao import has_lao

LAO_KEYBOARD: Final = "laoKeyboard"
_LEAST_LETTERS: Final = 3  # fewer may be anything

# A Lao syllable as far as spelling goes: a vowel in front, a consonant, marks of one kind each in either order, vowels
# behind. Latin text read as if it were typed in such a font does not keep to it for long.
_CONSONANT: Final = "[\u0e81-\u0eae\u0edc-\u0edf]"
_VOWEL: Final = "[\u0eb1\u0eb4-\u0eb9\u0ebb]"
_TONE: Final = "[\u0ec8-\u0ecb]"
_MARKS: Final = f"\u0ebc?(?:{_VOWEL}?{_TONE}?|{_TONE}{_VOWEL})\u0ecd?{_TONE}?\u0ecc?"
_BEHIND: Final = f"(?:[\u0eb0\u0eb2\u0eb3\u0ebd]{_TONE}?){{0,2}}"
_OTHER: Final = '[\u0ed0-\u0ed9\u0ec6\u0eaf\u20ad0-9.,:;()/+%!?=_$`}"-]'
_WORD: Final = re.compile(f"(?:[\u0ec0-\u0ec4]?{_CONSONANT}{_MARKS}{_BEHIND}|{_OTHER})+")
_FIGURES: Final = re.compile(r"[0-9./,:()-]+")  # digits of a text in an old font are often Western ones
_LETTER: Final = re.compile("[\u0e81-\u0ecd\u0edc-\u0edf]")
# punctuation or a digit inside a word, which no Latin text has
_ODD: Final = re.compile(r"(?:^|[A-Za-z])[0-9,;=\[\]{}|^~\\'/]+(?=[A-Za-z])|[A-Za-z][;\[\]\\=](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Font:
    """The table of an old font: the Lao characters in the places of others."""

    name: str
    characters: Mapping[str, str]

    def read(self, text: str) -> str | None:
        """Return the text as the font showed it; None when that is no Lao, and so was not typed in this font."""
        if has_lao(text):
            return None
        words = [self._word("".join(word)) for _, word in groupby(text, key=self._is_blank)]
        shown = "".join(word or "" for word in words)
        if None in words or len(_LETTER.findall(shown)) < _LEAST_LETTERS:
            return None
        return shown

    def _is_blank(self, character: str) -> bool:
        # a table may have a letter in the place of U+0085 or U+00A0
        return character.isspace() and character not in self.characters

    def _word(self, word: str) -> str | None:
        if self._is_blank(word[0]) or _FIGURES.fullmatch(word):
            return word
        shown = "".join(self.characters.get(character, character) for character in word)
        return shown if _WORD.fullmatch(shown) else None


def is_odd(text: str) -> bool:
    """Tell whether a text has what no Latin text has: punctuation or digits inside its words."""
    return _ODD.search(text) is not None


def is_on_the_lao_keyboard(text: str, *, is_lao: bool = False) -> bool:
    """Tell whether a text was typed in a font that lies on the Lao keyboard, as sure as one can be without asking.

    One that is said to be Lao (`is_lao`) and has no Lao letter needs nothing odd besides.
    """
    return (is_lao or is_odd(text)) and lao_keyboard().read(text) is not None


@cache
def lao_keyboard() -> Font:
    """Return the family of fonts that lies on the Lao keyboard, the layout `la` of xkb-data."""
    table: dict[str, Any] = orjson.loads((files(__package__) / "lao_keyboard.json").read_bytes())  # Any: JSON
    return Font(LAO_KEYBOARD, table["characters"])
