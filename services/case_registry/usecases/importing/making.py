"""Makes the case of a row: opened on its day, and where the earlier system had it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from contracts.identifiers import new_id
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.participant import Participant
from services.case_registry.domain import history as histories
from services.case_registry.domain import imports as rules
from services.case_registry.domain.cases import Opened, category_of, participants_since, restriction_of
from services.case_registry.domain.facts import Entry, Role
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.standing import Standing
from services.case_registry.domain.words import Kind, Seat, Status
from services.case_registry.usecases.recording import office_of


@dataclass(frozen=True, slots=True)
class Origin:
    """Who imports a case, when and from where, and the id that it gets."""

    seat: Seat
    kind: str
    officer: str | None
    now: datetime
    system: str
    case_id: str


def made(row: ImportedCase, origin: Origin) -> tuple[Case, Standing, list[Entry]]:
    """Return the case of a right row, where it stands, and the history that says so."""
    people = participants_since(row.participants or (), row.opened_on, partial(new_id, at=origin.now))
    history = _history(row, people, origin)
    standing = histories.replay(history)
    number = CaseNumber(member=origin.seat.member, number=row.number, assigned_on=row.opened_on)
    case = Case(
        case_id=origin.case_id,
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


def _history(row: ImportedCase, people: list[Participant], origin: Origin) -> list[Entry]:
    category = category_of(row.category)
    first = rules.first_status(category)
    opened = Opened(
        case=origin.case_id,
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
