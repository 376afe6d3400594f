"""The catalogue finds, compiles and refuses."""

import json
from datetime import date
from pathlib import Path

import pytest

from contracts.catalogue import Catalogue, compile_schema
from contracts.codelists import CodeListBroken, CodeLists, read_codelists
from contracts.compiled import Definitions, SchemaRefused
from contracts.lao import has_lao
from tests.support.code_lists import a_code_list

CATALOGUE = Catalogue.load()
PLACE = "https://schemas.saphan.gov.la/shared/place/v1"


def a_code(code: str, **dates: str) -> dict[str, str]:
    return {"code": code, "lo": "ສານ", "en": "Court", **dates}


def test_the_catalogue_is_read_once() -> None:
    assert Catalogue.load() is CATALOGUE


def test_every_schema_is_found_and_compiles() -> None:
    assert PLACE in CATALOGUE.ids()
    for schema_id in CATALOGUE.ids():
        assert CATALOGUE.validator(schema_id).id == schema_id
        assert CATALOGUE.validator(schema_id) is CATALOGUE.validator(schema_id)


def test_a_document_handed_out_may_be_rewritten() -> None:
    CATALOGUE.document(PLACE)["type"] = "rewritten"
    assert CATALOGUE.document(PLACE)["type"] == "string"


def test_what_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        CATALOGUE.validator("https://schemas.saphan.gov.la/shared/nothing/v1")
    with pytest.raises(KeyError):
        CATALOGUE.document("https://schemas.saphan.gov.la/shared/nothing/v1")
    with pytest.raises(KeyError):
        CATALOGUE.codelist("nothing")


def test_the_lists_every_domain_shares_are_there() -> None:
    shared = {"case-category", "data-class", "identifier-type", "office-kind", "places", "purposes", "sex"}
    assert shared <= set(CATALOGUE.codelists())


def test_a_file_s_schema_points_at_the_catalogue() -> None:
    schema = compile_schema({"items": {"$ref": PLACE}})
    assert schema.is_valid(["01", "0101"])
    assert [(one.pointer, one.code) for one in schema.faults(["999"])[0]] == [("/0", "pattern")]


COMPONENTS = {
    "Case": {
        "x-schema-id": "https://schemas.saphan.gov.la/x/case/v1",
        "properties": {
            "place": {"$ref": "#/components/schemas/PlaceCode"},
            "sex": {"type": "string", "x-codelist": "sex"},
            "n": {"$ref": "#/components/schemas/Case/$defs/n"},
        },
        "$defs": {"n": {"type": "integer"}},
    },
    "PlaceCode": {"type": "string", "x-codelist": "places"},
}


@pytest.mark.parametrize("prepared", [True, False])
def test_an_openapi_schema_points_at_its_own_components(prepared: bool) -> None:
    codelists = CATALOGUE.code_lists.lists
    definitions = Definitions.of_components(COMPONENTS, codelists) if prepared else COMPONENTS
    schema = compile_schema({"$ref": "#/components/schemas/Case"}, definitions=definitions)
    assert schema.id == "https://schemas.saphan.gov.la/x/case/v1"
    assert schema.code_lists == {"places", "sex"}
    assert schema.is_valid({"place": "0101", "n": 1})
    assert [(one.pointer, one.code) for one in schema.faults({"sex": "both", "n": "1"})[0]] == [
        ("/sex", "x-codelist"), ("/n", "type"),
    ]  # fmt: skip
    assert schema.is_valid({"place": "0199"}), "a national list is in no validator"
    [fault] = schema.code_faults({"place": "0199"}, CATALOGUE.code_lists)
    assert (fault.pointer, fault.code, fault.params["codelist"]) == ("/place", "x-codelist", "places")


def test_a_boolean_is_a_schema_too() -> None:
    anything, nothing = True, False
    assert compile_schema(anything).is_valid(1)
    assert not compile_schema(nothing).is_valid(1)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "https://example.la/elsewhere"},
        {"$ref": "file:///etc/hostname"},
        {"$ref": "#/$defs/nowhere"},
        {"pattern": "(?=look-around)"},
        {"pattern": "("},
        {"type": "text"},
        {"x-codelist": 7},
        7,
    ],
)
def test_what_cannot_be_enforced_is_refused(schema: object) -> None:
    with pytest.raises(SchemaRefused):
        compile_schema(schema)


def test_a_pattern_cannot_be_made_to_hang() -> None:
    assert not compile_schema({"pattern": "^(a+)+$"}).is_valid("a" * 50_000 + "!")


# ---- code lists

ENDED = a_code("area", validTo="2015-12-31")
BEGUN = a_code("zone", validFrom="2016-01-01")
COURTS = {"court": a_code_list("court", ENDED, BEGUN, a_code("supreme"))}
SCHEMAS = {
    "https://schemas.saphan.gov.la/x/file/v1": {
        "$id": "https://schemas.saphan.gov.la/x/file/v1",
        "properties": {
            "court": {"$ref": "#/$defs/court", "x-code-date": "filedOn"},
            "filedOn": {"type": "string"},
            "history": {"type": "array", "prefixItems": [True], "items": {"$ref": "#/$defs/step"}},
            "map": {"additionalProperties": {"$ref": "#/$defs/court"}},
            "self": {"$ref": "https://schemas.saphan.gov.la/x/file/v1"},
        },
        "$defs": {
            "court": {"type": "string", "x-codelist": "court", "x-label": {"lo": "ສານ", "en": "Court"}},
            "step": {
                "if": True,
                "then": {"properties": {"courts": {"items": {"$ref": "#/$defs/dated"}}}},
                "allOf": [{"properties": {"courts": {"items": {"$ref": "#/$defs/dated"}}}}],
            },
            "dated": {"type": "string", "x-codelist": "court", "x-code-date": "on"},
        },
    },
}
FILE = Catalogue(SCHEMAS, COURTS).validator("https://schemas.saphan.gov.la/x/file/v1")


def late(document: object, on: date | None = None) -> list[str | None]:
    assert FILE.is_valid(document)
    found = FILE.code_faults(document, CodeLists(COURTS), on=on)
    assert {one.code for one in found} <= {"x-code-date"}
    return [one.pointer for one in found]


def test_a_code_is_checked_on_the_day_named_beside_it() -> None:
    dated = {"history": [0, {"courts": ["area", "zone"], "on": "2015-12-31"}]}
    assert late(dated) == ["/history/1/courts/1"]
    assert late({"history": [0, {"courts": ["area", "zone"], "on": "2016-01-01T08:00:00+07:00"}]}) == [
        "/history/1/courts/0"
    ]


def test_without_a_day_beside_it_the_day_of_the_request_counts() -> None:
    assert late({"map": {"a": "area", "b": "zone"}}, date(2020, 1, 1)) == ["/map/a"]
    assert late({"map": {"a": "area", "b": "zone"}}) == []
    assert late({"history": [0, {"courts": ["area"], "on": "no day"}]}, date(2020, 1, 1)) == ["/history/1/courts/0"]


def test_a_schema_within_itself_is_checked_as_deep_as_the_document() -> None:
    assert late({"self": {"self": {"court": "area"}}}, date(2020, 1, 1)) == ["/self/self/court"]


def test_an_answer_may_hold_a_code_that_has_ended() -> None:
    assert FILE.is_valid({"court": "area"})
    assert COURTS["court"].ever("area")
    assert not COURTS["court"].ever("village")


def test_a_code_is_valid_from_its_first_to_its_last_day() -> None:
    court = COURTS["court"]
    assert court.is_valid_on("area", date(2015, 12, 31))
    assert not court.is_valid_on("area", date(2016, 1, 1))
    assert court.is_valid_on("zone", date(2016, 1, 1))
    assert not court.is_valid_on("zone", date(2015, 12, 31))
    assert court.is_valid_on("supreme", date(1, 1, 1))
    assert not court.is_valid_on("village", date(2016, 1, 1))


def test_a_list_without_dates_costs_nothing() -> None:
    assert not CATALOGUE.codelist("sex").is_dated
    assert not compile_schema({"type": "string", "x-codelist": "sex"}).looks_up


def test_a_schema_that_names_no_dated_list_is_not_walked() -> None:
    name = "https://schemas.saphan.gov.la/x/t/v1"
    tree = Catalogue({name: {"$id": name, "items": {"$ref": "#"}, "allOf": [True]}}, COURTS).validator(name)
    assert tree.code_faults([[]], CodeLists(COURTS), on=date(2020, 1, 1)) == []


A_LIST = {"name": "a", "version": "1", "governs": "programme", "label": {"lo": "ກ", "en": "A"}, "codes": []}
ONE_NUMBER = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "{"),
        ("a.json", '{"name": "a", "version": "1"}'),
        ("a.json", json.dumps(A_LIST | {"name": "b"})),
        ("a.json", json.dumps(A_LIST | {"codes": [a_code("x"), a_code("x")]})),
        ("a.json", json.dumps(A_LIST | {"codes": [a_code("x", validTo="2024-02-30")]})),
        ("a.json", json.dumps({name: value for name, value in A_LIST.items() if name != "governs"})),
        ("a.json", json.dumps(A_LIST | {"governs": "nobody"})),
        ("a.json", json.dumps(A_LIST | {"governs": "national"})),
        ("a.json", json.dumps(A_LIST | {"attributes": ONE_NUMBER})),
        ("a.json", json.dumps(A_LIST | {"governs": "national", "attributes": ONE_NUMBER, "codes": [a_code("x")]})),
        (
            "a.json",
            json.dumps(A_LIST | {"governs": "national", "attributes": {"type": "text"}, "codes": [a_code("x")]}),
        ),
    ],
)
def test_a_broken_list_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "PROVENANCE.md").write_text("where it comes from", "utf-8")
    with pytest.raises(CodeListBroken, match=r"schemas/codelists/a\.json"):
        read_codelists(tmp_path)


def test_what_a_list_says_beside_the_labels_is_kept() -> None:
    assert CATALOGUE.codelist("places").codes["01"].attributes["iso"] == "LA-VT"


@pytest.mark.parametrize("name", CATALOGUE.codelists())
def test_every_code_has_both_labels_and_a_life_in_order(name: str) -> None:
    codelist = CATALOGUE.codelist(name)
    for code in codelist.codes.values():
        assert has_lao(code.lo), code
        assert code.en.strip(), code
        assert code.valid_from is None or code.valid_to is None or code.valid_from <= code.valid_to
