"""A new version may only add optional members: every other kind of change is named, in both languages."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.catalogue import Catalogue, compile_schema
from contracts.compatibility import Change, incompatible
from contracts.dialect import walk
from contracts.lao import has_lao
from contracts.publication import published_on
from contracts.schema_files import schema_names, schemas_folder

CATALOGUE = Catalogue.load()
PUBLISHED = published_on(schemas_folder())
DOCUMENTS = {key: CATALOGUE.document(key) for key in CATALOGUE.ids()}
HERE = "https://schemas.saphan.gov.la/justice/session/v1"
SEAT = "https://schemas.saphan.gov.la/shared/seat/v1"
JUDGE = {"type": "string", "x-directory": "member", "x-directory-kind": ["court", "prosecutor"]}
TEXT = {"type": "string"}
ROOM = {
    "type": "string", "maxLength": 9, "pattern": "^[A-Z]", "x-data-class": "general", "x-label": {"lo": "ຫ້ອງ", "en": "Room"}
}  # fmt: skip
OLD: dict[str, Any] = {
    "$id": HERE,
    "title": "Session",
    "description": "A day in court.",
    "type": "object",
    "required": ["room", "kind"],
    "properties": {
        "room": ROOM,
        "kind": {"type": "string", "enum": ["open", "closed"]},
        "title": {"$ref": "#/$defs/text"},
        "judge": JUDGE,
        "plea": {"type": "string", "x-codelist": "plea", "x-code-date": "day", "x-field-group": "pleas"},
        "day": {"type": "string", "format": "date"},
        "seat": {"$ref": SEAT},
        "parts": {"type": "array", "maxItems": 9, "items": {"$ref": "#/$defs/part"}},
        "seen": {"type": ["string", "integer"], "const": 1, "x-subject": "record"},
        "other": {"oneOf": [{"$ref": "#/$defs/one"}, TEXT]},
        "map": {"type": "object", "additionalProperties": TEXT},
    },
    "if": {"properties": {"kind": {"const": "closed"}}, "required": ["kind"]},
    "then": {"properties": {"judge": {"minLength": 2}, "reason": TEXT}, "required": ["judge"]},
    "dependentSchemas": {"title": {"required": ["day"]}},
    "dependentRequired": {"description": ["day"]},
    "$defs": {
        "text": {"type": "string"},
        "part": {"type": "object", "properties": {"number": {"type": "integer"}}, "unevaluatedProperties": False},
        "one": {"type": "object", "properties": {"a": {"$ref": "#/$defs/inner"}}, "unevaluatedProperties": False},
        "inner": {"type": "object", "properties": {}, "additionalProperties": False},
    },
    "unevaluatedProperties": False,
}
Path = str


def changes(new: dict[str, Any], old: dict[str, Any] = OLD) -> list[Change]:
    return list(incompatible(old, new, DOCUMENTS))


def changed(path: Path, value: object = None, document: dict[str, Any] = OLD) -> dict[str, Any]:
    new = copy.deepcopy(document)
    *steps, last = path.split("/")
    part: Any = new
    for step in steps:
        part = part[int(step)] if isinstance(part, list) else part[step]
    key = int(last) if isinstance(part, list) else last
    if value is None:
        del part[key]
    else:
        part[key] = value
    return new


# ---- what is compatible


COMPATIBLE: list[tuple[str, dict[str, Any]]] = [
    ("the same", OLD),
    ("an optional member", changed("properties/clerk", TEXT)),
    ("an optional member of a part", changed("$defs/part/properties/name", TEXT)),
    ("a definition", changed("$defs/more", TEXT)),
    ("another title", changed("title", "SessionV2")),
    ("another description", changed("description", "One day in court.")),
    ("another label", changed("properties/room/x-label", {"lo": "ຫ້ອງພິຈາລະນາ", "en": "Courtroom"})),
    ("a better sentence", changed("properties/room/x-message", {"lo": "ຫ້ອງ", "en": "The room."})),
    ("said to go away", changed("properties/room/deprecated", value=True)),
    ("required in another order", changed("required", ["kind", "room"])),
    ("an enum in another order", changed("properties/kind/enum", ["closed", "open"])),
    ("kinds in another order", changed("properties/judge/x-directory-kind", ["prosecutor", "court"])),
    ("a later version of a part", changed("properties/seat/$ref", SEAT.replace("v1", "v2"))),
]


@pytest.mark.parametrize("new", [new for _, new in COMPATIBLE], ids=[what for what, _ in COMPATIBLE])
def test_a_new_version_may_add_optional_members_and_say_things_better(new: dict[str, Any]) -> None:
    assert changes(new) == []


# ---- what is not


REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("#/properties/room", "the member room was taken away", changed("properties/room")),
    ("#/properties/title", "the member title was taken away", changed("properties/title")),
    ("#/required", "day became required", changed("required", ["room", "kind", "day"])),
    ("#/required", "kind is no longer required", changed("required", ["room"])),
    ("#/required", "is no longer required", changed("required")),
    ("#/then/required", "title became required", changed("then/required", ["judge", "title"])),
    ("#/type", 'the type was changed ("object" → "string")', changed("type", "string")),
    ("#/properties/seen/type", "the type was changed", changed("properties/seen/type", ["string"])),
    ("#/properties/room/pattern", "the pattern was changed", changed("properties/room/pattern", "^[A-Y]")),
    ("#/properties/room/pattern", "the pattern was taken away", changed("properties/room/pattern")),
    ("#/properties/day/pattern", "the pattern was added", changed("properties/day/pattern", "^2")),
    ("#/properties/day/format", "the format was changed", changed("properties/day/format", "date-time")),
    ("#/properties/room/maxLength", "the bound maxLength was changed (9 → 8)", changed("properties/room/maxLength", 8)),
    ("#/properties/room/maxLength", "the bound maxLength was changed (9 → 10)", changed("properties/room/maxLength", 10)),
    ("#/properties/room/maxLength", "the bound maxLength was taken away", changed("properties/room/maxLength")),
    ("#/properties/room/minLength", "the bound minLength was added", changed("properties/room/minLength", 2)),
    ("#/properties/parts/maxItems", "the bound maxItems", changed("properties/parts/maxItems", 10)),
    ("#/properties/kind/enum", "the values allowed enum", changed("properties/kind/enum", ["open"])),
    ("#/properties/kind/enum", "the values allowed enum", changed("properties/kind/enum", ["open", "closed", "half"])),
    ("#/properties/seen/const", "the values allowed const was changed (1 → true)", changed("properties/seen/const", True)),
    ("#/properties/title/enum", "the values allowed enum was added", changed("properties/title/enum", ["x"])),
    ("#/unevaluatedProperties", "the closing of the object", changed("unevaluatedProperties", True)),
    ("#/unevaluatedProperties", "the closing of the object", changed("unevaluatedProperties")),
    ("#/properties/map/additionalProperties/maxLength", "was added", changed("properties/map/additionalProperties", TEXT | {"maxLength": 1})),
    ("#/properties/plea/x-codelist", "the code list x-codelist", changed("properties/plea/x-codelist", "sex")),
    ("#/properties/plea/x-code-date", "the code list x-code-date", changed("properties/plea/x-code-date")),
    ("#/properties/plea/x-field-group", "the field group x-field-group", changed("properties/plea/x-field-group", "all")),
    ("#/properties/room/x-codelist", "the code list x-codelist was added", changed("properties/room/x-codelist", "places")),
    ("#/properties/room/x-data-class", "the data class x-data-class", changed("properties/room/x-data-class", "secret")),
    ("#/properties/seen/x-subject", "the mark of the subject x-subject", changed("properties/seen/x-subject")),
    ("#/properties/room/x-directory", "the directory mark x-directory was added", changed("properties/room/x-directory", "member")),
    ("#/properties/judge/x-directory", "the directory mark x-directory was taken away", changed("properties/judge/x-directory")),
    ("#/properties/judge/x-directory-kind", "the directory mark", changed("properties/judge/x-directory-kind", ["court"])),
    ("#/properties/seat/$ref", "the reference $ref", changed("properties/seat/$ref", SEAT.replace("seat", "place"))),
    ("#/properties/title/$ref", "the reference $ref was taken away", changed("properties/title", TEXT)),
    ("#/properties/title/type", "the type was added", changed("properties/title", TEXT)),
    ("#/$defs/text", "the part text was taken away", changed("$defs/text")),
    ("#/$defs/text/type", "the type", changed("$defs/text/type", "integer")),
    ("#/properties/parts/items", "the rule items was taken away", changed("properties/parts/items")),
    ("#/properties/other/oneOf", "the rule oneOf", changed("properties/other/oneOf", [TEXT])),
    ("#/properties/other/oneOf/1/maxLength", "was added", changed("properties/other/oneOf/1", TEXT | {"maxLength": 1})),
    ("#/if", "the rule if was taken away", changed("if")),
    ("#/if/properties/kind/const", "the values allowed const", changed("if/properties/kind/const", "open")),
    ("#/else", "the rule else was added", changed("else", {"required": ["day"]})),
    ("#/dependentSchemas/title/required", "room became required", changed("dependentSchemas/title/required", ["day", "room"])),
    ("#/dependentSchemas", "the rule dependentSchemas", changed("dependentSchemas", {})),
    ("#/dependentRequired", "the rule dependentRequired", changed("dependentRequired/description", ["room"])),
    ("#/properties/room", "the rule room was changed", changed("properties/room", value=False)),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "said", "new"), REFUSED, ids=[f"{at} {said}" for at, said, _ in REFUSED])
def test_every_other_change_is_named_at_its_place_in_both_languages(
    pointer: str, said: str, new: dict[str, Any]
) -> None:
    found = next(change for change in changes(new) if change.pointer == pointer and said in change.en)
    assert found.en.startswith(f"{pointer}: ")
    assert found.en.endswith("; a new version may only add optional members.")
    assert found.lo.startswith(f"{pointer}: ")
    assert found.lo.endswith("; ສະບັບໃໝ່ເພີ່ມໄດ້ແຕ່ຊ່ອງຂໍ້ມູນທີ່ບໍ່ບັງຄັບ.")
    assert has_lao(found.lo.removesuffix("ສະບັບໃໝ່ເພີ່ມໄດ້ແຕ່ຊ່ອງຂໍ້ມູນທີ່ບໍ່ບັງຄັບ."))


# An added member that could make a right document wrong, with such a document.
NARROWING: list[tuple[str, str, object]] = [
    ("#/if/properties/day", "if/properties/day", {"const": "2026-01-01"}),
    ("#/then/properties/room", "then/properties/room", {"minLength": 3}),
    ("#/properties/reason", "properties/reason", {"type": "integer"}),  # `then` has it already
    ("#/properties/map/properties/a", "properties/map/properties", {"a": {"type": "integer"}}),
    ("#/$defs/one/properties/b", "$defs/one/properties/b", TEXT),  # fits a second one of `oneOf`
    ("#/$defs/inner/properties/b", "$defs/inner/properties/b", TEXT),  # and so does what it refers to
]


@pytest.mark.parametrize(("pointer", "path", "value"), NARROWING, ids=[pointer for pointer, _, _ in NARROWING])
def test_a_member_is_added_only_where_nothing_was_said_of_it(pointer: str, path: str, value: object) -> None:
    [found] = changes(changed(path, value))
    assert found.pointer == pointer
    assert "documents that were right could become wrong" in found.en


def test_an_alternative_that_takes_more_is_no_addition() -> None:
    """What the rule is there for: by the old schema the document fits one alternative, by the new one two."""
    one = {"type": "object", "properties": {"a": TEXT}, "unevaluatedProperties": False}
    two = {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "required": ["b"], "unevaluatedProperties": False}
    old = {"$id": HERE, "oneOf": [{"$ref": "#/$defs/one"}, {"$ref": "#/$defs/two"}], "$defs": {"one": one, "two": two}}
    new = changed("$defs/one/properties/b", TEXT, old)
    told = [compile_schema(schema).is_valid({"a": "x", "b": "y"}) for schema in (old, new)]
    assert told == [True, False]
    assert [change.pointer for change in changes(new, old)] == ["#/$defs/one/properties/b"]


def test_a_later_version_of_a_part_is_no_addition_under_a_condition() -> None:
    old = {"$id": HERE, "not": {"$ref": SEAT}}
    assert [each.pointer for each in changes(changed("not/$ref", SEAT.replace("v1", "v2"), old), old)] == ["#/not/$ref"]
    earlier = changed("properties/seat/$ref", SEAT.replace("v1", "v2"))
    assert [each.pointer for each in changes(OLD, earlier)] == ["#/properties/seat/$ref"], "never back"


# ---- our own schemas


WORDS = {"$id", "title", "description", "x-label", "x-message", "deprecated", "examples"}
MERE_SPACE = {"properties", "$defs"}  # nothing by themselves: what stands in them is tried one by one


def keywords(document: dict[str, Any]) -> Iterator[str]:
    for path, schema in walk(document):
        if isinstance(schema, dict):
            yield from ("/".join((*path, keyword)) for keyword in schema.keys() - WORDS - MERE_SPACE)


def test_no_keyword_of_a_published_schema_can_be_taken_away() -> None:
    tried = 0
    for document in [DOCUMENTS[name.id] for name in schema_names(schemas_folder()) if name.path in PUBLISHED]:
        for path in keywords(document):
            found = changes(changed(path, None, document), document)
            assert found, f"{document['$id']}#/{path}"
            assert any(change.pointer == f"#/{path}" for change in found), (path, found)
            tried += 1
    assert tried > 300


def test_a_national_object_takes_an_optional_member_and_its_documents_stay_right() -> None:
    schema_id = "https://schemas.saphan.gov.la/shared/person-name/v1"
    new = changed("properties/mother", TEXT, DOCUMENTS[schema_id])
    assert changes(new, DOCUMENTS[schema_id]) == []
    name = {"use": "legal", "text": "ສົມພອນ", "script": "lao"}
    assert compile_schema(new).is_valid(name)
    assert compile_schema(new).is_valid(name | {"mother": "ນາງ ຄຳ"})
    assert not compile_schema(DOCUMENTS[schema_id]).is_valid(name | {"mother": "ນາງ ຄຳ"})
