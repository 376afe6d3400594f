"""Migrations of a component as files: their order, the newest, and the tables they make. Read without Alembic."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

_ID: Final = re.compile(r'^revision(?:: \w+)? = "(\w+)"', re.MULTILINE)
_BEFORE: Final = re.compile(r'^down_revision(?:: [\w| ]+)? = (?:None|"(\w+)")', re.MULTILINE)
# As a migration does it, wherever its statements stand: what is renamed makes room, what is dropped goes, then the new.
_RENAMED: Final = re.compile(r"alter table (\w+) rename to (\w+)", re.IGNORECASE)
_GONE: Final = re.compile(r'drop(?: table (?:if exists )?|_table\(\s*")(\w+)', re.IGNORECASE)
_MADE: Final = re.compile(r'create(?: table (?:if not exists )?(?=\w+\s*\()|_table\(\s*")(\w+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Revisions:
    """The migrations of one package, oldest first, and the tables that are there after the last."""

    order: tuple[str, ...]
    tables: frozenset[str]

    @property
    def newest(self) -> str:
        """The revision of a database that is up to date."""
        return self.order[-1]

    def after(self, revision: str) -> int:
        """Return how many migrations come after this one."""
        return len(self.order) - 1 - self.order.index(revision)


@cache
def revisions(package: str) -> Revisions:
    """Return the migrations of a package such as `services.case_registry.migrations`."""
    texts = _by_predecessor(package)
    order: list[str] = []
    tables: set[str] = set()
    while (order[-1] if order else None) in texts:
        revision, text = texts[order[-1] if order else None]
        order.append(revision)
        for old, new in _RENAMED.findall(text):
            tables = (tables - {old}) | {new}
        tables -= set(_GONE.findall(text))
        tables |= set(_MADE.findall(text))
    return Revisions(tuple(order), frozenset(tables))


def _by_predecessor(package: str) -> Mapping[str | None, tuple[str, str]]:
    found: dict[str | None, tuple[str, str]] = {}
    for file in (files(package) / "versions").iterdir():
        if not file.name.endswith(".py"):
            continue
        text = file.read_text(encoding="utf-8")
        revision, before = _ID.search(text), _BEFORE.search(text)
        if revision and before:
            found[before[1]] = (revision[1], text)
    return MappingProxyType(found)
