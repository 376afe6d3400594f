"""The same person twice in one case: by a number of its own, or by name and day of birth. No I/O."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Protocol

from contracts.codelists import CodeLists
from contracts.name_keys import spelling_key
from contracts.national.justice.case_join import SamePerson
from contracts.national.justice.participant import Participant
from contracts.national.shared.identifier import Identifier
from contracts.national.shared.partial_date import PartialDate
from contracts.national.shared.person_name import PersonName
from contracts.problems import Fault
from contracts.subject_keys import personal
from services.case_registry.errors.participants import same_person_twice


class Described(Protocol):
    """Somebody as papers describe him: in a case already, or about to come into one."""

    @property
    def name(self) -> PersonName | None:
        """The name; none of an organisation."""

    @property
    def birth_date(self) -> PartialDate | None:
        """The date of birth, as far as it is known."""

    @property
    def identifiers(self) -> Sequence[Identifier] | None:
        """The numbers."""


class Named(Described, Protocol):
    """Somebody who comes with a case: that he only looks like another one of them may be said."""

    @property
    def override_reason(self) -> str | None:
        """Why this is not the other one."""


def same_as(somebody: Described, others: Iterable[Participant], lists: CodeLists) -> str | None:
    """Return the participant who is this person, as far as papers tell; None where nobody is."""
    own = _marks(somebody, lists)
    return next((other.participant_id for other in others if own & _marks(other, lists)), None)


def pairs(people: Sequence[Participant], lists: CodeLists) -> list[SamePerson]:
    """Return who seems to be one person twice, the earlier participant first."""
    marks = [_marks(each, lists) for each in people]
    known = zip(people, marks, strict=True)
    return [
        SamePerson(participant_id=other.participant_id, other_participant_id=each.participant_id)
        for (other, marks_of_other), (each, marks_of_each) in combinations(known, 2)
        if marks_of_other & marks_of_each
    ]


def became(people: Sequence[Participant], right: Participant, lists: CodeLists) -> list[SamePerson]:
    """Return with whom one of these people seems to be one person as it is right, and did not as it stood."""
    stood = pairs(people, lists)
    corrected = [right if each.participant_id == right.participant_id else each for each in people]
    return [each for each in pairs(corrected, lists) if each not in stood]


def twice_faults(people: Sequence[Named], lists: CodeLists) -> list[Fault]:
    """Return the faults of those who come with a case and are somebody before them in its list."""
    first: dict[str, int] = {}
    faults: list[Fault] = []
    for place, each in enumerate(people):
        marks = _marks(each, lists)
        known = [first[mark] for mark in marks if mark in first]
        if known and each.override_reason is None:
            faults.append(same_person_twice(f"/participants/{place}", min(known)))
        for mark in marks:
            first.setdefault(mark, place)
    return faults


def _marks(somebody: Described, lists: CodeLists) -> frozenset[str]:
    """Return by what somebody is known to be one person: two with one of them in common are the same.

    A name alone tells nothing: many have it. A year of birth does not either.
    """
    birth, name = somebody.birth_date, somebody.name
    numbers = personal(somebody.identifiers)
    if name is None or birth is None or birth.precision != "day":
        return numbers
    return numbers | {f"{birth.value} {birth.estimated}\0{spelling_key(name.text, lists)}"}
