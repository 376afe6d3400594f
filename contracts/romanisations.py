"""Spellings in Latin letters of one Lao word: Sisavath, Sysavath and Sisavat are ສີສະຫວັດ. No I/O.

No spelling of Lao in Latin letters is official. Papers mix the French way (BGN/PCGN 1966: ou, x, gn, final -ne),
the English one (Library of Congress: u, s, ny, w) and habit (y for i, th for a final t). What one Lao letter is written
with becomes one; letters that are two in Lao (p and ph, t and th, k and kh, l and r) stay two.
"""

import re
from typing import Final

# Counted on whenever a text gets another spelling: stored keys are made anew by it.
EDITION: Final = 1

_VOWELS: Final = "aeiou"
_LATIN: Final = re.compile("[a-z]")
_DOUBLE: Final = re.compile(r"([a-z])\1+")
# The steps in their order, for small letters without diacritics.
_STEPS: Final = (
    (re.compile("y"), "i"),
    (re.compile("x"), "s"),  # ຊ
    (re.compile("t?ch|j"), "ch"),  # ຈ
    (re.compile("ck"), "k"),  # a final ກ
    (re.compile(f"(?<!n)gn(?=[{_VOWELS}])|nh(?=[{_VOWELS}])"), "ni"),  # ຍ: gn, nh, ny; ng before n is another
    (re.compile("nh"), "n"),  # a final ນ
    (re.compile("[eo]u|oo|[uo]e"), "u"),  # ຸ ູ, ຶ ື, ເ◌ີ; with a behind it ◌ົວ and ເ◌ືອ
    (re.compile("ee"), "i"),
    (re.compile("ae"), "e"),  # ແ
    (re.compile("ie(?!u)"), "ia"),  # ເ◌ຍ
    (re.compile(f"(?<=[aei])w(?![{_VOWELS}])"), "o"),  # a final ວ
    (re.compile("v"), "w"),
    (re.compile(r"(?<=[aiou]n)e\b"), ""),  # Kaysone
    (re.compile(f"(?<=on)e(?=[b-z]{{1,3}}[{_VOWELS}])"), ""),  # Phonesavanh
    (re.compile(f"(?:th|d)(?![{_VOWELS}])"), "t"),  # a final ດ
    (re.compile(f"b(?![{_VOWELS}])"), "p"),  # a final ບ
)


def has_latin(text: str) -> bool:
    """Tell whether the text, in small letters without diacritics, has a Latin one: else its spelling is one already."""
    return _LATIN.search(text) is not None


def one_spelling(text: str) -> str:
    """Return the text, in small letters without diacritics, with the ways to write a Lao letter made one."""
    if not has_latin(text):
        return text
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text


def without_doubles(key: str) -> str:
    """Return a key with doubled Latin letters once, also where two words meet: Xaysettha is Xaysetha."""
    return _DOUBLE.sub(r"\1", key)
