"""Removes from an answer what the agreement does not cover: optional members whose guards it does not hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from contracts.json_types import JSON
from gateway.directory.places import Place, place_of

Document: TypeAlias = Any  # a parsed JSON value that is changed in place; JSON's own type is read-only

_REMEMBERED: Final = 256  # agreements that see different parts of one schema; more are worked out anew


@dataclass(slots=True)
class Remover:
    """The places under one schema where a member is guarded."""

    guards: dict[str, frozenset[str]] = field(default_factory=dict)  # by property name: all of them must be held
    below: "dict[str, Remover]" = field(default_factory=dict)  # by property name
    elements: "Remover | None" = None  # of every array element
    optional: frozenset[str] = frozenset()  # of those in `below`: what is left of them may be nothing
    asked: frozenset[str] = frozenset()  # every guard here and below: whoever holds all of them is not minimised
    _uncovered: dict[frozenset[str], tuple[str, ...]] = field(default_factory=dict)

    def uncovered(self, held: frozenset[str]) -> tuple[str, ...]:
        """Return the places that never leave to whoever holds no more than this, whatever a document has there.

        A place is a JSON Pointer with `*` for every index; what lies below one that is named is not named again.
        """
        found = self._uncovered.get(held)
        if found is None:
            if len(self._uncovered) >= _REMEMBERED:
                self._uncovered.clear()
            found = self._uncovered[held] = tuple(sorted(self._places(held, "")))
        return found

    def _places(self, held: frozenset[str], at: str) -> Iterator[str]:
        hidden = {name for name, guards in self.guards.items() if not guards <= held}
        yield from (f"{at}/{name}" for name in hidden)
        for name, below in self.below.items():
            if name not in hidden:
                yield from below._places(held, f"{at}/{name}")  # noqa: SLF001 - of its own class
        if self.elements is not None:
            yield from self.elements._places(held, f"{at}/*")  # noqa: SLF001 - of its own class

    def remove(self, document: Document, held: frozenset[str]) -> bool:
        """Take out, in place, what is guarded by anything not held; tell whether anything went."""
        return not self.asked <= held and self._remove(document, held)

    def _remove(self, document: Document, held: frozenset[str]) -> bool:
        gone = False
        if isinstance(document, list):
            if self.elements is not None:
                for element in document:
                    gone |= self.elements._remove(element, held)  # noqa: SLF001 - of its own class
            return gone
        if not isinstance(document, dict):
            return False
        for name, guards in self.guards.items():
            if name in document and not guards <= held:
                del document[name]
                gone = True
        for name, below in self.below.items():
            if name in document and not below.asked <= held:
                gone |= below._remove(document[name], held)  # noqa: SLF001 - of its own class
                if document[name] == {} and name in self.optional:
                    del document[name]  # or what is empty now would tell that something was there
                    gone = True
        return gone


def compile_remover(schema: JSON, definitions: Mapping[str, JSON]) -> Remover | None:
    """Return the remover for a schema, or None when nothing in it is guarded; raise `RecursiveFieldGroups`."""
    return remover_of(place_of(schema, definitions))


def remover_of(place: Place) -> Remover | None:
    """Return the remover for what stands at a place, or None when nothing there is guarded."""
    remover = Remover()
    asked: set[str] = set()
    optional: set[str] = set()
    for name, member in place.members.items():
        if member.guards:
            remover.guards[name] = frozenset(member.guards)
            asked |= member.guards
        if below := remover_of(member.below):
            remover.below[name] = below
            asked |= below.asked
            optional |= set() if member.required else {name}
    if place.elements is not None and (elements := remover_of(place.elements)):
        remover.elements = elements
        asked |= elements.asked
    remover.asked, remover.optional = frozenset(asked), frozenset(optional)
    return remover if asked else None
