"""Whom a record is about: numbers of people brought to the one form in which their spellings agree.

A subject is a text that stands for one person in one register. It is compared and hashed, never stored or shown.
"""

import re
import unicodedata
from typing import Final

from contracts.lao import fold

# One series for the whole country: who issued the paper is no part of the number, and is written in many ways.
NATIONAL: Final = frozenset({"uin", "citizenId", "birthRegistration", "deathRegistration"})
# Fixed numbers, printed with or without separators. Elsewhere 1-23 and 12-3 may be two people.
_SEPARATED: Final = frozenset({"uin", "citizenId", "passport"})
_REGISTERED: Final = frozenset({"birthRegistration", "deathRegistration"})  # these are record ids, too

_SPACES: Final = re.compile(r"\s+")
_SEPARATORS: Final = re.compile(r"[\s./-]+")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_PARTS: Final = "\0"  # never part of a value: schemas refuse control characters in them


def identifier(type_: str, value: str, issuer: str | None = None) -> str:
    """Return the subject of a number by which an office knows a person.

    Lao and other digits, blanks, capitals and kinds of dash make no difference. The issuer counts where the type is not
    a national series: two hospitals number their files alike.
    """
    issued = "" if type_ in NATIONAL else _SPACES.sub(" ", _plain(issuer or "")).strip()
    found = (_SEPARATORS if type_ in _SEPARATED else _SPACES).sub("", _plain(value))
    return _PARTS.join(("identifier", type_, issued, found))


def record(value: str) -> str:
    """Return the subject of a record id: an id of ours, a tracking number, a number in a register."""
    return _PARTS.join(("record", _SPACES.sub("", _plain(value))))


def untyped(value: str) -> frozenset[str]:
    """Return the subjects that a number may mean when nobody says its type: those of the national series."""
    return frozenset(identifier(type_, value) for type_ in NATIONAL)


def presented(type_: str, value: str, issuer: str | None = None) -> frozenset[str]:
    """Return everything under which the holder of this number may stand: the number, and the record that it names."""
    found = {identifier(type_, value, issuer)}
    return frozenset(found | {record(value)} if type_ in _REGISTERED else found)


def _plain(text: str) -> str:
    if text.isascii():
        return text.upper()  # most numbers, and a microsecond instead of ten
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in fold(text))
    return _DASHES.sub("-", digits).upper()
