"""Children in a case: who may have been one at the act, what that closes, and which victims stand in no list. No I/O.

Who may be a child is treated as one until more is known: a year of birth alone counts as its last day, and an act of
which no day is known may lie some years before the case was opened (`procedure.toml`). So a case is closed from the
first write; opening it again takes a decision. Of somebody without a date of birth it is told what is
missing; who is said to be under age, or of whom that is in doubt, is treated as a child.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from contracts.national.justice.case import Case
from contracts.national.justice.participant import Participant
from contracts.national.justice.participant_notice import ParticipantNotice
from contracts.national.shared.partial_date import PartialDate
from contracts.national.shared.problem import ProblemMessage
from contracts.problems import InvalidInput
from services.case_registry.domain.participants import CHAIN, days_of, is_juvenile
from services.case_registry.domain.procedure import PROCEDURE, Procedure
from services.case_registry.domain.words import Restriction, StatedAge
from services.case_registry.errors.children import ACT_BEHIND_THE_OPENING

VICTIM: Final = "victim"
_PROTECTED: Final = frozenset({*CHAIN, VICTIM})
OF_FULL_AGE: Final = ("expert", "interpreter", "lawyer", "guardian")  # nobody is that who is not of age
_MAY_BE_CHILDREN: Final = (StatedAge.UNDER_AGE.value, StatedAge.IN_DOUBT.value)

_AGE_UNKNOWN: Final = ParticipantNotice(
    code="ageUnknown",
    message=ProblemMessage(
        en="Nothing is known of this person's age, and a case with a child is closed to others. Find out, and correct "
        "the date of birth, a year is enough; or the age: 18 or older, under 18, or in doubt.",
        lo="ຍັງບໍ່ຮູ້ອາຍຸຂອງຜູ້ນີ້, ແລະ ຄະດີທີ່ມີເດັກຕ້ອງຖືກຈຳກັດການເຂົ້າເຖິງ. ກະລຸນາສອບຖາມ ແລ້ວແກ້ໄຂວັນເດືອນປີເກີດ, ໃສ່ສະເພາະປີກໍໄດ້; "
        "ຫຼື ອາຍຸ: 18 ປີຂຶ້ນໄປ, ຕ່ຳກວ່າ 18 ປີ, ຫຼື ຍັງສົງໄສ.",
    ),
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in a case, as far as it is asked who may be a child: its roles, also those that ended, and its birth."""

    participant_id: str
    roles: frozenset[str]
    birth_date: PartialDate | None
    age: str | None = None  # as it was stated


@dataclass(frozen=True, slots=True)
class Acts:
    """What is known of the days of the acts that a case is about."""

    opened_on: date
    committed_on: PartialDate | None = None
    charged: Mapping[str, date] = field(
        default_factory=dict
    )  # the earliest of the charges against a participant, also withdrawn ones: they told a day

    def earliest(self, participant_id: str, procedure: Procedure = PROCEDURE) -> date:
        """Return the earliest day of the act of which that participant may be suspected, or a victim."""
        if participant_id in self.charged:
            return self.charged[participant_id]
        known = [*self.charged.values()]
        if self.committed_on is not None:
            known.append(days_of(self.committed_on)[0])
        if known:
            return min(known)
        return procedure.earliest_act(self.opened_on)


def may_be_a_child(person: Somebody, acts: Acts, procedure: Procedure = PROCEDURE) -> bool:
    """Tell whether somebody who is pursued, or a victim, may have been a child at the act."""
    if person.roles.isdisjoint(_PROTECTED):
        return False
    if person.birth_date is None:
        return person.age in _MAY_BE_CHILDREN
    return is_juvenile(person.birth_date, acts.earliest(person.participant_id, procedure), procedure)


def are_any(people: Iterable[Somebody], acts: Acts) -> bool:
    """Tell whether anybody in the case may be a child."""
    return any(may_be_a_child(person, acts) for person in people)


def unlisted(people: Iterable[Somebody], acts: Acts) -> frozenset[str]:
    """Return the children whom no list and no search names, or counts by name.

    Victims who may have been children at the act; and whoever may be one as the case is opened, and is there as a
    party, a plaintiff or a witness. Such a one does not close the case: a child who is pursued does, and a victim.
    """
    return frozenset(
        person.participant_id
        for person in people
        if (VICTIM in person.roles and may_be_a_child(person, acts))
        or (person.roles.isdisjoint(CHAIN) and is_juvenile(person.birth_date, acts.opened_on))
    )


def closed(restriction: Restriction, people: Iterable[Somebody], acts: Acts) -> Restriction:
    """Return how the case is restricted with these people in it: with a child it is not open."""
    if restriction is Restriction.NONE and are_any(people, acts):
        return Restriction.JUVENILE
    return restriction


def told(person: Participant) -> Participant:
    """Return the participant with a notice where nothing is known of an age that the case depends on."""
    withheld = {each.root for each in person.corrected_members or ()}
    is_known = person.birth_date is not None or person.age is not None or not withheld.isdisjoint({"birthDate", "age"})
    if is_known or person.name is None or _PROTECTED.isdisjoint(role.role for role in person.roles):
        return person
    return person.model_copy(update={"notices": [_AGE_UNKNOWN]})


def told_in(case: Case) -> Case:
    """Return the case with the notices about its people."""
    return case.model_copy(update={"participants": case.participants and [told(each) for each in case.participants]})


def must_be_before(committed_on: PartialDate | None, opened_on: date) -> None:
    """Raise `InvalidInput` for an act that lies behind the opening of its case."""
    if committed_on is not None and days_of(committed_on)[0] > opened_on:
        raise InvalidInput(faults=[ACT_BEHIND_THE_OPENING])
