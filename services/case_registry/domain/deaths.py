"""Deaths of participants: the fact, and how the deceased is matched with a participant. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.codelists import CodeLists
from contracts.json_types import JSON
from contracts.name_keys import spelt_words_of
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.justice.participant import Participant, ParticipantDeceased
from contracts.national.shared.identifier import Identifier
from contracts.national.shared.partial_date import PartialDate
from contracts.national.shared.person_name import PersonName
from contracts.problems import InvalidInput
from contracts.seats import Seat
from contracts.subject_keys import personal
from services.case_registry.domain.corrections import Change
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.participants import days_of
from services.case_registry.errors.corrections import cannot_stand


class ParticipantDied(Fact):
    """A participant died, as the civil register says; the day of the fact is that of the death."""

    kind = "participantDeceased"
    participant: str
    event: str  # of the civil register


class DeathUnconfirmed(Fact):
    """A death was told of a participant by its number, and name or birth contradict it: the office looks at it."""

    kind = "deathUnconfirmed"
    participant: str
    event: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A participant of an open case who shares a subject key (a keyed hash of a number) with the deceased."""

    case_id: str
    participant_id: str
    identifiers: Sequence[Identifier]
    names: Sequence[PersonName] = ()
    birth_date: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Death:
    """A registered death, as it was read from the civil register."""

    event_id: str
    on: date
    subjects: frozenset[str]  # in the form of `contracts.subjects`
    name: PersonName | None
    birth_date: PartialDate | None
    recorded_by: Seat  # the registry itself: the office for which its system is enrolled, which read the death

    def is_of(self, candidate: Candidate) -> bool:
        """Tell whether the deceased is this participant, by comparing the numbers themselves: keys only hint."""
        return bool(self.subjects & personal(candidate.identifiers))

    def is_contradicted_by(self, candidate: Candidate, lists: CodeLists) -> bool:
        """Tell whether what is known of the participant says that it is somebody else: a number is typed wrong easily.

        Births that cannot be of one day do, and names in one script without a word in common.
        """
        if self.birth_date is not None and candidate.birth_date is not None:
            (first, last), (earliest, latest) = days_of(self.birth_date), days_of(candidate.birth_date)
            if last < earliest or latest < first:
                return True
        if self.name is None:
            return False
        comparable = [name for name in candidate.names if name.script == self.name.script]
        words = spelt_words_of(self.name.text, lists)
        return bool(comparable) and all(words.isdisjoint(spelt_words_of(name.text, lists)) for name in comparable)


def death_of(event: CivilEvent, *, read_by: Seat) -> Death | None:
    """Return the death in a civil event, or None for a birth and for a death that is not registered."""
    death = event.death
    if death is None or event.registration_number is None or death.deceased is None or death.occurred_on is None:
        return None
    deceased = death.deceased
    subjects = personal(deceased.identifiers)
    return Death(event.event_id, death.occurred_on, subjects, deceased.name, deceased.birth_date, read_by)


def followed(changes: Mapping[str, Change], person: Participant) -> dict[str, Change]:
    """Return what of a death follows a correction of the participant; raise `InvalidInput` for what is not told.

    A death is confirmed as it was told, withdrawn, or refused; and with another number it waits to be confirmed anew.
    """
    told, waits = _document(person.deceased), _document(person.death_unconfirmed)
    of_it = changes.get("deceased")
    if of_it is not None and of_it.now is not None and of_it.now != waits:
        raise InvalidInput(faults=[cannot_stand("deceased")])
    refused = changes.get("deathUnconfirmed")
    if refused is not None and refused.now is not None:
        raise InvalidInput(faults=[cannot_stand("deathUnconfirmed")])
    if of_it is not None and of_it.now is not None and refused is None:
        return {"deathUnconfirmed": Change(was=waits)}
    if "identifiers" in changes and of_it is None and told is not None:
        return {"deceased": Change(was=told), "deathUnconfirmed": Change(was=waits, now=told)}
    return {}


def _document(deceased: ParticipantDeceased | None) -> JSON:
    return None if deceased is None else deceased.model_dump(mode="json", by_alias=True)
