"""Models of agencies and their offices: ids are permanent, everything else about them is a dated fact."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints, model_validator

from contracts.calendar import Day
from gateway.directory.entry import Entry, Line, OfficeCode, Part, Slug

Place = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2}([0-9]{3})?)?$")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=40)]


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

    def words(self) -> Sequence[str | None]:
        """Return every name that it ever had: old papers carry old names."""
        every = [(n.lo, n.en, n.abbreviation_lo, n.abbreviation_en) for n in self.names]
        return [self.id, *(word for name in every for word in name)]


class Office(Entry):
    """A unit of a member at a place."""

    KIND: ClassVar[str] = "office"

    member: Slug
    code: OfficeCode
    lo: Line
    en: Line
    level: Slug
    place: Place | None = None
    closed_on: Day | None = None

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
        return [self.key, self.lo, self.en, self.place]
