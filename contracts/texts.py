"""Texts for people in national schemas: patterns by which each has something to see, and nothing that acts.

Whatever else a pattern asks for, blanks alone name nobody, a control character breaks what is made of the text (a line
of a register, a header, a file name), and a sign of direction (U+202E) shows another text than was signed. Characters
for line breaking within a word, such as U+200B, are fine beside visible ones: Lao has no blanks between words.
"""

from collections.abc import Mapping
from typing import Final

_SIGNS: Final = r"\u007F-\u009F\u2028-\u202E\u2066-\u2069"  # C1 controls, separators, embeddings, overrides, isolates
# Those and the blanks and ignorable characters of Unicode 15.
_UNSEEN: Final = r"\u0000-\u0020\u007F-\u00A0\u00AD\u1680\u2000-\u200F\u2028-\u202F\u205F-\u206F\u3000\u3164\uFEFF"
_IN_A_LINE: Final = rf"[^\u0000-\u001F{_SIGNS}]*"
_IN_LINES: Final = rf"[^\u0000-\u0008\u000B\u000C\u000E-\u001F{_SIGNS}]*"

LINE: Final = f"^{_IN_A_LINE}[^{_UNSEEN}]{_IN_A_LINE}$"
LINES: Final = f"^{_IN_LINES}[^{_UNSEEN}]{_IN_LINES}$"  # with line breaks and tabs

# What no text may be, whichever pattern it has; lint tries these on every text of every schema.
REFUSED: Final = (
    "   ",
    "\u00a0",
    "\u200b",
    "\ufeff \u2060",
    "1/ກ\u0001",
    "1/ກ\u007f",
    "1/ກ\u0085",
    "1/ກ\u202e",
    "1/ກ\u2028",
)

MESSAGES: Final[Mapping[str, Mapping[str, str]]] = {
    LINE: {
        "lo": "ຕ້ອງມີຕົວອັກສອນທີ່ເຫັນໄດ້ຢ່າງໜ້ອຍໜຶ່ງຕົວ ໃນແຖວດຽວ, ບໍ່ມີຕົວອັກສອນຄວບຄຸມ.",
        "en": "Must be one line with at least one visible character, and no control characters.",
    },
    LINES: {
        "lo": "ຕ້ອງມີຕົວອັກສອນທີ່ເຫັນໄດ້ຢ່າງໜ້ອຍໜຶ່ງຕົວ, ບໍ່ມີຕົວອັກສອນຄວບຄຸມ.",
        "en": "Must have at least one visible character, and no control characters.",
    },
}
