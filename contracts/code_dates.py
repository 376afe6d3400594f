"""Checks the codes of a request against the day that counts: a code that has ended is no longer given out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from contracts.codelists import CodeList
from contracts.dialect import Schema
from contracts.marks import Marked, Marks, Speaking, compile_marks, schemas_within
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

    def has_ended(self, code: object, around: Mapping[str, Any], on: date | None) -> bool:  # Any: a JSON document
        """Tell whether the code is of the list and was not valid on the day beside it or, without one, on `on`."""
        if not isinstance(code, str) or not self.codelist.ever(code):
            return False
        day = _day(around.get(self.day_member)) or on
        return day is not None and not self.codelist.is_valid_on(code, day)


class CodeDates:
    """The codes of one schema that have to be valid on a day; nothing to do where no code ever began or ended."""

    def __init__(
        self, schema: Schema, base: str, documents: Mapping[str, Schema], codelists: Mapping[str, CodeList]
    ) -> None:
        self._schema = schema
        self._base = base
        self._resolver = resolver_of(documents)
        nodes = schemas_within(schema, self._resolver, base)
        names = {node["x-codelist"] for node in nodes if node is not None and "x-codelist" in node}
        named = {name: codelists[name] for name in sorted(names & codelists.keys())}
        self.versions: Final = {name: codelist.version for name, codelist in named.items()}  # of every list it names
        self._dated = {name: codelist for name, codelist in named.items() if codelist.is_dated}

    @cached_property
    def _marks(self) -> Marks[DatedCode] | None:
        """The places of dated codes; compiled at the first request, since of answers nobody asks for them."""
        return compile_marks(self._schema, self._resolver, self._dated_code, self._base) if self._dated else None

    def _dated_code(self, speaking: Speaking) -> DatedCode | None:
        codelist = self._dated.get(speaking.node.get("x-codelist", ""))
        if codelist is None:
            return None
        return DatedCode(codelist, speaking.node.get("x-code-date", ""), speaking.label)

    def faults(self, document: object, on: date | None) -> list[Fault]:
        """Return the codes that were not valid on the day named beside them or, where none is named, on `on`."""
        if (marks := self._marks) is None or not any(_ended(marked, on) for marked in marks.find(document)):
            return []
        found: dict[str, Fault] = {}
        for path, marked in marks.located(document):
            for code in _ended(marked, on):
                pointer = pointer_to(path)
                found[pointer] = fault("x-code-date", pointer, {"codelist": code.codelist.name}, label=code.label)
        return list(found.values())


def _ended(marked: Marked[DatedCode], on: date | None) -> list[DatedCode]:
    codes, value, around = marked
    return [code for code in codes if code.has_ended(value, around, on)]


def _day(value: object) -> date | None:
    """Return the day of a date or of a time, as it is written; None where there is none."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
