"""Reference data as documents: members, offices and national code lists as everybody may read them, and what changed.

The form is that of the national schema `directory/reference`. The digest is of all of it at a version, so that who has
put changes together knows that nothing is missing: SHA-256 over the members in the order of their ids, the offices in
the order of member and code, the lists in the order of their names and the codes in the order of list and code, each as
canonical JSON (RFC 8785) and a line's end.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeVar

import orjson

from contracts.codelists import NATIONAL, NO_ATTRIBUTES, Code, CodeList, CodeLists
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.seats import Seat

_Document = Mapping[str, Any]  # Any: JSON
T = TypeVar("T")

# The code of the gateway's refusal while nobody has been enrolled: then there is nothing to be held.
DIRECTORY_EMPTY: Final = "directory-empty"
_MOST: Final = 400  # characters of a name, the longest text there is


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceData:
    """Members, offices and national code lists at one version of the directory, which changed one of them last."""

    version: int = 0
    organisations: Organisations = field(default_factory=Organisations)
    code_lists: CodeLists = field(default_factory=CodeLists)  # national ones alone


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


def of_code_list(listed: CodeList) -> dict[str, Any]:  # Any: as above
    """Return a code list as a document, without its codes."""
    return {
        "name": listed.name,
        "version": listed.version,
        "lo": listed.lo,
        "en": listed.en,
        "attributes": dict(listed.attributes),
    }


def of_code(codelist: str, code: Code) -> dict[str, Any]:  # Any: as above
    """Return a code of a list as a document; what is not known is left out."""
    document: dict[str, Any] = {"codeList": codelist, "code": code.code, "lo": code.lo, "en": code.en}
    if code.valid_from is not None:
        document["validFrom"] = code.valid_from.isoformat()
    if code.valid_to is not None:
        document["validTo"] = code.valid_to.isoformat()
    if code.successors:
        document["successors"] = list(code.successors)
    if code.attributes:
        document["attributes"] = dict(code.attributes)
    return document


def digest_of(data: ReferenceData) -> str:
    """Return the digest of all of it, hexadecimal."""
    running, sort = hashlib.sha256(), orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    # names of members are ASCII, as are all keys: sorted by bytes is sorted as RFC 8785 sorts
    for documents in _documents(data).values():
        running.update(b"".join([orjson.dumps(document, option=sort) for document in documents]))
    return running.hexdigest()


def _documents(data: ReferenceData) -> dict[str, Iterable[dict[str, Any]]]:  # Any: as above
    """Return everything in its order, by the members of the document of all."""
    organisations, lists = data.organisations, data.code_lists.national()
    return {
        "members": (of_member(member) for _, member in sorted(organisations.members.items())),
        "offices": (of_office(organisations.offices[seat]) for seat in sorted(organisations.offices)),
        "codeLists": map(of_code_list, lists),
        "codes": (of_code(each.name, each.codes[code]) for each in lists for code in sorted(each.codes)),
    }


def document_of(data: ReferenceData, digest: str) -> dict[str, Any]:  # Any: as above
    """Return the document of everything."""
    listed = {name: list(documents) for name, documents in _documents(data).items()}
    return {"version": data.version, "digest": digest, **listed}


def followed_by(held: ReferenceData, document: object) -> tuple[ReferenceData, str]:
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
    before = held if since is not None else ReferenceData()
    organisations = _organisations(before.organisations, version, document)
    if not organisations.members:
        raise ReferenceRefused("it has no member: that is no country")
    made = ReferenceData(version, organisations, _code_lists(before.code_lists, document))
    if digest_of(made) != digest:
        raise ReferenceRefused("its digest is of something else")
    return made, digest


def _organisations(before: Organisations, version: int, document: _Document) -> Organisations:
    """Return the members and offices; the very same where the document changes none."""
    members, offices = _each(document, "members", _member), _each(document, "offices", _office)
    if not members and not offices:
        return before
    return Organisations(
        version,
        {**before.members, **{member.id: member for member in members}},
        {**before.offices, **{office.seat: office for office in offices}},
    )


def _code_lists(before: CodeLists, document: _Document) -> CodeLists:
    """Return the national lists; each is as before where the document changes neither it nor a code of it."""
    heads = {head.name: head for head in _each(document, "codeLists", _code_list)}
    codes: dict[str, dict[str, Code]] = {}
    for name, code in _each(document, "codes", _code):
        codes.setdefault(name, {})[code.code] = code
    return before.with_these(_lists(before, heads, codes))


def _lists(
    before: CodeLists, heads: Mapping[str, CodeList], codes: Mapping[str, Mapping[str, Code]]
) -> Iterator[CodeList]:
    for name in sorted(heads.keys() | codes.keys()):
        known = before.lists.get(name)
        head = heads.get(name, known)
        if head is None:
            raise ReferenceRefused(f"codes: there is no list {name:.64}")
        yield replace(head, codes={**(known.codes if known else {}), **codes.get(name, {})})


def _each(document: _Document, name: str, read: Callable[[_Document], T]) -> list[T]:
    listed = document.get(name)
    if not isinstance(listed, list):
        raise ReferenceRefused(f"{name} is no list")
    try:
        return [read(each) for each in listed]
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise ReferenceRefused(f"{name}: {type(fault).__name__} {fault!s:.80}") from None


def _code_list(document: _Document) -> CodeList:
    return CodeList(
        _text(document["name"]),
        _text(document["version"]),
        {},
        NATIONAL,
        _text(document["lo"]),
        _text(document["en"]),
        _object(document.get("attributes", NO_ATTRIBUTES)),
    )


def _code(document: _Document) -> tuple[str, Code]:
    return _text(document["codeList"]), Code(
        _text(document["code"]),
        _text(document["lo"]),
        _text(document["en"]),
        _day(document.get("validFrom")),
        _day(document.get("validTo")),
        tuple(_text(other) for other in document.get("successors", ())),
        _object(document.get("attributes", {})),
    )


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


def _object(value: object) -> Mapping[str, Any]:  # Any: as the list's own schema has it
    if not isinstance(value, Mapping):
        raise TypeError("attributes are no object")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))
