"""People as an opening or an imported row names them: what is wrong with them, and participants of the case. No I/O."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from contracts.codelists import CodeLists
from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.imported_participant import ImportedParticipant
from contracts.national.justice.imported_representation import ImportedRepresentation
from contracts.national.justice.new_participant import NewParticipant
from contracts.national.justice.participant import Participant
from contracts.national.justice.representation import Representation
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.participants import (
    CHARGEABLE,
    CONVICT,
    SPEAKERS,
    days_of,
    is_juvenile,
    is_of_the_way,
)
from services.case_registry.domain.same_person import twice_faults
from services.case_registry.domain.words import Way
from services.case_registry.errors.charges import NOT_CONVICTED
from services.case_registry.errors.participants import (
    before_birth,
    guardian_needed,
    nobody,
    not_a_representative,
    role_of_another_way,
)

NamedPerson: TypeAlias = NewParticipant | ImportedParticipant


def roles_of(person: NamedPerson, since: date) -> list[DatedRole]:
    """Return the roles of somebody, oldest first: those that are dated, or the one since the opening."""
    dated = person.roles if isinstance(person, ImportedParticipant) else None
    return sorted(dated or [DatedRole(role=person.role, from_=since)], key=lambda role: role.from_)


def formerly(person: NamedPerson) -> Sequence[ImportedRepresentation]:
    """Return the representations of somebody that ended; only imports bring some."""
    return (person.former_representations or ()) if isinstance(person, ImportedParticipant) else ()


def ever(person: NamedPerson) -> frozenset[str]:
    """Return every role that somebody has, or had."""
    dated = person.roles if isinstance(person, ImportedParticipant) else None
    return frozenset({person.role, *(role.role for role in dated or ())})


def must_be_somebody(people: Sequence[NamedPerson]) -> None:
    """Raise `InvalidInput` naming each participant that is neither a person nor an organisation, or both."""
    faults = [
        nobody(f"/participants/{position}/name")
        for position, person in enumerate(people)
        if (person.name is None) is (person.organisation is None)
    ]
    if faults:
        raise InvalidInput(faults=faults)


def opening_faults(
    people: Sequence[NamedPerson], day: date, lists: CodeLists, *, guardians: bool = True
) -> list[Fault]:
    """Return the faults of those who come with a case: birth after it, no such representative, no guardian, twice.

    Old books name no guardian (`guardians` is false): where such a case goes on, one is asked for then.
    """
    faults: list[Fault] = []
    for position, person in enumerate(people):
        where = f"/participants/{position}"
        roles = roles_of(person, day)
        if person.birth_date is not None and roles[0].from_ < days_of(person.birth_date)[0]:
            faults.append(before_birth(f"{where}/birthDate"))
        speakers = [speaker.root for speaker in person.representative_places or ()]
        for index, speaker in enumerate(speakers):
            if speaker == position or speaker >= len(people) or people[speaker].role not in SPEAKERS:
                faults.append(not_a_representative(f"{where}/representativePlaces/{index}"))
        guarded = any(speaker < len(people) and people[speaker].role == "guardian" for speaker in speakers)
        young = any(
            role.role in CHARGEABLE and is_juvenile(person.birth_date, role.from_, age=person.age) for role in roles
        )
        if guardians and young and not guarded:
            faults.append(guardian_needed(f"{where}/representativePlaces"))
    return faults + twice_faults(people, lists)


def role_faults(people: Sequence[NamedPerson], way: Way) -> Iterator[Fault]:
    """Yield the faults of roles that nobody has in a case that goes this way, each where it stands."""
    for position, person in enumerate(people):
        where = f"/participants/{position}"
        dated = person.roles if isinstance(person, ImportedParticipant) else None
        for place, role in enumerate(dated or ()):
            if not is_of_the_way(role.role, way):
                yield role_of_another_way(f"{where}/roles/{place}/role")
        if not is_of_the_way(person.role, way):
            yield role_of_another_way(f"{where}/role")


def must_be_roles_of_an_opening(people: Sequence[NewParticipant], way: Way) -> None:
    """Raise `InvalidInput` naming the roles that nobody has when such a case is opened: none is a convict yet."""
    faults = [*role_faults(people, way)]
    faults += [
        replace(NOT_CONVICTED, pointer=f"/participants/{position}/role")
        for position, person in enumerate(people)
        if person.role == CONVICT and way is Way.CRIMINAL
    ]
    if faults:
        raise InvalidInput(faults=faults)


def participants_since(given: Sequence[NamedPerson], since: date, new_id: Callable[[str], str]) -> list[Participant]:
    """Return the participants with ids of their own, in their roles; one speaks for another since both are there."""
    ids = [new_id("ptc") for _ in given]
    roles = [roles_of(person, since) for person in given]

    def speaks(speaker: int, client: int) -> Representation:
        both = max(roles[speaker][0].from_, roles[client][0].from_)
        return Representation(representative_id=ids[speaker], role=given[speaker].role, from_=both)

    def spoken_for(client: int) -> list[Representation]:
        former = [
            Representation(
                representative_id=ids[each.representative_place], role=each.role, from_=each.from_, to=each.to
            )
            for each in formerly(given[client])
        ]
        return [*former, *(speaks(speaker.root, client) for speaker in given[client].representative_places or ())]

    return [
        Participant(
            participant_id=ids[place],
            name=person.name,
            other_names=person.other_names,
            organisation=person.organisation,
            birth_date=person.birth_date,
            age=person.age,
            roles=roles[place],
            identifiers=person.identifiers,
            representatives=spoken_for(place) or None,
            custody=person.custody if isinstance(person, ImportedParticipant) else None,
        )
        for place, person in enumerate(given)
    ]
