"""Letters that our fonts can print: a name with another letter is refused before it is printed without it."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).with_name("fonts")

_CHARACTERS_TO_GLYPHS: Final = b"cmap"
_BASIC_PLANE: Final = 4  # the format of a table that every font of ours has
_UNSEEN: Final = frozenset("\t\n\u200b\u200c\u200d\u2060\ufeff")  # as typed: ends of lines, what parts or joins words
_DIRECTIONS: Final = "Cf"  # the others that nobody sees: they can turn the order of letters on paper


def without_a_glyph(text: str) -> str:
    """Return the characters of the text that cannot be printed, each once, in their order."""
    return "".join(dict.fromkeys(each for each in text if not _is_printed(each)))


def _is_printed(character: str) -> bool:
    if character in _UNSEEN:
        return True
    return ord(character) in _in_fonts() and unicodedata.category(character) != _DIRECTIONS


@cache
def _in_fonts() -> frozenset[int]:
    """Return the characters of our fonts; a bold one has those of its regular."""
    return frozenset(each for font in FONTS.glob("*-Regular.ttf") for each in _in_font(font.read_bytes()))


def _in_font(font: bytes) -> Iterator[int]:
    """Yield the characters that a TrueType font has a glyph for, by its table of format 4."""
    (tables,) = struct.unpack_from(">H", font, 4)
    places = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)}
    begin = places[_CHARACTERS_TO_GLYPHS]
    (kinds,) = struct.unpack_from(">H", font, begin + 2)
    offsets = (struct.unpack_from(">I", font, begin + 8 + 8 * kind)[0] for kind in range(kinds))
    at = next(begin + each for each in offsets if struct.unpack_from(">H", font, begin + each)[0] == _BASIC_PLANE)
    twice = struct.unpack_from(">H", font, at + 6)[0]  # the number of segments, doubled
    lasts, firsts, deltas, ranges = (
        struct.unpack_from(f">{twice // 2}H", font, at + 14 + place * twice + (2 if place else 0)) for place in range(4)
    )
    glyphs = at + 16 + 3 * twice  # where the offsets of ranges stand, from which each counts
    for segment, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        for character in range(first, last + 1):
            glyph = character
            if ranges[segment]:
                (glyph,) = struct.unpack_from(
                    ">H", font, glyphs + 2 * segment + ranges[segment] + 2 * (character - first)
                )
            if glyph and (glyph + deltas[segment]) % 65536:
                yield character
