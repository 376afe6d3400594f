"""Removes from an answer what the agreement does not cover: optional properties of other field groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from contracts.json_types import JSON

Document: TypeAlias = Any  # a parsed JSON value that is changed in place; JSON's own type is read-only


@dataclass(slots=True)
class Remover:
    """The places under one schema where a property belongs to a field group."""

    groups: dict[str, str] = field(default_factory=dict)  # property name to its group
    below: "dict[str, Remover]" = field(default_factory=dict)  # by property name
    elements: "Remover | None" = None  # of every array element

    @property
    def empty(self) -> bool:
        """Whether nothing under this place can be removed."""
        return not (self.groups or self.below or self.elements)

    def remove(self, document: Document, granted: frozenset[str], at: str = "") -> list[str]:
        """Take out, in place, what is outside the granted groups; return the JSON Pointers of what went."""
        gone: list[str] = []
        if isinstance(document, list) and self.elements is not None:
            for index, element in enumerate(document):
                gone += self.elements.remove(element, granted, f"{at}/{index}")
        if not isinstance(document, dict):
            return gone
        for name, group in self.groups.items():
            if name in document and group not in granted:
                del document[name]
                gone.append(f"{at}/{name}")
        for name, below in self.below.items():
            if name in document:
                gone += below.remove(document[name], granted, f"{at}/{name}")
        return gone


class RecursiveFieldGroups(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """A schema that contains itself and has field groups: how deep to minimise would be a guess."""


def compile_remover(schema: JSON, definitions: Mapping[str, JSON]) -> Remover | None:
    """Return the remover for a schema, or None when it has no field groups.

    References, `allOf`, `anyOf`, `oneOf`, `if` and `items` are followed. Raises `RecursiveFieldGroups`.
    """
    found = _compile(schema, definitions, ())
    return None if found.empty else found


def _compile(schema: JSON, definitions: Mapping[str, JSON], trail: tuple[str, ...]) -> Remover:
    remover = Remover()
    if not isinstance(schema, Mapping):
        return remover
    if isinstance(reference := schema.get("$ref"), str):
        _merge(remover, _followed(reference, definitions, trail))
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches = schema.get(keyword)
        for branch in branches if isinstance(branches, list | tuple) else ():
            _merge(remover, _compile(branch, definitions, trail))
    for keyword in ("if", "then", "else"):
        _merge(remover, _compile(schema.get(keyword), definitions, trail))
    properties = schema.get("properties")
    for name, property_schema in properties.items() if isinstance(properties, Mapping) else ():
        group = property_schema.get("x-field-group") if isinstance(property_schema, Mapping) else None
        if isinstance(group, str):
            remover.groups[name] = group
        below = _compile(property_schema, definitions, trail)
        if not below.empty:
            _merge(remover.below.setdefault(name, Remover()), below)
    elements = _compile(schema.get("items"), definitions, trail)
    if not elements.empty:
        remover.elements = elements
    return remover


def _followed(reference: str, definitions: Mapping[str, JSON], trail: tuple[str, ...]) -> Remover:
    target = _target(reference, definitions)
    if reference in trail:
        if _has_groups(target):
            raise RecursiveFieldGroups(f"{reference} contains itself and has field groups")
        return Remover()
    return _compile(target, definitions, (*trail, reference))


def _has_groups(node: JSON) -> bool:
    if isinstance(node, Mapping):
        return "x-field-group" in node or any(_has_groups(child) for child in node.values())
    return isinstance(node, list | tuple) and any(_has_groups(child) for child in node)


def _target(reference: str, definitions: Mapping[str, JSON]) -> JSON:
    """Return what `#/components/schemas/Name[/$defs/x…]` points at, or None."""
    node: JSON = {"components": {"schemas": definitions}}
    for token in reference.removeprefix("#/").split("/"):
        node = node.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(node, Mapping) else None
    return node


def _merge(into: Remover, other: Remover) -> None:
    into.groups.update(other.groups)
    for name, below in other.below.items():
        _merge(into.below.setdefault(name, Remover()), below)
    if other.elements is not None:
        into.elements = into.elements or Remover()
        _merge(into.elements, other.elements)
