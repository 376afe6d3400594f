"""A report as JSON, or as a table that a spreadsheet opens: comma-separated values (RFC 4180), with a header line."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any, Final

from fastapi import Response
from pydantic import BaseModel

from evidence.digests import content_digest

CSV: Final = "text/csv"
_BOM: Final = "\ufeff"  # without it a common spreadsheet takes Lao for something else
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def rendered(report: BaseModel, accept: str | None) -> Response:
    """Return the report as CSV where that is asked for, else as JSON."""
    if CSV not in (accept or ""):
        return Response(report.model_dump_json(by_alias=True, exclude_none=True), media_type="application/json")
    body = spelt(report).encode()
    return Response(body, media_type=f"{CSV}; charset=utf-8", headers={"Content-Digest": content_digest(body)})


def spelt(report: BaseModel) -> str:
    """Return the lists of a report one below the other, each under the names of its columns."""
    found = report.model_dump(mode="json", by_alias=True, exclude_none=True)
    told = StringIO()
    told.write(_BOM)
    writer = csv.writer(told)
    for name, kind in type(report).model_fields.items():
        rows = found.get(kind.alias or name)
        if isinstance(rows, list):
            _table(writer, _columns(report, name), rows)
    return told.getvalue()


def _table(writer: Any, columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:  # Any: csv has no public type
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column, "")) for column in columns] for row in rows)


def _columns(report: BaseModel, name: str) -> list[str]:
    annotation: Any = type(report).model_fields[name].annotation  # Any: a generated list of models
    row: type[BaseModel] = annotation.__args__[0]
    return [field.alias or each for each, field in row.model_fields.items()]


def _cell(value: object) -> object:
    # a text that a spreadsheet would calculate is no text; numbers of ours are never negative
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
