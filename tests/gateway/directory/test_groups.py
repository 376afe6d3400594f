"""Wherever a field group or a data class stands in a schema it is enforced, or the document is not registered."""

from itertools import product
from typing import Any

import pytest

from contracts.dialect import MANY, NAMED, ONE, walk
from gateway.directory.documents import DocumentRefused
from gateway.directory.groups import check_groups
from gateway.directory.keywords import check_loops
from gateway.directory.remover import Remover, remover_of
from gateway.directory.schema_paths import SPECIFIC, place_of, unavoidable
from tests.support.directory import a_document, an_operation

GROUP = {"x-field-group": "owners"}
MARKED = {"type": "string", "x-data-class": "general"} | GROUP
PARCEL: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "string"}},
    "required": ["id"],
    "additionalProperties": False,
    "x-data-class": "general",
}
OWNER = PARCEL | {"properties": {"nat": {"type": "string"}}, "required": []}
DEFINITIONS: dict[str, Any] = {
    "Owner": OWNER | GROUP,
    "Nation": {"allOf": [{"$ref": "#/components/schemas/Owner"}]},
    "List": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Owner"}]},
}


def a_parcel(value: Any, **more: Any) -> dict[str, Any]:
    return PARCEL | {"properties": {**PARCEL["properties"], "owner": value}} | more


def left_of(schema: Any, document: Any, *held: str, **definitions: Any) -> Any:
    if remover := remover_of(place_of(schema, DEFINITIONS | definitions)):
        remover.remove(document, frozenset(held))
    return document


REFERRED = {"$ref": "#/components/schemas/Owner"}
EVERY_WAY: list[tuple[Any, Any]] = [
    (MARKED, "Lao"),
    (REFERRED, {"nat": "Lao"}),
    ({"$ref": "#/components/schemas/%4Fwner"}, {"nat": "Lao"}),
    ({"$ref": "urn:saphan:components#/components/schemas/Owner"}, {"nat": "Lao"}),
    ({"$ref": "#/components/schemas/List/oneOf/1"}, {"nat": "Lao"}),
    ({"$ref": "#/components/schemas/Nation"}, {"nat": "Lao"}),
    ({"allOf": [GROUP, {"type": "string"}]}, "Lao"),
    ({"anyOf": [{"type": "null"}, MARKED]}, "Lao"),
    ({"if": {"type": "string"}, "then": GROUP}, "Lao"),
    ({"dependentSchemas": {"nat": GROUP}}, {"nat": "Lao"}),
    ({"type": "array", "items": MARKED}, ["Lao"]),
    ({"type": "array", "items": REFERRED}, [{"nat": "Lao"}]),
    ({"type": "array", "prefixItems": [MARKED]}, ["Lao"]),
    ({"type": "array", "contains": MARKED}, ["Lao"]),
    ({"additionalProperties": {"properties": {"nat": MARKED}}}, {"a": {"nat": "Lao"}}),
    ({"patternProperties": {"^n": MARKED}}, {"nat": "Lao"}),
    ({"type": "object", "propertyNames": MARKED}, {"Lao": 1}),
    ({"not": MARKED}, 7),
]


@pytest.mark.parametrize(("schema", "value"), EVERY_WAY)
def test_a_member_with_a_group_leaves_only_under_an_agreement_that_lists_it(schema: Any, value: Any) -> None:
    remover = remover_of(place_of(a_parcel(schema), DEFINITIONS))
    assert remover is not None
    assert remover.uncovered(frozenset()) == ("/owner",)
    assert left_of(a_parcel(schema), {"id": "1", "owner": value}) == {"id": "1"}
    assert left_of(a_parcel(schema), {"id": "1", "owner": value}, "owners") == {"id": "1", "owner": value}


def test_what_was_registered_with_a_group_on_a_required_member_breaks_the_answer_and_does_not_leave() -> None:
    schema = a_parcel(MARKED, required=["id", "owner"])
    assert left_of(schema, {"id": "1", "owner": "Lao"}) == {"id": "1"}  # which its own schema refuses


@pytest.mark.parametrize("schema", [OWNER | GROUP, {"type": "object", "additionalProperties": MARKED}])
def test_what_was_registered_with_a_group_on_the_whole_answer_is_open_to_nobody(schema: Any) -> None:
    assert "owners" in unavoidable(place_of(schema, {}))


@pytest.mark.parametrize("said", [["owners"], 7, {}])
def test_a_group_or_a_class_that_is_no_text_is_held_by_nobody(said: Any) -> None:
    assert left_of(a_parcel({"x-field-group": said}), {"id": "1", "owner": "Lao"}, "owners") == {"id": "1"}
    assert left_of(a_parcel({"x-data-class": said}), {"id": "1", "owner": "Lao"}, "class:specific") == {"id": "1"}


def test_a_class_below_members_without_a_name_is_that_of_the_whole() -> None:
    each = PARCEL | {"properties": {"nat": {"type": "string", "x-data-class": "specific"}}, "required": []}
    schema = a_parcel({"type": "object", "additionalProperties": each})
    document = {"id": "1", "owner": {"a": {"nat": "Lao"}}}
    assert left_of(schema, dict(document), "class:specific") == document
    assert left_of(schema, document) == {"id": "1"}


def test_what_a_reference_does_not_find_is_held_by_nobody() -> None:
    schema = a_parcel({"$ref": "#/components/schemas/Gone"})
    assert left_of(schema, {"id": "1", "owner": "Lao"}, "class:specific") == {"id": "1"}


def test_a_group_that_a_loop_leads_to_by_another_component_is_kept_at_every_depth() -> None:
    leaf = OWNER | {"properties": {"nat": MARKED}}
    references = {"child": {"$ref": "#/components/schemas/Tree"}, "leaf": {"$ref": "#/components/schemas/Leaf"}}
    definitions = {"Tree": OWNER | {"properties": references}, "Leaf": leaf}
    tree = {"leaf": {"nat": "Lao"}, "child": {"child": {"leaf": {"nat": "Lao"}}}}
    assert left_of({"$ref": "#/components/schemas/Tree"}, tree, **definitions) == {}


KEYWORDS = sorted((ONE | MANY | NAMED) - {"$defs"})  # what stands there speaks only where it is referred to


def within(keywords: tuple[str, ...]) -> Any:
    schema: Any = {"type": "string", "x-data-class": "specific", **GROUP}
    for keyword in keywords:
        schema = {keyword: schema if keyword in ONE else [schema] if keyword in MANY else {"nat": schema}}
    return schema


def asked_of(remover: Remover | None) -> frozenset[str]:
    return frozenset() if remover is None else remover.all_guards


@pytest.mark.parametrize("first", KEYWORDS)
def test_every_mark_of_every_schema_is_guarded_or_the_operation_needs_it(first: str) -> None:
    for rest in [(), *product(KEYWORDS), *product(KEYWORDS, repeat=2)]:
        for schema in (PARCEL | within((*rest, first)), a_parcel(within((*rest, first)))):
            assert any("x-field-group" in part for _, part in walk(schema) if isinstance(part, dict))
            place = place_of(schema, {})
            reached = asked_of(remover_of(place)) | unavoidable(place)
            assert "owners" in reached, (first, rest)
            assert {SPECIFIC, f"class:{SPECIFIC}"} & reached, (first, rest)


def answering(schema: Any, **others: Any) -> dict[str, Any]:
    answer = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    return a_document({"/parcel": {"get": an_operation("getParcel", answer)}}, **others)


@pytest.mark.parametrize(
    ("schema", "at"),
    [
        (REFERRED, "the root"),
        (a_parcel(MARKED, required=["owner"]), "/owner"),
        (a_parcel(MARKED) | {"allOf": [{"required": ["owner"]}]}, "/owner"),
        (a_parcel({"type": "array", "items": MARKED}), "/owner/*"),
        (a_parcel({"type": "array", "items": REFERRED}), "/owner/*"),
        (a_parcel({"additionalProperties": {"properties": {"nat": MARKED}}}), "/owner/*"),
        (a_parcel({"patternProperties": {"^n": MARKED}}), "/owner/*"),
    ],
)
def test_a_group_on_anything_but_an_optional_member_is_not_registered(schema: Any, at: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        check_groups(answering(schema, **DEFINITIONS), "notes")
    assert f"notes/getParcel: x-field-group owners at {at} of 200 application/json" in str(refused.value)


@pytest.mark.parametrize("schema", [a_parcel(MARKED), a_parcel(REFERRED), a_parcel({"type": "array"} | GROUP)])
def test_a_group_on_an_optional_member_is_registered(schema: Any) -> None:
    check_groups(answering(schema, **DEFINITIONS), "notes")


def test_a_schema_that_is_itself_by_a_condition_is_a_loop() -> None:
    with pytest.raises(DocumentRefused):
        check_loops({"Loop": {"dependentSchemas": {"a": {"$ref": "#/components/schemas/Loop"}}}})
