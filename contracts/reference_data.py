"""Reference data as documents: members and offices as everybody may read them, their digest, and what has changed.

The form is that of the national schema `directory/reference`. The digest is of all members and offices at a version,
so that who has put changes together knows that nothing is missing: SHA-256 over the members in the order of their ids,
then the offices in the order of member and code, each as canonical JSON (RFC 8785) and a line's end.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

import orjson

from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.seats import Seat

_Document = Mapping[str, Any]  # Any: JSON
T = TypeVar("T")

# The code of the gateway's refusal while nobody has been enrolled: then there is nothing to be held.
DIRECTORY_EMPTY: Final = "directory-empty"
_MOST: Final = 400  # characters of a name, the longest text there is


class ReferenceRefused(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """A document that is none of reference data, or not the one that was to follow; the sentence says why."""


def of_member(member: MemberFacts) -> dict[str, Any]:  # Any: as above
    """Return a member as a document; what is not known is left out."""
    document: dict[str, Any] = {"id": member.id, "kind": member.kind, "lo": member.name_lo, "en": member.name_en}
    if member.dissolved_on is not None:
        document["to"] = member.dissolved_on.isoformat()
    if member.successor is not None:
        document["successor"] = member.successor
    return document


def of_office(office: OfficeFacts) -> dict[str, Any]:  # Any: as above
    """Return an office as a document; what is not known is left out."""
    seat = office.seat
    document: dict[str, Any] = {
        "member": seat.member,
        "code": seat.office,
        "kind": office.kind,
        "level": office.level,
        "lo": office.name_lo,
        "en": office.name_en,
    }
    where = {"place": office.place, "country": office.country, "parent": office.parent}
    document |= {name: value for name, value in where.items() if value is not None}
    if office.begins is not None:
        document["from"] = office.begins.isoformat()
    if office.ends is not None:
        document["to"] = office.ends.isoformat()
    if office.successor is not None:
        document["successor"] = office.successor.to_document()
    if office.informed:
        document["informed"] = [other.to_document() for other in office.informed]
    return document


def digest_of(organisations: Organisations) -> str:
    """Return the digest of all members and offices, hexadecimal."""
    running, sort = hashlib.sha256(), orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    members, offices = organisations.members, organisations.offices
    # names of members are ASCII, as are all keys: sorted by bytes is sorted as RFC 8785 sorts
    running.update(b"".join([orjson.dumps(of_member(members[id_]), option=sort) for id_ in sorted(members)]))
    running.update(b"".join([orjson.dumps(of_office(offices[seat]), option=sort) for seat in sorted(offices)]))
    return running.hexdigest()


def document_of(organisations: Organisations, digest: str) -> dict[str, Any]:  # Any: as above
    """Return the document of everything."""
    return {
        "version": organisations.version,
        "digest": digest,
        "members": [of_member(member) for _, member in sorted(organisations.members.items())],
        "offices": [of_office(office) for _, office in sorted(organisations.offices.items())],
    }


def followed_by(held: Organisations, document: object) -> tuple[Organisations, str]:
    """Return what a document makes of what is held, with its digest; raise `ReferenceRefused`.

    A document that names a version in `since` says what has changed after it, and must follow that very version.
    """
    if not isinstance(document, Mapping):
        raise ReferenceRefused("it is no object")
    version, digest, since = document.get("version"), document.get("digest"), document.get("since")
    if type(version) is not int or version < 1 or not isinstance(digest, str):
        raise ReferenceRefused("it names no version or no digest")
    if since is not None and since != held.version:
        raise ReferenceRefused(f"it follows version {since!s:.20}, and {held.version} is held")
    members = _each(document, "members", _member)
    offices = _each(document, "offices", _office)
    if since is not None:
        known_members, known_offices = dict(held.members), dict(held.offices)
    else:
        known_members, known_offices = {}, {}
    known_members |= {member.id: member for member in members}
    known_offices |= {office.seat: office for office in offices}
    if not known_members:
        raise ReferenceRefused("it has no member: that is no country")
    made = Organisations(version, known_members, known_offices)
    if digest_of(made) != digest:
        raise ReferenceRefused("its digest is of something else")
    return made, digest


def _each(document: _Document, name: str, read: Callable[[_Document], T]) -> list[T]:
    listed = document.get(name)
    if not isinstance(listed, list):
        raise ReferenceRefused(f"{name} is no list")
    try:
        return [read(each) for each in listed]
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise ReferenceRefused(f"{name}: {type(fault).__name__} {fault!s:.80}") from None


def _member(document: _Document) -> MemberFacts:
    return MemberFacts(
        _text(document["id"]),
        _text(document["kind"]),
        _text(document["lo"]),
        _text(document["en"]),
        _day(document.get("to")),
        _text_or_none(document.get("successor")),
    )


def _office(document: _Document) -> OfficeFacts:
    successor, informed = document.get("successor"), document.get("informed", ())
    return OfficeFacts(
        Seat(_text(document["member"]), _text(document["code"])),
        _text(document["kind"]),
        _text(document["level"]),
        _text(document["lo"]),
        _text(document["en"]),
        _text_or_none(document.get("place")),
        _text_or_none(document.get("country")),
        _text_or_none(document.get("parent")),
        _day(document.get("from")),
        _day(document.get("to")),
        _seat(successor) if successor is not None else None,
        tuple(_seat(other) for other in informed),
    )


def _seat(document: _Document) -> Seat:
    return Seat(_text(document["member"]), _text(document["office"]))


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _MOST:
        raise TypeError("a text is none, or too long")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))
