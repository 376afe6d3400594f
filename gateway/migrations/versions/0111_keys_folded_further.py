"""Keys of searched texts and numbers fold more spellings: the order of Lao marks, dashes and strokes of every kind."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0051"
branch_labels = None
depends_on = None

# Which spellings were one when this was written: a migration does not change later.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
TONES = "\u0ec8-\u0ecb"
ORDER = "\u0ebc\u0eba\u0eb8\u0eb9\u0eb1\u0eb4\u0eb5\u0eb6\u0eb7\u0ebb\u0ecd\u0ec8\u0ec9\u0eca\u0ecb\u0ecc"
MARKS = re.compile(f"[{ORDER}]{{2,}}")
STEPS = (
    (re.compile("\u0ec0\u0ec0"), "\u0ec1"),
    (re.compile(f"([\u0eb0\u0eb2\u0eb3])([{TONES}]+)"), r"\2\1"),
    (re.compile(f"\u0ecd([{TONES}]?)\u0eb2"), "\\1\u0eb3"),
    (re.compile("\u0edc"), "\u0eab\u0e99"),
    (re.compile("\u0edd"), "\u0eab\u0ea1"),
    (re.compile("\u0eab\u0ebc"), "\u0eab\u0ea5"),
)
SIGNS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u2044\u2215\u29f8\uff0f", "/")
)
OTHER_DIGIT = re.compile(r"[^\D0-9]")


def upgrade() -> None:
    found = (
        op.get_bind()
        .execute(sa.text("select kind, id, version, words, shares from directory_entries"))
        .mappings()
        .all()
    )
    change = sa.text(
        "update directory_entries set words = :words, shares = :shares "
        "where kind = :kind and id = :id and version = :version"
    )
    for row in found:
        words, shares = _fold(row["words"]), [_fold(text) for text in row["shares"]]
        if (words, shares) != (row["words"], row["shares"]):
            op.get_bind().execute(change, {**row, "words": words, "shares": shares})
    change = sa.text("update consents set subject_key = :folded where consent_id = :consent_id")
    for consent in op.get_bind().execute(sa.text("select consent_id, subject_key from consents")).all():
        if (folded := _number(consent.subject_key)) != consent.subject_key:
            op.get_bind().execute(change, {"consent_id": consent.consent_id, "folded": folded})


def _number(text: str) -> str:
    normal, before = text, None
    while normal != before:
        before = normal
        plain = OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), normal).translate(SIGNS)
        normal = re.sub(r"\s+", "", _fold(plain)).rstrip(".").upper()
    return normal


def _fold(text: str) -> str:
    folded, before = INVISIBLE.sub("", text).strip(), None
    while folded != before:
        before = folded
        folded = MARKS.sub(
            lambda run: "".join(sorted(set(run[0]), key=ORDER.index)), unicodedata.normalize("NFC", folded)
        )
        for pattern, replacement in STEPS:
            folded = pattern.sub(replacement, folded)
    return folded
