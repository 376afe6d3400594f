"""Makes the case of a row: opened on its day, and where the earlier system had it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.identifiers import new_id
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.participant import Participant
from services.case_registry.domain import history as histories
from services.case_registry.domain.facts import Entry, Imported, Opened, Role
from services.case_registry.domain.importing import rules
from services.case_registry.domain.opening import category_of, restriction_of
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


def made(document: dict[str, Any], origin: Origin) -> tuple[Case, Standing, list[Entry]]:  # Any: an ImportedCase
    """Return the case of a valid row, where it stands, and the history that says so."""
    opened_on = date.fromisoformat(document["openedOn"])
    people = _participants(document.get("participants", []), opened_on, origin.now)
    history = _history(document, people, origin)
    standing = histories.replay(history)
    number = CaseNumber(member=origin.seat.member, number=document["number"], assigned_on=opened_on)
    case = Case(
        case_id=origin.case_id,
        title=document["title"],
        category=standing.category,
        place=document["place"],
        opened_on=opened_on,
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


def _participants(
    stated: list[dict[str, Any]], since: date, now: datetime
) -> list[Participant]:  # Any: NewParticipant documents
    """Return the participants with ids of their own, each in its role since the opening."""
    ids = [new_id("ptc", at=now) for _ in stated]
    made = []
    for own_id, each in zip(ids, stated, strict=True):
        known = {name: value for name, value in each.items() if name not in {"role", "representedBy"}}
        known |= {"participantId": own_id, "roles": [{"role": each["role"], "from": since}]}
        speakers = [
            {"representativeId": ids[speaker], "role": stated[speaker]["role"], "from": since}
            for speaker in each.get("representedBy", ())
        ]
        made.append(Participant.model_validate(known | ({"representedBy": speakers} if speakers else {})))
    return made


def _history(document: dict[str, Any], people: list[Participant], origin: Origin) -> list[Entry]:  # Any: as above
    category = category_of(document["category"])
    first = rules.first_status(category)
    opened = Opened(
        case=origin.case_id,
        category=category,
        restriction=restriction_of(category, document.get("restriction")),
        status=first,
        number=document["number"],
        by_court=origin.kind == Kind.COURT,
        participants=tuple(Role(participant=each.participant_id, role=each.roles[0].role) for each in people),
    )
    entries = [_entry(1, opened, document["openedOn"], origin)]
    status, court = Status(document.get("status", first)), document.get("court")
    if status is not first or court is not None:
        came = Imported(
            source=first,
            target=status,
            court=Seat(court["member"], court.get("office")) if court else None,
            system=origin.system,
        )
        entries.append(_entry(2, came, document.get("statusOn", document["openedOn"]), origin))
    return entries


def _entry(position: int, fact: Opened | Imported, day: str, origin: Origin) -> Entry:
    return Entry(
        position=position,
        fact=fact,
        happened_on=date.fromisoformat(day),
        recorded_at=origin.now,
        by=origin.seat,
        officer=origin.officer,
    )
