"""Check of schemas for what the validator would obey while the gateway does not see the marks that guard it.

Only where a document is registered. What was registered before is closed where it is read: see `references.target`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

import orjson

from chassis.http.media_types import media_type
from contracts import in_directory
from contracts.codelists import CodeLists
from contracts.dialect import MARKS, walk
from contracts.json_types import JSON
from contracts.listed_codes import MARK as CODE_MARK
from contracts.pointers import pointer_to, step
from gateway.directory.documents import DocumentRefused, Node, asked_by, followed, is_json, operations, table
from gateway.directory.entries import ServiceEntry
from gateway.directory.judgements import judged
from gateway.directory.limit import Limit, TooManyPlaces
from gateway.directory.schema_paths import CLASS, RecursiveFieldGroups, place_of

MOST_PLACES: Final = 60_000  # the longest of our own has a third of it, and is compiled in 1.2 s
_COMPONENTS: Final = "#/components/schemas"
_Found: TypeAlias = tuple[str, Any]  # where, and a schema that other people wrote


def check_schemas(document: Node, lists: CodeLists) -> None:
    """Raise `DocumentRefused` for a schema whose marks could not be enforced, wherever in the document it stands."""
    components = table(table(document, "components"), "schemas")
    try:
        schemas = list(schemas_of(document))
        places = {at for at, component in _components(components) for at in _places(at, component)}
        for declared in operations(document):
            _check_marks(declared.operation_id, declared.node)
        for where, schema in (*_components(components), *schemas):
            _check_parts(where, schema, places, lists)
        _check_size(schemas, components)
    except RecursionError:
        raise DocumentRefused("schemas that contain themselves without end") from None


def _components(components: Node) -> Iterator[_Found]:
    for name, component in components.items():
        yield f"{_COMPONENTS}{step(name)}", component


def schemas_of(document: Node) -> Iterator[_Found]:
    """Yield every schema of requests, parameters, rows, answers and their headers."""
    for declared in operations(document):
        where = declared.operation_id
        yield from ((f"{where}, parameter {node['name']}", asked_by(node)) for node in declared.parameters)
        if "requestBody" in declared.node:
            yield from _of_content(followed(declared.node["requestBody"], document), f"{where}, request")
        for status, answer in table(declared.node, "responses").items():
            described = followed(answer, document)
            yield from _of_content(described, f"{where}, {status}")
            for name, header in table(described, "headers").items():
                yield f"{where}, {status}, header {name}", followed(header, document).get("schema")


def _of_content(body: Node, where: str) -> Iterator[_Found]:
    content = table(body, "content")
    for media, twins in Counter(map(media_type, content)).items():
        if twins > 1:
            raise DocumentRefused(
                f"{where}: {media} stands there {twins} times: parameters do not tell media types apart; leave one",
                f"{where}: ມີ {media} {twins} ເທື່ອ: parameter ບໍ່ແຍກ media type; ໃຫ້ເຫຼືອອັນດຽວ",
            )
    for media, described in content.items():
        if isinstance(described, Mapping):
            yield from ((f"{where} {media}", described[name]) for name in ("schema", "x-row") if name in described)


def _places(at: str, schema: JSON) -> Iterator[str]:
    return (at + "".join(map(step, path)) for path, _ in walk(schema))


def _check_marks(at: str, node: Node) -> None:
    for mark in sorted(MARKS & node.keys()):
        if not isinstance(node[mark], str):
            raise DocumentRefused(
                f"{at}: {mark} is a text, and {node[mark]!r:.60} is none",
                f"{at}: {mark} ຕ້ອງເປັນຂໍ້ຄວາມ, ແຕ່ {node[mark]!r:.60} ບໍ່ແມ່ນ",
            )


def _check_codes(at: str, part: Node, path: tuple[str, ...], lists: CodeLists) -> None:
    """Raise `DocumentRefused` for a code list that there is not, and for a national one that cannot be looked up."""
    name = part.get(CODE_MARK)
    if not isinstance(name, str):
        return
    if name not in lists.lists:
        raise DocumentRefused(f"{at}: there is no code list {name:.64}", f"{at}: ບໍ່ມີບັນຊີລະຫັດ {name:.64}")
    if lists.lists[name].is_national and in_directory.is_uncertain(path):
        raise DocumentRefused(
            f"{at}: a national code list holds without a condition: put it on the schema around anyOf, oneOf, if, …",
            f"{at}: ບັນຊີລະຫັດແຫ່ງຊາດໃຊ້ໂດຍບໍ່ມີເງື່ອນໄຂ: ໃຫ້ໃສ່ໃນ schema ທີ່ຢູ່ນອກ anyOf, oneOf, if, …",
        )


def _check_names(at: str, part: Node, path: tuple[str, ...], lists: CodeLists) -> None:
    """Raise `DocumentRefused` where it says of a value that the directory lists it, and that cannot be looked up."""
    for en, lo in in_directory.complaints(part, lists.lists):
        raise DocumentRefused(f"{at}: {en}", f"{at}: {lo}")
    if in_directory.MARK in part and in_directory.is_uncertain(path):
        raise DocumentRefused(
            f"{at}: x-directory holds without a condition: put it on the schema around anyOf, oneOf, if, then, else, …",
            f"{at}: x-directory ໃຊ້ໂດຍບໍ່ມີເງື່ອນໄຂ: ໃຫ້ໃສ່ໃນ schema ທີ່ຢູ່ນອກ anyOf, oneOf, if, then, else, …",
        )


def _check_parts(where: str, schema: JSON, places: set[str], lists: CodeLists) -> None:
    for path, part in walk(schema):
        if not isinstance(part, Mapping):
            continue
        at = f"{where}{pointer_to(path)}"
        _check_marks(at, part)
        _check_names(at, part, path, lists)
        _check_codes(at, part, path, lists)
        if "x-schema-id" in part and (path or not where.startswith(_COMPONENTS)):
            raise DocumentRefused(
                f"{at}: only a component is a published schema: take x-schema-id out, or refer to the component that "
                "has the schema's title and text",
                f"{at}: ມີແຕ່ component ທີ່ເປັນ schema ທີ່ເຜີຍແຜ່ແລ້ວ: ໃຫ້ເອົາ x-schema-id ອອກ ຫຼື ອ້າງອີງ component "
                "ທີ່ມີຊື່ ແລະ ເນື້ອໃນຂອງ schema ນັ້ນ",
            )
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


def _check_size(schemas: Iterable[_Found], components: Node) -> None:
    """Raise `DocumentRefused` where what the schemas describe is more than anybody could read, compile or walk."""
    limit = Limit(MOST_PLACES)
    each_once = {orjson.dumps(schema, option=orjson.OPT_SORT_KEYS): found for found in schemas for schema in found[1:]}
    for where, schema in each_once.values():
        try:
            place_of(schema, components, limit)
        except RecursiveFieldGroups as fault:
            raise DocumentRefused(f"{where}: {fault}") from None
        except TooManyPlaces:
            raise DocumentRefused(
                f"{where}: up to here the schemas describe more than {MOST_PLACES} values, references followed: refer "
                "to fewer components, or offer less in one service",
                f"{where}: ຮອດບ່ອນນີ້ schema ອະທິບາຍຫຼາຍກວ່າ {MOST_PLACES} ຄ່າ ເມື່ອຕິດຕາມການອ້າງອີງ: "
                "ໃຫ້ອ້າງອີງ component ໜ້ອຍລົງ ຫຼື ແບ່ງບໍລິການ",
            ) from None


def check_judged(document: Node, service: ServiceEntry) -> None:
    """Raise `DocumentRefused` for a keyword that would judge an answer anew when something is taken out of it."""
    components, seen = table(table(document, "components"), "schemas"), set[tuple[frozenset[str], bytes]]()
    for declared in operations(document):
        held = frozenset(CLASS + name for name in service.operations[declared.operation_id].classes)
        for status, answer in table(declared.node, "responses").items():
            for media, described in table(followed(answer, document), "content").items():
                schema = described.get("schema")
                key = held, orjson.dumps(schema, option=orjson.OPT_SORT_KEYS)
                if not is_json(media_type(media)) or key in seen:
                    continue
                seen.add(key)
                for at, keyword in judged(place_of(schema, components), held):
                    where = f"{declared.operation_id}, {status} {media}: {keyword} at {at or 'the root'}"
                    raise DocumentRefused(
                        f"{where} judges members that an agreement may leave out, and would tell of them: drop the "
                        "keyword, or the x-field-group or x-data-class below it",
                        f"{where} ກວດສະມາຊິກທີ່ຂໍ້ຕົກລົງອາດຕັດອອກ ຈຶ່ງເປີດເຜີຍມັນ: ໃຫ້ເອົາ keyword ນີ້ອອກ ຫຼື ເອົາ "
                        "x-field-group ຫຼື x-data-class ທີ່ຢູ່ພາຍໃຕ້ອອກ",
                    )
