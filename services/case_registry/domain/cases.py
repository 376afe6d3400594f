"""Opening, numbering and relating a case: facts, categories, restrictions and participants. No I/O."""

from collections.abc import Callable, Sequence
from datetime import date

from contracts.codelists import CodeLists
from contracts.national.justice.case import Case
from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.new_participant import NewParticipant
from contracts.national.justice.participant import Participant
from contracts.national.justice.representation import Representation
from contracts.problems import InvalidInput
from services.case_registry.domain import children
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.categories import LIST, Category, find_category
from services.case_registry.domain.children import Acts, Somebody
from services.case_registry.domain.facts import Entry, Fact, Role
from services.case_registry.domain.words import BY_THEMSELVES, Part, Relation, Restriction, Status
from services.case_registry.errors.cases import ALWAYS_RESTRICTED, COMES_BY_ITSELF, WITHOUT_ATTRIBUTES
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.participants import nobody


class Opened(Fact):
    """A case was opened; the first fact of every history."""

    kind = "opened"
    case: str
    category: str
    restriction: Restriction
    status: Status
    number: str
    by_court: bool
    participants: tuple[Role, ...] = ()

    def first_state(self, entry: Entry) -> CaseState:
        """Return the state of the case after this first fact."""
        return CaseState(
            case_id=self.case,
            category=self.category,
            restriction=self.restriction,
            status=self.status,
            moved_on=entry.happened_on,
            responsible=entry.by,
            court=entry.by if self.by_court else None,
            involved=frozenset({(entry.by, Part.FILE)} | ({(entry.by, Part.COURT)} if self.by_court else set())),
            version=entry.position,
        )


class Numbered(Fact):
    """An office knows the case under a number of its own."""

    kind = "numbered"
    number: str


class Related(Fact):
    """The case is related to another: an appeal of it, split from it, joined with it."""

    kind = "related"
    relation: Relation
    other: str


def category_of(code: str, lists: CodeLists) -> Category:
    """Return the category behind a code of the national list, or raise `InvalidInput`."""
    if (category := find_category(code, lists)) is None:
        unknown = lists.code(LIST, code) is None
        raise InvalidInput(faults=[unknown_code("/category") if unknown else WITHOUT_ATTRIBUTES])
    return category


def restriction_of(category: Category, stated: str | None) -> Restriction:
    """Return how the case is restricted, or raise `InvalidInput`; by its category where none is stated."""
    if stated is None:
        return category.restriction
    try:
        restriction = Restriction(stated)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/restriction")]) from None
    if category.restriction is not Restriction.NONE and restriction is Restriction.NONE:
        raise InvalidInput(faults=[ALWAYS_RESTRICTED])
    return restriction


def people_of(participants: Sequence[Participant]) -> list[Somebody]:
    """Return the participants of a new case, each in its first role, as it is asked who may be a child."""
    return [
        Somebody(person.participant_id, frozenset(role.role for role in person.roles), person.birth_date)
        for person in participants
    ]


def unlisted_of(case: Case) -> frozenset[str]:
    """Return the participants of a new case who stand in no list."""
    acts = Acts(case.opened_on, case.committed_on)
    return children.unlisted(people_of(case.participants or ()), acts)


def must_be_somebody(participants: Sequence[NewParticipant]) -> None:
    """Raise `InvalidInput` naming each participant that is neither a person nor an organisation, or both."""
    faults = [
        nobody(f"/participants/{position}/name")
        for position, participant in enumerate(participants)
        if (participant.name is None) is (participant.organisation is None)
    ]
    if faults:
        raise InvalidInput(faults=faults)


def participants_since(given: Sequence[NewParticipant], since: date, new_id: Callable[[str], str]) -> list[Participant]:
    """Return the participants with ids of their own, each in its role since the opening."""
    ids = [new_id("ptc") for _ in given]
    return [
        Participant(
            participant_id=own_id,
            name=participant.name,
            other_names=participant.other_names,
            organisation=participant.organisation,
            birth_date=participant.birth_date,
            roles=[DatedRole(role=participant.role, from_=since)],
            identifiers=participant.identifiers,
            represented_by=[
                Representation(representative_id=ids[speaker.root], role=given[speaker.root].role, from_=since)
                for speaker in participant.represented_by or ()
            ]
            or None,
        )
        for own_id, participant in zip(ids, given, strict=True)
    ]


def relation_of(code: str) -> Relation:
    """Return the relation behind a code of the national list, or raise `InvalidInput`; some come by themselves."""
    try:
        relation = Relation(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/kind")]) from None
    if relation in BY_THEMSELVES:
        raise InvalidInput(faults=[COMES_BY_ITSELF])
    return relation
