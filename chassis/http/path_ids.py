"""Path parameter with the id of a record: its pattern is the prefix of one kind of id, `cas_…`."""

from collections.abc import Mapping
from typing import Any

from fastapi import Path

from contracts.identifiers import pattern_of


def path_id(prefix: str, name: str, description: str, marks: Mapping[str, str] | None = None) -> Any:  # Any: FastAPI's
    """Return the parameter of a record's id in a path; `marks` are what its schema says beside its pattern.

    It is written `CaseId = Annotated[str, path_id("cas", "caseId", "Id of the case.")]`.
    """
    extra = None if marks is None else dict(marks)
    return Path(alias=name, pattern=pattern_of(prefix), description=description, json_schema_extra=extra)
