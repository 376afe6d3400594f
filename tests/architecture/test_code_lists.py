"""National codes are data: no enumeration and no check of a table holds those of a list that an office decides on."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from contracts.catalogue import Catalogue

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("chassis", "cli", "contracts", "evidence", "gateway", "services")
# Words are shared by many lists: two codes of one list, and nothing that is none of it, are that list.
ENOUGH: Final = 2
_CHECK: Final = re.compile(r"check\s*\(|CheckConstraint\(", re.IGNORECASE)
_LITERAL: Final = re.compile(r"'([A-Za-z0-9._-]+)'")


def national() -> Mapping[str, frozenset[str]]:
    return {each.name: frozenset(each.codes) for each in Catalogue.load().code_lists.national()}


def programme() -> list[frozenset[str]]:
    return [frozenset(each.codes) for each in Catalogue.load().code_lists.lists.values() if not each.is_national]


def list_of(words: set[str]) -> str | None:
    """Return the national list whose codes these words are; a list of the programme may have the same."""
    if any(words <= codes for codes in programme()):
        return None
    return next((n for n, codes in national().items() if len(words & codes) >= ENOUGH and words <= codes), None)


def enumerations(text: str) -> Iterator[tuple[str, set[str]]]:
    """Yield each class of a module whose members are texts, with these."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
            values = (each.value for each in node.body if isinstance(each, ast.Assign))
            yield node.name, {v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)}


def checks(text: str) -> Iterator[set[str]]:
    """Yield the words of each check in SQL, or in a table's definition."""
    for found in _CHECK.finditer(text):
        yield set(_LITERAL.findall(text[found.end() : found.end() + 600].split("\n\n", maxsplit=1)[0]))


def modules() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def test_no_enumeration_holds_national_codes() -> None:
    found = {(path, name) for path, text in modules() for name, words in enumerations(text) if list_of(words)}
    assert found == set()


def test_no_check_of_a_table_holds_national_codes() -> None:
    assert {path for path, text in modules() for words in checks(text) if list_of(words)} == set()


def columns(text: str) -> Iterator[tuple[str, set[str]]]:
    """Yield each column of a table of rules that holds several words, with these."""
    lists = (rows for rows in tomllib.loads(text).values() if isinstance(rows, list))
    rows = (row for each in lists for row in each if isinstance(row, dict))
    for row in rows:
        yield from ((name, {str(each) for each in cell}) for name, cell in row.items() if isinstance(cell, list))


def test_tables_of_rules_name_attributes_and_no_national_codes() -> None:
    tables = [path.read_text("utf-8") for path in sorted((ROOT / "services").rglob("*.toml"))]
    found = {name for text in tables for name, words in columns(text) if list_of(words)}
    assert found == set()
    by_code = '[[acts]]\ncategories = ["criminal", "military"]\nway = ["criminal", "civil"]\n'
    assert [(name, list_of(words)) for name, words in columns(by_code)] == [
        ("categories", "case-category"),
        ("way", None),
    ]


def test_what_would_hold_them_is_seen() -> None:
    enumeration = 'class Kind(StrEnum):\n    LAW = "law"\n    DECREE = "decree"\n'
    assert [(name, list_of(words)) for name, words in enumerations(enumeration)] == [("Kind", "document-type")]
    assert [list_of(words) for words in checks("CHECK (type IN ('law', 'decree'))")] == ["document-type"]
    assert list_of({"law", "lawn"}) is None
