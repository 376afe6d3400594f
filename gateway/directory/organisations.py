"""Models of agencies and their offices: ids are permanent, everything else about them is a dated fact."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from operator import not_
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from contracts.calendar import Day
from contracts.organisations import MemberFacts, OfficeFacts
from contracts.seats import Seat
from gateway.directory.entry import Entry, Line, OfficeCode, Part, Slug

Place = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2}([0-9]{3})?)?$")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Kind = Annotated[str, StringConstraints(min_length=1, max_length=40)]  # a code of the list `office-kind`

ONE: Final = {
    "en": "An office has one successor for its open records; the others are named in informed.",
    "lo": "ຫ້ອງການມີຜູ້ສືບທອດສຳນວນທີ່ຍັງເປີດໄດ້ພຽງຫ້ອງການດຽວ; ຫ້ອງການອື່ນໃຫ້ໃສ່ໃນ informed.",
}


class Name(Part):
    """A name, from one day to another, both included."""

    lo: Line
    en: Line
    abbreviation_lo: Short | None = None
    abbreviation_en: Short | None = None
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None


def _begin(name: Name) -> date:
    return name.from_ or date.min


class Parent(Part):
    """The agency above, from one day to another."""

    member: Slug
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None


class Successor(Part):
    """Who took over which duties of an agency."""

    member: Slug
    duties: Line | None = None


class Member(Entry):
    """An agency; its id is permanent, also when its name or its duties move."""

    KIND: ClassVar[str] = "member"

    id: Slug
    kind: Slug
    names: Annotated[tuple[Name, ...], Field(min_length=1)]
    parents: tuple[Parent, ...] = ()
    successors: tuple[Successor, ...] = ()
    dissolved_on: Day | None = None
    successor: Slug | None = None  # the one that has what is open from then on

    @model_validator(mode="before")
    @classmethod
    def _one_name(cls, given: Any) -> Any:  # Any: whatever was written down; the fields judge it
        """Take `lo` and `en` for the one name of a member that never had another."""
        if isinstance(given, dict) and "names" not in given and "lo" in given:
            rest = {name: value for name, value in given.items() if name not in {"lo", "en"}}
            return rest | {"names": [{"lo": given["lo"], "en": given.get("en")}]}
        return given

    @model_validator(mode="after")
    def _names_follow_each_other(self) -> "Member":
        ordered = sorted(self.names, key=_begin)
        for earlier, later in pairwise(ordered):
            if earlier.to is None or later.from_ is None or earlier.to >= later.from_:
                msg = f"{self.id} has two names at the same time: {earlier.en} and {later.en}"
                raise ValueError(msg)
        return self

    @property
    def key(self) -> str:
        """Its permanent id."""
        return self.id

    @property
    def owner(self) -> str | None:
        """The agency itself; but what it is called is not its own to say."""
        return None

    @property
    def lo(self) -> str:
        """Its latest name in Lao."""
        return self._latest.lo

    @property
    def en(self) -> str:
        """Its latest name in English."""
        return self._latest.en

    @property
    def _latest(self) -> Name:
        return max(self.names, key=_begin)

    def name_on(self, day: date) -> Name:
        """Return the name it has on that day; before its first and after its last, the nearest."""
        begun = [name for name in self.names if name.from_ is None or name.from_ <= day]
        return max(begun, key=_begin) if begun else min(self.names, key=_begin)

    def as_held(self, day: date) -> MemberFacts:
        """Return what the data plane holds of it, with the name that it has on that day."""
        name = self.name_on(day)
        return MemberFacts(self.id, self.kind, name.lo, name.en, self.dissolved_on, self.successor)

    def words(self) -> Sequence[str | None]:
        """Return every name that it ever had: old papers carry old names."""
        every = [(n.lo, n.en, n.abbreviation_lo, n.abbreviation_en) for n in self.names]
        return [self.id, *(word for name in every for word in name)]


class OfficeOf(Part):
    """An office of some member: the pair, never joined."""

    member: Slug
    office: OfficeCode

    def seat(self) -> Seat:
        """Return it as the data plane knows it."""
        return Seat(self.member, self.office)


class Contacts(Part):
    """How an office is reached."""

    telephone: Annotated[str, StringConstraints(min_length=3, max_length=40)] | None = None
    email: Annotated[str, StringConstraints(min_length=3, max_length=200)] | None = None
    address: Line | None = None


class Office(Entry):
    """A unit of a member at a place, or in a country, from one day to another, both included."""

    KIND: ClassVar[str] = "office"

    member: Slug
    code: OfficeCode
    kind: Kind
    lo: Line
    en: Line
    level: Slug
    place: Place | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    parent: OfficeCode | None = None
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    successor: OfficeOf | None = None
    informed: tuple[OfficeOf, ...] = Field((), exclude_if=not_)  # nobody to be told of is no list
    contacts: Contacts | None = None

    @field_validator("successor", mode="before")
    @classmethod
    def _one_successor(cls, given: Any) -> Any:  # Any: as above
        """Refuse two: each open record has one office that goes on with it."""
        if isinstance(given, list | tuple):
            raise PydanticCustomError("one-successor", ONE["en"], {"lo": ONE["lo"]})
        return given

    @property
    def key(self) -> str:
        """Its id in the directory: `registrar-0101`."""
        return f"{self.member}-{self.code}"

    @property
    def owner(self) -> str | None:
        """The member whose unit it is."""
        return self.member

    def words(self) -> Sequence[str | None]:
        """Return its names, its id and its place."""
        return [self.key, self.lo, self.en, self.place, self.country]

    def as_held(self) -> OfficeFacts:
        """Return what the data plane holds of it."""
        return OfficeFacts(
            Seat(self.member, self.code),
            self.kind,
            self.level,
            self.lo,
            self.en,
            place=self.place,
            country=self.country,
            parent=self.parent,
            begins=self.from_,
            ends=self.to,
            successor=self.successor.seat() if self.successor else None,
            informed=tuple(other.seat() for other in self.informed),
        )
