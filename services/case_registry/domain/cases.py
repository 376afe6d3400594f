"""Opening, numbering and relating a case: the facts, and the rules of who opens which, since when, how restricted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.new_participant import NewParticipant
from contracts.national.justice.participant import Participant
from contracts.national.justice.representation import Representation
from contracts.problems import InvalidInput
from services.case_registry.domain.facts import Entry, Fact, Role
from services.case_registry.domain.standing import Standing
from services.case_registry.domain.words import Category, Kind, Relation, Restriction, Status
from services.case_registry.errors.cases import JUVENILE_UNGUARDED, OpeningNotAllowed
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.participants import nobody


class Opened(Fact):
    """A case entered the registry; the first fact of every history."""

    kind = "opened"
    case: str
    category: Category
    restriction: Restriction
    status: Status
    number: str
    by_court: bool
    participants: tuple[Role, ...] = ()

    def standing(self, by: Entry) -> Standing:
        """Return where the case stands when it has just been opened."""
        return Standing(
            case_id=self.case,
            category=self.category,
            restriction=self.restriction,
            status=self.status,
            moved_on=by.happened_on,
            responsible=by.by,
            court=by.by if self.by_court else None,
            involved=frozenset({by.by.member}),
            version=by.position,
        )


class Numbered(Fact):
    """A member knows the case under a number of its own."""

    kind = "numbered"
    number: str


class Related(Fact):
    """The case hangs together with another one."""

    kind = "related"
    relation: Relation
    other: str


# A crime begins with a report to the police, or to the army's own investigators; every other case begins when the court
# takes a party's filing.
OPENINGS: Final[Mapping[Category, Mapping[Kind, Status]]] = {
    Category.CRIMINAL: {Kind.POLICE: Status.REPORTED},
    Category.MILITARY: {Kind.POLICE: Status.REPORTED},
    Category.CIVIL: {Kind.COURT: Status.FILED_IN_COURT},
    Category.COMMERCIAL: {Kind.COURT: Status.FILED_IN_COURT},
    Category.FAMILY: {Kind.COURT: Status.FILED_IN_COURT},
    Category.JUVENILE: {Kind.COURT: Status.FILED_IN_COURT},
    Category.LABOUR: {Kind.COURT: Status.FILED_IN_COURT},
    Category.ADMINISTRATIVE: {Kind.COURT: Status.FILED_IN_COURT},
}
_KIND_LO: Final[Mapping[Kind, str]] = {Kind.POLICE: "ຕຳຫຼວດ", Kind.COURT: "ສານປະຊາຊົນ"}


def category_of(code: str) -> Category:
    """Return the category behind a code of the national list, or raise `InvalidInput`."""
    try:
        return Category(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/category")]) from None


def first_status(category: Category, kind: str) -> Status:
    """Return the status in which a member of this kind opens such a case, or raise `OpeningNotAllowed`."""
    openings = OPENINGS[category]
    for opener, status in openings.items():
        if opener == kind:
            return status
    raise OpeningNotAllowed(
        category=category.value,
        openers_en=", ".join(openings),
        openers_lo=", ".join(_KIND_LO[opener] for opener in openings),
    )


def restriction_of(category: Category, stated: str | None) -> Restriction:
    """Return how the case is restricted, or raise `InvalidInput`; a juvenile case always is."""
    if stated is None:
        return Restriction.JUVENILE if category is Category.JUVENILE else Restriction.NONE
    try:
        restriction = Restriction(stated)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/restriction")]) from None
    if category is Category.JUVENILE and restriction is Restriction.NONE:
        raise InvalidInput(faults=[JUVENILE_UNGUARDED])
    return restriction


def must_be_somebody(participants: Sequence[NewParticipant]) -> None:
    """Raise `InvalidInput` naming each participant that is neither a person nor an organisation, or both."""
    faults = [
        nobody(f"/participants/{position}/name")
        for position, each in enumerate(participants)
        if (each.name is None) is (each.organisation is None)
    ]
    if faults:
        raise InvalidInput(faults=faults)


def participants_since(given: Sequence[NewParticipant], since: date, new_id: Callable[[str], str]) -> list[Participant]:
    """Return the participants with ids of their own, each in its role since the opening."""
    ids = [new_id("ptc") for _ in given]
    return [
        Participant(
            participant_id=own_id,
            name=each.name,
            other_names=each.other_names,
            organisation=each.organisation,
            birth_date=each.birth_date,
            roles=[DatedRole(role=each.role, from_=since)],
            identifiers=each.identifiers,
            represented_by=[
                Representation(representative_id=ids[speaker.root], role=given[speaker.root].role, from_=since)
                for speaker in each.represented_by or ()
            ]
            or None,
        )
        for own_id, each in zip(ids, given, strict=True)
    ]


def relation_of(code: str) -> Relation:
    """Return the relation behind a code of the national list, or raise `InvalidInput`."""
    try:
        return Relation(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/kind")]) from None
