"""The rules of a national schema: every breach is named, and our own files have none."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts import lint, schema_files
from contracts.catalogue import Catalogue
from contracts.lint import DRAFT, Lint
from contracts.schema_files import SchemaFileBroken, SchemaName, parse_id, read_schema, schema_names
from contracts.texts import LINE, LINES
from tests.support.code_lists import a_code_list

NAME = SchemaName("justice", "hearing", 1)
LABEL = {"lo": "ຫ້ອງ", "en": "Room"}
GOOD: dict[str, Any] = {
    "$schema": DRAFT,
    "$id": NAME.id,
    "title": "Hearing",
    "description": "A day in court.",
    "type": "object",
    "x-data-class": "general",
    "required": ["room", "heldOn"],
    "properties": {
        "room": {"type": "string", "pattern": "^[0-9]+$", "x-label": LABEL},
        "heldOn": {"type": "string", "format": "date", "x-label": LABEL},
        "court": {
            "type": "string", "x-codelist": "court", "x-code-date": "heldOn", "x-label": LABEL,
            "x-field-group": "court",
        },
        "judge": {"$ref": "#/$defs/judge", "x-label": LABEL},
        "member": {
            "type": "string", "pattern": "^[a-z]+$", "maxLength": 64, "x-directory": "member", "x-label": LABEL,
        },
        "office": {
            "type": "string", "pattern": "^[0-9]+$", "maxLength": 40, "x-directory": "office", "x-code-date": "heldOn",
            "x-directory-kind": ["court"], "x-label": LABEL,
        },
        "offices": {
            "type": "array", "x-label": LABEL,
            "items": {"type": "string", "pattern": "^[0-9]+$", "maxLength": 40, "x-directory": "office"},
        },
        "from": {"$ref": "#/$defs/seat", "x-directory": "office", "x-directory-level": ["zone"], "x-label": LABEL},
    },
    "if": {"properties": {"court": {"const": "psc"}}, "required": ["court"]},
    "then": {"properties": {"judge": True, "room": {"minLength": 2}}, "required": ["judge"]},
    "allOf": [{"$ref": "#/$defs/part"}],
    "unevaluatedProperties": False,
    "$defs": {
        "judge": {
            "title": "Judge", "type": "object",
            "properties": {"name": {"type": "string", "pattern": LINE, "x-label": LABEL}},
            "unevaluatedProperties": False,
        },
        "seat": {
            "type": "object", "x-directory": "office", "unevaluatedProperties": False,
            "properties": {"member": {"x-label": LABEL}, "office": {"x-label": LABEL}},
        },
        "part": {"properties": {"note": {"type": "string", "pattern": LINES, "x-label": LABEL}, "old": True}},
    },
}  # fmt: skip

COURTS = a_code_list("court", {"code": "psc", "lo": "ສານ", "en": "Court"})
LISTS = {"court": COURTS, **Catalogue.load().code_lists.lists}
A_MEMBER: dict[str, Any] = {
    "type": "string", "pattern": "^[a-z]+$", "maxLength": 64, "x-directory": "member", "x-label": LABEL,
}  # fmt: skip
AN_OFFICE = A_MEMBER | {"x-directory": "office", "x-directory-kind": ["court"], "x-directory-level": ["zone"]}

Change = Callable[[dict[str, Any]], object]


def complaints(*documents: dict[str, Any]) -> list[str]:
    named = {parse_id(document["$id"]): document for document in documents}
    return list(Lint(named, LISTS).complaints())


def test_our_own_files_keep_every_rule() -> None:
    assert lint.main() == 0


def test_a_good_schema_has_no_complaint() -> None:
    assert complaints(GOOD) == []


def dated_by(member: str) -> dict[str, Any]:
    return {"type": "string", "maxLength": 9, "x-codelist": "court", "x-code-date": member, "x-label": LABEL}


def test_what_composes_a_definition_stands_beside_it_however_far_out() -> None:
    document = copy.deepcopy(GOOD)
    document["$defs"]["part"]["allOf"] = [{"$ref": "#/$defs/inner"}]
    document["$defs"]["inner"] = {"properties": {"seat": dated_by("heldOn")}}
    assert complaints(document) == []
    del document["allOf"]
    assert sum("names no member beside it" in each for each in complaints(document)) == 1


def room(document: dict[str, Any], **keywords: object) -> None:
    document["properties"]["room"] |= keywords


def named(document: dict[str, Any], schema: dict[str, Any], name: str = "member") -> None:
    document["properties"][name] = schema


def drop(document: dict[str, Any], keyword: str) -> None:
    del document[keyword]


BREACHES: list[tuple[str, Change]] = [
    ("$schema must be", lambda d: d.update({"$schema": "http://json-schema.org/draft-07/schema#"})),
    ("PascalCase title", lambda d: d.update(title="hearing")),
    ("PascalCase title", lambda d: drop(d, "title")),
    ("needs a description", lambda d: drop(d, "description")),
    ("is no JSON Schema", lambda d: d.update(type="thing")),
    ("a text has something to see", lambda d: drop(d["properties"]["room"], "pattern")),
    ("a text has something to see", lambda d: room(d, pattern="^[^\\u0000-\\u001F]+$")),
    ("a text has something to see", lambda d: room(d, pattern="[0-9]")),
    ("x-lenient is true", lambda d: room(d, **{"x-lenient": "yes"})),
    ("minLenght is no keyword", lambda d: room(d, minLenght=1)),
    ("default is no keyword", lambda d: room(d, default="1")),
    ("only the root has $id", lambda d: room(d, **{"$id": "https://schemas.saphan.gov.la/x/y/v1"})),
    ("points outside the catalogue", lambda d: room(d, **{"$ref": "https://example.la/x"})),
    ("points outside the catalogue", lambda d: room(d, **{"$ref": "#/$defs/nobody"})),
    ("there is no null", lambda d: room(d, type=["string", "null"])),
    ("there is no null", lambda d: room(d, enum=["1", None])),
    ("there is no null", lambda d: room(d, const=None)),
    ("format shoe-size is not", lambda d: room(d, format="shoe-size")),
    (r"\d and \w differ", lambda d: room(d, pattern=r"^\d+$")),
    (r"\d and \w differ", lambda d: d["$defs"]["judge"].update(patternProperties={r"^\w": True})),
    ("no look-around", lambda d: room(d, pattern="^(?!0)[0-9]+$")),
    ("does not compile", lambda d: room(d, pattern=r"(a)\1")),
    ("object is open", lambda d: drop(d, "unevaluatedProperties")),
    ("object is open", lambda d: d.update(unevaluatedProperties=True)),
    ("object is open", lambda d: drop(d["$defs"]["judge"], "unevaluatedProperties")),
    ("object is open", lambda d: room(d, type="object", additionalProperties={})),
    ("x-data-class is one of", lambda d: room(d, **{"x-data-class": "private"})),
    ("x-subject is one of", lambda d: room(d, **{"x-subject": "person"})),
    ("x-label needs lo", lambda d: room(d, **{"x-label": {"lo": "room", "en": "Room"}})),
    ("x-label needs lo", lambda d: room(d, **{"x-label": "Room"})),
    ("x-message needs lo", lambda d: room(d, **{"x-message": {"lo": "ຫ້ອງ"}})),
    ("an x-message is one sentence", lambda d: room(d, **{"x-message": LABEL, "not": {"pattern": "^0$"}})),
    ("there is no code list shoes", lambda d: room(d, **{"x-codelist": "shoes"})),
    ("has an x-codelist is a string", lambda d: room(d, **{"x-codelist": "court", "enum": ["psc"]})),
    ("has an x-codelist is a string", lambda d: room(d, **{"x-codelist": "court", "type": "integer"})),
    ("name is camelCase", lambda d: d["properties"].update(held_at={"type": "string", "x-label": LABEL})),
    ("no title", lambda d: room(d, title="Room")),
    ("needs an x-label", lambda d: drop(d["properties"]["room"], "x-label")),
    ("needs an x-label", lambda d: drop(d["$defs"]["part"]["properties"]["note"], "x-label")),
    ("needs an x-data-class", lambda d: drop(d, "x-data-class")),
    ("only optional members", lambda d: room(d, **{"x-field-group": "place"})),
    ("names no member beside it", lambda d: room(d, **{"x-code-date": "openedOn"})),
    ("names no member beside it", lambda d: d["$defs"]["part"]["properties"].update(seat=dated_by("openedOn"))),
    ("names no member beside it", lambda d: d["$defs"]["judge"]["properties"].update(seat=dated_by("heldOn"))),
    ("stands beside the x-codelist or x-directory", lambda d: room(d, **{"x-code-date": "heldOn"})),
    ("members are in no code list", lambda d: room(d, **{"x-codelist": "members"})),
    ("x-directory is one of member, office, system, officer", lambda d: named(d, A_MEMBER | {"x-directory": "person"})),
    ("x-directory is one of member, office, system, officer", lambda d: room(d, **{"x-directory-kind": ["court"]})),
    ("x-directory stands without x-codelist", lambda d: named(d, A_MEMBER | {"x-codelist": "court"})),
    ("x-directory stands without x-codelist", lambda d: named(d, A_MEMBER | {"enum": ["psc"]})),
    ("has an x-directory is a string", lambda d: named(d, A_MEMBER | {"type": "integer"})),
    ("has an x-directory is a string", lambda d: named(d, {"x-directory": "member", "x-label": LABEL})),
    ("has a pattern and a maxLength", lambda d: d["properties"]["member"].pop("pattern")),
    ("has a pattern and a maxLength", lambda d: d["properties"]["member"].pop("maxLength")),
    ("list of codes of the list member-kind", lambda d: named(d, A_MEMBER | {"x-directory-kind": ["navy"]})),
    ("list of codes of the list office-kind", lambda d: named(d, AN_OFFICE | {"x-directory-kind": ["zone"]}, "office")),
    ("list of codes of the list office-kind", lambda d: named(d, AN_OFFICE | {"x-directory-kind": []}, "office")),
    ("list of codes of the list office-level", lambda d: named(d, AN_OFFICE | {"x-directory-level": "zone"}, "office")),
    ("a member has no x-directory-level", lambda d: named(d, A_MEMBER | {"x-directory-level": ["zone"]})),
    (
        "a system has no x-directory-kind",
        lambda d: named(d, A_MEMBER | {"x-directory": "system", "x-directory-kind": ["court"]}),
    ),
    ("an office is found under its member", lambda d: d["properties"].pop("member")),
    ("an office is found under its member", lambda d: drop(d["properties"]["member"], "x-directory")),
    ("an office is a property beside its member", lambda d: d["$defs"].update(office=AN_OFFICE)),
    (
        "an office is a string beside its member, or",
        lambda d: named(d, {"$ref": "#/$defs/part", "x-directory": "office"}),
    ),
    ("x-directory holds without a condition", lambda d: d["then"]["properties"].update(member=A_MEMBER)),
    ("x-directory holds without a condition", lambda d: room(d, anyOf=[A_MEMBER, {"maxLength": 3}])),
]


@pytest.mark.parametrize(("complaint", "change"), BREACHES, ids=[complaint for complaint, _ in BREACHES])
def test_a_breach_is_named_with_its_file(complaint: str, change: Change) -> None:
    bad = copy.deepcopy(GOOD)
    change(bad)
    found = complaints(bad)
    assert any(complaint in sentence for sentence in found), found
    assert all(sentence.startswith("schemas/justice/hearing/v1.json#") for sentence in found)


def test_a_member_may_state_its_own_data_class() -> None:
    own = copy.deepcopy(GOOD)
    drop(own, "x-data-class")
    defs = own["$defs"]
    for part in [*own["properties"].values(), *defs["judge"]["properties"].values(), defs["part"], defs["seat"]]:
        if isinstance(part, dict):
            part["x-data-class"] = "specific"
    assert complaints(own) == []


def test_a_form_of_foreign_software_keeps_its_names() -> None:
    foreign = copy.deepcopy(GOOD)
    own: dict[str, Any] = {"type": "object", "properties": {"held_at": {"x-lenient": True, "x-label": LABEL}}}
    own |= {"additionalProperties": {"x-lenient": True}, "x-label": LABEL}
    foreign["properties"]["envelope"] = own
    assert [sentence.partition(": ")[2] for sentence in complaints(foreign)] == [
        "held_at: a member's name is camelCase"
    ]
    own["x-lenient"] = True
    assert complaints(foreign) == []


def test_two_schemas_never_share_a_title() -> None:
    other = copy.deepcopy(GOOD) | {"$id": SchemaName("justice", "session", 1).id}
    assert complaints(GOOD, other) == [
        "schemas/justice/session/v1.json: its title is that of schemas/justice/hearing/v1.json"
    ]


def test_a_place_in_a_file_is_a_pointer() -> None:
    bad = copy.deepcopy(GOOD)
    bad["$defs"]["judge"]["properties"]["name"]["format"] = "x"
    assert complaints(bad) == [
        "schemas/justice/hearing/v1.json#/$defs/judge/properties/name: format x is not one that is checked"
    ]


# ---- the files themselves


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, "utf-8")


@pytest.mark.parametrize("text", ["{", "[]", '{"$id": "https://schemas.saphan.gov.la/justice/other/v1"}', "\udc80"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "justice/hearing").mkdir(parents=True)
    (tmp_path / NAME.path).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SchemaFileBroken, match=NAME.path):
        read_schema(tmp_path, NAME)


def test_only_versions_are_schema_files(tmp_path: Path) -> None:
    for path in ("b/y/v2.json", "b/y/v10.json", "a/x/v1.json", "a/x/v1.md", "a/x/examples/v1/valid-a.json",
                 "codelists/sex/v1.json", "README.md", "a/note.txt"):  # fmt: skip
        write(tmp_path, path, "{}")
    assert [name.path for name in schema_names(tmp_path)] == ["a/x/v1.json", "b/y/v2.json", "b/y/v10.json"]


def test_a_name_says_its_module() -> None:
    assert SchemaName("justice", "case-page", 1).module == "case_page"
    assert SchemaName("justice", "case-page", 2).module == "case_page_v2"


@pytest.mark.parametrize("text", ["", "https://example.la/a/b/v1", NAME.id + "#", NAME.id[:-1] + "0"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        parse_id(text)


def test_the_command_names_every_breach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, NAME.path, "{")
    write(tmp_path, "codelists/sex.json", "{")
    write(tmp_path, "published.txt", "")
    monkeypatch.setattr(lint, "schemas_folder", lambda: tmp_path)
    assert lint.main() == 1
    told = capsys.readouterr().err
    assert "schemas/justice/hearing/v1.json" in told
    assert "schemas/codelists/sex.json" in told


def test_the_catalogue_and_the_files_agree() -> None:
    names = schema_names(schema_files.schemas_folder())
    assert sorted(name.id for name in names) == Catalogue.load().ids()


def a_page(**properties: Any) -> dict[str, Any]:
    items = {"type": "array", "items": {"type": "string"}, "x-label": LABEL}
    return GOOD | {"properties": GOOD["properties"] | {"items": items} | properties}


def test_a_page_has_room_for_what_is_withheld() -> None:
    reference = {"$ref": "https://schemas.saphan.gov.la/shared/withheld-item/v1"}
    told = "#: a page has withheld, a list of https://schemas.saphan.gov.la/shared/withheld-item/v1"
    for wrong in ({}, {"withheld": {"type": "array", "items": {"type": "string"}, "x-label": LABEL}}):
        assert any(told in each for each in complaints(a_page(**wrong)))
    right = a_page(withheld={"type": "array", "items": reference, "x-label": LABEL})
    assert not any(told in each for each in complaints(right))
    assert not any("a page has withheld" in each for each in complaints(GOOD | {"properties": True}))
