"""Cells of the matrix of rights: how whoever asks stands to a record, and what it is answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypedDict

from contracts import purposes
from contracts.catalogue import Catalogue


class Answer(StrEnum):
    """What a service answers in a cell."""

    ALLOWED = "allowed"
    HIDDEN = "not there"  # 404, and in no list, count or figure
    REFUSED = "refused"  # 403 or 409, by the service's own refusal
    OFFICE_NEEDED = "office needed"  # 403: whoever asks has to name one of its offices


class Words(TypedDict):
    """Of what kind the member and its office are."""

    kind: str
    office_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How whoever asks stands to a record. Of its office: its parts in the record, and those of offices below it."""

    name: str
    own: bool = False  # it has the record, or has taken over the closed office that had it
    offered: bool = False  # the record is on its way to it
    parts: frozenset[str] = frozenset()
    over_own: bool = False  # it stands above the office that has the record
    over: frozenset[str] = frozenset()  # parts of the offices below it
    under: bool = False  # it stands below an office that has a part
    held: frozenset[str] | None = None  # it has named no office: parts of those that its system is enrolled for
    kind: str = ""  # of its member, where only some kinds stand so
    office_kind: str = ""
    level: str = "district"

    @property
    def is_of_an_office(self) -> bool:
        """Whether it has named the office that it acts from."""
        return self.held is None


@dataclass(frozen=True, slots=True, order=True)
class Profile:
    """What kind of office of what kind of member asks."""

    member_kind: str
    office_kind: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: who does or reads what for which purpose with which record, and the answer by the tables."""

    operation: str
    purpose: str
    position: Position
    profile: Profile
    about: str  # the restriction of the case, or what is true of the record ("" for nothing)
    answer: Answer

    def __str__(self) -> str:
        who = f"{self.profile.member_kind}, {self.profile.office_kind} ({self.profile.level})"
        return f"{self.operation} for {self.purpose}: {self.position.name} [{who}], {self.about or 'any record'}"


class MatrixBroken(ValueError):  # noqa: N818 - errors are sentences here
    """A table has a row for which the matrix has no cell; the message names it."""


_CODES: Final = Catalogue.load().codelist
_LISTS: Final = Catalogue.load().code_lists


def not_named(codelist: str, named: Iterable[str]) -> str:
    """Return the first code of a list that is not among those: the one for which no row speaks."""
    known = set(named)
    return next(code for code in _CODES(codelist).codes if code not in known)


def rights_of(purpose: str) -> frozenset[str]:
    """Return the rights that a purpose carries by the list of the distribution."""
    return purposes.rights_of(purpose, _LISTS)


def purposes_with(rights: Iterable[str]) -> list[str]:
    """Return the purposes that carry a right that rows name; raise `MatrixBroken` for what is no right."""
    known = set(rights)
    if odd := known - set(_CODES("purpose-right").codes):
        raise MatrixBroken(f"no right of a purpose: {', '.join(sorted(odd))}")
    return sorted(code for code in _CODES(purposes.LIST).codes if rights_of(code) & known)


def purposes_of(rights: Iterable[str]) -> list[str]:
    """Return the purposes that carry a right that rows name, and one that carries none of them; raise as above."""
    known = purposes_with(rights)
    return [*known, not_named(purposes.LIST, known)]
