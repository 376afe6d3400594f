"""Looks up what a request names on the day that counts: codes that end, members, offices and systems.

One walk finds all of it (`contracts.marks`); nothing of it is in a validator, so a new office compiles no schema again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeAlias

from contracts.codelists import CodeList
from contracts.dialect import Schema
from contracts.directory_faults import DirectoryFaults
from contracts.in_directory import MARK, Directory, InDirectory
from contracts.marks import Document, Marked, Marks, Speaking, compile_marks, schemas_within
from contracts.pointers import pointer_to
from contracts.problems import Fault
from contracts.references import resolver_of
from contracts.sentences import fault


@dataclass(frozen=True, slots=True)
class DatedCode:
    """What a schema says of a value that is a code of a list in which codes begin or end."""

    codelist: CodeList
    day_member: str  # beside the value: the day that counts; empty where the schema names none
    label: Mapping[str, str] | None

    def holds(
        self, code: object, _around: Mapping[str, Any], day: date | None, _directory: Directory | None
    ) -> bool:  # Any: a JSON document
        """Tell whether the code was valid on the day; one that never was in the list is for the validator to judge."""
        if day is None or not isinstance(code, str) or not self.codelist.ever(code):
            return True
        return self.codelist.is_valid_on(code, day)


_Kept: TypeAlias = DatedCode | InDirectory


class Lookups:
    """What is to be looked up in the documents of one schema; nothing to do where nothing in it ever changes."""

    def __init__(
        self, schema: Schema, base: str, documents: Mapping[str, Schema], codelists: Mapping[str, CodeList]
    ) -> None:
        self._schema = schema
        self._base = base
        self._resolver = resolver_of(documents)
        nodes = [node for node in schemas_within(schema, self._resolver, base) if node is not None]
        names = {node["x-codelist"] for node in nodes if "x-codelist" in node}
        named = {name: codelists[name] for name in sorted(names & codelists.keys())}
        self.versions: Final = {name: codelist.version for name, codelist in named.items()}  # of every list it names
        self.in_directory: Final = any(MARK in node for node in nodes)
        self._dated = {name: codelist for name, codelist in named.items() if codelist.is_dated}

    @cached_property
    def _marks(self) -> Marks[_Kept] | None:
        """The places to look at; compiled at the first request, since of answers nobody asks for them."""
        if not self._dated and not self.in_directory:
            return None
        return compile_marks(self._schema, self._resolver, self._keep, self._base)

    def _keep(self, speaking: Speaking) -> _Kept | None:
        codelist = self._dated.get(speaking.node.get("x-codelist", ""))
        if codelist is None:
            return InDirectory.read(speaking.node, speaking.label)
        return DatedCode(codelist, speaking.node.get("x-code-date", ""), speaking.label)

    def faults(
        self, document: Document, on: date | None, directory: Directory | None, limit: int
    ) -> tuple[list[Fault], bool]:
        """Return what was not valid on the day named beside it or, without one, on `on`; and whether there is more.

        Without a directory only codes are looked up.
        """
        if (marks := self._marks) is None:
            return [], False
        if _all_hold(marks.find(document), on, directory):
            return [], False
        found: dict[str | None, Fault] = {}
        for each in _faults(marks, document, on, directory):
            if len(found) == limit and each.pointer not in found:
                return list(found.values()), True
            found.setdefault(each.pointer, each)
        return list(found.values()), False


def _faults(marks: Marks[_Kept], document: Document, on: date | None, directory: Directory | None) -> Iterator[Fault]:
    found = None if directory is None else DirectoryFaults(directory)
    for path, (kept, value, around) in marks.located(document):
        for mark in kept:
            day = _day_of(kept, around) or on
            if day is None or mark.holds(value, around, day, directory):
                continue
            if isinstance(mark, DatedCode):
                yield fault("x-code-date", pointer_to(path), {"codelist": mark.codelist.name}, label=mark.label)
            elif found is not None:
                yield found.fault(mark, path, value, around, day)


def _all_hold(found: Iterable[Marked[_Kept]], on: date | None, directory: Directory | None) -> bool:
    """Tell whether every value is right by all that its schemas say of it; every exchange comes here."""
    for kept, value, around in found:
        day = on if len(kept) == 1 and not kept[0].day_member else _day_of(kept, around) or on
        for mark in kept:
            if not mark.holds(value, around, day, directory):
                return False
    return True


def _day_of(kept: tuple[_Kept, ...], around: Mapping[str, Any]) -> date | None:
    """Return the day beside a value that any of its schemas names: who refers to another's schema may add one."""
    for mark in kept:
        if mark.day_member and (day := _day(around.get(mark.day_member))) is not None:
            return day
    return None


def _day(value: object) -> date | None:
    """Return the day of a date or of a time, as it is written; None where there is none."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
