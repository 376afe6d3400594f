"""Where a document breaks its schema is told in the schema's own words: nothing of the document gets into a log."""

import tracemalloc
from typing import Any

import pytest

from contracts.catalogue import compile_schema
from contracts.compiled import UNEXPLAINED, Breach

NAME = "ຄຳລາ ສີສະຫວັດ"
PERSON = {
    "type": "object",
    "required": ["born"],
    "dependentRequired": {"spouse": ["marriedOn"]},
    "properties": {"born": {"type": "integer"}, "spouse": True, "a/b~c": {"type": "integer"}},
    "patternProperties": {"^x": {"type": "object", "properties": {"deep": {"type": "integer"}}}},
    "additionalProperties": {"type": "array", "items": {"type": "object", "properties": {"in": {"minimum": 1}}}},
}
TREE = {
    "$id": "https://example.la/tree",
    "type": "object",
    "properties": {"name": {"type": "string"}, "below": {"type": "array", "items": {"$ref": "#"}}},
    "unevaluatedProperties": False,
}


@pytest.mark.parametrize(
    ("schema", "document", "pointer", "rule"),
    [
        (PERSON, {"born": "x"}, "/born", "type"),
        (PERSON, {}, "/born", "required"),
        (PERSON, {"born": 1, "spouse": 1}, "/marriedOn", "dependentRequired"),
        (PERSON, {"born": 1, "a/b~c": "x"}, "/a~1b~0c", "type"),
        (PERSON, {"born": 1, "x" + NAME: {"deep": "x"}}, "/*/deep", "type"),
        (PERSON, {"born": 1, NAME: [{"in": 1}, {"in": 0}]}, "/*/*/in", "minimum"),
        (PERSON, {"born": 1, NAME: 7}, "/*", "type"),
        ({"properties": {"born": True}, "additionalProperties": False}, {"7": 1}, "/*", "additionalProperties"),
        (TREE, {"below": [{"below": [{"name": 7}]}]}, "/below/*/below/*/name", "type"),
        (TREE, {"below": [{"below": [{NAME: 7}]}]}, "/below/*/below/*/*", "unevaluatedProperties"),
        ({"prefixItems": [{"properties": {"a": {"type": "integer"}}}]}, [{"a": ""}], "/*/a", "type"),
        ({"propertyNames": {"pattern": "^[a-z]+$"}}, {NAME: 1}, "/*", "propertyNames"),
        ({"if": {"required": ["a"]}, "then": {"properties": {"b": {"minimum": 1}}}}, {"a": 1, "b": 0}, "/b", "minimum"),
        ({"dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}}}}, {"a": 1, "b": ""}, "/b", "type"),
        ({"anyOf": [PERSON, {"type": "string"}]}, {"born": "x"}, "/born", "type"),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, {NAME: 1}, "", "anyOf"),
    ],
)  # fmt: skip
def test_the_place_is_told_as_the_schema_knows_it(schema: Any, document: Any, pointer: str, rule: str) -> None:
    assert compile_schema(schema).breach(document) == Breach(pointer, rule)


def test_a_name_that_is_as_long_as_the_body_is_a_star() -> None:
    schema = compile_schema({"additionalProperties": {"type": "integer"}})
    assert schema.breach({"x/" * 100_000: "y"}) == Breach("/*", "type")


def test_what_takes_too_long_is_not_explained() -> None:
    late = iter(range(100))
    schema = compile_schema(PERSON)
    assert schema.breach({"born": "x"}, clock=lambda: float(next(late))) == Breach("", UNEXPLAINED)


def test_explaining_takes_no_more_room_for_a_longer_answer() -> None:
    """`anyOf` over a million wrong items is a million errors to the library: it is not asked."""
    wrong = {"type": "object", "required": ["a", "b", "c"]}
    schema = compile_schema({"anyOf": [{"items": wrong}, {"items": wrong, "maxItems": 1}]})
    rooms = []
    for length in (10_000, 20_000, 40_000):
        document: list[dict[str, str]] = [{} for _ in range(length)]
        tracemalloc.start()
        schema.breach(document)
        rooms.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert max(rooms) < 1_000_000


def test_what_is_said_of_the_items_of_a_list_is_taken_together() -> None:
    schema = compile_schema({"properties": {"all": {"items": {"title": "a"}, "prefixItems": [{"title": "b"}, True]}}})
    listed = schema.described.member("all")
    assert listed is not None
    assert [node["title"] for node in listed.elements().nodes] == ["a", "b"]
    assert schema.described.member("none") is None
