"""Keys of names and numbers fold more spellings: the order of Lao marks, titles, diacritics, dashes and strokes.

Where two numbers of one office and year become one, both cases stay: the later one keeps its old key.
"""

import json
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0092"
branch_labels = None
depends_on = None

BATCH = 5_000

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
DIACRITICS = re.compile("[\u0300-\u036f]")
STRUCK = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
BETWEEN = re.compile("[\\s\u00ad\u2010-\u2015\u2043\u2212\\-]+")
PUNCTUATION = re.compile("[!-/:-@\\[-`{-~\u00a1-\u00bf\u02b0-\u02ff\u2000-\u206f\ua78b\ua78c]")
GLUED = (
    *("ຮອງສາດສະດາຈານ", "ສາດສະດາຈານ", "ພົນຈັດຕະວາ", "ຮ້ອຍເອກ", "ທ່ານຫມໍ", "ຮ້ອຍໂທ", "ຮ້ອຍຕີ", "ນາງສາວ", "ດອກເຕີ", "ພົນເອກ"),
    *("ພັນເອກ", "ພົນໂທ", "ພົນຕີ", "ພັນໂທ", "ພັນຕີ", "ທ່ານ", "ທ້າວ", "ນາງ"),
)
APART = (
    *GLUED,
    *("than", "thao", "mr", "mister", "nang", "mrs", "ms", "madam", "nangsao", "miss", "doctor", "dr", "professor"),
    *("prof", "ທ", "ນ", "ນສ", "ດຣ", "ປອ", "ສຈ", "ຮສ"),
)
TITLE = re.compile(
    rf"\s*(?:(?:{'|'.join(GLUED)})(?=[\u0e81-\u0eae\u0ec0-\u0ec4\u0edc\u0edd])|(?:{'|'.join(APART)})(?:\.|(?=\s)))\s*"
)


def upgrade() -> None:
    _names()
    for table, key in (
        ("case_numbers", ("member", "office", "year")),
        ("imported_cases", ("member", "source", "office", "year")),
    ):
        _numbers(table, key)
    # rooms are folded as numbers are; until now they were of ASCII, in capitals
    op.execute("update hearing_claims set claimed = rtrim(claimed, '.') where claimed like '%/room/%.'")


def _names() -> None:
    op.execute("delete from participant_names")
    rows = op.get_bind().execute(
        sa.text("select participant_id, case_id, name, other_names, organisation from participants")
    )
    for many in rows.partitions(BATCH):
        found = [
            {"key": key, "case_id": row.case_id, "participant_id": row.participant_id}
            for row in many
            for key in sorted(_keys(row))
        ]
        op.get_bind().execute(
            sa.text(
                "insert into participant_names select * from jsonb_to_recordset(cast(:rows as jsonb)) "
                "as given(key text, case_id text, participant_id text)"
            ),
            {"rows": json.dumps(found)},
        )


def _numbers(table: str, key: tuple[str, ...]) -> None:
    stated = ", ".join((*key, "normal"))
    rows = op.get_bind().execute(sa.text(f"select {stated} from {table} order by case_id")).mappings().all()  # noqa: S608 - ours
    same = " and ".join(f"n.{column} = :{column}" for column in key)
    taken = f"select from {table} n where {same} and n.normal = :folded"
    change = sa.text(
        f"update {table} n set normal = :folded where {same} and n.normal = :normal and not exists ({taken})"  # noqa: S608 - ours
    )
    for row in rows:
        if (folded := _number(row["normal"])) != row["normal"]:
            op.get_bind().execute(change, {**row, "folded": folded})


def _keys(row: sa.Row[tuple[object, ...]]) -> set[str]:
    given = [row.name, *(row.other_names or ())] if row.name else [{"text": row.organisation or ""}]
    keys = set()
    for name in given:
        text = _fold(DIACRITICS.sub("", unicodedata.normalize("NFKD", name["text"]))).casefold().translate(STRUCK)
        words = [PUNCTUATION.sub("", word) for word in BETWEEN.split(text)]
        keys |= {"".join(words[first:]) for first in range(len(words))}
        while title := TITLE.match(text):
            text = text[title.end() :]
            keys.add(PUNCTUATION.sub("", BETWEEN.sub("", text)))
    return keys - {""}


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
