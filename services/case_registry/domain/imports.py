"""Importing a case of an earlier system: what its row says, what is wrong with it, and the case it becomes. No I/O."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from contracts.json_types import JSON
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.participant import Participant
from contracts.official_numbers import normal_number
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain import days
from services.case_registry.domain.cases import OPENINGS, Opened, category_of, participants_since, restriction_of
from services.case_registry.domain.facts import Entry, Role
from services.case_registry.domain.history import replay
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import opening_faults
from services.case_registry.domain.standing import Standing
from services.case_registry.domain.words import Category, Kind, Seat, Status, office_of
from services.case_registry.errors.imports import OFFICE_OF_OTHERS, STATUS_BEFORE_OPENING

DAYS: Final = frozenset({"openedOn", "statusOn"})
DIGITS: Final = frozenset({"place", "office"})
_NAME: Final[Mapping[str, dict[str, JSON]]] = {
    "person": {"use": "legal", "script": "lao"},
    "latin": {"use": "latin", "script": "latin"},
}


class Imported(Moved):
    """An earlier system states where the case had come before it entered the registry; no table of moves is asked."""

    kind = "imported"
    system: str

    def onto(self, standing: Standing, by: Entry) -> Standing:
        """Return the case where the earlier system had it; the file is wherever its register says."""
        court = self.court or standing.court
        return replace(standing, status=self.target, previous=self.source, moved_on=by.happened_on, court=court)


@dataclass(frozen=True, slots=True)
class Key:
    """A number as two spellings of it are equal, in its office and year."""

    office: str  # empty: the member as a whole
    year: int
    normal: str


def begun(mapping: Mapping[str, object]) -> dict[str, Any]:  # Any: an ImportedCase document in the making
    """Return what every row of a CSV file states by its mapping."""
    return {"category": mapping["category"]}


def put_people(document: dict[str, Any], target: str, stated: str) -> Iterator[str]:  # Any: as above
    """Put the people of a cell into the document, in the role that the target names; yield where each is."""
    kind, _, role = target.partition(":")
    people = document.setdefault("participants", [])
    for name in filter(None, (each.strip() for each in stated.split(";"))):
        who = {"organisation": name} if kind == "organisation" else {"name": _NAME[kind] | {"text": name}}
        yield f"/participants/{len(people)}"
        people.append(who | {"role": role})


def without_idle_day(document: dict[str, Any]) -> None:  # Any: as above
    """Take out the day of a status that is not stated: a day of nothing in particular."""
    if "status" not in document:
        document.pop("statusOn", None)


def key_of(row: ImportedCase, office: str | None) -> Key:
    """Return the key of a row; `office` is the one that the caller works for."""
    return Key(row.office or office or "", row.opened_on.year, normal_number(row.number))


def faults(row: ImportedCase, *, now: datetime, office: str | None) -> Iterator[Fault]:
    """Yield what is wrong with a row that has the form of its schema; `office` is the one that the caller works for."""
    if fault := days.fault(row.opened_on, now, "/openedOn"):
        yield fault
    if row.status_on is not None and (fault := days.fault(row.status_on, now, "/statusOn")):
        yield fault
    if row.status_on is not None and row.status_on < row.opened_on:
        yield STATUS_BEFORE_OPENING
    if office is not None and row.office not in {None, office}:
        yield OFFICE_OF_OTHERS
    yield from opening_faults(row.participants or (), row.opened_on)
    try:
        restriction_of(category_of(row.category), row.restriction)
    except InvalidInput as refused:
        yield from refused.faults


def first_status(category: Category) -> Status:
    """Return the status in which cases of the category begin, whoever imports them."""
    return next(iter(OPENINGS[category].values()))


@dataclass(frozen=True, slots=True)
class Origin:
    """Who imports a case, when and from where, and how ids are made."""

    seat: Seat
    kind: str
    officer: str | None
    now: datetime
    system: str
    new_id: Callable[[str], str]


def made(row: ImportedCase, origin: Origin) -> tuple[Case, Standing, list[Entry]]:
    """Return the case of a right row, where it stands, and the history that says so."""
    case_id = origin.new_id("cas")
    people = participants_since(row.participants or (), row.opened_on, origin.new_id)
    history = _history(row, case_id, people, origin)
    standing = replay(history)
    number = CaseNumber(member=origin.seat.member, number=row.number, assigned_on=row.opened_on)
    case = Case(
        case_id=case_id,
        title=row.title,
        category=standing.category,
        place=row.place,
        opened_on=row.opened_on,
        status=standing.status,
        restriction=standing.restriction,
        opened_by=origin.seat.member,
        responsible=office_of(standing.responsible),
        court=office_of(standing.court) if standing.court else None,
        opened_at=origin.now,
        version=standing.version,
        numbers=[number],
        participants=people or None,
    )
    return case, standing, history


def _history(row: ImportedCase, case_id: str, people: list[Participant], origin: Origin) -> list[Entry]:
    category = category_of(row.category)
    first = first_status(category)
    opened = Opened(
        case=case_id,
        category=category,
        restriction=restriction_of(category, row.restriction),
        status=first,
        number=row.number,
        by_court=origin.kind == Kind.COURT,
        participants=tuple(Role(participant=each.participant_id, role=each.roles[0].role) for each in people),
    )
    entries = [_entry(1, opened, row.opened_on, origin)]
    status = Status(row.status or first)
    if status is not first or row.court is not None:
        came = Imported(
            source=first,
            target=status,
            court=Seat(row.court.member, row.court.office) if row.court else None,
            system=origin.system,
        )
        entries.append(_entry(2, came, row.status_on or row.opened_on, origin))
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
