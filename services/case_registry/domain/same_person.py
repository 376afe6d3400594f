"""The same person twice in one case: by a number of its own, or by name and day of birth. No I/O."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from contracts.codelists import CodeLists
from contracts.national.justice.participant import Participant
from contracts.national.shared.identifier import Identifier
from contracts.national.shared.partial_date import PartialDate
from contracts.national.shared.person_name import PersonName
from contracts.subject_keys import personal
from services.case_registry.domain.names import search_key


def same_as(
    name: PersonName | None,
    birth: PartialDate | None,
    identifiers: Sequence[Identifier] | None,
    others: Iterable[Participant],
    lists: CodeLists,
) -> str | None:
    """Return the participant who is this person, as far as papers tell; None where nobody is.

    A name alone tells nothing: many have it. A year of birth does not either.
    """
    numbers = personal(identifiers)
    for other in others:
        if numbers & personal(other.identifiers):
            return other.participant_id
        born = birth is not None and birth == other.birth_date and birth.precision == "day"
        if born and name and other.name and search_key(name.text, lists) == search_key(other.name.text, lists):
            return other.participant_id
    return None


def pairs(people: Sequence[Participant], lists: CodeLists) -> list[tuple[str, str]]:
    """Return who seems to be one person twice, the earlier participant first."""
    return [
        (other.participant_id, each.participant_id)
        for other, each in combinations(people, 2)
        if same_as(each.name, each.birth_date, each.identifiers, [other], lists)
    ]
