"""Removes from an answer what the agreement does not cover: optional members whose guards it does not hold."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from contracts.json_types import JSON
from gateway.directory.places import Place, place_of

Document: TypeAlias = Any  # a parsed JSON value that is changed in place; JSON's own type is read-only


@dataclass(slots=True)
class Remover:
    """The places under one schema where a member is guarded."""

    guards: dict[str, frozenset[str]] = field(default_factory=dict)  # by property name: all of them must be held
    below: "dict[str, Remover]" = field(default_factory=dict)  # by property name
    elements: "Remover | None" = None  # of every array element
    asked: frozenset[str] = frozenset()  # every guard here and below: whoever holds all of them is not minimised

    def remove(self, document: Document, held: frozenset[str]) -> dict[str, int]:
        """Take out, in place, what is guarded by anything not held; return how much went, by place.

        A place is a JSON Pointer with `*` for every index, so that a long list is one entry.
        """
        gone: Counter[str] = Counter()
        if not self.asked <= held:
            self._remove(document, held, "", gone)
        return dict(gone)

    def _remove(self, document: Document, held: frozenset[str], at: str, gone: Counter[str]) -> None:
        if isinstance(document, list):
            if self.elements is not None:
                for element in document:
                    self.elements._remove(element, held, f"{at}/*", gone)  # noqa: SLF001 - of its own class
            return
        if not isinstance(document, dict):
            return
        for name, guards in self.guards.items():
            if name in document and not guards <= held:
                del document[name]
                gone[f"{at}/{name}"] += 1
        for name, below in self.below.items():
            if name in document:
                below._remove(document[name], held, f"{at}/{name}", gone)  # noqa: SLF001 - of its own class


def compile_remover(schema: JSON, definitions: Mapping[str, JSON]) -> Remover | None:
    """Return the remover for a schema, or None when nothing in it is guarded; raise `RecursiveFieldGroups`."""
    return remover_of(place_of(schema, definitions))


def remover_of(place: Place) -> Remover | None:
    """Return the remover for what stands at a place, or None when nothing there is guarded."""
    remover = Remover()
    asked: set[str] = set()
    for name, member in place.members.items():
        if member.guards:
            remover.guards[name] = frozenset(member.guards)
            asked |= member.guards
        if below := remover_of(member.below):
            remover.below[name] = below
            asked |= below.asked
    if place.elements is not None and (elements := remover_of(place.elements)):
        remover.elements = elements
        asked |= elements.asked
    remover.asked = frozenset(asked)
    return remover if asked else None
