"""A published schema never changes, and its next version only adds."""

import copy
from pathlib import Path
from typing import Any

import pytest

from contracts.publication import broken_promises, differences, digest
from contracts.schema_files import SchemaName

ONE, TWO = SchemaName("justice", "hearing", 1), SchemaName("justice", "hearing", 2)
JUDGE = {"type": "string", "x-directory": "member", "x-directory-kind": ["court", "prosecutor"]}
OLD: dict[str, Any] = {
    "$id": ONE.id,
    "title": "Hearing",
    "type": "object",
    "required": ["room"],
    "properties": {"room": {"type": "string", "maxLength": 9}, "title": {"$ref": "#/$defs/text"}, "judge": JUDGE},
    "$defs": {"text": {"type": "string"}},
    "unevaluatedProperties": False,
}


def published(folder: Path, line: str) -> list[str]:
    (folder / "published.txt").write_text(line, "utf-8")
    (folder / "justice/hearing").mkdir(parents=True)
    (folder / ONE.path).write_bytes(b"{}\n")
    return list(broken_promises(folder, {}))


def test_a_published_file_that_is_as_it_was_is_right(tmp_path: Path) -> None:
    assert published(tmp_path, f"{digest(b'{}' + bytes([10]))}  {ONE.path}\n") == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (f"{digest(b'{ }')}  {ONE.path}", "is published and must not change"),
        (f"{digest(b'{}')}  {TWO.path}", "is published and must not disappear"),
        (f"{digest(b'{}')} {ONE.path}", "not a digest, two blanks and a path"),
    ],
)
def test_a_published_file_that_is_not_as_it_was_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    (sentence,) = published(tmp_path, line)
    assert complaint in sentence


def changed(path: str, value: object = None) -> dict[str, Any]:
    new = copy.deepcopy(OLD)
    *steps, last = path.split("/")
    part = new
    for step in steps:
        part = part[step]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return new


def test_a_new_version_may_add_optional_members_and_say_things_better() -> None:
    new = changed("properties/clerk", {"type": "string"}) | {
        "$id": TWO.id,
        "title": "HearingTwo",
        "description": "New.",
    }
    new["$defs"]["more"] = {"type": "integer"}
    assert list(differences(OLD, new)) == []


@pytest.mark.parametrize(
    ("new", "complaint"),
    [
        (changed("required", ["room", "title"]), "#/required: differs"),
        (changed("properties/room"), "#/properties/room: was taken away"),
        (changed("properties/title"), "#/properties/title: was taken away"),
        (changed("properties/room/maxLength", 8), "#/properties/room/maxLength: differs"),
        (changed("properties/room/minLength", 2), "#/properties/room/minLength: was added"),
        (changed("properties/room/maxLength"), "#/properties/room/maxLength: was taken away"),
        (changed("$defs/text/type", "integer"), "#/$defs/text/type: differs"),
        (changed("properties/title", {"type": "string"}), "#/properties/title/$ref: was taken away"),
        (changed("properties/room/x-directory", "member"), "#/properties/room/x-directory: was added"),
        (changed("properties/judge/x-directory"), "#/properties/judge/x-directory: was taken away"),
        (changed("properties/judge/x-directory-kind", ["court"]), "#/properties/judge/x-directory-kind: differs"),
    ],
)
def test_a_new_version_that_does_more_is_named(new: dict[str, Any], complaint: str) -> None:
    assert any(sentence.startswith(complaint) for sentence in differences(OLD, new))


def test_versions_are_compared_with_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "published.txt").write_text("", "utf-8")
    (sentence,) = broken_promises(tmp_path, {ONE: OLD, TWO: changed("required", [])})
    assert sentence.startswith("schemas/justice/hearing/v2.json#/required")
