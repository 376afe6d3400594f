"""Check for missing data classes (`x-data-class`): what nobody has classed would pass for what everybody may read."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from chassis.http.media_types import media_type
from contracts.dialect import ELEMENTS, OTHER_MEMBERS, SAME_VALUE, children
from contracts.json_types import JSON
from contracts.pointers import step
from gateway.directory.documents import METHODS, Node, followed, is_json, table
from gateway.directory.header_names import passes_back
from gateway.directory.references import target
from gateway.directory.schema_paths import CLASSES

MARK: Final = "x-data-class"
_CLOSING: Final = ("additionalProperties", "unevaluatedProperties")

_At: TypeAlias = tuple[JSON, str]  # a schema, and its JSON Pointer in the document


def unclassed(document: Node) -> list[str]:
    """Return where a data class is to be added, as JSON Pointers into the document, each once, in its order.

    A class holds for all that is below it, so what has none anywhere is named once, at its root. A file or a stream has
    no schema: its operation says the class.
    """
    seeker, found = _Unclassed(document), dict[str, None]()
    for template, item in table(document, "paths").items():
        for method, node in followed(item, document).items():
            if method in METHODS:
                found |= dict.fromkeys(
                    seeker.of_operation(followed(node, document), f"/paths{step(template)}/{method}")
                )
    return list(found)


def _says_class(node: Node) -> bool:
    return isinstance(node.get(MARK), str) and node[MARK] in CLASSES


class _Unclassed:
    """Walks the schemas that speak of one value together, as they are enforced."""

    def __init__(self, document: Node) -> None:
        self._document = document
        self._definitions = table(table(document, "components"), "schemas")

    def of_operation(self, node: Node, at: str) -> Iterator[str]:
        """Yield what the answers of one operation lack, and the operation itself for a file or a stream."""
        if node.get("x-body") == "stream" and not _says_class(node):
            yield at
        for status, declared in table(node, "responses").items():
            reference = declared.get("$ref") if isinstance(declared, Mapping) else None
            place = str(reference)[1:] if reference is not None else f"{at}/responses/{status}"
            answer = followed(declared, self._document)
            yield from self._of_headers(answer, f"{at} {status}", place)
            for media, described in table(answer, "content").items():
                if not is_json(media_type(media)):
                    if not _says_class(node):
                        yield at
                elif isinstance(described, Mapping):
                    yield from self._gaps([(described.get("schema"), f"{place}/content{step(media)}/schema")], ())[0]

    def _of_headers(self, answer: Node, where: str, place: str) -> Iterator[str]:
        """Yield the headers that pass as they are declared: they say `general`; all else is refused."""
        for name, listed in table(answer, "headers").items():
            if passes_back(name, where):
                schema, at = followed(listed, self._document).get("schema"), f"{place}/headers{step(name)}/schema"
                yield from self._gaps([(schema, at)], ())[0]

    def _gaps(self, schemas: list[_At], trail: tuple[frozenset[int], ...]) -> tuple[list[str], bool]:
        """Return what lacks a class in the value that these schemas describe, and whether anything in it has one."""
        here: dict[int, _At] = {}
        for schema, at in schemas:
            self._gather(schema, at, here)
        nodes = [(node, at) for node, at in here.values() if isinstance(node, Mapping)]
        if not nodes or any(_says_class(node) for node, _ in nodes):
            return [], bool(nodes)
        if (key := frozenset(here)) in trail:
            return [], False  # looked at where it began
        below = [self._gaps(part, (*trail, key)) for part in _below(nodes)]
        if not below or not any(classed for _, classed in below):
            return [schemas[0][1]], False
        own = [] if _is_closed(nodes) else [schemas[0][1]]
        return [*own, *(gap for gaps, _ in below for gap in gaps)], True

    def _gather(self, schema: JSON, at: str, here: dict[int, _At]) -> None:
        if schema is False or id(schema) in here:
            return
        here[id(schema)] = schema if isinstance(schema, Mapping) else {}, at
        if not isinstance(schema, Mapping):
            return
        if isinstance(reference := schema.get("$ref"), str):
            self._gather(target(reference, self._definitions), reference.removeprefix("#"), here)
        for path, part in children(schema):
            if path[0] in SAME_VALUE:
                self._gather(part, at + "".join(map(step, path)), here)


def _below(nodes: list[tuple[Mapping[str, Any], str]]) -> list[list[_At]]:  # Any: schemas that other people wrote
    """Return the schemas of each member, of members without a name, and of elements."""
    named: dict[str, list[_At]] = {}
    others: list[_At] = []
    elements: list[_At] = []
    for node, at in nodes:
        for path, schema in children(node):
            below = schema, at + "".join(map(step, path))
            if path[0] == "properties":
                named.setdefault(path[1], []).append(below)
            elif path[0] in OTHER_MEMBERS:
                others += [below] if path[0] == "patternProperties" or isinstance(schema, Mapping) else []
            elif path[0] in ELEMENTS:
                elements += [below] if path[0] == "prefixItems" or isinstance(schema, Mapping) else []
    # each by itself: of two patterns only one may speak of a member
    return [*named.values(), *([schema] for schema in others), *([schema] for schema in elements)]


def _is_closed(nodes: list[tuple[Mapping[str, Any], str]]) -> bool:  # Any: as above
    """Tell whether nothing but what is described can stand in the value."""
    if not any("properties" in node or "patternProperties" in node for node, _ in nodes):
        return True  # a list, whose elements are looked at
    closing = (node.get(keyword) for node, _ in nodes for keyword in _CLOSING)
    return any(said is False or isinstance(said, Mapping) for said in closing)
