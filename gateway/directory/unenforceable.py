"""What the schemas of a document must not say: the validator would obey, and the gateway would not see what it guards.

Only where a document is registered. What was registered before is closed where it is read: see `places.target`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from contracts.dialect import walk
from contracts.json_types import JSON
from contracts.pointers import pointer_to, step
from gateway.directory.documents import DocumentRefused, Node, followed, operations, table

_COMPONENTS: Final = "#/components/schemas"
_Found: TypeAlias = tuple[str, Any]  # where, and a schema that other people wrote


def check_schemas(document: Node) -> None:
    """Raise `DocumentRefused` for a schema whose marks could not be enforced, wherever in the document it stands."""
    components = table(table(document, "components"), "schemas")
    try:
        schemas = [*_components(components), *_of_operations(document)]
        places = {at for at, component in _components(components) for at in _places(at, component)}
        for where, schema in schemas:
            _check_references(where, schema, places)
    except RecursionError:
        raise DocumentRefused("schemas that contain themselves without end") from None


def _components(components: Node) -> Iterator[_Found]:
    for name, component in components.items():
        yield f"{_COMPONENTS}{step(name)}", component


def _of_operations(document: Node) -> Iterator[_Found]:
    """Yield every schema of requests, parameters, rows, answers and their headers."""
    for declared in operations(document):
        where = declared.operation_id
        yield from ((f"{where}, parameter {each['name']}", each.get("schema")) for each in declared.parameters)
        if "requestBody" in declared.node:
            yield from _of_content(followed(declared.node["requestBody"], document), f"{where}, request")
        for status, answer in table(declared.node, "responses").items():
            described = followed(answer, document)
            yield from _of_content(described, f"{where}, {status}")
            for name, header in table(described, "headers").items():
                yield f"{where}, {status}, header {name}", followed(header, document).get("schema")


def _of_content(body: Node, where: str) -> Iterator[_Found]:
    for media, described in table(body, "content").items():
        if isinstance(described, Mapping):
            yield from ((f"{where} {media}", described[each]) for each in ("schema", "x-row") if each in described)


def _places(at: str, schema: JSON) -> Iterator[str]:
    return (at + "".join(map(step, path)) for path, _ in walk(schema))


def _check_references(where: str, schema: JSON, places: set[str]) -> None:
    for path, part in walk(schema):
        if not isinstance(part, Mapping):
            continue
        at = f"{where}{pointer_to(path)}"
        if "$id" in part:
            raise DocumentRefused(
                f"{at}: $id gives a schema a second address, at which its marks are not seen: take it out, and refer "
                "to the component by its name",
                f"{at}: $id ໃຫ້ທີ່ຢູ່ທີສອງແກ່ schema ເຊິ່ງບໍ່ເຫັນເຄື່ອງໝາຍຂອງມັນ: ໃຫ້ເອົາອອກ ແລະ ອ້າງອີງ component ດ້ວຍຊື່",
            )
        if "$ref" in part and unquote(str(part["$ref"])) not in places:
            raise DocumentRefused(
                f"{at}: $ref {part['$ref']!r:.120} is not followed: it names a schema in {_COMPONENTS}/…",
                f"{at}: $ref {part['$ref']!r:.120} ບໍ່ຖືກຕິດຕາມ: ໃຫ້ອ້າງອີງ schema ທີ່ຢູ່ໃນ {_COMPONENTS}/…",
            )
