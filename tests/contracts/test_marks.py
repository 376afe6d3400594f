"""The walker for marks: whatever a mark is called, each value that bears it is found, with where it stands."""

from typing import Any

import pytest

from contracts.dialect import KEYWORDS, MANY, MARKS, NAMED, ONE, OURS
from contracts.generate import typed_part
from contracts.marks import Marks, Speaking, compile_marks, schemas_within
from contracts.pointers import pointer_to
from contracts.references import resolver_of
from contracts.schema_files import SchemaName
from gateway.directory.documents import asked_by

A_PLACE: dict[str, Any] = {"type": "string", "x-invented": "place"}
DOCUMENTS = {"urn:a": {"$defs": {"Place": A_PLACE}}}
A_REFERENCE = {"$ref": "urn:a#/$defs/Place"}


def invented(schema: Any) -> Marks[str] | None:
    """All that a new mark costs."""
    return compile_marks(schema, resolver_of(DOCUMENTS), lambda speaking: speaking.node.get("x-invented"), "urn:b")


def found(schema: Any, document: object) -> list[tuple[tuple[str, ...], object, str]]:
    marks = invented(schema)
    assert marks is not None
    located = list(marks.located(document))
    assert [marked for _, marked in located] == marks.find(document)
    return [(kept, value, pointer_to(path)) for path, (kept, value, _) in located]


@pytest.mark.parametrize(
    ("schema", "document", "pointer"),
    [
        (A_PLACE, "P", ""),
        (A_REFERENCE, "P", ""),
        ({"properties": {"a/b": A_REFERENCE}}, {"a/b": "P", "c": "Q"}, "/a~1b"),
        ({"properties": {"a": {}}, "additionalProperties": A_PLACE}, {"a": "Q", "b": "P"}, "/b"),
        ({"properties": {"a": {}}, "unevaluatedProperties": A_PLACE}, {"a": "Q", "b": "P"}, "/b"),
        ({"patternProperties": {"^b": A_PLACE}}, {"b": "P"}, "/b"),
        ({"items": {"properties": {"a": A_PLACE}}}, [{}, {"a": "P"}], "/1/a"),
        ({"prefixItems": [{}, A_PLACE], "items": {}}, ["Q", "P", "Q"], "/1"),
        ({"prefixItems": [{}], "items": A_PLACE}, ["Q", "P"], "/1"),
        ({"unevaluatedItems": A_PLACE}, ["P"], "/0"),
        ({"allOf": [{"properties": {"a": {}}}, {"properties": {"a": A_PLACE}}]}, {"a": "P"}, "/a"),
        ({"anyOf": [{"properties": {"a": A_PLACE}}]}, {"a": "P"}, "/a"),
        ({"oneOf": [{"type": "integer"}, A_REFERENCE]}, "P", ""),
        ({"if": {}, "then": {"properties": {"a": A_PLACE}}}, {"a": "P"}, "/a"),
        ({"if": {}, "else": {"properties": {"a": A_PLACE}}}, {"a": "P"}, "/a"),
        ({"dependentSchemas": {"a": {"properties": {"b": A_PLACE}}}}, {"b": "P"}, "/b"),
    ],
)
def test_an_invented_mark_is_found_wherever_a_schema_can_speak_of_a_value(
    schema: Any, document: object, pointer: str
) -> None:
    assert found(schema, document) == [(("place",), "P", pointer)]


def test_what_two_schemas_say_of_one_value_is_kept_together() -> None:
    assert found({"allOf": [A_REFERENCE], "x-invented": "home"}, "P") == [(("home", "place"), "P", "")]


def test_additional_properties_see_only_the_names_of_their_own_schema() -> None:
    schema = {"allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}, "additionalProperties": A_PLACE}]}
    assert found(schema, {"a": "P", "b": "Q"}) == [(("place",), "P", "/a")]


def test_a_schema_may_lead_back_to_itself() -> None:
    tree: dict[str, Any] = {"properties": {"at": A_PLACE}}
    tree["properties"]["below"] = {"items": tree}
    document = {"at": "P", "below": [{"below": [{"at": "Q"}]}]}
    assert [pointer for _, _, pointer in found(tree, document)] == ["/at", "/below/0/below/0/at"]


def test_a_schema_without_the_mark_is_not_walked_and_what_leads_to_none_is_left_out() -> None:
    circle: dict[str, Any] = {"properties": {"at": {"type": "string"}}}
    circle["properties"]["next"] = circle
    assert invented(circle) is None
    marks = invented({"properties": {"at": A_PLACE, "next": circle}, "additionalProperties": circle})
    assert marks is not None
    assert set(marks.members) == {"at"}
    assert not marks.others


def test_a_value_is_told_with_the_object_around_it_and_the_nearest_label() -> None:
    codes = {"x-label": {"en": "codes"}, "items": A_REFERENCE}
    schema = {"properties": {"codes": codes, "other": {"items": A_REFERENCE}}}
    marks = compile_marks(schema, resolver_of(DOCUMENTS), _label)
    assert marks is not None
    document = {"codes": ["P"], "other": ["P"]}
    assert [(kept, around) for kept, _, around in marks.find(document)] == [
        (({"en": "codes"},), document),
        (({},), document),
    ]


def test_one_schema_in_lists_of_two_names_has_the_label_of_each() -> None:
    listed = {"items": A_PLACE}
    documents = {"urn:a": {"$defs": {"List": listed}}}
    reference = {"$ref": "urn:a#/$defs/List"}
    labelled = {name: reference | {"x-label": {"en": name}} for name in ("from", "to")}
    marks = compile_marks({"properties": labelled}, resolver_of(documents), _label)
    assert marks is not None
    assert [kept for kept, _, _ in marks.find({"from": ["P"], "to": ["P"]})] == [({"en": "from"},), ({"en": "to"},)]


def test_who_refers_to_a_schema_names_the_value() -> None:
    named = A_PLACE | {"x-label": {"en": "place"}}
    documents = {"urn:a": {"$defs": {"Place": named, "Chained": A_REFERENCE}}}
    chained = {"$ref": "urn:a#/$defs/Chained", "x-label": {"en": "place of birth"}}
    marks = compile_marks({"properties": {"a": chained, "b": A_REFERENCE}}, resolver_of(documents), _label)
    assert marks is not None
    assert [kept for kept, _, _ in marks.find({"a": "x", "b": "y"})] == [
        ({"en": "place of birth"},),
        ({"en": "place"},),
    ]


def _label(speaking: Speaking) -> object:
    return (speaking.label or {}) if "x-invented" in speaking.node else None


@pytest.mark.parametrize("keyword", sorted(ONE | MANY | NAMED))
def test_every_schema_within_is_named_once_and_what_is_referred_to_too(keyword: str) -> None:
    within: Any = A_REFERENCE if keyword in ONE else [A_REFERENCE] if keyword in MANY else {"a": A_REFERENCE}
    schema = {keyword: within, "$ref": "urn:nowhere"}
    nodes = list(schemas_within(schema, resolver_of(DOCUMENTS), "urn:b"))
    assert nodes == [schema, None, A_REFERENCE, A_PLACE]


def test_a_new_mark_is_one_word_in_the_list_of_marks() -> None:
    """Beside that list nobody keeps names of marks: lint, generator and parameters go by it."""
    assert MARKS <= OURS <= KEYWORDS
    schema = {"type": "string"} | dict.fromkeys(sorted(MARKS), "x")
    document = {"title": "T", "properties": {"a": schema}}
    assert typed_part(document, SchemaName("land", "parcel", 1))["properties"]["a"] == {"type": "string"}
    assert asked_by({"schema": {"type": "string"}} | dict.fromkeys(sorted(MARKS), "x")) == schema
