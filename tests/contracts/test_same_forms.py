"""What is the same in two schemas is one definition, and what is to be published says itself in both languages."""

import json
from itertools import combinations
from typing import Any, Final

from contracts.dialect import walk
from contracts.lao import has_lao
from tests.architecture.house_rules import ROOT

Schema = dict[str, Any]  # Any: JSON of a schema; lint has judged it
# Members that two objects may have alike before they are one thing under two names.
MANY: Final = 7
# Of the first a member's code is held against the day of another member: what it is held against stands beside it. The
# forms of imports are published of justice, frozen without a definition that those of civil registration could compose.
BESIDE: Final = {
    ("justice/case-opening", "justice/imported-case"),
    ("civil/event-import-mapping", "justice/import-mapping"),
    ("civil/event-import-report", "justice/import-report"),
}


def of_the_sector() -> dict[str, Schema]:
    """Return the schemas of justice and of civil registration, and those of their events."""
    folder = ROOT / "schemas"
    files = [file for domain in ("justice", "civil", "events") for file in folder.glob(f"{domain}/*/v*.json")]
    read = {str(file.parent.relative_to(folder)): json.loads(file.read_text(encoding="utf-8")) for file in files}
    kinds = ("case", "judgment", "register", "birth", "death", "marriage", "divorce", "certificate", "event")
    events = tuple(f"events/{kind}-" for kind in kinds)
    return {name: schema for name, schema in read.items() if name.startswith(("justice/", "civil/", *events))}


def test_objects_that_have_much_in_common_are_composed_from_one_definition() -> None:
    said = {
        name: {(member, json.dumps(part, sort_keys=True)) for member, part in of["properties"].items()}
        for name, root in of_the_sector().items()
        for of in (root, *root.get("$defs", {}).values())
        if "properties" in of
    }
    alike = {pair for pair in combinations(sorted(said), 2) if len(said[pair[0]] & said[pair[1]]) >= MANY}
    assert alike == BESIDE


def test_what_is_said_or_called_in_both_languages_has_one_definition_each() -> None:
    both = {
        (name, of)
        for name, root in of_the_sector().items()
        for of, schema in [("", root), *root.get("$defs", {}).items()]
        if {"lo", "en"} <= set(schema.get("properties", {}))
    }
    # sentences are those of every problem; what a paper says has words of its own, and what was read from one any text
    papers = {("civil/certificate", "words"), ("civil/certificate-check-result", "shown")}
    assert both == {("justice/competent-courts", "names"), *papers}


def test_whatever_may_get_a_new_value_is_a_code_of_a_list_or_an_open_text() -> None:
    closed = {
        (name, *path)
        for name, root in of_the_sector().items()
        for path, part in walk(root)
        if isinstance(part, dict) and {"enum", "const"} & part.keys() and "if" not in path
    }
    assert closed == {("justice/civil-status", "properties", "unchanged")}, "a new value would be another schema"


def test_every_schema_of_the_sector_is_described_and_named_in_both_languages() -> None:
    schemas = of_the_sector()
    assert [name for name, schema in schemas.items() if not has_lao(schema["description"])] == []
    assert [name for name, schema in schemas.items() if "x-label" not in schema] == []
