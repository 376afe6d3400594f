"""Finds the people a document is about: every value under `x-subject`, by a walk that is compiled once per schema."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from contracts import subjects
from contracts.json_types import JSON
from gateway.directory.references import target

MARK: Final = "x-subject"
IDENTIFIER: Final = "identifier"
RECORD: Final = "record"

Document: TypeAlias = Any  # a parsed JSON value, whatever it is
_Node: TypeAlias = Mapping[str, Any]  # Any: a schema that other people wrote

# Keywords under which schemas speak of the very value that this one speaks of.
_LISTS: Final = ("allOf", "anyOf", "oneOf")
_SINGLE: Final = ("if", "then", "else")
_OTHERS: Final = ("additionalProperties", "unevaluatedProperties")
_ELEMENTS: Final = ("items", "unevaluatedItems")


@dataclass(slots=True, eq=False)
class Seeker:
    """What to look for in one value; a seeker may lead back to itself, as schemas may."""

    kinds: frozenset[str] = frozenset()  # the value itself is a subject
    members: "dict[str, Seeker]" = field(default_factory=dict)
    others: "Seeker | None" = None  # of members that no schema names
    named: frozenset[str] = frozenset()  # those that one does
    elements: "Seeker | None" = None

    def find(self, value: Document, found: set[str]) -> None:
        """Add every subject of the value to `found`, in the form of `contracts.subjects`."""
        if self.kinds:
            read(self.kinds, value, found)
        if isinstance(value, dict):
            for name, seeker in self.members.items():
                if name in value:
                    seeker.find(value[name], found)
            if self.others is not None:
                for name, member in value.items():
                    if name not in self.named:
                        self.others.find(member, found)
        elif self.elements is not None and isinstance(value, list):
            for element in value:
                self.elements.find(element, found)


def read(kinds: frozenset[str], value: Document, found: set[str]) -> None:
    """Add the subjects that a marked value names to `found`; an object of another shape names none."""
    if isinstance(value, dict):
        type_, number, issuer = value.get("type"), value.get("value"), value.get("issuer")
        if isinstance(type_, str) and isinstance(number, str):
            found.add(subjects.identifier(type_, number, issuer if isinstance(issuer, str) else None))
    elif isinstance(value, str):
        if IDENTIFIER in kinds:
            found |= subjects.untyped(value)
        else:
            found.add(subjects.record(value))


def compile_seeker(schema: JSON, definitions: Mapping[str, JSON]) -> Seeker | None:
    """Return the seeker for a schema's documents, or None when they name nobody.

    References, compositions, conditions, maps and lists are followed, also in circles.
    """
    compiler = _Compiler(definitions)
    seeker = compiler.seeker([schema])
    compiler.prune()
    return seeker if compiler.leads(seeker) else None


def kind_of(seeker: Seeker | None) -> str | None:
    """Return how a parameter names a person: itself, or each of its elements."""
    if seeker is None:
        return None
    kinds = seeker.kinds | (seeker.elements.kinds if seeker.elements is not None else frozenset())
    return min(kinds, default=None)  # `identifier` before `record`: it is looked for in more spellings


class _Compiler:
    """Takes all schemas that speak of one value together; the same schemas make the same seeker."""

    def __init__(self, definitions: Mapping[str, JSON]) -> None:
        self._definitions = definitions
        self._known: dict[frozenset[int], Seeker] = {}
        self._useful: set[int] = set()

    def seeker(self, schemas: Iterable[JSON]) -> Seeker:
        """Return what finds people in a value that all of these schemas describe; the same schemas share one."""
        here: dict[int, _Node] = {}
        for schema in schemas:
            self._gather(schema, here)
        key = frozenset(here)
        if key not in self._known:
            found = self._known[key] = Seeker()  # known before it is complete: below it may lead back here
            self._fill(found, list(here.values()))
        return self._known[key]

    def _gather(self, schema: JSON, here: dict[int, _Node]) -> None:
        if not isinstance(schema, Mapping) or id(schema) in here:
            return
        here[id(schema)] = schema
        if isinstance(reference := schema.get("$ref"), str):
            self._gather(target(reference, self._definitions), here)
        for part in _same_value(schema):
            self._gather(part, here)

    def _fill(self, seeker: Seeker, nodes: list[_Node]) -> None:
        seeker.kinds = frozenset(node[MARK] for node in nodes if node.get(MARK) in {IDENTIFIER, RECORD})
        described: dict[str, list[JSON]] = {}
        for node in nodes:
            for name, schema in _mapping(node.get("properties")).items():
                described.setdefault(name, []).append(schema)
        seeker.named = frozenset(described)
        seeker.members = {name: self.seeker(schemas) for name, schemas in described.items()}
        if others := list(_others(nodes)):
            seeker.others = self.seeker(others)
        if elements := list(_elements(nodes)):
            seeker.elements = self.seeker(elements)

    def leads(self, seeker: Seeker) -> bool:
        """Tell whether the seeker finds anything; asked after `prune`."""
        return id(seeker) in self._useful

    def prune(self) -> None:
        """Leave out what leads to no subject, so that a document costs what its subjects cost."""
        grown = True
        while grown:
            useful = {id(each) for each in self._known.values() if each.kinds or self._leads_on(each)}
            grown, self._useful = useful != self._useful, useful
        for each in self._known.values():
            each.members = {name: seeker for name, seeker in each.members.items() if self.leads(seeker)}
            each.others = each.others if each.others is not None and self.leads(each.others) else None
            each.elements = each.elements if each.elements is not None and self.leads(each.elements) else None

    def _leads_on(self, seeker: Seeker) -> bool:
        onward = (*seeker.members.values(), seeker.others, seeker.elements)
        return any(each is not None and id(each) in self._useful for each in onward)


def _same_value(node: _Node) -> Iterator[JSON]:
    for keyword in _LISTS:
        yield from _list(node.get(keyword))
    for keyword in _SINGLE:
        if keyword in node:
            yield node[keyword]
    yield from _mapping(node.get("dependentSchemas")).values()


def _others(nodes: Iterable[_Node]) -> Iterator[JSON]:
    for node in nodes:
        yield from _mapping(node.get("patternProperties")).values()
        yield from (node[keyword] for keyword in _OTHERS if isinstance(node.get(keyword), Mapping))


def _elements(nodes: Iterable[_Node]) -> Iterator[JSON]:
    for node in nodes:
        yield from _list(node.get("prefixItems"))
        yield from (node[keyword] for keyword in _ELEMENTS if isinstance(node.get(keyword), Mapping))


def _mapping(value: Any) -> Mapping[str, Any]:  # Any: as _Node
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:  # Any: as _Node
    return value if isinstance(value, list) else []
