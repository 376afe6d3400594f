"""Where documents name people: compiled once, found in every shape of schema, and free where nobody is named."""

import json
from typing import Any

import pytest

from contracts import subjects
from contracts.catalogue import Catalogue
from gateway.directory.parameters import Parameter, Parameters
from gateway.directory.subjects import Seeker, compile_seeker

A_NUMBER: dict[str, Any] = {
    "x-subject": "identifier",
    "type": "object",
    "properties": {"type": {"type": "string"}, "value": {"type": "string"}},
}
AN_ID: dict[str, Any] = {"x-subject": "record", "type": "string"}
NUMBER = {"type": "citizenId", "value": "01-02"}
CITIZEN = subjects.identifier("citizenId", "0102")
P1 = subjects.record("p1")


def found(schema: dict[str, Any], document: object, **definitions: Any) -> set[str]:
    seeker = compile_seeker(schema, {"Number": A_NUMBER, "Id": AN_ID, **definitions})
    assert seeker is not None
    names: set[str] = set()
    seeker.find(document, names)
    return names


def ref(name: str, **beside: Any) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", **beside}


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        (ref("Number"), NUMBER),
        ({"properties": {"who": ref("Number", **{"x-label": {}})}}, {"who": NUMBER, "what": "else"}),
        ({"properties": {"all": {"items": ref("Number")}}}, {"all": [NUMBER, NUMBER]}),
        ({"prefixItems": [ref("Number")]}, [NUMBER]),
        ({"additionalProperties": ref("Number")}, {"mother": NUMBER}),
        ({"patternProperties": {"^x": ref("Number")}}, {"xyz": NUMBER}),
        ({"allOf": [{"properties": {"who": ref("Number")}}]}, {"who": NUMBER}),
        ({"oneOf": [{"type": "string"}, ref("Number")]}, NUMBER),
        ({"if": {"type": "object"}, "then": {"properties": {"who": ref("Number")}}}, {"who": NUMBER}),
        ({"dependentSchemas": {"who": {"properties": {"who": ref("Number")}}}}, {"who": NUMBER}),
    ],
    ids=["itself", "member", "list", "tuple", "map", "pattern", "allOf", "oneOf", "condition", "dependent"],
)
def test_a_person_is_found_in_every_shape(schema: dict[str, Any], document: object) -> None:
    assert found(schema, document) == {CITIZEN}


def test_a_member_that_is_named_is_not_one_of_the_others() -> None:
    schema = {"properties": {"kind": {"type": "string"}}, "additionalProperties": AN_ID}
    assert found(schema, {"kind": "case", "mother": "p1"}) == {P1}


def test_parts_of_a_composition_speak_of_one_value_together() -> None:
    schema = {"allOf": [{"properties": {"who": {"type": "string"}}}, {"properties": {"who": AN_ID}}]}
    assert found(schema, {"who": "p1"}) == {P1}


def test_a_schema_may_lead_back_to_itself() -> None:
    family = {"properties": {"id": AN_ID, "children": {"items": ref("Family")}, "note": {"items": ref("Note")}}}
    note = {"properties": {"about": ref("Note")}}
    tree = {"id": "p1", "children": [{"id": "p2", "children": [{"id": "p3"}]}]}
    names = {subjects.record(name) for name in ("p1", "p2", "p3")}
    assert found(ref("Family"), tree, Family=family, Note=note) == names


def test_a_schema_that_names_nobody_costs_nothing() -> None:
    circle = {"properties": {"next": ref("Circle")}}
    assert compile_seeker(ref("Circle"), {"Circle": circle}) is None
    assert compile_seeker(None, {}) is None


def test_what_leads_to_nobody_is_left_out_of_the_walk() -> None:
    schema = {"properties": {"who": AN_ID, "what": {"properties": {"size": {"type": "integer"}}}}}
    seeker = compile_seeker(schema, {})
    assert isinstance(seeker, Seeker)
    assert set(seeker.marks.members) == {"who"}


@pytest.mark.parametrize(
    "value",
    [None, True, 3.5, [], {"type": "citizenId"}, {"type": 1, "value": "2"}],
    ids=["null", "boolean", "fraction", "list", "half", "odd"],
)
def test_what_is_no_number_is_nobody(value: object) -> None:
    assert found({"properties": {"who": ref("Number")}}, {"who": value}) == set()


def test_path_and_query_name_people_where_they_say_so() -> None:
    text = frozenset({"string"})
    parameters = Parameters(
        [
            Parameter("caseId", "path", required=True, schema={}, types=text, item_types=text, subject="record"),
            Parameter("number", "query", required=False, schema={}, types=text, item_types=text, subject="identifier"),
            Parameter("limit", "query", required=False, schema={}, types=text, item_types=text),
        ]
    )
    names: set[str] = set()
    parameters.find_subjects({"caseId": "p1"}, "limit=3&number=0102", names)
    assert names == {P1, *subjects.untyped("0102")}


def test_every_marked_place_of_the_national_schemas_is_found() -> None:
    """The catalogue's own examples: wherever a schema marks a person, the seeker leads there."""
    catalogue = Catalogue.load()
    marked = [each for each in catalogue.ids() if "x-subject" in str(catalogue.document(each))]
    assert marked
    for schema_id in marked:
        # as it is served: a component, whose own definitions lie below it
        text = json.dumps(catalogue.document(schema_id)).replace('"#/$defs/', '"#/components/schemas/It/$defs/')
        document = json.loads(text)
        assert compile_seeker(document, {"It": document}) is not None, schema_id


_QUERIES: list[Any] = [
    {"type": "NID", "value": "01-02"},
    [{"seq_num": 1, "expression1": {"attribute_name": "NID", "operator": "eq", "attribute_value": "01-02"}}],
    {"type": "ns:x", "value": {"expression": {"collection": "Person", "query": {"NID": {"$eq": "01-02"}}}}},
    {"value": {"expression": {"query": {"NID": "01-02", "name": {"$eq": "x"}}}}},
    {"value": {"expression": {"query": {"$and": [{"NID": {"eq": "01-02"}}, {"birth_date": "1961"}]}}}},
    {"value": {"query": {"NID": {"$eq": "01-02"}}}},
    {"expression": {"query": {"$and": [{"NID": "01-02"}]}}},
    {"query": {"NID": "01-02"}},
]


@pytest.mark.parametrize("number", ["0102", 12345])
@pytest.mark.parametrize("query", _QUERIES, ids=range(len(_QUERIES)))
def test_whoever_is_looked_for_in_the_envelope_of_spdci_is_found(query: Any, number: str | int) -> None:
    text = json.dumps(Catalogue.load().document("https://schemas.saphan.gov.la/civil/spdci-search-request/v1"))
    document = json.loads(text.replace('"#/$defs/', '"#/components/schemas/It/$defs/'))
    asked = json.loads(json.dumps(query).replace('"01-02"', json.dumps(number)))
    message = {"message": {"search_request": [{"search_criteria": {"query": asked}}]}}
    assert subjects.untyped(str(number)) <= found(document, message, It=document)
