"""Members of a certificate: the word by which each is called, the integer that stands for it in CBOR, and its type.

What is written is checked as the table has it. What is read from a trusted signer needs the right type only: another
country writes its dates in another way, and its certificate still says what it says.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from evidence.certificates.lao import in_lao, out_of_lao
from evidence.certificates.layers import NotStated, Stopped

LONGEST: Final = 512  # letters of a text; all of them together have to fit a symbol anyway

_NOT_IN_TEXTS: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)  # controls but a line end, half letters
_DATE: Final = re.compile(r"\d{4}((0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?)?", re.ASCII)


class Kind(NamedTuple):
    """A type of member: whether a value may be written, how it looks in CBOR, and whether one from CBOR can be read."""

    may_be: Callable[[Any], bool]  # Any: free data until it is asked
    comes_as: Callable[[Any], bool]
    into: Callable[[Any], Any] = lambda value: value
    out: Callable[[Any], Any] = lambda value: value


class Member(NamedTuple):
    """A row of a table."""

    label: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """Members by their words."""

    members: Mapping[str, Member]

    def written(self, stated: Mapping[str, Any]) -> dict[int, Any]:  # Any: by its kind
        """Return the members by their integers, in the order of the table; raise `NotStated`."""
        if others := stated.keys() - self.members.keys():
            raise NotStated(f"there is no member {min(map(str, others))}")
        rows = [(word, row) for word, row in self.members.items() if word in stated]
        for word, row in rows:
            if not row.kind.may_be(stated[word]):
                raise NotStated(f"{word} is not as its table has it")
        return {row.label: row.kind.into(stated[word]) for word, row in rows}

    def read(self, labelled: Mapping[Any, Any]) -> dict[str, Any]:  # Any: free data
        """Return the known members by their words; raise `Stopped`."""
        return {
            word: _out(word, labelled[row.label], row) for word, row in self.members.items() if row.label in labelled
        }

    def unknown(self, labelled: Mapping[Any, Any]) -> dict[Any, Any]:  # Any: free data
        """Return what a newer version has added, as it stands."""
        known = {row.label for row in self.members.values()}
        return {label: value for label, value in labelled.items() if label not in known}


def _out(word: str, value: object, row: Member) -> Any:  # Any: by its kind
    if not row.kind.comes_as(value):
        raise Stopped("claim-other", member=word)
    return row.kind.out(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_whole(value: object) -> bool:
    return type(value) is int  # not a boolean


def _is_data(value: object) -> bool:
    return isinstance(value, bytes)


def _is_said(text: object) -> bool:
    """Tell whether a text says something and can be printed; an address has lines."""
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        return False
    return bool(text.strip()) and _NOT_IN_TEXTS.search(text) is None


def _whole(least: int, most: int) -> Kind:
    return Kind(lambda value: _is_whole(value) and least <= value <= most, _is_whole)


def _several(kind: Kind, most: int) -> Kind:
    return Kind(
        lambda values: isinstance(values, list) and 0 < len(values) <= most and all(map(kind.may_be, values)),
        lambda values: isinstance(values, list) and all(map(kind.comes_as, values)),
        lambda values: list(map(kind.into, values)),
        lambda values: list(map(kind.out, values)),
    )


def _parts(table: Table, *demanded: str) -> Kind:
    def whole(parts: Any) -> bool:  # Any: free data
        rows = {word: table.members.get(word) for word in parts} if isinstance(parts, dict) else {}
        told = all(row is not None and row.kind.may_be(parts[word]) for word, row in rows.items())
        return told and all(word in rows for word in demanded)

    return Kind(whole, lambda value: isinstance(value, dict), table.written, table.read)


def _coded(codes: Mapping[str, int]) -> Kind:
    words = {code: word for word, code in codes.items()}
    return Kind(
        lambda word: _is_text(word) and word in codes,
        lambda code: _is_whole(code) and code in words,
        codes.__getitem__,
        words.__getitem__,
    )


_TEXT: Final = Kind(_is_said, _is_text)
_LAO: Final = Kind(_is_said, lambda said: _is_text(said) or _is_data(said), in_lao, out_of_lao)
_DAY: Final = Kind(lambda text: _is_text(text) and _DATE.fullmatch(text) is not None, _is_text)  # or a month, or a year
_DATA: Final = Kind(lambda value: _is_data(value) and value != b"", _is_data)

BIOMETRIC: Final = Table(
    MappingProxyType(
        {
            "data": Member(0, _DATA),
            "format": Member(1, _whole(0, 3)),
            "subFormat": Member(2, _whole(0, 200)),
            "issuer": Member(3, _TEXT),
        }
    )
)
_BIOMETRICS: Final = _several(_parts(BIOMETRIC, "data"), 4)

_OF_FINGERS: Final = ("Thumb", "PointerFinger", "MiddleFinger", "RingFinger", "LittleFinger")
_OF_BODIES: Final = (
    *(f"right{finger}" for finger in _OF_FINGERS),
    *(f"left{finger}" for finger in _OF_FINGERS),
    *("rightIris", "leftIris", "face", "rightPalm", "leftPalm", "voice"),
)

# Claim 169 v1.2.1 §3.1, by the words that its libraries use in JSON.
IDENTITY: Final = Table(
    MappingProxyType(
        {
            "id": Member(1, _TEXT),
            "version": Member(2, _TEXT),
            "language": Member(3, _TEXT),  # ISO 639-3
            "fullName": Member(4, _TEXT),
            "firstName": Member(5, _TEXT),
            "middleName": Member(6, _TEXT),
            "lastName": Member(7, _TEXT),
            "dateOfBirth": Member(8, _DAY),
            "gender": Member(9, _whole(1, 3)),  # male, female, other
            "address": Member(10, _TEXT),
            "email": Member(11, _TEXT),
            "phone": Member(12, _TEXT),
            "nationality": Member(13, _TEXT),
            "maritalStatus": Member(14, _whole(1, 3)),  # unmarried, married, divorced
            "guardian": Member(15, _TEXT),
            "photo": Member(16, _DATA),
            "photoFormat": Member(17, _whole(1, 4)),  # JPEG, JPEG 2000, AVIF, WebP
            "bestQualityFingers": Member(18, _several(_whole(0, 10), 10)),
            "secondaryFullName": Member(19, _TEXT),
            "secondaryLanguage": Member(20, _TEXT),
            "locationCode": Member(21, _TEXT),
            "legalStatus": Member(22, _TEXT),
            "countryOfIssuance": Member(23, _TEXT),
            **{word: Member(50 + place, _BIOMETRICS) for place, word in enumerate(_OF_BODIES)},
        }
    )
)

_EVENT_KINDS: Final = MappingProxyType(
    {
        "birth": 1,
        "death": 2,
        "marriage": 3,
        "divorce": 4,
        "adoption": 5,
        "fetalDeath": 6,
        "recognition": 7,
        "nameChange": 8,
        "guardianship": 9,
    }
)
# Our private claim: what a certificate of civil registration says of the event, in the words of the paper. The name of
# a person has a second line where the paper has it in Latin letters, too. A label never changes its meaning.
EVENT: Final = Table(
    MappingProxyType(
        {
            "kind": Member(1, _coded(_EVENT_KINDS)),
            "registrationNumber": Member(2, _TEXT),
            "date": Member(3, _DAY),
            "place": Member(4, _LAO),
            "motherName": Member(5, _LAO),
            "fatherName": Member(6, _LAO),
            "spouseName": Member(7, _LAO),  # the one of both spouses who is not the person
            "issuingOffice": Member(8, _LAO),  # its name, as the paper has it
            "printNumber": Member(9, _whole(1, 9_999)),
            "title": Member(10, _LAO),  # of the paper
            "registeredOn": Member(11, _DAY),
            "registeredBy": Member(12, _LAO),
            "formerName": Member(13, _LAO),
            "spouseBirthDate": Member(14, _DAY),
            "judgmentNumber": Member(15, _LAO),
            "guardianName": Member(16, _LAO),
            "endsOn": Member(17, _DAY),  # the last day of a guardianship
            "recognisedBy": Member(18, _LAO),
            "recognisedAs": Member(19, _LAO),  # father or mother
            "sex": Member(20, _LAO),  # in a word: where Claim 169 has no number for it, and of whom it is not about
            "others": Member(21, _LAO),  # further lines of the paper, each with its name: "name: value"
            "notSigned": Member(22, _LAO),  # names of the lines of the paper that the symbol does not protect
            "newName": Member(23, _LAO),  # that the event gave, where `fullName` is a later one
        }
    )
)
EVENT_NEEDS: Final = ("kind", "registrationNumber", "date", "issuingOffice", "printNumber")
