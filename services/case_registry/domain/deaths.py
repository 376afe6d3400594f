"""Deaths of participants: the fact, and how the deceased is matched with a participant. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.national.civil.civil_event import CivilEvent
from contracts.national.shared.identifier import Identifier
from contracts.seats import Seat
from contracts.subject_keys import personal
from services.case_registry.domain.facts import Fact


class ParticipantDied(Fact):
    """A participant died, as the civil register says; the day of the fact is that of the death."""

    kind = "participantDeceased"
    participant: str
    event: str  # of the civil register


@dataclass(frozen=True, slots=True)
class Candidate:
    """A participant of an open case who shares a subject key (a keyed hash of a number) with the deceased."""

    case_id: str
    participant_id: str
    identifiers: Sequence[Identifier]


@dataclass(frozen=True, slots=True)
class Death:
    """A registered death, as it was read from the civil register."""

    event_id: str
    on: date
    subjects: frozenset[str]  # in the form of `contracts.subjects`
    recorded_by: Seat  # the registry itself: the office for which its system is enrolled, which read the death

    def is_of(self, candidate: Candidate) -> bool:
        """Tell whether the deceased is this participant, by comparing the numbers themselves: keys only hint."""
        return bool(self.subjects & personal(candidate.identifiers))


def death_of(event: CivilEvent, *, read_by: Seat) -> Death | None:
    """Return the death in a civil event, or None for a birth and for a death that is not registered."""
    if event.death is None or event.registration_number is None:
        return None
    subjects = personal(event.death.deceased.identifiers)
    return Death(event.event_id, event.death.occurred_on, subjects, read_by)
