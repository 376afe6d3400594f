"""Composed schemas, written flat for OpenAPI: members that several objects have in common become each one's own.

A schema file says once what two objects have in common (`allOf` of a definition). What a generator of clients makes of
`allOf` differs from one to the next, some make nothing; the flat form says the same, and validates in one walk.
"""

from collections.abc import Iterable
from typing import Any, Final

from contracts.catalogue import Catalogue

_Schema = dict[str, Any]  # Any: JSON Schema
_MERGED: Final = frozenset({"title", "description", "x-label", "type", "properties", "required"})


def flat(node: Any, schema_id: str, catalogue: Catalogue) -> Any:  # Any: any part of a schema
    """Return this part of the schema with that id, composed members its own; a copy, references as they are."""
    if isinstance(node, list):
        return [flat(each, schema_id, catalogue) for each in node]
    if not isinstance(node, dict):
        return node
    inner = {name: flat(value, schema_id, catalogue) for name, value in node.items()}
    return _merged(inner, schema_id, catalogue) if isinstance(inner.get("allOf"), list) else inner


def _merged(schema: _Schema, schema_id: str, catalogue: Catalogue) -> _Schema:
    left: list[_Schema] = []
    properties: _Schema = {}
    required: list[str] = []
    for part in schema["allOf"]:
        members = _members(part, schema_id, catalogue)
        if members is None:
            left.append(part)
        else:
            properties |= members.get("properties", {})
            required += members.get("required", ())
    if not properties:
        return schema
    merged = {"properties": properties | schema.get("properties", {})}
    if every := _once([*required, *schema.get("required", ())]):
        merged["required"] = every
    kept = {name: value for name, value in schema.items() if name not in {"allOf", *merged}}
    return kept | ({"allOf": left} if left else {}) | merged


def _members(part: _Schema, schema_id: str, catalogue: Catalogue) -> _Schema | None:
    """Return the flat definition that a part refers to; None for a part that says more than which members there are."""
    if set(part) != {"$ref"}:
        return None
    target, _, pointer = str(part["$ref"]).partition("#")
    owner = target or schema_id
    found: Any = catalogue.document(owner)
    for step in pointer.split("/")[1:]:
        found = found[step]
    definition: _Schema = flat(found, owner, catalogue)
    if set(definition) - _MERGED or definition.get("type", "object") != "object":
        return None
    return definition if owner == schema_id else _named(definition, owner)


def _named(node: Any, owner: str) -> Any:  # Any: any part of a schema
    """Return the part with its local references saying whose they are, since it goes to another schema."""
    if isinstance(node, list):
        return [_named(each, owner) for each in node]
    if not isinstance(node, dict):
        return node
    named = {name: _named(value, owner) for name, value in node.items()}
    if isinstance(named.get("$ref"), str) and named["$ref"].startswith("#"):
        named["$ref"] = owner + named["$ref"]
    return named


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
