"""Under what a row of an earlier system is known: offices begin their numbers anew each year."""

from dataclasses import dataclass

from contracts.national.justice.imported_case import ImportedCase
from contracts.official_numbers import normal_number


@dataclass(frozen=True, slots=True)
class Key:
    """A number as two spellings of it are equal, in its office and year."""

    office: str  # empty: the member as a whole
    year: int
    normal: str


def key_of(row: ImportedCase, office: str | None) -> Key:
    """Return the key of a row; `office` is the one that the caller works for."""
    return Key(row.office or office or "", row.opened_on.year, normal_number(row.number))
