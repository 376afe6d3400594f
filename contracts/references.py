"""Resolves `$ref` among documents that are at hand; nothing is ever fetched."""

from collections.abc import Mapping
from urllib.parse import unquote, urljoin

from contracts.dialect import Schema, walk


def by_address(document: Schema, address: str) -> dict[str, Schema]:
    """Return the document by its address, and every subschema with an `$id` by its own."""
    found = {address: document}
    for _, part in walk(document):
        if isinstance(part, Mapping) and isinstance(part.get("$id"), str):
            found[urljoin(address, part["$id"])] = part
    return found


def resolve(documents: Mapping[str, Schema], reference: str, base: str) -> tuple[Schema, str] | None:
    """Return the schema that a reference names, relative to `base`, and its address; None when it is unknown."""
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
