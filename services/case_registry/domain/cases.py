"""Opening, numbering and relating a case: facts, categories, restrictions and participants. No I/O."""

from collections.abc import Sequence

from contracts.codelists import CodeLists
from contracts.national.justice.case import Case
from contracts.national.justice.participant import Participant
from contracts.problems import InvalidInput
from services.case_registry.domain import children
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.categories import LIST, Category, find_category
from services.case_registry.domain.children import Acts, Somebody
from services.case_registry.domain.facts import Entry, Fact, Role
from services.case_registry.domain.words import BY_THEMSELVES, Part, Relation, Restriction, Status
from services.case_registry.errors.cases import ALWAYS_RESTRICTED, COMES_BY_ITSELF, WITHOUT_ATTRIBUTES
from services.case_registry.errors.codes import unknown_code


class Opened(Fact):
    """A case was opened; the first fact of every history."""

    kind = "opened"
    case: str
    category: str
    restriction: Restriction
    status: Status
    number: str | None = None  # None: the office has given it none, and took it over from an earlier system
    by_court: bool
    defendant: str | None = None
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
            defendant=self.defendant,
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
    """Return the participants of a new case, as it is asked who may be a child."""
    return [
        Somebody(person.participant_id, frozenset(role.role for role in person.roles), person.birth_date, person.age)
        for person in participants
    ]


def unlisted_of(case: Case) -> frozenset[str]:
    """Return the participants of a new case who stand in no list."""
    acts = Acts(case.opened_on, case.committed_on)
    return children.unlisted(people_of(case.participants or ()), acts)


def relation_of(code: str) -> Relation:
    """Return the relation behind a code of the national list, or raise `InvalidInput`; some come by themselves."""
    try:
        relation = Relation(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/kind")]) from None
    if relation in BY_THEMSELVES:
        raise InvalidInput(faults=[COMES_BY_ITSELF])
    return relation
