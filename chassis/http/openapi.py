"""OpenAPI document of a service: FastAPI's routes, with the text of national schema files as components.

What pydantic would derive from a model is not the national schema (it loses `x-*` and `if`, adds `null`), so every
component that came from a schema file is replaced by that file's text. The gateway compiles this document.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final

from chassis.http import answer_headers
from chassis.http.composition import flat
from contracts.catalogue import Catalogue
from contracts.dialect import never_null
from contracts.in_directory import LISTS, MARK
from contracts.problems import Problem

_Document = dict[str, Any]  # Any: an OpenAPI document is free JSON
_COMPONENTS: Final = "#/components/schemas/"
PROBLEM_ID: Final = "https://schemas.saphan.gov.la/shared/problem/v1"

# What the gateway and the chassis may answer on any operation (docs/exchange.md); 409 where something is created.
_REFUSALS: Final[dict[str, str]] = {
    "400": "The request does not match its contract.",
    "401": "No valid token, or no proof that it is yours.",
    "403": "No agreement covers this operation for this purpose.",
    "404": "Nothing here that you may see.",
    "409": "The state of the record, or a call in flight, does not permit this.",
    "429": "Over the rate or quota of your agreement.",
    "431": "The head of the request is longer than the gateway takes.",
    "500": "A fault of ours; whether anything was done, the problem says.",
    "503": "Not possible right now; nothing was done.",
}
_OF_BODIES: Final[dict[str, str]] = {
    "413": "The body is larger than this operation takes.",
    "415": "The body is of a media type that this operation does not take.",
}
_OF_VERSIONS: Final[dict[str, str]] = {
    "412": "The record has changed since the version that If-Match names.",
    "428": "If-Match is missing: say which version you have read.",
}
_OF_KEYS: Final[dict[str, str]] = {"422": "The Idempotency-Key belongs to another request."}


def _refs(node: object) -> Iterator[_Document]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node
        for value in node.values():
            yield from _refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _refs(value)


def component_of(schema_id: str, catalogue: Catalogue) -> tuple[str, _Document]:
    """Return the component's name and the schema file's text with its references turned into component references."""
    text = flat(catalogue.document(schema_id), schema_id, catalogue)  # a copy: it gets references of ours
    name = str(text["title"])
    component = {key: value for key, value in text.items() if key not in {"$schema", "$id"}}
    component = {"x-schema-id": schema_id, **component}
    for node in _refs(component):
        target, _, fragment = node["$ref"].partition("#")
        title = name if not target else str(catalogue.document(target)["title"])
        node["$ref"] = f"{_COMPONENTS}{title}{fragment}"
    return name, component


def _link(node: object) -> None:
    """Say beside every schema whose values the directory lists where that list is."""
    if isinstance(node, dict):
        if isinstance(what := node.get(MARK), str) and what in LISTS:
            node["externalDocs"] = {"description": f"Every {what} that there is.", "url": LISTS[what]}
        for value in node.values():
            _link(value)
    elif isinstance(node, list):
        for value in node:
            _link(value)


def _schema_ids(node: object) -> Iterator[str]:
    for ref in _refs(node):
        target = ref["$ref"].partition("#")[0]
        if target:
            yield target


def closure(schema_ids: set[str], catalogue: Catalogue) -> set[str]:
    """Return the ids of these schemas and of all that they refer to."""
    todo, closed = list(schema_ids), set[str]()
    while todo:
        schema_id = todo.pop()
        if schema_id not in closed:
            closed.add(schema_id)
            todo += _schema_ids(catalogue.document(schema_id))
    return closed


def _declare_refusals(method: str, operation: _Document) -> None:
    responses = operation["responses"]
    responses.pop("422", None)  # invalid input is 400 here, never 422
    refusals = _REFUSALS | (_OF_BODIES if "requestBody" in operation else {}) | (_OF_KEYS if method == "post" else {})
    if any(each.get("name") == "If-Match" for each in operation.get("parameters", ())):
        refusals |= _OF_VERSIONS
    for status, description in refusals.items():
        declared = responses.setdefault(status, {"description": description})
        content = declared.setdefault("content", {})
        content["application/problem+json"] = {"schema": {"$ref": f"{_COMPONENTS}Problem"}}


def _declare_key(method: str, operation: _Document) -> None:
    if method == "post":
        operation.setdefault("parameters", []).append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "Chosen by the caller; the same call sent again with the same key has no second effect.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
            }
        )


def _reachable(document: _Document) -> set[str]:
    schemas = document["components"]["schemas"]
    todo: list[object] = [document["paths"]]
    names = set[str]()
    while todo:
        for ref in _refs(todo.pop()):
            name = ref["$ref"].removeprefix(_COMPONENTS).split("/")[0]
            if name not in names:
                names.add(name)
                todo.append(schemas[name])
    return names


def publish(derived: Callable[[], _Document], prefix: str, catalogue: Catalogue) -> _Document:
    """Return the self-contained document: FastAPI's own, with schema files as components and paths below `prefix`."""
    document = deepcopy(derived())  # what routes state by hand is theirs, and is changed here
    schemas: _Document = document.setdefault("components", {}).setdefault("schemas", {})
    ids = {str(schema["x-schema-id"]) for schema in schemas.values() if "x-schema-id" in schema} | {PROBLEM_ID}
    ids.update(_schema_ids(document["paths"]))  # by hand a route names a schema by its id
    for schema_id in sorted(closure(ids, catalogue)):
        name, component = component_of(schema_id, catalogue)
        schemas[name] = component
    for node in _refs(document["paths"]):
        if not node["$ref"].startswith("#"):
            node["$ref"] = _COMPONENTS + str(catalogue.document(node["$ref"])["title"])
    document["paths"] = {path.removeprefix(prefix): item for path, item in document["paths"].items()}
    for item in document["paths"].values():
        for method, operation in item.items():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = never_null(parameter["schema"])
            _declare_refusals(method, operation)
            _declare_key(method, operation)
    keep = _reachable(document)
    document["components"]["schemas"] = {name: schemas[name] for name in sorted(keep)}
    _link([document["paths"], document["components"]])
    answer_headers.declare(document)
    return document


def explained(problem: type[Problem]) -> dict[str, Any]:  # Any: free JSON, see above
    """Return a refusal's code, status, title, sentences and meaning, for `x-problems`."""
    return {
        "code": problem.code,
        "status": int(problem.status),
        "title": {"lo": problem.title("lo"), "en": problem.title("en")},
        "detail": {"lo": problem.lo, "en": problem.en},
        "meaning": (problem.__doc__ or "").strip(),
    }
