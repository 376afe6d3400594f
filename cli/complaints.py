"""What pydantic finds wrong with a setting, as a sentence that names the variable."""

from typing import Any


def complaint(prefix: str, error: Any, whole: str = "") -> str:  # Any: pydantic's ErrorDetails, for types alone
    """Return variable and fault; `whole` is named where the fault is of several settings together, if anything is."""
    said = error["msg"].removeprefix("Value error, ")
    variable = f"{prefix}{str(error['loc'][0]).upper()}" if error["loc"] else whole
    return f"{variable}: {said[:1].lower()}{said[1:]}" if variable else said
