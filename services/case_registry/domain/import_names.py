"""Whom a row of an import names: offices looked up here, since the gateway does not see rows. No I/O.

A row tells of days long past. So an office may be one that was open on the day of the fact that names it, or one that
is open today: the earlier system has either.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Self

from contracts.catalogue import Catalogue
from contracts.directory_faults import DirectoryFaults
from contracts.in_directory import MEMBER, OFFICE, InDirectory
from contracts.marks import Path
from contracts.national.justice.imported_case import ImportedCase
from contracts.organisations import Organisations
from contracts.problems import Fault
from services.case_registry.errors.imports import office_of_others


@dataclass(frozen=True, slots=True)
class Named:
    """The offices that a row names, each with the day of the fact that does."""

    office: str | None  # of the importer: it opened the case
    opened_on: date
    court: Mapping[str, str] | None
    status_on: date

    @classmethod
    def by(cls, row: ImportedCase) -> Self:
        """Return what the row names."""
        court = None if row.court is None else {MEMBER: row.court.member, OFFICE: row.court.office}
        return cls(row.office, row.opened_on, court, row.status_on or row.opened_on)


@dataclass(frozen=True, slots=True)
class Nameable:
    """The offices that rows of one import may name, as this process held them when it began."""

    member: str
    held: frozenset[str]  # codes of the member's offices for which the importer may speak
    organisations: Organisations
    today: date
    _faults: DirectoryFaults = field(init=False, repr=False)  # one: it keeps what is right from row to row

    def __post_init__(self) -> None:
        object.__setattr__(self, "_faults", DirectoryFaults(self))

    def has_system(self, _client_id: str) -> bool:
        """Tell that there is no such system: rows name none."""
        return False

    def faults(self, named: Named) -> Iterator[Fault]:
        """Yield what is wrong with whom a row names: unknown, closed, of another kind, or not the importer's."""
        if named.office is not None:
            around = {MEMBER: self.member}
            if fault := self._fault(_mark(OFFICE), (OFFICE,), named.office, around, named.opened_on):
                yield fault
            elif named.office not in self.held:
                yield office_of_others(sorted(self.held))
        if named.court and (fault := self._fault(_mark("court"), ("court",), named.court, {}, named.status_on)):
            yield fault

    def _fault(
        self, mark: InDirectory, path: Path, value: str | Mapping[str, str], around: Mapping[str, str], day: date
    ) -> Fault | None:
        if any(mark.holds(value, around, each, self) for each in (day, self.today)):
            return None
        member, code = mark.named(value, around) or (None, None)
        office = self.organisations.office(member or "", code or "")
        # what is closed is told by the row's day; of the rest, what is right is gathered once, for today
        gone = office is not None and not office.is_open_on(self.today)
        return self._faults.fault(mark, path, value, around, day if gone else self.today)


@cache
def _mark(name: str) -> InDirectory:
    """Return what the schema of a row says of that member: of `office` nothing, since no member stands beside it."""
    stated = Catalogue.load().document("https://schemas.saphan.gov.la/justice/imported-case/v1")["properties"][name]
    kinds = frozenset(stated.get("x-directory-kind", ()))
    return InDirectory(OFFICE, kinds, frozenset(), not kinds, "", stated["x-label"])
