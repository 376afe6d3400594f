"""What a bundle has become so far: facts with their leaves, and why other leaves were not taken. No I/O."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from contracts.json_types import JSON
from services.civil_registration.domain.fhir_notices.nodes import At

_MOST_ITEMS: Final = 10  # names and numbers of a person: `maxItems` of civil/person


class Reason(StrEnum):
    """Why a leaf was not taken: the codes of the list `fhir-not-mapped`."""

    UNKNOWN_RESOURCE = "unknownResource"
    UNKNOWN_EXTENSION = "unknownExtension"
    UNKNOWN_SYSTEM = "unknownSystem"
    UNKNOWN_CODE = "unknownCode"
    NOT_PLACED = "notPlaced"
    UNRESOLVED = "unresolved"
    CIRCULAR = "circular"
    NOT_REFERENCED = "notReferenced"
    ABOUT_ANOTHER = "aboutAnother"
    SAID_OTHERWISE = "saidOtherwise"
    TOO_MANY = "tooMany"
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    MODIFIED = "modified"
    WITHDRAWN = "withdrawn"
    OUTDATED = "outdated"
    NO_MEMBER = "noMember"
    DESCRIPTIVE = "descriptive"
    ENVELOPE = "envelope"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Mark:
    """Why what stands somewhere was not taken, and which system, code or URL it is about."""

    reason: Reason
    named: str | None = None


@dataclass(eq=False, slots=True)
class Fact:
    """One fact: its pointer in the notice, its value, and the leaves it was read from; an item is one of a list."""

    pointer: str
    value: JSON
    leaves: set[At]
    is_item: bool = False


@dataclass(slots=True)
class Notice:
    """The facts of one notice while it is read; the first value of a fact stays."""

    kind: str  # the member of the notice under which its facts stand
    facts: list[Fact] = field(default_factory=list)
    read: set[At] = field(default_factory=set)  # leaves that say how the document hangs together
    marks: dict[At, Mark] = field(default_factory=dict)
    unplaced: list[At] = field(default_factory=list)  # what says where it happened, and names no district that is known

    def put(self, pointer: str, value: JSON, leaves: Collection[At]) -> None:
        """State a fact; what says it again is taken too, and what says otherwise is left."""
        known = self.fact(pointer)
        if known is None:
            self.facts.append(Fact(pointer, value, set(leaves)))
        elif known.value == value:
            known.leaves |= set(leaves)
        else:
            self.leave(leaves, Reason.SAID_OTHERWISE)

    def add(self, pointer: str, value: JSON, leaves: Collection[At]) -> None:
        """State an item of a list of facts; the same again is one item."""
        items = [each for each in self.facts if each.is_item and each.pointer == pointer]
        again = next((each for each in items if each.value == value), None)
        if again is not None:
            again.leaves |= set(leaves)
        elif len(items) < _MOST_ITEMS:
            self.facts.append(Fact(pointer, value, set(leaves), is_item=True))
        else:
            self.leave(leaves, Reason.TOO_MANY)

    def fact(self, pointer: str) -> Fact | None:
        """Return the single fact at that pointer."""
        return next((each for each in self.facts if each.pointer == pointer and not each.is_item), None)

    def leave(self, leaves: Iterable[At], reason: Reason, named: str | None = None) -> None:
        """Say why these leaves, and all under them, are not taken; the first reason stays."""
        for at in leaves:
            self.marks.setdefault(at, Mark(reason, named))

    def drop(self, dropped: Fact, reason: Reason) -> None:
        """Take a fact out again."""
        self.facts.remove(dropped)
        self.leave(dropped.leaves, reason)

    @property
    def taken(self) -> set[At]:
        """The leaves that the notice is made of."""
        return self.read.union(*(fact.leaves for fact in self.facts))

    def document(self) -> tuple[dict[str, Any], Mapping[str, Fact]]:  # Any: a JSON document
        """Return the notice as a document, and its facts by the pointers at which they stand in it."""
        made: dict[str, Any] = {self.kind: {}}  # Any: as above
        placed: dict[str, Fact] = {}
        for fact in self.facts:
            *above, last = fact.pointer.split("/")[1:]
            inner = made
            for name in above:
                inner = inner.setdefault(name, {})
            if fact.is_item:
                items = inner.setdefault(last, [])
                placed[f"{fact.pointer}/{len(items)}"] = fact
                items.append(fact.value)
            else:
                placed[fact.pointer] = fact
                inner[last] = fact.value
        return made, placed
