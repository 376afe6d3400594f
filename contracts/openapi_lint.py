"""Lints OpenAPI documents: rules that no schema alone can break, and those that hold what linters of others ask for.

`complaints` looks at what the author of a document writes: an error in ours, a warning for a member that publishes one.
`unsaid` looks at a document as it is served, where every answer says how the caller's limits stand and who may keep it,
and the document whom to ask and what each tag is (Italian guidelines, RFC 9110 and 9111). Decision 0055.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from contracts.dialect import children
from contracts.pointers import step

_Node = Mapping[str, Any]  # Any: JSON of a document that other people wrote

METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
PUBLIC: Final = "x-public"  # of an operation that everybody may call: caches keep its answers, which tell no limits
LIMITS: Final = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
KEEPING: Final = ("Cache-Control", "Expires")
# A name of a record is not a request: getCase is caseById. A verb is whole, so postponeHearing is no post.
_BEGINS_WITH_A_METHOD: Final = re.compile("(?:get|put|post|delete|patch|head|options|trace)(?![a-z])")
_OF_ONE_SIZE: Final = frozenset({"date", "date-time", "time", "uuid", "ipv4", "ipv6"})
_BOUNDS: Final = frozenset({"maxLength", "enum", "const", "x-codelist"})
# What stands under these refines a value that is described elsewhere, or names no value.
_REFINING: Final = frozenset({"if", "then", "else", "not", "contains", "dependentSchemas", "allOf"})
_JSON: Final = re.compile(r"application/(?:json|.*\+json)(?:;|$)")
_EXAMPLES: Final = frozenset({"example", "examples", "enum"})
_SHARED: Final = re.compile(r"#/components/(responses|parameters)/([^/]+)$")
_CHARACTERS: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")
_ENDLESS: Final = re.compile(r"[*+]|\{[0-9]+,\}")


class Complaint(NamedTuple):
    """What should be written otherwise: a JSON pointer into the document, and a sentence in each language."""

    place: str
    en: str
    lo: str


def complaints(document: _Node) -> Iterator[Complaint]:
    """Yield everything that an author should write otherwise."""
    for place, _, operation in _operations(document):
        operation_id = str(operation.get("operationId", ""))
        if _BEGINS_WITH_A_METHOD.match(operation_id):
            yield Complaint(
                place,
                f"the operation id {operation_id} begins with an HTTP verb: name what it is about, as caseById does",
                f"operationId {operation_id} ຂຶ້ນຕົ້ນດ້ວຍຄຳສັ່ງ HTTP: ໃຫ້ຕັ້ງຊື່ຕາມສິ່ງທີ່ກ່າວເຖິງ ເຊັ່ນ caseById",
            )
    for place, schema in _schemas(document):
        yield from (Complaint(place, *sentences) for sentences in _unbounded(schema))


def unsaid(document: _Node) -> Iterator[Complaint]:
    """Yield what is left out: whom to ask, what a tag is, and in an answer the caller's limits, or who may keep it."""
    if "info" in document and not _table(_table(document, "info"), "contact").get("name"):
        yield Complaint("#/info", "info says in contact whom to ask", "info ຕ້ອງບອກໃນ contact ວ່າຖາມໃຜ")
    known = {tag.get("name") for tag in document.get("tags", ()) if isinstance(tag, Mapping)}
    for place, path, operation in _operations(document):
        for tag in operation.get("tags", ()):
            if tag not in known:
                yield Complaint(
                    f"{place}/tags",
                    f"the tag {tag} stands in the tags of the document, with a description",
                    f"tag {tag} ຕ້ອງມີໃນ tags ຂອງເອກະສານ ພ້ອມຄຳອະທິບາຍ",
                )
        yield from _unsaid_by_parameters(document, place, operation)
        yield from _unsaid_by_answers(document, place, path, operation)


def _unsaid_by_parameters(document: _Node, place: str, operation: _Node) -> Iterator[Complaint]:
    for parameter in (_followed(each, document) for each in operation.get("parameters", ())):
        asked = parameter.get("in") == "path" or (parameter.get("in") == "query" and parameter.get("required"))
        schema = _table(parameter, "schema")
        if asked and not (_EXAMPLES & parameter.keys() or _EXAMPLES & schema.keys()):
            name = parameter.get("name")
            yield Complaint(
                f"{place}/parameters",
                f"the parameter {name} has an example: code samples are made of it",
                f"parameter {name} ຕ້ອງມີ example: ຕົວຢ່າງໂຄ້ດສ້າງຈາກມັນ",
            )


def _unsaid_by_answers(document: _Node, place: str, path: str, operation: _Node) -> Iterator[Complaint]:
    # the gateway itself counts no calls there: it does not know yet who calls
    uncounted = operation.get(PUBLIC) is True or path.startswith(("/oauth/", "/.well-known/"))
    for status, answer in _table(operation, "responses").items():
        headers = _table(_followed(answer, document), "headers")
        at = f"{place}/responses/{status}"
        if status[:1] in {"2", "4"} and not uncounted and not headers.keys() >= set(LIMITS):
            yield Complaint(at, f"the answer declares {', '.join(LIMITS)}", f"ຄຳຕອບຕ້ອງບອກ {', '.join(LIMITS)}")
        if status[:1] == "2" and sum(name in headers for name in KEEPING) != 1:
            yield Complaint(
                at,
                f"the answer declares one of {' and '.join(KEEPING)}: nobody shall guess who may keep it",
                f"ຄຳຕອບຕ້ອງບອກ {' ຫຼື '.join(KEEPING)} ອັນດຽວ: ໃຜເກັບຄຳຕອບໄວ້ໄດ້",
            )


def _operations(document: _Node) -> Iterator[tuple[str, str, _Node]]:
    for path, item in _table(document, "paths").items():
        for method in METHODS & item.keys() if isinstance(item, Mapping) else ():
            if isinstance(item[method], Mapping):
                yield f"#/paths{step(path)}/{method}", path, item[method]


def _schemas(document: _Node) -> Iterator[tuple[str, _Node]]:
    """Yield every schema of a value that the document describes, with its place; files are bounded in bytes."""
    for name, schema in _table(_table(document, "components"), "schemas").items():
        yield from _within(f"#/components/schemas{step(name)}", schema)
    yield from _of_holders("#", {name: part for name, part in document.items() if name in {"components", "paths"}})


def _of_holders(place: str, node: object) -> Iterator[tuple[str, _Node]]:
    """Yield the schemas of parameters, headers, requests and answers, wherever those stand."""
    if isinstance(node, list):
        for index, part in enumerate(node):
            yield from _of_holders(f"{place}/{index}", part)
    elif isinstance(node, Mapping):
        for name, part in node.items():
            if name == "schema":
                yield from _within(f"{place}/schema", part)
            elif name == "content" and isinstance(part, Mapping):
                json = {media: held for media, held in part.items() if _JSON.match(media)}
                yield from _of_holders(f"{place}/content", json)
            elif name not in {"schemas", "example", "examples"} and not name.startswith("x-"):
                yield from _of_holders(f"{place}{step(name)}", part)


def _within(place: str, schema: object) -> Iterator[tuple[str, _Node]]:
    if not isinstance(schema, Mapping):
        return
    yield place, schema
    for path, child in children(schema):
        if path[0] not in _REFINING:
            yield from _within(place + "".join(map(step, path)), child)


def _unbounded(schema: _Node) -> Iterator[tuple[str, str]]:
    kinds = _kinds(schema)
    if "array" in kinds:
        if not {"items", "prefixItems"} & schema.keys():
            yield "an array says in items what it holds", "array ຕ້ອງບອກໃນ items ວ່າມີຫຍັງຢູ່ໃນ"
        if "maxItems" not in schema:
            yield "an array has a maxItems", "array ຕ້ອງມີ maxItems"
    if "string" in kinds and not any(_bounds_a_text(part) for part in (schema, *schema.get("allOf", ()))):
        yield (
            "a text has a maxLength, or a pattern without endless repetition, an enum or an x-codelist",
            "ຂໍ້ຄວາມຕ້ອງມີ maxLength, ຫຼື pattern ທີ່ບໍ່ຊ້ຳບໍ່ສິ້ນສຸດ, enum ຫຼື x-codelist",
        )


def _bounds_a_text(schema: object) -> bool:
    if not isinstance(schema, Mapping):
        return False
    if _BOUNDS & schema.keys() or schema.get("format") in _OF_ONE_SIZE:
        return True
    pattern = _CHARACTERS.sub("c", str(schema.get("pattern", "")))
    whole = pattern.startswith("^") and pattern.endswith("$") and "|" not in re.sub(r"\(.*\)", "", pattern)
    return whole and not _ENDLESS.search(pattern)


def _kinds(schema: _Node) -> frozenset[object]:
    kinds = schema.get("type")
    return frozenset(kinds if isinstance(kinds, list) else [kinds])


def _followed(node: object, document: _Node) -> _Node:
    """Return an answer or a parameter, also when it is one of the shared ones."""
    if isinstance(node, Mapping) and (shared := _SHARED.match(str(node.get("$ref", "")))):
        node = _table(_table(document, "components"), shared[1]).get(shared[2])
    return node if isinstance(node, Mapping) else {}


def _table(node: _Node, name: str) -> _Node:
    found = node.get(name)
    return found if isinstance(found, Mapping) else {}
