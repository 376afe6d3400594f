"""Search fold for Lao text: different spellings of one word get the same key."""

import re
import unicodedata
from typing import Final

# Legal for line breaking, fatal for equality: one in eight village names of the register carries one.
_INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\ufeff]")
_TONES: Final = "\u0ec8-\u0ecb"

# The steps in their order; one pass is not idempotent where a pair of marks was typed twice, so they are repeated.
_STEPS: Final = (
    (re.compile("\u0ec0\u0ec0"), "\u0ec1"),  # ເເ → ແ
    (re.compile(f"([{_TONES}])\\1+"), r"\1"),  # a tone mark typed twice
    (re.compile(f"([{_TONES}])\u0ecd"), "\u0ecd\\1"),  # tone before ໍ → behind it
    (re.compile(f"\u0ecd([{_TONES}]?)\u0eb2"), "\\1\u0eb3"),  # ໍ + tone? + າ → tone + ຳ
    (re.compile("\u0edc"), "\u0eab\u0e99"),  # ໜ → ຫນ
    (re.compile("\u0edd"), "\u0eab\u0ea1"),  # ໝ → ຫມ
    (re.compile("\u0eab\u0ebc"), "\u0eab\u0ea5"),  # ຫຼ → ຫລ
)
# What any of the steps begins with; most texts have none of it, and are folded as they are.
_TO_FOLD: Final = re.compile(f"\u0ec0\u0ec0|([{_TONES}])\\1|[\u0ecd\u0edc\u0edd]|\u0eab\u0ebc")
_LAO: Final = re.compile("[\u0e81-\u0edf]")  # a range: `\w` and isalpha() refuse Lao vowels and tone marks


def fold(text: str) -> str:
    """Return the search key of a text, for look-up and comparison; it is never stored or signed in the text's place."""
    folded = _INVISIBLE.sub("", text).strip()
    if _TO_FOLD.search(folded) is None and unicodedata.is_normalized("NFC", folded):
        return folded
    while (once := _fold_once(folded)) != folded:
        folded = once
    return folded


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text


def has_lao(text: str) -> bool:
    """Tell whether the text has a Lao character; text of a font from before Unicode has none."""
    return _LAO.search(text) is not None
