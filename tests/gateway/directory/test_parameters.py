from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.dialect import never_null
from gateway.directory.parameters import Parameter, Parameters, item_types_of, types_of
from gateway.directory.snapshot import Snapshot
from gateway.exchange.callers_directory import CallersDirectory
from tests.support.organisations import COUNTRY


def a_parameter(
    name: str, schema: dict[str, Any], *, where: Any = "query", required: bool = False, exploded: bool = True
) -> Parameter:
    return Parameter(name, where, required, schema, types_of(schema, {}), item_types_of(schema, {}), exploded)


def query(schema: dict[str, Any], text: str, **more: Any) -> list[tuple[str | None, str, str | None]]:
    parameters = Parameters([a_parameter("a", schema, **more)])
    return [(fault.location, fault.code, fault.name) for fault in parameters.faults({}, text, {})]


INTEGER = {"type": "integer", "minimum": 1, "maximum": 200}


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (INTEGER, ""),
        (INTEGER, "a=1"),
        (INTEGER, "a=200"),
        ({"type": "number"}, "a=-1.5e3"),
        ({"type": "boolean"}, "a=true"),
        ({"type": "string"}, "a=1"),
        ({"type": "string"}, "a=true"),
        ({"type": "string"}, "a="),
        ({"type": "string", "minLength": 3}, "a=%E0%BA%A5%E0%BA%B2%E0%BA%A7"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "a=7"),
        ({"type": ["integer", "null"]}, "a=7"),
        ({"type": "array", "items": {"type": "integer"}}, "a=1&a=2"),
        ({"type": "array", "items": {"type": "string"}}, "a=1"),
        ({"type": "array", "minItems": 1, "items": {"type": "string"}}, ""),
    ],
)
def test_text_becomes_what_its_schema_says(schema: dict[str, Any], text: str) -> None:
    assert query(schema, text) == []


@pytest.mark.parametrize(
    ("schema", "text", "code"),
    [
        (INTEGER, "a=0", "minimum"),
        (INTEGER, "a=201", "maximum"),
        (INTEGER, "a=ten", "type"),
        (INTEGER, "a=1.0", "type"),
        (INTEGER, "a=%2B1", "type"),
        (INTEGER, "a=01", "type"),
        (INTEGER, "a=%E0%BB%91", "type"),  # LAO DIGIT ONE is text
        (INTEGER, "a=", "type"),
        (INTEGER, "a=1&a=2", "given-twice"),
        ({"type": "string"}, "a=x&a=x", "given-twice"),
        (INTEGER, "a=99999999999999999999", "type"),
        ({"type": "number"}, "a=NaN", "type"),
        ({"type": "number"}, "a=1e400", "type"),
        ({"type": "boolean"}, "a=True", "type"),
        ({"type": "array", "items": {"type": "integer"}}, "a=1&a=x", "type"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_schema(schema: dict[str, Any], text: str, code: str) -> None:
    assert query(schema, text) == [("query", code, "a")]


def test_a_list_may_stand_in_one_value_where_that_is_declared() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "maxItems": 2}
    assert query(schema, "a=1,2", exploded=False) == []
    assert query(schema, "a=1,2,3", exploded=False) == [("query", "maxItems", "a")]


def test_a_missing_parameter_is_named() -> None:
    assert query(INTEGER, "", required=True) == [("query", "required", "a")]


def test_a_query_parameter_that_nobody_declared_is_refused() -> None:
    assert query(INTEGER, "a=1&lmit=5") == [("query", "additionalProperties", "lmit")]
    faults = Parameters([]).faults({}, "x=1", {})
    assert [(fault.location, fault.name, fault.pointer) for fault in faults] == [("query", "x", None)]


@pytest.mark.parametrize("text", ["a=%FF", "a=%E0%BA", "&".join(["a=1"] * 201)])
def test_a_query_that_readers_would_repair_differently_is_refused(text: str) -> None:
    assert query({"type": "array", "items": {"type": "string"}}, text) == [("query", "syntax", "")]


@pytest.mark.parametrize("text", ["a=%00", "a=b%00c", "%00=a", "b=%00"])
def test_a_null_character_is_refused_before_a_database_chokes_on_it(text: str) -> None:
    assert query({"type": "string"}, text) == [("query", "null-character", "")]


@pytest.mark.parametrize("guards", [{"people"}, {"class:specific"}])
def test_a_query_says_what_it_asks_of_an_agreement(guards: set[str]) -> None:
    guarded = replace(a_parameter("a", {"type": "string"}), guards=frozenset(guards))
    parameters = Parameters([guarded, a_parameter("b", {"type": "string"})])
    assert parameters.guards("a=1&b=2") == {"a": guards}
    assert parameters.guards("%61=1") == {"a": guards}
    assert parameters.guards("b=a") == parameters.guards("") == parameters.guards("a=%ff") == {}


def test_a_name_is_not_a_pointer() -> None:
    assert query(INTEGER, "a%2Fb=1") == [("query", "additionalProperties", "a/b")]


def test_path_parameters_are_checked() -> None:
    parameters = Parameters(
        [a_parameter("caseId", {"type": "string", "pattern": "^cas_"}, where="path", required=True)]
    )
    assert parameters.faults({"caseId": "cas_1"}, "", {}) == []
    [fault] = parameters.faults({"caseId": "1"}, "", {})
    assert (fault.location, fault.name, fault.code) == ("path", "caseId", "pattern")
    assert fault.lo
    assert fault.en


def test_headers_are_checked_without_regard_to_case_and_others_are_let_through() -> None:
    parameters = Parameters([a_parameter("X-Count", INTEGER, where="header", required=True)])
    assert parameters.faults({}, "", {"x-count": "3", "user-agent": "any"}) == []
    assert [f.name for f in parameters.faults({}, "", {"x-count": "0"})] == ["x-count"]
    assert [f.code for f in parameters.faults({}, "", {})] == ["required"]


def test_headers_with_a_refusal_of_their_own_are_left_to_it() -> None:
    parameters = Parameters([a_parameter("Idempotency-Key", {"type": "string"}, where="header", required=True)])
    assert parameters.faults({}, "", {}) == []


def test_types_are_found_through_references() -> None:
    definitions: dict[str, Any] = {
        "Count": {"allOf": [{"$ref": "#/components/schemas/Int"}]},
        "Int": {"type": "integer"},
    }
    assert types_of({"$ref": "#/components/schemas/Count"}, definitions) == {"integer"}
    assert item_types_of(
        {"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Int"}}]}, definitions
    ) == {"integer"}


# Seen with another house's form of a query, whose every fault was "fits none of the 2 alternatives".
@pytest.mark.parametrize(
    ("schema", "text", "en"),
    [
        ({"type": "boolean"}, "a=TRUE", "Must be true or false."),
        ({"type": "boolean"}, "a=", "Must be true or false."),
        (
            {"type": "string", "enum": ["CREATE", "UPDATE"]},
            "a=SYNC",
            "Is not one of the values allowed: CREATE, UPDATE.",
        ),
        ({"type": "string", "const": "death"}, "a=birth", "Is not the one value allowed: death."),
        ({"type": "string"}, "a=code&a=uid", "Is given twice: which of the values counts is not ours to guess."),
    ],
)
def test_a_fault_says_what_is_allowed(schema: dict[str, Any], text: str, en: str) -> None:
    optional = never_null({"anyOf": [schema, {"type": "null"}], "title": "A"})
    assert [fault.en for fault in Parameters([a_parameter("a", optional)]).faults({}, text, {})] == [en]


NAMING = Parameters(
    [
        a_parameter("member", {"type": "string", "x-directory": "member"}, where="path"),
        a_parameter("office", {"type": "string", "x-directory": "office", "x-code-date": "on"}),
        a_parameter("on", {"type": "string"}),
        a_parameter("to", {"type": "array", "items": {"type": "string", "x-directory": "member"}}),
        a_parameter("x-system", {"type": "string", "x-directory": "system"}, where="header"),
    ]
)
KNOWN = CallersDirectory(Snapshot(1, {}, {}, {}, organisations=COUNTRY, code_lists=Catalogue.load().code_lists))


@pytest.mark.parametrize(
    ("member", "text", "headers", "told"),
    [
        ("psc", "office=Z2&to=police&to=home", {}, []),
        ("psc", "office=Z1&on=2026-01-31", {}, []),
        ("navy", "", {}, [("path", "member", "x-directory")]),
        ("navy", "office=Z2", {}, [("path", "member", "x-directory")]),
        ("psc", "office=Z1", {}, [("query", "office", "x-directory-date")]),
        ("police", "office=Z1", {}, [("query", "office", "x-directory")]),
        ("psc", "to=police&to=interior", {}, [("query", "to", "x-directory-date")]),
        ("psc", "", {"x-system": "police-cases"}, [("header", "x-system", "x-directory")]),
    ],
)
def test_parameters_that_name_whom_the_directory_has_not_are_told_by_name(
    member: str, text: str, headers: dict[str, str], told: list[tuple[str, str, str]]
) -> None:
    path = {"member": member}
    assert NAMING.faults(path, text, headers) == [], "by themselves they are right"
    found = NAMING.lookup_faults(path, text, headers, on=date(2026, 11, 28), directory=KNOWN)
    assert [(fault.location, fault.name, fault.code) for fault in found] == told


def test_a_parameter_may_name_a_code_that_has_ended_since_one_may_search_for_it() -> None:
    edition = a_parameter("edition", {"type": "string", "x-codelist": "law-edition"})
    naming = Parameters([edition, a_parameter("member", {"type": "string", "x-directory": "member"})])
    text = "edition=penalLaw2005&member=navy"
    assert naming.faults({}, text, {}) == []
    found = naming.lookup_faults({}, text, {}, on=date(2026, 11, 28), directory=KNOWN)
    assert [fault.name for fault in found] == ["member"]


DAY = {"type": "string", "format": "date", "allOf": [{"pattern": "^(18|19|20)[0-9]{2}"}]}


def test_an_empty_parameter_is_told_once() -> None:
    [fault] = Parameters([a_parameter("openedFrom", DAY)]).faults({}, "openedFrom=", {})
    assert (fault.code, fault.name) == ("empty", "openedFrom")
    assert "leave it out" in fault.en
    assert len(Parameters([a_parameter("openedFrom", DAY)]).faults({}, "openedFrom=x", {})) == 2


def test_a_plus_that_was_read_as_a_blank_is_told_as_one() -> None:
    known = Parameters([a_parameter("at", {"type": "string", "format": "date-time"})])
    [fault] = known.faults({}, "at=2026-03-02T10:00:00+07:00", {})
    assert (fault.code, "%2B" in fault.en, "%2B" in fault.lo) == ("plus-lost", True, True)
    assert known.faults({}, "at=2026-03-02T10:00:00%2B07:00", {}) == []
    [fault] = known.faults({}, "at=yesterday", {})
    assert fault.code == "format"


def test_an_unknown_parameter_is_called_one_and_told_which_are_known() -> None:
    known = Parameters([a_parameter("status", {"type": "string"}), a_parameter("limit", INTEGER)])
    [fault] = known.faults({}, "state=x", {})
    assert fault.en == "Is not a known parameter of this operation. Known: limit, status."
    assert fault.lo.endswith("ທີ່ຮູ້ຈັກ: limit, status.")
    [fault] = Parameters([]).faults({}, "state=", {})
    assert fault.en == "Is not a known parameter of this operation. It has none."
