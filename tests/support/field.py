"""Inputs after fault reports from the field, `tests/data/field`; its PROVENANCE.md names them."""

import json
from pathlib import Path
from typing import Any, Final

FIELD: Final = Path(__file__).parents[1] / "data" / "field"


def from_the_field(name: str) -> Any:  # Any: whatever the file holds
    """Return the JSON document of that file."""
    return json.loads((FIELD / name).read_text("utf-8"))
