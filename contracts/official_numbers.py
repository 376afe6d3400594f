"""Official numbers of cases and documents: stored as printed, compared in a normal form."""

import re
import unicodedata
from typing import Final

from contracts.lao import fold

_OTHER_DIGIT: Final = re.compile(r"[^\D0-9]")  # of Lao, Thai and every other script
_BLANKS: Final = re.compile(r"\s+")
# What word processors and foreign keyboards set for `-`: Dash of PropList without the dashes of other scripts, and the
# hyphen bullet.
_DASHES: Final = (
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2053\u207b\u208b\u2212\u2e3a\u2e3b\u301c\ufe31\ufe32\ufe58\ufe63\uff0d"
)
# … and for `/`: strokes of every width.
_SIGNS: Final = str.maketrans(dict.fromkeys(_DASHES, "-") | dict.fromkeys("\u2044\u2215\u29f8\uff0f", "/"))


def plain_digits(text: str) -> str:
    """Return the text with Lao and other digits replaced by 0 to 9."""
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), text)


def plain_signs(text: str) -> str:
    """Return the text with every kind of dash as `-` and every kind of stroke as `/`."""
    return text.translate(_SIGNS)


def normal_number(printed: str) -> str:
    """Return the normal form in which two spellings of one number are equal; it is never stored as the number.

    Lao digits, blanks, kinds of dash and stroke, a final stop, capitals and how a Lao abbreviation is spelt make no
    difference; leading zeros do.
    """
    if printed.isascii():  # most of them: nothing in it has two spellings
        return _BLANKS.sub("", printed).rstrip(".").upper()
    normal = _normal(printed)
    # capitals may stand with their marks in another order than the letters that they were made of
    while (once_more := _normal(normal)) != normal:
        normal = once_more
    return normal


def dashless_number(printed: str) -> str:
    """Return what a number is looked for by: its normal form without dashes, which people also leave out."""
    return normal_number(printed).replace("-", "")


def _normal(printed: str) -> str:
    return _BLANKS.sub("", fold(plain_signs(plain_digits(printed)))).rstrip(".").upper()
