"""Subjects: normalised numbers of people and records, in which spellings of one number are equal.

A subject is a text that stands for one person in one register. It is compared and hashed, never stored or shown. Its
parts are divided by U+0000, which is never part of a value: schemas refuse control characters in them.
"""

import re
import unicodedata
from typing import Final

from contracts.lao import fold
from contracts.official_numbers import plain_signs

# One series for the whole country: who issued the paper is no part of the number, and is written in many ways.
NATIONAL: Final = frozenset({"uin", "citizenId", "birthRegistration", "deathRegistration"})
# Fixed numbers, printed with or without separators. Elsewhere 1-23 and 12-3 may be two people.
_SEPARATED: Final = frozenset({"uin", "citizenId", "passport"})
_REGISTERED: Final = frozenset({"birthRegistration", "deathRegistration"})  # these are record ids, too

_SEPARATORS: Final = re.compile(r"[\s./-]+")


def identifier(type_: str, value: str, issuer: str | None = None) -> str:
    """Return the subject of a personal number.

    Lao and other digits, blanks, capitals and kinds of dash and stroke make no difference. The issuer counts
    where the type is not a national series: two hospitals number their files alike.
    """
    issued = " ".join(_plain(issuer).split()) if issuer and type_ not in NATIONAL else ""
    return f"identifier\0{type_}\0{issued}\0{_number(value, separated=type_ in _SEPARATED)}"


def record(value: str) -> str:
    """Return the subject of a record's id: one of ours, a tracking number, a number in a register."""
    return f"record\0{_number(value, separated=False)}"


def untyped(value: str) -> frozenset[str]:
    """Return the subjects that a number without a type may mean: those of the national series."""
    return frozenset(identifier(type_, value) for type_ in NATIONAL)


def presented(type_: str, value: str, issuer: str | None = None) -> frozenset[str]:
    """Return every subject that a presented number may mean: a person's number, or the record of that id."""
    subjects = {identifier(type_, value, issuer)}
    return frozenset(subjects | {record(value)} if type_ in _REGISTERED else subjects)


def _number(value: str, *, separated: bool) -> str:
    plain = _plain(value)
    if separated and not plain.isalnum():
        return _SEPARATORS.sub("", plain)
    return "".join(plain.split())


def _plain(text: str) -> str:
    if text.isascii():
        return text.upper()  # most numbers, and a microsecond instead of ten
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in fold(text))
    return plain_signs(digits).upper()
