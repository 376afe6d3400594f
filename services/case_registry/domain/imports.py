"""Import of cases from earlier systems: cells of CSV, faults of a row, whom it names, and its case. No I/O."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any, Final

from contracts.codelists import CodeLists
from contracts.json_types import JSON
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.participant import Participant
from contracts.official_numbers import normal_number
from contracts.problems import Fault, InvalidInput
from contracts.seats import Seat
from services.case_registry.domain import children, days
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.cases import Opened, category_of, people_of, restriction_of
from services.case_registry.domain.children import Acts
from services.case_registry.domain.claims import brought_faults
from services.case_registry.domain.decisions import DecisionNumber
from services.case_registry.domain.facts import Entry, Role
from services.case_registry.domain.history import replay
from services.case_registry.domain.imported_names import UNKNOWN_DAY
from services.case_registry.domain.imported_people import facts, people_faults
from services.case_registry.domain.imported_record_faults import record_faults
from services.case_registry.domain.imported_records import (
    Bringing,
    Brought,
    Dated,
    brings_more,
    brought,
    decision_numbers,
    number_key,
)
from services.case_registry.domain.imported_standings import is_before_its_judgment, standing_faults, tried
from services.case_registry.domain.imported_verdicts import convict_faults, with_verdicts
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.named_people import opening_faults, participants_since, role_faults
from services.case_registry.domain.opened_cases import case_of
from services.case_registry.domain.openings import usual_status
from services.case_registry.domain.words import Kind, Status, office_of, seat_of
from services.case_registry.errors.imported_records import FINAL_BEFORE
from services.case_registry.errors.imports import NUMBER_MISSING, STATUS_BEFORE_OPENING

DAYS: Final = frozenset(
    {
        *("openedOn", "statusOn", "assignedOn", "filedOn", "withdrawnOn", "decidedOn", "finalOn", "supersededOn"),
        *("startedOn", "endedOn", "numberedOn", "startsOn"),
        *("enteredOn", "resolvedOn", "relievedOn", "statedOn", "orderedOn", "from", "to"),
    }
)
PARTIAL_DAYS: Final = frozenset({"committedOn"})
DIGITS: Final = frozenset({"place", "office", "article"})
# `ມາດຕາ ໒໔໓`, `Art. 243`: registers write the word into the column of the articles
BEFORE_DIGITS: Final = {"article": r"(?i)(?:ມາດຕາ|ມ\.|article|art\.?)\s*(?:ທີ\s*)?(?=[0-9])"}
INTEGERS: Final = frozenset({"participantPlace", "count", "months", "amountKip"})
# for a wrong member that every row has, so that the rest of the row is judged all the same
STAND_INS: Final[Mapping[str, JSON]] = {"number": "1", "title": "-", "place": "01", "openedOn": UNKNOWN_DAY}
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
class OtherNumber:
    """The natural key of a case at another office."""

    member: str
    office: str
    year: int
    normal: str


@dataclass(frozen=True, slots=True)
class Key:
    """The natural key of a case: its number in normal form, with its office and year."""

    office: str
    year: int
    normal: str
    others: tuple[OtherNumber, ...] = field(default=(), compare=False)  # of other offices, in the order of the row
    decisions: tuple[tuple[str, DecisionNumber], ...] = field(default=(), compare=False)  # numbers, each by its place
    is_own: bool = field(default=True, compare=False)  # the office gave it; else it is the first one of another office


def begun(mapping: Mapping[str, object]) -> dict[str, Any]:  # Any: an ImportedCase document in the making
    """Return the members that the mapping gives to every row of a CSV file: the category, unless rows say their own."""
    return {"category": mapping["category"]} if "category" in mapping else {}


def put_parts(document: dict[str, Any], target: str, stated: str) -> Iterator[str]:  # Any: as above
    """Put the people of a cell, or another office's number, into the document by its target; yield where each is."""
    kind, _, role = target.partition(":")
    if kind == "number":
        member, _, office = role.partition("/")
        numbers = document.setdefault("numbers", [])
        yield f"/numbers/{len(numbers)}"
        numbers.append({"by": {"member": member, "office": office}, "number": stated})
        return
    people = document.setdefault("participants", [])
    for name in filter(None, (part.strip() for part in stated.split(";"))):
        who = {"organisation": name} if kind == "organisation" else {"name": _NAME[kind] | {"text": name}}
        yield f"/participants/{len(people)}"
        people.append(who | {"role": role})


def without_idle_day(document: dict[str, Any]) -> None:  # Any: as above
    """Remove `statusOn` from the document when no status is stated."""
    if "status" not in document:
        document.pop("statusOn", None)


def key_of(row: ImportedCase, office: str) -> Key:
    """Return the key of a row; `office` is the one that imports it."""
    others = tuple(
        OtherNumber(*number_key(each, row.opened_on), normal_number(each.number)) for each in row.numbers or ()
    )
    own = row.office or office
    decided = tuple(decision_numbers(row, own))
    if row.number is None:
        first = others[0]  # the schema asks for one of the two
        return Key(own, first.year, f"{first.member}/{first.office}/{first.normal}", others, decided, is_own=False)
    return Key(own, (row.numbered_on or row.opened_on).year, normal_number(row.number), others, decided)


def faults(row: ImportedCase, *, kind: str, now: datetime, lists: CodeLists) -> Iterator[Fault]:
    """Yield the faults of a row that is valid by its schema, but for whom it names."""
    if row.number is None and not row.numbers:
        yield NUMBER_MISSING
    if fault := days.fault(row.opened_on, now, "/openedOn"):
        yield fault
    if row.numbered_on is not None and (fault := days.fault(row.numbered_on, now, "/numberedOn")):
        yield fault
    if row.status_on is not None and (fault := days.fault(row.status_on, now, "/statusOn")):
        yield fault
    if row.status_on is not None and row.status_on < row.opened_on:
        yield STATUS_BEFORE_OPENING
    if is_before_its_judgment(row):
        yield replace(FINAL_BEFORE, pointer="/statusOn")
    yield from opening_faults(row.participants or (), row.opened_on, lists, guardians=False)
    if brings_more(row):
        yield from record_faults(row, kind=kind, now=now, lists=lists)
        yield from people_faults(row, now)
        yield from brought_faults(row.claims or (), len(row.participants or ()), now)
    try:
        children.must_be_before(row.committed_on, row.opened_on)
    except InvalidInput as refused:
        yield from refused.faults
    try:
        category = category_of(row.category, lists)
        yield from standing_faults(row.status, row.status_on, category.way)
        yield from role_faults(row.participants or (), category.way)
        yield from convict_faults(row, category.way)
        restriction_of(category, row.restriction)
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


@dataclass(frozen=True, slots=True)
class ImportedNow:
    """What a row becomes: the case, its state and history, and what comes with it."""

    case: Case
    state: CaseState
    history: list[Entry]
    brought: Brought


def made(row: ImportedCase, origin: Origin) -> ImportedNow:
    """Return what becomes of a valid row."""
    case_id = origin.new_id("cas")
    category = category_of(row.category, origin.code_lists)
    people = participants_since(row.participants or (), row.opened_on, origin.new_id)
    people = with_verdicts(people, row, category.way)
    by = Bringing(origin.seat, origin.kind, case_id, category.series, origin.now, origin.new_id)
    more = brought(row, people, by) if brings_more(row) else Brought()
    history = _history(row, case_id, people, more, origin)
    state = replay(history)
    number = _number(row, origin.seat)
    case = case_of(
        state, row, number, opened_by=origin.seat, recorded_at=origin.now, people=people, claims=more.claims or ()
    )
    return ImportedNow(case, state, history, more)


def _number(row: ImportedCase, seat: Seat) -> CaseNumber:
    """Return the number that the office gave, or else the first one of another office."""
    if row.number is not None or not row.numbers:
        return CaseNumber(by=office_of(seat), number=row.number or "", assigned_on=row.numbered_on or row.opened_on)
    first = row.numbers[0]
    return CaseNumber(by=first.by, number=first.number, assigned_on=first.assigned_on or row.opened_on)


def _history(row: ImportedCase, case_id: str, people: list[Participant], more: Brought, origin: Origin) -> list[Entry]:
    """Return the history of the case: its opening, then everything in the order of its days, as it is told."""
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
        defendant=row.defendant_status,
        participants=tuple(
            Role(participant=person.participant_id, role=person.roles[0].role)
            for person in people
            if person.roles[0].from_ <= row.opened_on
        ),
    )
    status = Status(row.status or first)
    dated = [*more.facts, *(fact for person in people for fact in facts(person, row.opened_on, origin.seat))]
    since, stood = row.status_on or row.opened_on, first
    court = seat_of(row.court) if row.court else None
    here = [each for each in row.proceedings or () if each.office in {None, origin.seat.office}]
    roads = sorted(tried(here, since), key=itemgetter(0))
    if roads and roads[-1][1] is status:
        roads.pop()  # the row says itself since when it stands there
    for day, place in [*roads, (since, status)]:
        if place is not stood or (place is status and court is not None):
            imported = Imported(source=stood, target=place, court=court, system=origin.system)
            dated.append(Dated(day, imported, origin.seat))
        stood = place
    dated.sort(key=attrgetter("day"))
    in_order = [Dated(row.opened_on, opened, origin.seat), *dated]
    return [_entry(position, each, origin) for position, each in enumerate(in_order, start=1)]


def _entry(position: int, dated: Dated, origin: Origin) -> Entry:
    return Entry(
        position=position,
        fact=dated.fact,
        happened_on=dated.day,
        recorded_at=origin.now,
        by=dated.by,
        officer=origin.officer,
    )
