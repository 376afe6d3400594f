"""Numbers of cases and official documents: kept as printed, compared in a form in which their spellings agree."""

import re
import unicodedata
from typing import Final

from contracts.lao import fold

_BLANKS: Final = re.compile(r"\s+")


def normal_number(printed: str) -> str:
    """Return the form in which two spellings of one number are equal; never store it in the printed form's place.

    Lao digits, blanks, a final stop, capitals and how a Lao abbreviation is spelt make no difference; leading zeros do.
    """
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in printed)
    return _BLANKS.sub("", fold(digits)).rstrip(".").upper()
