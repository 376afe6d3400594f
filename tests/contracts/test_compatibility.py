"""A new version may only add optional members: every other kind of change is named, in both languages."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.catalogue import Catalogue, compile_schema
from contracts.compatibility import Change, additions, incompatible
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
LABEL = {"lo": "ຫ້ອງ", "en": "Room"}
ROOM = {"type": "string", "maxLength": 9, "pattern": "^[A-Z]", "x-data-class": "general", "x-label": LABEL}
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


# Where it stands, what takes its place (None: nothing does), what is said; and where, when not there.
REFUSED: list[tuple[str, object, str, str | None]] = [
    ("properties/room", None, "the member room was taken away", None),
    ("properties/title", None, "the member title was taken away", None),
    ("required", ["room", "kind", "day"], "day became required", None),
    ("required", ["room"], "kind is no longer required", None),
    ("required", None, "is no longer required", None),
    ("then/required", ["judge", "title"], "title became required", None),
    ("type", "string", 'the type was changed ("object" → "string")', None),
    ("properties/seen/type", ["string"], "the type was changed", None),
    ("properties/room/pattern", "^[A-Y]", "the pattern was changed", None),
    ("properties/room/pattern", None, "the pattern was taken away", None),
    ("properties/day/pattern", "^2", "the pattern was added", None),
    ("properties/day/format", "date-time", "the format was changed", None),
    ("properties/room/maxLength", 8, "the bound maxLength was changed (9 → 8)", None),
    ("properties/room/maxLength", 10, "the bound maxLength was changed (9 → 10)", None),
    ("properties/room/maxLength", None, "the bound maxLength was taken away", None),
    ("properties/room/minLength", 2, "the bound minLength was added", None),
    ("properties/parts/maxItems", 10, "the bound maxItems", None),
    ("properties/kind/enum", ["open"], "the values allowed enum", None),
    ("properties/kind/enum", ["open", "closed", "half"], "the values allowed enum", None),
    ("properties/seen/const", True, "the values allowed const was changed (1 → true)", None),
    ("properties/title/enum", ["x"], "the values allowed enum was added", None),
    ("unevaluatedProperties", True, "the closing of the object", None),
    ("unevaluatedProperties", None, "the closing of the object", None),
    (
        "properties/map/additionalProperties",
        TEXT | {"maxLength": 1},
        "was added",
        "properties/map/additionalProperties/maxLength",
    ),
    ("properties/plea/x-codelist", "sex", "the code list x-codelist", None),
    ("properties/plea/x-code-date", None, "the code list x-code-date", None),
    ("properties/plea/x-field-group", "all", "the field group x-field-group", None),
    ("properties/room/x-codelist", "places", "the code list x-codelist was added", None),
    ("properties/room/x-data-class", "secret", "the data class x-data-class", None),
    ("properties/seen/x-subject", None, "the mark of the subject x-subject", None),
    ("properties/room/x-directory", "member", "the directory mark x-directory was added", None),
    ("properties/judge/x-directory", None, "the directory mark x-directory was taken away", None),
    ("properties/judge/x-directory-kind", ["court"], "the directory mark", None),
    ("properties/seat/$ref", SEAT.replace("seat", "place"), "the reference $ref", None),
    ("properties/title", TEXT, "the reference $ref was taken away", "properties/title/$ref"),
    ("properties/title", TEXT, "the type was added", "properties/title/type"),
    ("$defs/text", None, "the part text was taken away", None),
    ("$defs/text/type", "integer", "the type", None),
    ("properties/parts/items", None, "the rule items was taken away", None),
    ("properties/other/oneOf", [TEXT], "the rule oneOf", None),
    ("properties/other/oneOf/1", TEXT | {"maxLength": 1}, "was added", "properties/other/oneOf/1/maxLength"),
    ("if", None, "the rule if was taken away", None),
    ("if/properties/kind/const", "open", "the values allowed const", None),
    ("else", {"required": ["day"]}, "the rule else was added", None),
    ("dependentSchemas/title/required", ["day", "room"], "room became required", None),
    ("dependentSchemas", {}, "the rule dependentSchemas", None),
    ("dependentRequired/description", ["room"], "the rule dependentRequired", "dependentRequired"),
    ("properties/room", False, "the rule room was changed", None),
]


@pytest.mark.parametrize(("path", "value", "said", "at"), REFUSED)
def test_every_other_change_is_named_at_its_place_in_both_languages(
    path: str, value: object, said: str, at: str | None
) -> None:
    pointer = f"#/{at or path}"
    found = next(c for c in changes(changed(path, value)) if c.pointer == pointer and said in c.en)
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


# ---- what it tells of a compatible version


def test_what_a_version_adds_is_told_with_its_label_and_what_it_says_otherwise_too() -> None:
    new = changed("properties/clerk", TEXT | {"x-label": {"lo": "ເສມຽນ", "en": "Clerk"}})
    new["properties"]["room"] = ROOM | {"x-label": {"lo": "ຫ້ອງພິຈາລະນາ", "en": "Courtroom"}}
    told = {each.pointer: (each.is_new, (each.label or {}).get("en")) for each in additions(OLD, new)}
    assert told == {"#/properties/clerk": (True, "Clerk"), "#/properties/room": (False, "Courtroom")}
    assert list(additions(OLD, OLD | {"$id": HERE.replace("v1", "v2"), "title": "SessionV2"})) == []


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


@pytest.mark.parametrize("form", ["declaration", "notification", "imported-event"])
def test_a_tenth_kind_of_vital_event_is_an_optional_member(form: str) -> None:
    """What counts kinds in the schema would refuse the facts of a kind that a later version adds."""
    schema_id = f"https://schemas.saphan.gov.la/civil/{form}/v1"
    old = DOCUMENTS[schema_id]
    new = old | {"$id": schema_id.replace("v1", "v2"), "properties": old.get("properties", {}) | {"legitimation": TEXT}}
    assert list(incompatible(old, new, DOCUMENTS)) == []
    others = {"number": "1"} if "number" in old.get("required", ()) else {}
    validator = compile_schema(new)
    assert validator.is_valid(others | {"legitimation": "ລູກ"})
