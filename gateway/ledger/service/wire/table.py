"""Render a report as JSON or CSV: in CSV each of its lists under a line with its columns."""

from collections.abc import Iterator
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from chassis.http.renderings import CSV, as_json, as_text, csv_of


def rendered(report: BaseModel, accept: str | None) -> Response:
    """Return the report as CSV where that is asked for, else as JSON."""
    return as_text(csv_of(_lines(report)), CSV) if CSV in (accept or "") else as_json(report)


def _lines(report: BaseModel) -> Iterator[list[object]]:
    found = report.model_dump(mode="json", by_alias=True, exclude_none=True)
    for name, kind in type(report).model_fields.items():
        rows = found.get(kind.alias or name)
        if isinstance(rows, list):
            columns = _columns(report, name)
            yield [*columns]
            yield from ([row.get(column) for column in columns] for row in rows)


def _columns(report: BaseModel, name: str) -> list[str]:
    annotation: Any = type(report).model_fields[name].annotation  # Any: a generated list of models
    row: type[BaseModel] = annotation.__args__[0]
    return [field.alias or name for name, field in row.model_fields.items()]
