from typing import Any

import pytest

from gateway.directory.remover import compile_remover
from gateway.directory.schema_paths import RecursiveFieldGroups
from tests.support.directory import NOTE, PAGE, SPOT

DEFINITIONS: dict[str, Any] = {"Note": NOTE, "Spot": SPOT, "Page": PAGE}
PAGE_REF = {"$ref": "#/components/schemas/Page"}


def a_page() -> dict[str, Any]:
    return {
        "items": [
            {"id": "1", "text": "t", "author": "A", "place": {"code": "01", "owner": "B"}},
            {"id": "2", "text": "u"},
        ]
    }


def test_what_no_agreement_covers_is_taken_out_wherever_it_is() -> None:
    remover = compile_remover(PAGE_REF, DEFINITIONS)
    assert remover is not None
    page = a_page()
    assert remover.remove(page, frozenset())
    assert remover.uncovered(frozenset()) == ("/items/*/author", "/items/*/place/owner")
    assert page == {"items": [{"id": "1", "text": "t", "place": {"code": "01"}}, {"id": "2", "text": "u"}]}


def test_what_an_agreement_covers_stays() -> None:
    remover = compile_remover(PAGE_REF, DEFINITIONS)
    assert remover is not None
    page = a_page()
    assert not remover.remove(page, frozenset({"people"}))
    assert remover.uncovered(frozenset({"people"})) == ()
    assert page == a_page()


def test_a_schema_without_field_groups_needs_no_remover() -> None:
    assert (
        compile_remover({"type": "object", "properties": {"a": {"type": "string"}}, "x-data-class": "general"}, {})
        is None
    )


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_branches_are_followed(keyword: str) -> None:
    remover = compile_remover({keyword: [{"$ref": "#/components/schemas/Spot"}]}, DEFINITIONS)
    assert remover is not None
    assert remover.remove({"owner": "B"}, frozenset())
    assert remover.uncovered(frozenset()) == ("/owner",)


@pytest.mark.parametrize("keyword", ["if", "then", "else"])
def test_conditions_are_followed(keyword: str) -> None:
    remover = compile_remover({keyword: {"$ref": "#/components/schemas/Spot"}}, DEFINITIONS)
    assert remover is not None
    assert remover.remove({"owner": "B"}, frozenset())
    assert remover.uncovered(frozenset()) == ("/owner",)


def test_definitions_within_a_component_are_followed() -> None:
    definitions: dict[str, Any] = {
        "Case": {"$defs": {"part": SPOT}, "properties": {"part": {"$ref": "#/components/schemas/Case/$defs/part"}}}
    }
    remover = compile_remover({"$ref": "#/components/schemas/Case"}, definitions)
    assert remover is not None
    assert remover.remove({"part": {"owner": "B"}}, frozenset())
    assert remover.uncovered(frozenset()) == ("/part/owner",)


def test_a_schema_that_contains_itself_may_have_no_field_groups() -> None:
    tree: dict[str, Any] = {"properties": {"child": {"$ref": "#/components/schemas/Tree"}}, "x-data-class": "general"}
    assert compile_remover({"$ref": "#/components/schemas/Tree"}, {"Tree": tree}) is None
    tree["properties"]["secret"] = {"x-field-group": "people"}
    with pytest.raises(RecursiveFieldGroups):
        compile_remover({"$ref": "#/components/schemas/Tree"}, {"Tree": tree})


@pytest.mark.parametrize("document", ["text", 7, None, [{"owner": "B"}], {"place": "text"}, {"place": ["text"]}])
def test_what_is_not_of_the_expected_shape_is_left_to_the_validator(document: Any) -> None:
    remover = compile_remover({"$ref": "#/components/schemas/Note"}, DEFINITIONS)
    assert remover is not None
    assert not remover.remove(document, frozenset())


@pytest.mark.parametrize("extra", [{"a": 1}, {"a": 1, "b": {"c": 2}}, {}], ids=["one", "nested", "nothing"])
def test_what_is_left_empty_goes_too_or_it_would_tell_that_something_was_there(extra: Any) -> None:
    hidden = {"x-field-group": "people"}
    nested = {"properties": {"c": hidden}}
    schema: Any = {
        "properties": {"name": {}, "extra": {"properties": {"a": hidden, "b": nested}}},
        "x-data-class": "general",
    }
    remover = compile_remover(schema, {})
    assert remover is not None
    document: dict[str, Any] = {"name": "x", "extra": extra}
    remover.remove(document, frozenset())
    assert document == {"name": "x"}
    covered: dict[str, Any] = {"extra": {}}
    assert not remover.remove(covered, frozenset({"people"}))
    assert covered == {"extra": {}}


def test_what_is_required_stays_even_when_it_is_empty() -> None:
    part = {"properties": {"a": {"x-field-group": "people"}}}
    remover = compile_remover({"properties": {"part": part}, "required": ["part"]}, {})
    assert remover is not None
    document: dict[str, Any] = {"part": {"a": 1}}
    assert remover.remove(document, frozenset())
    assert document == {"part": {}}


def test_no_more_agreements_are_remembered_than_there_is_room_for() -> None:
    remover = compile_remover(PAGE_REF, DEFINITIONS)
    assert remover is not None
    for number in range(1000):
        assert remover.uncovered(frozenset({f"group{number}"})) == ("/items/*/author", "/items/*/place/owner")
    assert len(remover._uncovered) <= 256


def held(*groups: str) -> frozenset[str]:
    return frozenset(groups)


HIDDEN: dict[str, Any] = {"type": "object", "properties": {name: {"x-field-group": name} for name in "ab"}}
LISTS: dict[str, Any] = {
    "type": "object",
    "x-data-class": "general",
    "properties": {
        "id": {"type": "string"},
        "counted": {"type": "array", "items": HIDDEN},
        "nested": {"type": "array", "items": {"type": "array", "items": HIDDEN}},
        "within": {"type": "object", "properties": {"list": {"type": "array", "items": HIDDEN}}, "required": ["list"]},
    },
}


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("required", [[], ["counted", "nested", "within"]])
def test_how_many_elements_there_were_is_told_only_where_something_of_them_is_covered(
    count: int, required: list[str]
) -> None:
    remover = compile_remover(LISTS | {"required": required}, {})
    assert remover is not None
    lists = [{"a": 1, "b": 2} for _ in range(count)]
    document = {"id": "1", "counted": lists, "nested": [list(lists)] * count, "within": {"list": list(lists)}}
    remover.remove(document, frozenset())
    assert document == {"id": "1"} | ({"counted": [], "nested": [], "within": {"list": []}} if required else {})
    places = ("/counted/*", "/nested/*", "/within/list/*") if required else ("/counted", "/nested", "/within")
    assert remover.uncovered(frozenset()) == places


def test_a_list_of_which_something_is_covered_keeps_its_elements() -> None:
    remover = compile_remover(LISTS, {})
    assert remover is not None
    document: dict[str, Any] = {"counted": [{"a": 1, "b": 2}, {"b": 2}], "nested": [[{"a": 1}], []]}
    assert remover.remove(document, held("b"))
    assert document == {"counted": [{"b": 2}, {"b": 2}], "nested": [[{}], []]}
    assert remover.uncovered(held("b")) == ("/counted/*/a", "/nested/*/*/a", "/within/list/*/a")


def test_a_list_that_may_hold_a_plain_value_keeps_it() -> None:
    schema: dict[str, Any] = {
        "properties": {"l": {"items": {"anyOf": [{"type": "string"}, HIDDEN]}}},
        "x-data-class": "general",
    }
    remover = compile_remover(schema, {})
    assert remover is not None
    document: dict[str, Any] = {"l": ["plain", {"a": 1}]}
    assert remover.remove(document, frozenset())
    assert document == {"l": ["plain"]}


def test_a_list_that_is_the_whole_answer_tells_no_number_either() -> None:
    remover = compile_remover({"items": HIDDEN, "x-data-class": "general"}, {})
    assert remover is not None
    document = [{"a": 1}, {}]
    assert remover.remove(document, frozenset())
    assert document == []
    assert remover.uncovered(frozenset()) == ("/*",)


NULLABLE: dict[str, Any] = {
    "type": ["object", "null"],
    "properties": {"cause": {"type": "string", "x-field-group": "a"}},
}
EITHER: dict[str, Any] = {"anyOf": [{"type": "string"}, HIDDEN]}


def left(schema: dict[str, Any], document: dict[str, Any], *groups: str, required: bool = True) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "x-data-class": "general",
        "properties": {"v": schema},
        "required": ["v"] if required else [],
    }
    remover = compile_remover(whole, {})
    assert remover is not None
    remover.remove(document, held(*groups))
    return document


@pytest.mark.parametrize("value", [None, {}, {"cause": "X"}])
@pytest.mark.parametrize(
    "schema", [NULLABLE, {"anyOf": [{"type": "null"}, HIDDEN]}, {"oneOf": [{"type": "null"}, HIDDEN]}]
)
def test_a_required_value_of_which_nothing_leaves_is_null_where_it_may_be(schema: dict[str, Any], value: Any) -> None:
    assert left(schema, {"v": value}) == {"v": None}


def test_of_a_required_value_that_may_be_null_what_is_covered_leaves() -> None:
    assert left(NULLABLE, {"v": {"cause": "X"}}, "a") == {"v": {"cause": "X"}}
    assert left(NULLABLE, {"v": {}}, "a") == {"v": {}}


@pytest.mark.parametrize("value", [["s"], ["s", {}], [{"a": 1}, "s", {"b": 2}]])
def test_objects_of_which_nothing_leaves_are_not_counted_among_texts(value: list[Any]) -> None:
    assert left({"type": "array", "items": EITHER}, {"v": value}) == {"v": ["s"]}
    assert left({"type": "array", "items": EITHER}, {"v": ["s", {"a": 1, "b": 2}]}, "a") == {"v": ["s", {"a": 1}]}


def test_a_text_leaves_where_an_object_in_its_place_would_not() -> None:
    assert left(EITHER, {"v": {"a": 1}}, required=False) == {}
    assert left(EITHER, {"v": "s"}, required=False) == {"v": "s"}
    assert left({"anyOf": [{"type": "null"}, EITHER]}, {"v": {"a": 1}}) == {"v": None}
