"""Under what a row of an earlier system is known: offices begin their numbers anew each year."""

from dataclasses import dataclass
from typing import Any

from contracts.official_numbers import normal_number


@dataclass(frozen=True, slots=True)
class Key:
    """A number as two spellings of it are equal, in its office and year."""

    office: str  # empty: the member as a whole
    year: int
    normal: str


def key_of(document: dict[str, Any], office: str | None) -> Key:  # Any: an ImportedCase document
    """Return the key of a row; `office` is the one that the caller works for."""
    return Key(document.get("office") or office or "", int(document["openedOn"][:4]), normal_number(document["number"]))
