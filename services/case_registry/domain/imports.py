"""Import of cases from earlier systems: cells of CSV, faults of a row, whom it names, and its case. No I/O."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final, Self

from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.directory_faults import DirectoryFaults
from contracts.in_directory import MEMBER, OFFICE, InDirectory
from contracts.json_types import JSON
from contracts.marks import Path
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.participant import Participant
from contracts.official_numbers import normal_number
from contracts.organisations import Organisations
from contracts.problems import Fault, InvalidInput
from contracts.seats import Seat
from services.case_registry.domain import children, days
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.cases import Opened, category_of, participants_since, people_of, restriction_of
from services.case_registry.domain.children import Acts
from services.case_registry.domain.facts import Entry, Role
from services.case_registry.domain.history import replay
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.openings import usual_status
from services.case_registry.domain.participants import opening_faults
from services.case_registry.domain.words import Kind, Status, office_of, seat_of
from services.case_registry.errors.imports import STATUS_BEFORE_OPENING, office_of_others

DAYS: Final = frozenset({"openedOn", "statusOn"})
DIGITS: Final = frozenset({"place", "office"})
_NAME: Final[Mapping[str, dict[str, JSON]]] = {
    "person": {"use": "legal", "script": "lao"},
    "latin": {"use": "latin", "script": "latin"},
}


class Imported(Moved):
    """The status that the case had reached in an earlier system; the table of moves is not consulted."""

    kind = "imported"
    system: str

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:
        """Return the case at the status, and before the court, that the earlier system states."""
        court = self.court or state.court
        return replace(state, status=self.target, previous=None, moved_on=entry.happened_on, court=court)


@dataclass(frozen=True, slots=True)
class Key:
    """The natural key of a case: its number in normal form, with its office and year."""

    office: str
    year: int
    normal: str


def begun(mapping: Mapping[str, object]) -> dict[str, Any]:  # Any: an ImportedCase document in the making
    """Return the members that the mapping gives to every row of a CSV file: the category."""
    return {"category": mapping["category"]}


def put_people(document: dict[str, Any], target: str, stated: str) -> Iterator[str]:  # Any: as above
    """Put the people of a cell into the document, in the role that the target names; yield where each is."""
    kind, _, role = target.partition(":")
    people = document.setdefault("participants", [])
    for name in filter(None, (part.strip() for part in stated.split(";"))):
        who = {"organisation": name} if kind == "organisation" else {"name": _NAME[kind] | {"text": name}}
        yield f"/participants/{len(people)}"
        people.append(who | {"role": role})


def without_idle_day(document: dict[str, Any]) -> None:  # Any: as above
    """Remove `statusOn` from the document when no status is stated."""
    if "status" not in document:
        document.pop("statusOn", None)


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

    def faults(self, named: Named) -> Iterator[Fault]:
        """Yield what is wrong with whom a row names: unknown, closed, of another kind, or not the importer's."""
        if named.office is not None:
            around = {MEMBER: self.member}
            if fault := self._fault(_mark(OFFICE), (OFFICE,), named.office, around, named.opened_on):
                yield fault
            elif named.office not in self.held:
                yield self._of_others
        if named.court and (fault := self._fault(_mark("court"), ("court",), named.court, {}, named.status_on)):
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
        return self._faults.fault(mark, path, value, around, day if gone else self.today)


@cache
def _mark(name: str) -> InDirectory:
    """Return what the schema of a row says of that member: of `office` nothing, since no member stands beside it."""
    stated = Catalogue.load().document("https://schemas.saphan.gov.la/justice/imported-case/v1")["properties"][name]
    kinds = frozenset(stated.get("x-directory-kind", ()))
    return InDirectory(OFFICE, kinds, frozenset(), not kinds, "", stated["x-label"])


def key_of(row: ImportedCase, office: str) -> Key:
    """Return the key of a row; `office` is the one that imports it."""
    return Key(row.office or office, row.opened_on.year, normal_number(row.number))


def faults(row: ImportedCase, *, now: datetime, lists: CodeLists) -> Iterator[Fault]:
    """Yield the faults of a row that is valid by its schema, but for whom it names."""
    if fault := days.fault(row.opened_on, now, "/openedOn"):
        yield fault
    if row.status_on is not None and (fault := days.fault(row.status_on, now, "/statusOn")):
        yield fault
    if row.status_on is not None and row.status_on < row.opened_on:
        yield STATUS_BEFORE_OPENING
    yield from opening_faults(row.participants or (), row.opened_on)
    try:
        children.must_be_before(row.committed_on, row.opened_on)
    except InvalidInput as refused:
        yield from refused.faults
    try:
        restriction_of(category_of(row.category, lists), row.restriction)
    except InvalidInput as refused:
        yield from refused.faults


@dataclass(frozen=True, slots=True)
class Origin:
    """Who imports a case, when and from where, and how ids are made."""

    seat: Seat
    kind: str
    officer: str | None
    now: datetime
    system: str
    new_id: Callable[[str], str]
    code_lists: CodeLists


def made(row: ImportedCase, origin: Origin) -> tuple[Case, CaseState, list[Entry]]:
    """Return the case of a valid row, its state, and its history."""
    case_id = origin.new_id("cas")
    people = participants_since(row.participants or (), row.opened_on, origin.new_id)
    history = _history(row, case_id, people, origin)
    state = replay(history)
    number = CaseNumber(member=origin.seat.member, number=row.number, assigned_on=row.opened_on)
    case = Case(
        case_id=case_id,
        title=row.title,
        category=state.category,
        place=row.place,
        opened_on=row.opened_on,
        committed_on=row.committed_on,
        status=state.status,
        restriction=state.restriction,
        opened_by=office_of(origin.seat),
        responsible=office_of(state.responsible),
        court=office_of(state.court) if state.court else None,
        opened_at=origin.now,
        version=state.version,
        numbers=[number],
        participants=people or None,
    )
    return case, state, history


def _history(row: ImportedCase, case_id: str, people: list[Participant], origin: Origin) -> list[Entry]:
    category = category_of(row.category, origin.code_lists)
    first = usual_status(category.way)
    opened = Opened(
        case=case_id,
        category=category.code,
        restriction=children.closed(
            restriction_of(category, row.restriction), people_of(people), Acts(row.opened_on, row.committed_on)
        ),
        status=first,
        number=row.number,
        by_court=origin.kind == Kind.COURT,
        participants=tuple(Role(participant=person.participant_id, role=person.roles[0].role) for person in people),
    )
    entries = [_entry(1, opened, row.opened_on, origin)]
    status = Status(row.status or first)
    if status is not first or row.court is not None:
        imported = Imported(
            source=first,
            target=status,
            court=seat_of(row.court) if row.court else None,
            system=origin.system,
        )
        entries.append(_entry(2, imported, row.status_on or row.opened_on, origin))
    return entries


def _entry(position: int, fact: Opened | Imported, day: date, origin: Origin) -> Entry:
    return Entry(
        position=position,
        fact=fact,
        happened_on=day,
        recorded_at=origin.now,
        by=origin.seat,
        officer=origin.officer,
    )
