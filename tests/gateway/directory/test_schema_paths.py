from typing import Any

import pytest

from gateway.directory.pinning import mark_newer
from gateway.directory.remover import remover_of
from gateway.directory.schema_paths import RecursiveFieldGroups, every_class, place_of, unavoidable

SPECIFIC = {"x-data-class": "specific"}
TEXT = {"type": "string"}
PARTY: dict[str, Any] = {
    "x-data-class": "specific",
    "properties": {"name": TEXT, "alias": TEXT, "code": {**TEXT, "x-data-class": "general"}},
    "required": ["name"],
}


def an_object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    closed = {"type": "object", "additionalProperties": False, "x-data-class": "general"}
    return closed | {"properties": properties, "required": list(required)}


def needed(schema: Any) -> frozenset[str]:
    return unavoidable(place_of(schema, {"Party": PARTY}))


def left_of(schema: Any, document: Any, *held: str) -> Any:
    if remover := remover_of(place_of(schema, {"Party": PARTY})):
        remover.remove(document, frozenset(held))
    return document


A_PARTY = {"$ref": "#/components/schemas/Party"}


def test_an_optional_member_of_a_class_is_taken_out() -> None:
    schema = an_object(("area",), area=TEXT, owner=TEXT | SPECIFIC)
    assert needed(schema) == frozenset()
    assert left_of(schema, {"area": "1", "owner": "A"}) == {"area": "1"}
    assert left_of(schema, {"area": "1", "owner": "A"}, "class:specific") == {"area": "1", "owner": "A"}


def test_a_required_member_of_a_class_cannot_be_spared() -> None:
    assert needed(an_object(("owner",), owner=TEXT | SPECIFIC)) == {"specific"}


def test_the_class_of_a_root_is_that_of_members_that_name_none() -> None:
    assert needed(A_PARTY) == {"specific"}
    assert left_of(A_PARTY, {"name": "A", "alias": "B", "code": "C"}) == {"name": "A", "code": "C"}


def test_what_refers_to_a_class_is_of_that_class() -> None:
    assert left_of(an_object(party=A_PARTY), {"party": {"name": "A"}}) == {}
    assert needed(an_object(("party",), party=A_PARTY)) == {"specific"}


def test_an_optional_member_with_something_that_cannot_be_spared_goes_as_a_whole() -> None:
    inner = an_object(("owner",), owner=TEXT | SPECIFIC, area=TEXT)
    assert left_of(an_object(plot=inner), {"plot": {"owner": "A", "area": "1"}}) == {}


def test_what_a_condition_requires_cannot_be_spared() -> None:
    schema = an_object((), person=TEXT | SPECIFIC, company=TEXT) | {"anyOf": [{"required": ["person"]}]}
    assert needed(schema) == {"specific"}
    assert left_of(schema, {"person": "A"}) == {"person": "A"}


def test_lists_are_of_the_class_of_their_elements() -> None:
    people = {"type": "array", "items": TEXT | SPECIFIC}
    assert needed(people) == {"specific"}
    assert left_of(an_object(people=people), {"people": ["A"]}) == {}


def test_an_unknown_class_is_the_strictest() -> None:
    schema = {"allOf": [an_object(owner=TEXT | SPECIFIC), an_object(owner={"x-data-class": "sealed"})]}
    assert left_of(schema, {"owner": "A"}, "class:specific") == {}


def test_all_classes_of_what_is_sent_in_count() -> None:
    schema = an_object((), owner=TEXT | SPECIFIC, key={"x-data-class": "secret"}, party=A_PARTY)
    assert every_class(place_of(schema, {"Party": PARTY})) == {"specific", "secret"}
    assert every_class(place_of({"type": "array", "items": SPECIFIC}, {})) == {"specific"}


def test_a_schema_that_contains_itself_may_have_no_data_class() -> None:
    tree = an_object(child={"$ref": "#/components/schemas/Tree"}, owner=TEXT)
    assert unavoidable(place_of({"$ref": "#/components/schemas/Tree"}, {"Tree": tree})) == frozenset()
    with pytest.raises(RecursiveFieldGroups):
        place_of({"$ref": "#/components/schemas/Tree"}, {"Tree": tree | SPECIFIC})


def test_what_a_pinned_version_does_not_know_is_held_by_nobody() -> None:
    current = place_of(an_object(area=TEXT, soil=TEXT, plots={"items": an_object(code=TEXT, tax=TEXT)}), {})
    pinned = place_of(an_object(area=TEXT, plots={"items": an_object(code=TEXT)}), {})
    mark_newer(current, pinned)
    remover = remover_of(current)
    assert remover is not None
    document = {"area": "1", "soil": "wet", "plots": [{"code": "1", "tax": "2"}, {"tax": "3"}]}
    assert remover.uncovered(frozenset({"class:specific"})) == ("/plots/*/tax", "/soil")
    assert remover.remove(document, frozenset({"class:specific"}))
    assert document == {"area": "1", "plots": [{"code": "1"}, {}]}


def test_a_place_that_the_pinned_version_leaves_open_knows_every_member() -> None:
    current = place_of(an_object(extra=an_object(anything=TEXT)), {})
    mark_newer(current, place_of(an_object(extra={"type": "object"}), {}))
    assert remover_of(current) is None
