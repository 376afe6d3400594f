"""A code list as a table for spreadsheets: a row for each code, a column for each attribute of the list's schema.

What is written is what is read: `rows_of` makes the cells, `document_of_row` a code's document of them. Several values
in one cell have `|` between them, since names have blanks and commas in them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from contracts.codelists import Code, CodeList, Schema

COLUMNS: Final = ("code", "lo", "en", "validFrom", "validTo", "successors")
NEEDED: Final = ("code", "lo", "en")
BETWEEN: Final = "|"
_BOOLEANS: Final = {"true": True, "false": False}


def attributes_of(schema: Schema) -> dict[str, Any]:  # Any: schemas
    """Return the schema of each attribute, by name, in the order of the list's schema."""
    properties = schema.get("properties")
    return dict(properties) if isinstance(properties, Mapping) else {}


def rows_of(codelist: CodeList) -> Iterator[list[object]]:
    """Yield the names of the columns, then the cells of each code, by code; None is an empty cell."""
    attributes = attributes_of(codelist.attributes)
    yield [*COLUMNS, *attributes]
    for _, code in sorted(codelist.codes.items()):
        yield [*_own_cells(code), *(_cell(code.attributes.get(name)) for name in attributes)]


def _own_cells(code: Code) -> Iterator[object]:
    yield from (code.code, code.lo, code.en)
    yield from (None if day is None else day.isoformat() for day in (code.valid_from, code.valid_to))
    yield BETWEEN.join(code.successors) or None


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, list | tuple) and all(isinstance(each, str) and BETWEEN not in each for each in value):
        return BETWEEN.join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | dict) else value


def document_of_row(cells: Mapping[str, str], attributes: Mapping[str, Any]) -> dict[str, Any]:  # Any: schemas; a code
    """Return a code's document of its cells, by column; an empty cell says nothing.

    A cell that is not of its attribute's type stays a text: the list's schema tells what is wrong with it.
    """
    document: dict[str, Any] = {name: cells[name] for name in COLUMNS[:-1] if cells.get(name)}
    if cells.get("successors"):
        document["successors"] = _parts(cells["successors"])
    given = {name: _value(cells[name], schema) for name, schema in attributes.items() if cells.get(name)}
    return document | ({"attributes": given} if given else {})


def _value(cell: str, schema: object) -> object:
    kind = schema.get("type") if isinstance(schema, Mapping) else None
    if kind == "integer":
        return int(cell) if cell.removeprefix("-").isdecimal() else cell
    if kind == "boolean":  # a spreadsheet writes it in capitals
        return _BOOLEANS.get(cell.casefold(), cell)
    if (kind == "array" and cell.startswith("[")) or kind == "object":
        try:
            return json.loads(cell)
        except ValueError:
            return cell
    return _parts(cell) if kind == "array" else cell


def _parts(cell: str) -> Sequence[str]:
    return [part.strip() for part in cell.split(BETWEEN) if part.strip()]
