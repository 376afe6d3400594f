"""Add participants to a case, change their roles, appoint representatives, record custody."""

from collections.abc import Mapping

from chassis.unit.unit import Unit
from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.participant import Participant
from contracts.national.justice.participant_addition import ParticipantAddition
from contracts.national.justice.representation import Representation
from contracts.national.justice.representation_ending import RepresentationEnding
from contracts.national.justice.representative_appointment import RepresentativeAppointment
from contracts.national.justice.role_assignment import RoleAssignment
from contracts.problems import InvalidInput, NotFound
from contracts.subject_keys import SubjectKeys
from services.case_registry.domain import days
from services.case_registry.domain import participants as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.charges import must_be_convicted
from services.case_registry.domain.children import told
from services.case_registry.domain.codes import code_of
from services.case_registry.domain.facts import Role
from services.case_registry.domain.participants import (
    CustodyRecorded,
    ParticipantJoined,
    RepresentationEnded,
    RepresentativeAppointed,
    RoleTaken,
)
from services.case_registry.domain.same_person import same_as
from services.case_registry.domain.words import Kind
from services.case_registry.errors.charges import NOT_CONVICTED
from services.case_registry.errors.corrections import SamePersonTwice
from services.case_registry.errors.days import ends_before_it_begins
from services.case_registry.errors.participants import AlreadyRepresented, NotRepresented, nobody
from services.case_registry.events import participants as events
from services.case_registry.store import charges
from services.case_registry.store import participants as store
from services.case_registry.store import pursuits as held
from services.case_registry.usecases.asking import Asker
from services.case_registry.usecases.children import protect
from services.case_registry.usecases.readability import Asked
from services.case_registry.usecases.recording import acting_in, record


async def add_participant(
    unit: Unit, asker: Asker, case_id: str, addition: ParticipantAddition, keys: SubjectKeys
) -> Participant:
    """Add a participant to the case and announce it.

    Raises `SamePersonTwice`, and `InvalidInput` for neither person nor organisation, a role before birth, a juvenile
    without a guardian, and a representative who is neither lawyer nor guardian in the case.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.ADD_PARTICIPANT)
    since, role = addition.from_, rules.role_of(addition.role, addition.from_)
    days.must_have_come(since, unit.now, "/from")
    if (addition.name is None) is (addition.organisation is None):
        raise InvalidInput(faults=[nobody("/name")])
    rules.must_be_of_the_way(role, actor.way_of(state))
    if role == rules.CONVICT:  # whoever joins now is charged with nothing yet
        raise InvalidInput(faults=[NOT_CONVICTED])
    rules.must_be_possible(addition.birth_date, since, "/birthDate")
    await _must_be_new(unit, asker, case_id, addition)
    people = await store.people(unit, case_id)
    speakers = rules.speakers_of(
        people, [each.root for each in addition.representative_ids or ()], "/representativeIds"
    )
    guarded = "guardian" in speakers.values()
    rules.must_be_guarded(addition.birth_date, addition.age, role, since, guarded=guarded, pointer="/representativeIds")
    joined = _joined(addition, unit.new_id("ptc"), role, speakers)
    await store.add(unit, case_id, joined, keys, asker.code_lists)
    as_joined = Role(participant=joined.participant_id, role=role)
    fact = ParticipantJoined(participant=as_joined, represented_by=tuple(speakers))
    new_state, _ = await record(unit, state, fact, actor, happened_on=since, stated="/from")
    unit.announce(events.participant_joined(unit, case_id, joined.participant_id, role))
    await protect(unit, new_state, actor)
    return told(joined)


async def assign_role(
    unit: Unit, asker: Asker, case_id: str, participant_id: str, assignment: RoleAssignment
) -> Participant:
    """Give a participant another role and announce it; raise what `rules.ended_by` raises."""
    actor, state = await acting_in(unit, asker, case_id, Act.ASSIGN_ROLE)
    since, role = assignment.from_, rules.role_of(assignment.role, assignment.from_)
    days.must_have_come(since, unit.now, "/from")
    rules.must_be_of_the_way(role, actor.way_of(state))
    person = await _person(unit, case_id, participant_id)
    rules.must_be_possible(person.birth_date, since, "/from")
    rules.must_be_guarded(person.birth_date, person.age, role, since, guarded=person.guarded, pointer="/role")
    if role == rules.CONVICT:
        must_be_convicted((await charges.states(unit, case_id)).values(), participant_id)
    ended = rules.ended_by(person, role, since)
    await store.take_role(unit, participant_id, role, since, ended)
    fact = RoleTaken(participant=Role(participant=participant_id, role=role), ended=tuple(old.role for old in ended))
    new_state, _ = await record(unit, state, fact, actor, happened_on=since, stated="/from")
    unit.announce(events.role_taken(unit, case_id, participant_id, role))
    await protect(unit, new_state, actor)
    return told(await store.one(unit, case_id, participant_id))


async def appoint_representative(
    unit: Unit, asker: Asker, case_id: str, participant_id: str, appointment: RepresentativeAppointment
) -> Participant:
    """Appoint a lawyer or guardian of the case for a participant and announce it; raise `AlreadyRepresented`."""
    actor, state = await acting_in(unit, asker, case_id, Act.APPOINT_REPRESENTATIVE)
    days.must_have_come(appointment.from_, unit.now, "/from")
    people = await store.people(unit, case_id)
    if participant_id not in people:
        raise NotFound
    speaker = appointment.representative_id
    role = rules.speaking_role(people[participant_id], people.get(speaker))
    if not await store.appoint(unit, participant_id, speaker, role, appointment.from_):
        raise AlreadyRepresented
    fact = RepresentativeAppointed(participant=participant_id, representative=speaker, role=role)
    await record(unit, state, fact, actor, happened_on=appointment.from_, stated="/from")
    unit.announce(events.representative_appointed(unit, case_id, fact))
    return await store.one(unit, case_id, participant_id)


async def end_representation(
    unit: Unit, asker: Asker, case_id: str, participant_id: str, ending: RepresentationEnding
) -> Participant:
    """Record that a lawyer or guardian no longer speaks for a participant, and announce it.

    Raises `NotRepresented`, and `InvalidInput` for a day before the representation began and for a juvenile who is
    pursued and would stand without a guardian.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.END_REPRESENTATION)
    days.must_have_come(ending.to, unit.now, "/to")
    await _person(unit, case_id, participant_id)
    speaker = ending.representative_id
    since = await store.end_representation(unit, participant_id, speaker, ending.to)
    if since is None:
        raise NotRepresented
    if ending.to < since:
        raise InvalidInput(faults=[ends_before_it_begins("/to")])
    rules.must_stay_guarded(await _person(unit, case_id, participant_id), ending.to)
    fact = RepresentationEnded(participant=participant_id, representative=speaker, reason=ending.reason)
    await record(unit, state, fact, actor, happened_on=ending.to, stated="/to")
    unit.announce(events.representation_ended(unit, case_id, fact))
    return await store.one(unit, case_id, participant_id)


async def record_custody(
    unit: Unit, asker: Asker, case_id: str, participant_id: str, custody: CustodyRecord, asked: Asked
) -> CustodyRecord:
    """Record that a participant is held or free, and announce it; raise what `rules.must_be_recordable` raises.

    `asked` is what the document exchange said of the order: raises what `Asked.must_read` does.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.RECORD_CUSTODY)
    began = days.today(custody.since)
    code_of("custody-status", custody.status, began, "/status")
    days.must_have_come(began, unit.now, "/since")
    if custody.ordered_on is not None:
        days.must_have_come(custody.ordered_on, unit.now, "/orderedOn")
    holder = await held.custodian(unit, case_id, participant_id) if actor.is_a(Kind.POLICE) else None
    others = holder is not None and not actor.is_own(holder)
    rules.must_be_recordable(await _person(unit, case_id, participant_id), custody, held_by_others=others)
    asked.must_read(custody.document)
    await held.keep_custody(unit, case_id, participant_id, custody)
    fact = CustodyRecorded(participant=participant_id, status=custody.status)
    await record(unit, state, fact, actor, happened_on=began, stated="/since")
    unit.announce(events.custody_recorded(unit, case_id, fact))
    return custody


def _joined(addition: ParticipantAddition, own_id: str, role: str, speakers: Mapping[str, str]) -> Participant:
    since = addition.from_
    return Participant(
        participant_id=own_id,
        name=addition.name,
        other_names=addition.other_names,
        organisation=addition.organisation,
        birth_date=addition.birth_date,
        age=addition.age,
        roles=[DatedRole(role=role, from_=since)],
        identifiers=addition.identifiers,
        representatives=[
            Representation(representative_id=speaker, role=speaks_as, from_=since)
            for speaker, speaks_as in speakers.items()
        ]
        or None,
    )


async def _must_be_new(unit: Unit, asker: Asker, case_id: str, addition: ParticipantAddition) -> None:
    if addition.override_reason is not None:
        return
    others = await store.everybody(unit, case_id)
    twice = same_as(addition, others, asker.code_lists)
    if twice is not None:
        raise SamePersonTwice(twice)


async def _person(unit: Unit, case_id: str, participant_id: str) -> rules.Person:
    person = (await store.people(unit, case_id)).get(participant_id)
    if person is None:
        raise NotFound
    return person
