"""Looks up what a request names on the day that counts: codes of national lists, members, offices and systems.

One walk finds all of it (`contracts.marks`); nothing of it is in a validator, so a new office or a new code compiles no
schema again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeAlias

from contracts.calendar import FIRST_YEAR, LAST_YEAR
from contracts.codelists import CodeList, CodeLists
from contracts.dialect import Schema
from contracts.directory_faults import DirectoryFaults
from contracts.in_directory import MARK, Directory, InDirectory
from contracts.listed_codes import MARK as CODE_MARK
from contracts.listed_codes import CodeFaults, ListedCode
from contracts.marks import Document, Marked, Marks, Speaking, compile_marks, schemas_within
from contracts.pointers import pointer_to
from contracts.problems import Fault
from contracts.references import resolver_of

_Kept: TypeAlias = ListedCode | InDirectory


class Lookups:
    """What is to be looked up in the documents of one schema; nothing to do where nothing in it ever changes."""

    def __init__(
        self, schema: Schema, base: str, documents: Mapping[str, Schema], codelists: Mapping[str, CodeList]
    ) -> None:
        """`codelists` are those of the distribution; a list that is not among them is a national one."""
        self._schema = schema
        self._base = base
        self._resolver = resolver_of(documents)
        nodes = [node for node in schemas_within(schema, self._resolver, base) if node is not None]
        named = {node[CODE_MARK] for node in nodes if isinstance(node.get(CODE_MARK), str)}
        self.code_lists: Final = frozenset(named)  # every list that it names
        self.in_directory: Final = any(MARK in node for node in nodes)
        self._national = frozenset(n for n in named if n not in codelists or codelists[n].is_national)
        # what ends in a programme's list is an enum of the validator all the same
        self._listed = self._national | {name for name in named - self._national if codelists[name].is_dated}

    @property
    def is_needed(self) -> bool:
        """Whether a request may hold anything that is to be looked up."""
        return self.in_directory or bool(self._listed)

    @cached_property
    def _marks(self) -> Marks[_Kept] | None:
        """The places to look at; compiled at the first request, since of answers nobody asks for them."""
        if not self.is_needed:
            return None
        return compile_marks(self._schema, self._resolver, self._keep, self._base)

    @cached_property
    def _national_marks(self) -> Marks[ListedCode] | None:
        """The places of codes that no validator judges; compiled at the first answer."""
        if not self._national:
            return None
        return compile_marks(self._schema, self._resolver, self._keep_national, self._base)

    def _keep(self, speaking: Speaking) -> _Kept | None:
        name = speaking.node.get(CODE_MARK)
        if isinstance(name, str) and name in self._listed:
            return ListedCode(name, speaking.node.get("x-code-date", ""), speaking.label)
        return InDirectory.read(speaking.node, speaking.label)

    def _keep_national(self, speaking: Speaking) -> ListedCode | None:
        name = speaking.node.get(CODE_MARK)
        return ListedCode(name, "", None) if isinstance(name, str) and name in self._national else None

    def unknown(self, document: Document, lists: CodeLists) -> frozenset[str]:
        """Return the national lists of which an answer has a code that they never had: no day counts for what was."""
        if (marks := self._national_marks) is None:
            return frozenset()
        found = marks.find(document)
        return frozenset(mark.codelist for kept, value, _ in found for mark in kept if not mark.was(value, lists))

    def faults(
        self, document: Document, on: date | None, lists: CodeLists, directory: Directory | None, limit: int
    ) -> tuple[list[Fault], bool]:
        """Return what was not valid on the day named beside it or, without one, on `on`; and whether there is more.

        Without a directory only codes are looked up.
        """
        if (marks := self._marks) is None:
            return [], False
        if _all_hold(marks.find(document), on, lists, directory):
            return [], False
        found: dict[str | None, Fault] = {}
        for each in _faults(marks, document, on, lists, directory):
            if len(found) == limit and each.pointer not in found:
                return list(found.values()), True
            found.setdefault(each.pointer, each)
        return list(found.values()), False


def _faults(
    marks: Marks[_Kept], document: Document, on: date | None, lists: CodeLists, directory: Directory | None
) -> Iterator[Fault]:
    found = None if directory is None else DirectoryFaults(directory)
    codes = CodeFaults(lists)
    for path, (kept, value, around) in marks.located(document):
        for mark in kept:
            day = _day_of(kept, around, on)
            if mark.holds(value, around, day, lists, directory):
                continue
            if isinstance(mark, ListedCode):
                yield codes.fault(mark, pointer_to(path), value, day)
            elif found is not None and day is not None:
                yield found.fault(mark, path, value, around, day)


def _all_hold(found: Iterable[Marked[_Kept]], on: date | None, lists: CodeLists, directory: Directory | None) -> bool:
    """Tell whether every value is right by all that its schemas say of it; every exchange comes here."""
    for kept, value, around in found:
        day = on if len(kept) == 1 and not kept[0].day_member else _day_of(kept, around, on)
        for mark in kept:
            if not mark.holds(value, around, day, lists, directory):
                return False
    return True


def _day_of(kept: tuple[_Kept, ...], around: Mapping[str, Any], on: date | None) -> date | None:
    """Return the day beside a value that any of its schemas names: who refers to another's schema may add one.

    It is `on` where there is none. None for a year that no record may have, such as one of the Buddhist era: then
    nothing is judged by the day, and what is told is what is wrong, the day. None for a date of which only the month
    or the year is known, too: the service that takes it judges by all days that it can be.
    """
    for mark in kept:
        stated = around.get(mark.day_member) if mark.day_member else None
        if isinstance(stated, Mapping):
            stated = stated.get("value")
            if isinstance(stated, str) and len(stated) < len("2026-03-01"):
                return None
        if (day := _day(stated)) is not None:
            return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return on


def _day(value: object) -> date | None:
    """Return the day of a date or of a time, as it is written; None where there is none."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
