"""Search fold for Lao text: different spellings of one word get the same key."""

import re
import unicodedata
from typing import Final

# Counted on whenever a text gets another key: stored keys are made anew by it.
EDITION: Final = 2

# Default_Ignorable_Code_Point of Unicode (DerivedCoreProperties): what leaves no mark on paper, bidi marks among it.
# Legal for line breaking, fatal for equality: one in eight village names of the register carries one.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_TONES: Final = "\u0ec8-\u0ecb"
# Marks of one consonant, in the order of their keys: semivowel and virama, vowels below and above, niggahita, tones,
# cancellation. People type them in any order and print the same. Those with a combining class of their own (9, 118, 122
# in UnicodeData) stand in the order of their classes, so that NFC leaves the key alone.
_PLACES: Final = (
    "\u0ebc",
    "\u0eba",
    "\u0eb8\u0eb9",
    "\u0eb1\u0eb4\u0eb5\u0eb6\u0eb7\u0ebb",
    "\u0ecd",
    "\u0ec8\u0ec9\u0eca\u0ecb",
    "\u0ecc",
)
_ORDER: Final = "".join(_PLACES)
_MARKS: Final = re.compile(f"[{_ORDER}]{{2,}}")
# two marks out of this order, or of one place: one is typed twice
_DISORDER: Final = "|".join(f"[{marks}][{''.join(_PLACES[: place + 1])}]" for place, marks in enumerate(_PLACES))
_AFTER: Final = "\u0eb0\u0eb2\u0eb3"  # vowels behind their consonant: ະ າ ຳ

# The steps in their order; one pass is not idempotent, so they are repeated.
_STEPS: Final = (
    (re.compile("\u0ec0\u0ec0"), "\u0ec1"),  # ເເ → ແ
    (re.compile(f"([{_AFTER}])([{_TONES}]+)"), r"\2\1"),  # ນຳ້ → ນ້ຳ: a tone stands on its consonant
    (re.compile(f"\u0ecd([{_TONES}]?)\u0eb2"), "\\1\u0eb3"),  # ໍ + tone? + າ → tone + ຳ
    (re.compile("\u0edc"), "\u0eab\u0e99"),  # ໜ → ຫນ
    (re.compile("\u0edd"), "\u0eab\u0ea1"),  # ໝ → ຫມ
    (re.compile("\u0eab\u0ebc"), "\u0eab\u0ea5"),  # ຫຼ → ຫລ
)
# What any of the steps begins with; most texts have none of it, and are folded as they are.
_TO_FOLD: Final = re.compile(
    f"\u0ec0\u0ec0|{_DISORDER}|[{_AFTER}][{_TONES}]|\u0ecd[{_TONES}]?\u0eb2|[\u0edc\u0edd]|\u0eab\u0ebc"
)
_LAO: Final = re.compile("[\u0e81-\u0edf]")  # a range: `\w` and isalpha() refuse Lao vowels and tone marks


def fold(text: str) -> str:
    """Return the search key of a text, for look-up and comparison; it is never stored or signed in the text's place."""
    folded = without_invisible(text).strip()
    if _TO_FOLD.search(folded) is None and unicodedata.is_normalized("NFC", folded):
        return folded
    while (once := _fold_once(folded)) != folded:
        folded = once
    return folded


def _fold_once(text: str) -> str:
    text = _MARKS.sub(_in_order, unicodedata.normalize("NFC", text))
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text


def _in_order(run: re.Match[str]) -> str:
    # a mark typed twice counts once
    return "".join(sorted(set(run[0]), key=_ORDER.index))


def without_invisible(text: str) -> str:
    """Return the text without characters that leave no mark on paper."""
    return _INVISIBLE.sub("", text)


def has_lao(text: str) -> bool:
    """Tell whether the text has a Lao character; text of a font from before Unicode has none."""
    return _LAO.search(text) is not None
