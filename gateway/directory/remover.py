"""Minimisation of answers: optional members go whose guards (field group, data class) the agreement does not hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from contracts.json_types import JSON
from gateway.directory.schema_paths import Place, place_of

Document: TypeAlias = Any  # a parsed JSON value that is changed in place; JSON's own type is read-only

_REMEMBERED: Final = 256  # agreements that see different parts of one schema; more are worked out anew
_PLAIN: Final[frozenset[str]] = frozenset()  # what leaves under every agreement


@dataclass(slots=True)
class Remover:
    """The guarded members of one schema, as a tree beside its documents."""

    guards: dict[str, frozenset[str]] = field(default_factory=dict)  # by property name: all of them must be held
    below: "dict[str, Remover]" = field(default_factory=dict)  # by property name
    elements: "Remover | None" = None  # of every array element
    optional: frozenset[str] = frozenset()  # of those in `below`: what is left of them may be nothing
    all_guards: frozenset[str] = frozenset()  # every guard here and below: whoever holds all of them is not minimised
    # what must be held for anything described here to leave, each set by itself; none: something always does
    ways: frozenset[frozenset[str]] = frozenset()
    shapes: frozenset[frozenset[str]] = frozenset()  # the same of an object or a list, where a text may stand as well
    nullable: frozenset[str] = frozenset()  # of those in `below`: required, and null is allowed in their place
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

    def hides(self, held: frozenset[str]) -> bool:
        """Tell whether nothing that is described here leaves: by schema and agreement, whatever a document has."""
        return bool(self.ways) and not any(way <= held for way in self.ways)

    def _hides_this(self, value: Document, held: frozenset[str]) -> bool:
        """Tell whether nothing of a value of this shape leaves; asked where there are `shapes`."""
        if isinstance(value, dict | list):
            return not any(way <= held for way in self.shapes)
        return self.hides(held)

    def _places(self, held: frozenset[str], at: str) -> Iterator[str]:
        hidden = {name for name, guards in self.guards.items() if not guards <= held}
        hidden |= {name for name in self.optional if self.below[name].hides(held)}
        yield from (f"{at}/{name}" for name in hidden)
        for name, below in self.below.items():
            if name not in hidden:
                yield from below._places(held, f"{at}/{name}")  # noqa: SLF001 - of its own class
        if self.elements is not None and self.elements.hides(held):
            yield f"{at}/*"
        elif self.elements is not None:
            yield from self.elements._places(held, f"{at}/*")  # noqa: SLF001 - of its own class

    def remove(self, document: Document, held: frozenset[str]) -> bool:
        """Take out, in place, what is guarded by anything not held; tell whether anything went."""
        return not self.all_guards <= held and self._remove(document, held)

    def _remove(self, document: Document, held: frozenset[str]) -> bool:
        if isinstance(document, list):
            return self.elements is not None and self.elements._remove_each(document, held)  # noqa: SLF001 - of its class
        if not isinstance(document, dict):
            return False
        gone = False
        for name, guards in self.guards.items():
            if name in document and not guards <= held:
                del document[name]
                gone = True
        for name, below in self.below.items():
            if name in document and not below.all_guards <= held:
                if not (below.shapes and below._hides_this(document[name], held)):  # noqa: SLF001 - of its own class
                    gone |= below._remove(document[name], held)  # noqa: SLF001 - of its own class
                    if document[name] != {}:
                        continue
                # or what is empty now would tell that something was there
                gone |= self._leave_nothing(document, name, held)
        return gone

    def _leave_nothing(self, document: Document, name: str, held: frozenset[str]) -> bool:
        if name in self.optional:
            del document[name]
            return True
        if name in self.nullable:
            was, document[name] = document[name], None
            return was is not None
        return self.below[name]._remove(document[name], held)  # noqa: SLF001 - of its own class

    def _remove_each(self, elements: list[Document], held: frozenset[str]) -> bool:
        gone = False
        if self.shapes and self._hides_this(elements, held):  # as many empty ones would tell how many there were
            left = [] if self.hides(held) else [element for element in elements if not isinstance(element, dict | list)]
            gone = len(left) < len(elements)
            elements[:] = left
        for element in elements:
            gone |= self._remove(element, held)
        return gone


def compile_remover(schema: JSON, definitions: Mapping[str, JSON]) -> Remover | None:
    """Return the remover for a schema, or None when nothing in it is guarded; raise `RecursiveFieldGroups`."""
    return remover_of(place_of(schema, definitions))


def remover_of(place: Place) -> Remover | None:
    """Return the remover for what stands at a place, or None when nothing there is guarded."""
    remover = Remover()
    all_guards: set[str] = set()
    optional: set[str] = set()
    for name, member in place.members.items():
        if member.guards:
            remover.guards[name] = frozenset(member.guards)
            all_guards |= member.guards
        if below := remover_of(member.below):
            remover.below[name] = below
            all_guards |= below.all_guards
            optional |= set() if member.required else {name}
    if place.elements is not None and (elements := remover_of(place.elements)):
        remover.elements = elements
        all_guards |= elements.all_guards
    remover.all_guards, remover.optional = frozenset(all_guards), frozenset(optional)
    ways = _ways(place) if all_guards else frozenset()
    shapes = _ways(place, plain=False) if all_guards and place.plain else ways
    remover.ways = frozenset() if _PLAIN in ways else ways
    remover.shapes = frozenset() if _PLAIN in shapes else shapes
    remover.nullable = frozenset(
        name for name in remover.below if name not in optional and place.members[name].below.null
    )
    return remover if all_guards else None


def _ways(place: Place, *, plain: bool = True) -> frozenset[frozenset[str]]:
    """Return each set of guards that lets something of a value out; the empty one when something needs none."""
    if (plain and place.plain) or place.others is not None or not (place.members or place.elements):
        return frozenset({_PLAIN})
    inner = [(frozenset(member.guards), member.below) for member in place.members.values()]
    inner += [(_PLAIN, place.elements)] if place.elements is not None else []
    return frozenset(guards | way for guards, below in inner for way in _ways(below))
