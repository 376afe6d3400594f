"""Whom imported rows name: offices of the importer, courts, prosecutors, offices with numbers of their own. No I/O."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Final, Self

from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.directory_faults import DirectoryFaults
from contracts.in_directory import MEMBER, OFFICE, InDirectory
from contracts.marks import Path
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.shared.seat import Seat as CaseOffice
from contracts.organisations import Organisations
from contracts.pointers import pointer_to
from contracts.problems import Fault
from services.case_registry.domain.imported_records import filed_on
from services.case_registry.errors.imports import office_of_others

UNKNOWN_DAY: Final = "1950-01-01"  # of a row whose day cannot be read, so that the rest of it is judged
_SCHEMAS: Final = "https://schemas.saphan.gov.la/justice/{}/v1"


@dataclass(frozen=True, slots=True)
class NamedOffice:
    """An office of the importer's member that a row names by its code."""

    path: Path
    code: str
    on: date  # the day of the fact that names it


@dataclass(frozen=True, slots=True)
class NamedSeat:
    """An office of any member that a row names, and the schema that says of which kind it is."""

    path: Path
    schema: str
    member: str
    office: str
    on: date


@dataclass(frozen=True, slots=True)
class Named:
    """All offices that a row names: own ones, for which the importer must stand, and others'."""

    own: tuple[NamedOffice, ...]
    others: tuple[NamedSeat, ...]

    @classmethod
    def by(cls, row: ImportedCase) -> Self:
        """Return what the row names."""
        return cls(tuple(_own(row)), tuple(_others(row)))


def _own(row: ImportedCase) -> Iterator[NamedOffice]:
    if row.office is not None:
        yield NamedOffice((OFFICE,), row.office, row.opened_on)
    for place, proceeding in enumerate(row.proceedings or ()):
        if proceeding.office is not None:
            yield NamedOffice(("proceedings", place, OFFICE), proceeding.office, proceeding.started_on)
    for place, statement in enumerate(row.statements or ()):
        if statement.office is not None:
            yield NamedOffice(("statements", place, OFFICE), statement.office, statement.entered_on)
    for place, file in enumerate(row.called_up_files or ()):
        if file.office is not None:
            yield NamedOffice(("calledUpFiles", place, OFFICE), file.office, file.entered_on)
    for place, prosecutor in enumerate(row.prosecutors or ()):
        if prosecutor.office is not None:
            yield NamedOffice(("prosecutors", place, OFFICE), prosecutor.office, prosecutor.assigned_on)


def _others(row: ImportedCase) -> Iterator[NamedSeat]:
    def seat(path: Path, schema: str, stated: CaseOffice, on: date) -> NamedSeat:
        return NamedSeat(path, schema, stated.member, stated.office, on)

    if row.court is not None:
        yield seat(("court",), "imported-case", row.court, row.status_on or row.opened_on)
    for place, number in enumerate(row.numbers or ()):
        yield seat(("numbers", place, "by"), "imported-number", number.by, number.assigned_on or row.opened_on)
    for place, charge in enumerate(row.charges or ()):
        if charge.filed_by is not None:
            yield seat(("charges", place, "filedBy"), "imported-charge", charge.filed_by, filed_on(charge, row))
    for place, claim in enumerate(row.claims or ()):
        if claim.office is not None:
            yield seat(("claims", place, OFFICE), "new-claim", claim.office, claim.stated_on or row.opened_on)


@dataclass(frozen=True, slots=True)
class Nameable:
    """The offices that rows of one import may name, looked up here: the gateway does not see rows.

    A row tells of days long past. So an office may be one that was open on the day of the fact that names it, or one
    that is open today: the earlier system has either.
    """

    member: str
    held: frozenset[str]  # codes of the member's offices for which the importer may speak
    organisations: Organisations
    code_lists: CodeLists
    today: date
    # made once: a file may have ten thousand wrong rows, and a member as many offices
    _faults: DirectoryFaults = field(init=False, repr=False)
    _of_others: Fault = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_faults", DirectoryFaults(self))
        object.__setattr__(self, "_of_others", office_of_others(sorted(self.held)))

    def has_system(self, _client_id: str) -> bool:
        """Tell that there is no such system: rows name none."""
        return False

    def has_officer(self, _officer: str, _day: date) -> bool:
        """Tell that there is no such officer: rows name none."""
        return False

    def faults(self, named: Named) -> Iterator[Fault]:
        """Yield what is wrong with whom a row names: unknown, closed, of another kind, or not the importer's."""
        for own in named.own:
            if fault := self._fault(_mark("imported-case", OFFICE), own.path, own.code, {MEMBER: self.member}, own.on):
                yield fault
            elif own.code not in self.held:
                yield replace(self._of_others, pointer=pointer_to(own.path))
        for other in named.others:
            mark, value = _mark(other.schema, str(other.path[-1])), {MEMBER: other.member, OFFICE: other.office}
            if fault := self._fault(mark, other.path, value, {}, other.on):
                yield fault

    def _fault(
        self, mark: InDirectory, path: Path, value: str | Mapping[str, str], around: Mapping[str, str], day: date
    ) -> Fault | None:
        if any(mark.holds(value, around, each, self.code_lists, self) for each in (day, self.today)):
            return None
        member, code = mark.named(value, around) or (None, None)
        office = self.organisations.office(member or "", code or "")
        # what is closed is told by the row's day; of the rest, what is right is gathered once, for today
        gone = office is not None and not office.is_open_on(self.today)
        if gone and day.isoformat() == UNKNOWN_DAY:
            return None  # it may have been open then
        return self._faults.fault(mark, path, value, around, day if gone else self.today)


@cache
def _mark(schema: str, name: str) -> InDirectory:
    """Return what a schema of a row says of that member: of `office` nothing, since no member stands beside it."""
    described = Catalogue.load().validator(_SCHEMAS.format(schema)).described.member(name)
    if described is None:
        raise KeyError(name)
    stated = next(iter(described.nodes))  # what the member says itself stands before what it refers to
    kinds = frozenset(stated.get("x-directory-kind", ()))
    return InDirectory(OFFICE, kinds, frozenset(), not kinds, "", stated["x-label"])
