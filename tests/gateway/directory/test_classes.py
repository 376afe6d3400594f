"""A document says of every answer who may see it; what was registered before that was asked is read as specific."""

from typing import Any

import pytest

from gateway.directory.classes import unclassed
from gateway.directory.compiler import compile_service
from gateway.directory.schema_paths import CLASS, SPECIFIC
from tests.support.directory import a_body, a_document, an_operation

GENERAL = {"x-data-class": "general"}
CLOSED: dict[str, Any] = {"type": "object", "additionalProperties": False}
SCHEMAS = "/components/schemas"


def answering(schema: Any, **schemas: Any) -> dict[str, Any]:
    """Return a document with one more operation, which answers with this schema."""
    answer = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    return a_document({"/things": {"get": an_operation("getThing", answer)}}, **schemas)


HERE = "/paths/~1things/get/responses/200/content/application~1json/schema"
TEXT = {"type": "string"}
SAID = {"type": "string", "x-data-class": "specific"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (TEXT | GENERAL, []),
        (CLOSED | GENERAL | {"properties": {"a": TEXT}}, []),
        (CLOSED | {"properties": {"a": SAID, "b": TEXT | GENERAL}}, []),
        ({"type": "array", "items": CLOSED | GENERAL}, []),
        ({"allOf": [CLOSED | {"properties": {"a": TEXT}}, GENERAL]}, []),
        ({"anyOf": [{"type": "null"}, CLOSED | GENERAL]}, []),
        ({"$ref": "#/components/schemas/Note"}, []),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Note"}}, []),
        (TEXT, [HERE]),
        ({}, [HERE]),
        (True, [HERE]),
        (TEXT | {"x-data-class": "public"}, [HERE]),
        (CLOSED | {"properties": {"a": TEXT, "b": TEXT}}, [HERE]),
        (CLOSED | {"properties": {"a": SAID, "b": TEXT}}, [f"{HERE}/properties/b"]),
        ({"type": "object", "properties": {"a": SAID}}, [HERE]),  # open: whatever else it holds
        ({"type": "object", "additionalProperties": TEXT}, [HERE]),
        (CLOSED | {"properties": {"a": SAID}, "additionalProperties": TEXT}, [f"{HERE}/additionalProperties"]),
        (CLOSED | {"properties": {"a": SAID}, "patternProperties": {"^x": TEXT}}, [f"{HERE}/patternProperties/^x"]),
        (
            CLOSED | {"properties": {"a": SAID}, "dependentSchemas": {"a/b": {"properties": {"c": TEXT}}}},
            [f"{HERE}/dependentSchemas/a~1b/properties/c"],
        ),
        ({"type": "array", "items": TEXT}, [HERE]),
        (CLOSED | {"properties": {"a": SAID, "b": {"type": "array", "items": TEXT}}}, [f"{HERE}/properties/b"]),
        ({"type": "array", "prefixItems": [SAID, TEXT]}, [f"{HERE}/prefixItems/1"]),
        ({"$ref": "#/components/schemas/Bare"}, [HERE]),
        (CLOSED | {"properties": {"a": SAID, "b": {"$ref": "#/components/schemas/Bare"}}}, [f"{HERE}/properties/b"]),
        ({"$ref": "#/components/schemas/Half"}, [f"{SCHEMAS}/Half/properties/b"]),
        ({"$ref": "#/components/schemas/Tree"}, [f"{SCHEMAS}/Tree/properties/name~1s"]),
    ],
)
def test_every_value_of_an_answer_has_a_class_or_is_named(schema: Any, expected: list[str]) -> None:
    others: dict[str, Any] = {
        "Bare": CLOSED | {"properties": {"a": TEXT}},
        "Half": CLOSED | {"properties": {"a": SAID, "b": TEXT}},
        "Tree": CLOSED | {"properties": {"id": SAID, "name/s": TEXT, "below": {"$ref": "#/components/schemas/Tree"}}},
    }
    assert unclassed(answering(schema, **others)) == expected


def test_a_component_that_many_answer_with_is_named_once() -> None:
    half = CLOSED | {"properties": {"a": SAID, "b": TEXT}}
    paths = {
        f"/h{n}": {"get": an_operation(f"getHalf{n}", {"200": {"description": "", **a_body("Half")}})} for n in "ab"
    }
    assert unclassed(a_document(paths, Half=half)) == [f"{SCHEMAS}/Half/properties/b"]


@pytest.mark.parametrize(
    "operation",
    [
        {"responses": {"200": {"description": "", "content": {"text/csv": {}}}}},
        {"responses": {"default": {"description": "", "content": {"application/octet-stream": {}}}}},
        {"responses": {"204": {"description": ""}}, "x-body": "stream"},
    ],
)
def test_a_file_or_a_stream_has_its_class_on_the_operation(operation: dict[str, Any]) -> None:
    def said(**more: Any) -> list[str]:
        return unclassed(a_document({"/t": {"get": {"operationId": "getT", **operation, **more}}}))

    assert said() == ["/paths/~1t/get"]
    assert said(**GENERAL) == []


def test_an_answer_in_the_components_is_looked_at_too() -> None:
    document = a_document({"/t": {"get": an_operation("getT", {"200": {"$ref": "#/components/responses/T"}})}})
    document["components"]["responses"] = {"T": {"description": "", "content": {"application/json": {"schema": TEXT}}}}
    assert unclassed(document) == ["/components/responses/T/content/application~1json/schema"]


def compiled(schema: Any, **more: Any) -> Any:
    answer = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    document = a_document({"/t": {"get": an_operation("getT", answer, **more)}})
    return compile_service("notes", "psc", "in-process:notes", document, "d").operations["getT"]


def test_what_was_registered_without_classes_is_read_as_specific() -> None:
    required = compiled(CLOSED | {"properties": {"a": TEXT}, "required": ["a"]})
    assert required.classes == {SPECIFIC}
    optional = compiled(CLOSED | {"properties": {"a": TEXT}})
    answer = optional.response(200, "application/json")
    document = {"a": "x"}
    assert answer.remover.remove(document, frozenset({f"{CLASS}general"}))
    assert document == {}
    assert optional.classes == frozenset()


@pytest.mark.parametrize(
    "schema",
    [
        TEXT,
        {},
        {"type": "object"},
        {"type": "object", "properties": {"a": TEXT}},
        {"type": "object", "additionalProperties": TEXT},
        CLOSED | {"properties": {"a": TEXT | GENERAL}, "additionalProperties": TEXT},
        CLOSED | GENERAL | {"properties": {}, "additionalProperties": SAID},
        CLOSED | GENERAL | {"properties": {}, "patternProperties": {"^x": SAID}},
        {"type": "array", "items": TEXT},
        {"type": "array", "prefixItems": [TEXT]},
        GENERAL | {"type": "array", "prefixItems": [SAID]},
    ],
)
def test_what_cannot_be_taken_out_needs_the_class(schema: Any) -> None:
    assert compiled(schema).classes == {SPECIFIC}


def test_a_file_of_before_is_specific_and_a_refusal_counts_as_an_answer() -> None:
    files = {"200": {"description": "", "content": {"text/csv": {}}}}
    document = a_document({"/t": {"get": an_operation("getT", files)}})
    assert compile_service("notes", "psc", "", document, "d").operations["getT"].classes == {SPECIFIC}
    refusing = {
        "200": {"description": "", **a_body("Note")},
        "409": {"description": "", "content": {"application/json": {"schema": CLOSED | SAID}}},
    }
    document = a_document({"/t": {"get": an_operation("getT", refusing)}})
    assert compile_service("notes", "psc", "", document, "d").operations["getT"].classes == {SPECIFIC}
