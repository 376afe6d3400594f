"""Rows of a file that cannot be taken: told all at once, by line, in English and in Lao."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from rich.markup import escape

from chassis.client.exchange_client import Answer
from chassis.http.model_faults import faults_in_body
from cli.say import people
from contracts.compiled import CompiledSchema
from contracts.problems import Fault

REFUSED: Final = 1
_OF_YEARS: Final = frozenset({"buddhist-era", "year-too-early"})  # what no national schema says of a day


@dataclass(frozen=True, slots=True, order=True)
class BadRow:
    """Why a row cannot be taken, at its line of the file, in both languages and without the stop at the end."""

    line: int
    en: str
    lo: str

    @classmethod
    def of(cls, line: int, fault: Fault) -> "BadRow":
        """Return the fault of a row, with the name of its column in front."""
        where = f"{column}: " if (column := column_of(fault)) else ""
        return cls(line, where + fault.en.rstrip(". "), where + fault.lo.rstrip(". "))


def column_of(fault: Fault) -> str:
    """Return the column that a fault is of, as files call it: an attribute's name alone; empty for the whole row."""
    return (fault.pointer or "").removeprefix("/attributes").removeprefix("/contacts").removeprefix("/")


def faults_of(document: Any, schema: CompiledSchema, model: type[BaseModel]) -> list[Fault]:  # Any: a JSON document
    """Return every fault of a document, by its national schema and by what only the model knows, such as the year."""
    found = [] if schema.is_valid(document) else schema.faults(document)[0]
    told = {fault.pointer for fault in found}
    try:
        model.model_validate(document)
    except ValidationError as invalid:
        more = faults_in_body(invalid.errors())
        # what the schema says of a place is said better; with a schema that is satisfied, all is the model's
        found += [fault for fault in more if fault.pointer not in told and (not found or fault.code in _OF_YEARS)]
    return found


def bad_in(answer: Answer, kind: str, lines: Sequence[int]) -> Iterator[BadRow]:
    """Yield the bad rows that a gateway or register tells of; the content's entries of a kind come from these lines."""
    pointer = re.compile(rf"(?:/content)?/{kind}/(?P<number>[0-9]+)(?:/(?P<member>.*))?")
    errors: Sequence[Mapping[str, Any]] = () if answer.ok else answer.json().get("errors", ())  # Any: of a problem
    for error in errors:
        if at := pointer.fullmatch(error.get("pointer", "")):
            said = error["message"]
            told = Fault(code="", en=said["en"], lo=said["lo"], pointer=f"/{at['member']}" if at["member"] else "")
            yield BadRow.of(lines[int(at["number"])], told)


def told(bad: Iterable[BadRow]) -> int:
    """Print every bad row in both languages, and that nothing was changed; return the exit code."""
    rows = sorted(bad)
    for row in rows:
        people.print(f"[red]line {row.line}[/red] {escape(row.en)}.")
        people.print(f"  ແຖວ {row.line}: {escape(row.lo)}.")
    lines = len({row.line for row in rows})
    people.print(f"Bad rows: {lines}. Nothing was changed. ແຖວທີ່ບໍ່ຖືກຕ້ອງ: {lines}. ບໍ່ມີຫຍັງປ່ຽນ.")
    return REFUSED
