"""What a schema says of one value and of what lies in it: references followed, compositions taken together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from contracts.dialect import ELEMENTS, OTHER_MEMBERS, SAME_VALUE, Schema, children
from contracts.pointers import step
from contracts.references import resolve

_ELEMENTS: Final = ELEMENTS | {"contains"}
_UNKNOWN: Final = "/*"

_Node = Mapping[str, Any]  # Any: other people's schemas


class Described:
    """All schemas that speak of one value, each with the address that its references are seen from."""

    def __init__(self, documents: Mapping[str, Schema], schemas: Iterable[tuple[Schema, str]]) -> None:
        self._documents = documents
        self._nodes: dict[int, tuple[_Node, str]] = {}
        for schema, base in schemas:
            self._gather(schema, base)

    @property
    def nodes(self) -> Iterator[_Node]:
        """The schemas, those referred to and composed included."""
        return (node for node, _ in self._nodes.values())

    def member(self, name: str) -> "Described | None":
        """Return what is said of the member, or None where no schema names it."""
        found = [(node["properties"][name], base) for node, base in self._each() if name in node.get("properties", {})]
        return Described(self._documents, found) if found else None

    def elements(self) -> "Described":
        """Return what is said of the items of a list."""
        return Described(self._documents, self._below(_ELEMENTS))

    def in_its_words(self, pointer: str) -> str:
        """Return a pointer into a document with nothing in it that only the document knows.

        A name that no schema has, and the place in a list, are `*`: a name may be anybody's.
        """
        told, here = "", self
        for token in pointer.split("/")[1:]:
            name = token.replace("~1", "/").replace("~0", "~")
            inner = here.member(name)
            told += step(name) if inner is not None or here._asks_for(name) else _UNKNOWN
            here = inner if inner is not None else here._unnamed()
        return told

    def _asks_for(self, name: str) -> bool:
        return any(
            name in node.get("required", ())
            or any(name in needed for needed in node.get("dependentRequired", {}).values())
            for node in self.nodes
        )

    def _unnamed(self) -> "Described":
        return Described(self._documents, self._below(OTHER_MEMBERS | _ELEMENTS))

    def _below(self, keywords: frozenset[str]) -> Iterator[tuple[Schema, str]]:
        for node, base in self._each():
            yield from ((part, base) for path, part in children(node) if path[0] in keywords)

    def _each(self) -> Iterator[tuple[_Node, str]]:
        yield from self._nodes.values()

    def _gather(self, schema: Schema, base: str) -> None:
        if not isinstance(schema, Mapping) or id(schema) in self._nodes:
            return
        self._nodes[id(schema)] = (schema, base)
        if "$ref" in schema and (found := resolve(self._documents, schema["$ref"], base)):
            self._gather(*found)
        for path, part in children(schema):
            if path[0] in SAME_VALUE:
                self._gather(part, base)
