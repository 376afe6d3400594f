"""Finds the schema a reference names among documents that are at hand; nothing is ever fetched."""

from collections.abc import Callable, Mapping
from typing import TypeAlias
from urllib.parse import unquote, urljoin

from contracts.dialect import Schema, walk

# From a reference and the address it is seen from to the schema it names and its address; None when it is unknown.
Resolver: TypeAlias = Callable[[str, str], tuple[Schema, str] | None]


def by_address(document: Schema, address: str) -> dict[str, Schema]:
    """Return the document under its address, and every schema within it that has an `$id` under its own."""
    found = {address: document}
    for _, part in walk(document):
        if isinstance(part, Mapping) and isinstance(part.get("$id"), str):
            found[urljoin(address, part["$id"])] = part
    return found


def resolve(documents: Mapping[str, Schema], reference: str, base: str) -> tuple[Schema, str] | None:
    """Return the schema a reference names, seen from `base`, with the address it lies at; None when it is unknown."""
    uri, _, fragment = reference.partition("#")
    address = urljoin(base, uri) if uri else base
    if address not in documents or (fragment and not fragment.startswith("/")):
        return None
    found = documents[address]
    for token in fragment.split("/")[1:]:
        key = unquote(token).replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and key.isdecimal() and int(key) < len(found):
            found = found[int(key)]
        elif isinstance(found, Mapping) and key in found:
            found = found[key]
        else:
            return None
    return found, address


def resolver_of(documents: Mapping[str, Schema]) -> Resolver:
    """Return what finds the schemas that references name among these documents."""
    return lambda reference, base: resolve(documents, reference, base)


def composed_in(document: Schema) -> Mapping[str, frozenset[str]]:
    """Return the references that this document composes (`allOf`), each with the members that come to stand beside it.

    Those are the members of the objects that compose it, and of what composes these in their turn.
    """
    uses = [
        ("#" + "".join("/" + step for step in path), frozenset(schema.get("properties", ())), part["$ref"])
        for path, schema in walk(document)
        for part in (schema.get("allOf", ()) if isinstance(schema, Mapping) else ())
        if isinstance(part, Mapping) and "$ref" in part
    ]
    found: dict[str, frozenset[str]] = {reference: frozenset() for _, _, reference in uses}
    has_grown = True
    while has_grown:
        has_grown = False
        for at, own, reference in uses:
            beside = found[reference] | own | found.get(at, frozenset())
            has_grown, found[reference] = has_grown or beside != found[reference], beside
    return found
