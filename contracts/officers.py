"""Officers' names: stored as their member states them, compared in a normal form."""

import re
import unicodedata
from typing import Final

from contracts.lao import fold, without_invisible
from contracts.official_numbers import plain_digits

_BLANKS: Final = re.compile(r"\s+")
_AGAIN: Final = re.compile(r"([._@-])\1+")  # a mark that is typed twice says no more than once
_AT_THE_END: Final = " ._-@"  # names nobody by itself; between two letters it does: a.b and ab may be two people
_CONTROLS: Final = frozenset({"Cc", "Cs", "Co", "Cn"})


def normal_officer(name: str) -> str:
    """Return the normal form in which two spellings of one officer are equal; it is never stored as the name.

    Capitals, width, kinds of blank and digit, what cannot be seen and Lao spellings make no difference; nor do dots,
    hyphens, `@` and blanks around the name, or doubled within it. Empty: names nobody.
    """
    folded = _folded(name)
    # a fold may bring two letters together that another one speaks of
    while (once := _folded(folded)) != folded:
        folded = once
    return folded


def names_an_officer(name: str) -> bool:
    """Tell whether a text can name a person: its normal form is not empty, and it has no control character."""
    return bool(normal_officer(name)) and not any(unicodedata.category(sign) in _CONTROLS for sign in name)


def _folded(name: str) -> str:
    seen = without_invisible(unicodedata.normalize("NFKC", without_invisible(name)).casefold())
    plain = plain_digits(unicodedata.normalize("NFKC", seen))
    return _AGAIN.sub(r"\1", fold(_BLANKS.sub(" ", plain))).strip(_AT_THE_END)
