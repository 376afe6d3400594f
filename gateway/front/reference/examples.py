"""Examples of the national schemas, as they lie beside them and are checked: of components, requests and answers."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from contracts.schema_files import SchemaName, parse_id, schemas_folder
from gateway.front.reference.document import POINTER, SCHEMAS, Document, component_name, media_types, operations

_VALID: Final = "valid-"
_PLACE: Final = POINTER + "examples/"


def put_examples(document: Document) -> None:
    """Give every component that is a national schema its examples, in place, and every body of it a choice of them."""
    components = document.get("components", {})
    shared: Document = {}
    choices: dict[str, Document] = {}
    for name, schema in components.get("schemas", {}).items():
        found = _examples_of(schema.get("x-schema-id") if isinstance(schema, dict) else None)
        if not found:
            continue
        schema["examples"] = list(found.values())
        named = {title: component_name(name, title) for title in found}
        shared |= {named[title]: {"summary": _summary(title), "value": found[title]} for title in found}
        choices[SCHEMAS + name] = {title: {"$ref": _PLACE + named[title]} for title in found}
    offered = set[str]()
    for _, _, operation in operations(document):
        for status, media in media_types(operation):
            choice = choices.get(_reference(media), {})
            fitting = {title: each for title, each in choice.items() if _fits(shared, each, status)}
            if fitting and not media.keys() & {"example", "examples"}:
                media["examples"] = fitting
                offered |= {each["$ref"].removeprefix(_PLACE) for each in fitting.values()}
    if offered:  # the others stand with their schemas
        components.setdefault("examples", {}).update({name: shared[name] for name in shared if name in offered})


def _fits(shared: Document, reference: Document, status: str) -> bool:
    """Tell whether an example may stand there: a problem says itself which status it comes with."""
    value = shared[reference["$ref"].removeprefix(_PLACE)]["value"]
    told = value.get("status") if isinstance(value, dict) else None
    return status[:1] not in {"4", "5"} or told is None or str(told) == status


def _reference(media: Document) -> str:
    schema = media.get("schema")
    return str(schema.get("$ref")) if isinstance(schema, dict) else ""


def _summary(title: str) -> str:
    return title.replace("-", " ").capitalize()


def _examples_of(schema_id: object) -> dict[str, Any]:  # Any: documents of any schema
    try:
        return dict(_read(parse_id(schema_id))) if isinstance(schema_id, str) else {}
    except ValueError:  # an id of another place
        return {}


@cache
def _read(name: SchemaName) -> tuple[tuple[str, Any], ...]:  # Any: as above
    # the fullest first: pages show that one until another is chosen
    return tuple(sorted(_files(name), key=lambda found: -len(json.dumps(found[1]))))


def _files(name: SchemaName) -> Iterator[tuple[str, Any]]:
    folder = schemas_folder() / name.domain / name.name / "examples" / f"v{name.version}"
    if not folder.is_dir():  # a schema that was published through the directory has no files
        return
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.startswith(_VALID) and file.name.endswith(".json"):
            title = file.name.removeprefix(_VALID).removesuffix(".json")
            yield title, json.loads(file.read_text(encoding="utf-8"))
