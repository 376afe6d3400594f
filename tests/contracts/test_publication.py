"""A published schema never changes, rests on published ones, and its next version only adds."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.publication import broken_promises, digest, published_on
from contracts.schema_files import SchemaName, read_schema, schema_names, schemas_folder

ONE, TWO = SchemaName("justice", "session", 1), SchemaName("justice", "session", 2)
OTHER = SchemaName("justice", "room", 1)
DAY = "# 2026-11-29\n"
FILE = b"{}\n"
OLD: dict[str, Any] = {
    "$id": ONE.id,
    "type": "object",
    "required": ["room"],
    "properties": {"room": {"$ref": OTHER.id}},
    "unevaluatedProperties": False,
}


def line(name: SchemaName, content: bytes = FILE) -> str:
    return f"{digest(content)}  {name.path}\n"


def promises(folder: Path, text: str, documents: dict[SchemaName, dict[str, Any]] | None = None) -> list[str]:
    (folder / "published.txt").write_text(text, "utf-8")
    for name in (ONE, OTHER):
        (folder / name.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / name.path).write_bytes(FILE)
    return list(broken_promises(folder, documents or {}))


def test_a_published_file_that_is_as_it_was_is_right(tmp_path: Path) -> None:
    assert promises(tmp_path, DAY + line(ONE)) == []
    assert published_on(tmp_path) == {ONE.path: date(2026, 11, 29)}


def test_each_day_is_that_of_the_lines_below_it(tmp_path: Path) -> None:
    promises(tmp_path, DAY + line(ONE) + "# 2027-02-03\n" + line(OTHER))
    assert published_on(tmp_path) == {ONE.path: date(2026, 11, 29), OTHER.path: date(2027, 2, 3)}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (DAY + line(ONE, b"{ }"), "is published and must not change"),
        (DAY + line(TWO), "is published and must not disappear"),
        (DAY + line(ONE).replace("  ", " "), "neither a digest"),
        (line(ONE), "says when this was published"),
        ("# 2026-13-29\n", "neither a digest"),
    ],
)
def test_a_line_that_is_not_kept_or_not_understood_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    (sentence,) = promises(tmp_path, text)
    assert complaint in sentence


def test_what_is_published_rests_on_what_is_published(tmp_path: Path) -> None:
    both = {ONE: OLD, OTHER: {"$id": OTHER.id, "type": "string"}}
    assert promises(tmp_path, DAY + line(ONE) + line(OTHER), both) == []
    (sentence,) = promises(tmp_path, DAY + line(ONE), both)
    assert sentence == (f"schemas/{ONE.path}#/properties/room: is published and points at {OTHER.id}, which is a draft")
    assert promises(tmp_path, DAY + line(OTHER), both) == []


def test_versions_are_compared_with_the_one_before_in_both_languages(tmp_path: Path) -> None:
    more = OLD | {"$id": TWO.id, "properties": OLD["properties"] | {"day": {"type": "string"}}}
    assert promises(tmp_path, "", {ONE: OLD, TWO: more}) == []
    (sentence,) = promises(tmp_path, "", {ONE: OLD, TWO: more | {"required": ["room", "day"]}})
    assert sentence.startswith(f"schemas/{TWO.path}#/required: day became required")
    assert "#/required: day ກາຍເປັນຂໍ້ມູນບັງຄັບ" in sentence
    assert promises(tmp_path, "", {TWO: more}) == [f"schemas/{TWO.path}: the version before it is not there"]


def test_a_version_is_not_published_before_the_one_before_it(tmp_path: Path) -> None:
    (tmp_path / TWO.path).parent.mkdir(parents=True)
    (tmp_path / TWO.path).write_bytes(FILE)
    two = {ONE: {"$id": ONE.id}, TWO: {"$id": TWO.id}}
    assert promises(tmp_path, DAY + line(ONE) + line(TWO), two) == []
    (sentence,) = promises(tmp_path, DAY + line(TWO), two)
    assert sentence == f"schemas/{TWO.path}: is published, and the version before it is a draft"


# ---- our own


def test_everything_that_is_published_is_a_schema_and_each_domain_is_published_whole() -> None:
    folder = schemas_folder()
    published = set(published_on(folder))
    names = schema_names(folder)
    assert published <= {name.path for name in names}
    whole = {group(name) for name in names if name.path in published}
    assert whole >= {"access", "consent", "justice", "shared", "events/case", "events/judgment", "events/register"}
    assert {name.path for name in names if group(name) in whole and name.version == 1} <= published


def group(name: SchemaName) -> str:
    """Return what a schema is published with: its domain, and an event with all that are about the same thing."""
    return f"events/{name.name.partition('-')[0]}" if name.domain == "events" else name.domain


def test_what_is_published_says_what_it_is_in_both_languages() -> None:
    folder = schemas_folder()
    for name in schema_names(folder):
        if name.path in published_on(folder):
            document = read_schema(folder, name)
            assert document.get("x-label"), name.path
