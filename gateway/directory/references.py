"""Resolver of `$ref` among the components of an OpenAPI document."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from contracts.compiled import COMPONENTS
from contracts.json_types import JSON
from contracts.references import Resolver

_COMPONENT: Final = "/components/schemas/"


def target(reference: str, definitions: Mapping[str, JSON]) -> JSON:
    """Return what `#/components/schemas/Name[/$defs/x…]` points at, or None for any other reference.

    The validator follows others, too: to the schema itself, or to an `$id`. What we do not follow does not leave.
    """
    address, _, fragment = reference.partition("#")
    if address not in {"", COMPONENTS} or not unquote(fragment).startswith(_COMPONENT):
        return None
    node: JSON = {"components": {"schemas": definitions}}
    # the fragment, percent-decoded (RFC 6901 §6), as the validator reads it: no spelling hides what is marked
    for token in unquote(fragment).split("/")[1:]:
        if isinstance(node, list | tuple):
            node = node[int(token)] if token.isdecimal() and int(token) < len(node) else None
        else:
            node = node.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(node, Mapping) else None
    return node


def resolver_of(definitions: Mapping[str, JSON]) -> Resolver:
    """Return the resolver of references among these components, for `contracts.marks`."""

    def resolve(reference: str, base: str) -> tuple[JSON, str] | None:
        found = target(reference, definitions)
        return None if found is None else (found, base)

    return resolve
