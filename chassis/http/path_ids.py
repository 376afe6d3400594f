"""Identifiers in the paths of operations: each says of what it is, and nothing else passes for one."""

from typing import Any

from fastapi import Path

from contracts.identifiers import pattern_of


def path_id(prefix: str, name: str, description: str) -> Any:  # Any: as FastAPI types its parameters
    """Return the path parameter of an identifier: `Annotated[str, path_id("cas", "caseId", "Id of the case.")]`."""
    return Path(alias=name, pattern=pattern_of(prefix), description=description)
