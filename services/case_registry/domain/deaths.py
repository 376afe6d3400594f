"""A death that reaches a case: the fact, and the rules of who is meant. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.national.civil.civil_event import CivilEvent
from contracts.national.shared.identifier import Identifier
from contracts.subject_keys import personal
from services.case_registry.domain.facts import Fact


class ParticipantDied(Fact):
    """The civil register told of a participant's death; the day of the fact is that of the death."""

    kind = "participantDeceased"
    participant: str
    event: str  # of the civil register


@dataclass(frozen=True, slots=True)
class Candidate:
    """A participant of an open case who shares a subject key with somebody."""

    case_id: str
    participant_id: str
    identifiers: Sequence[Identifier]


@dataclass(frozen=True, slots=True)
class Death:
    """A registered death, as the civil register told it to the system of a member."""

    event_id: str
    on: date
    subjects: frozenset[str]  # in the form of `contracts.subjects`
    told_to: str

    def is_of(self, candidate: Candidate) -> bool:
        """Tell whether the deceased is this participant: by a number itself, since keys only hint."""
        return bool(self.subjects & personal(candidate.identifiers))


def death_of(event: CivilEvent, *, told_to: str) -> Death | None:
    """Return the death that the event registers, or None for one that is none."""
    if event.death is None or event.registration_number is None:
        return None
    return Death(event.event_id, event.death.occurred_on, personal(event.death.deceased.identifiers), told_to)
