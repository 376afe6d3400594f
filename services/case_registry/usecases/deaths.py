"""A registered death reaches the open cases: who is meant is looked up, read back, and marked."""

from chassis.events.rules import Reader, UnknownSubject
from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.events.death_registered import DeathRegistered
from contracts.national.justice.participant import ParticipantDeceased
from services.case_registry.domain.deaths import Candidate, Death, ParticipantDied, death_of
from services.case_registry.domain.standing import Actor
from services.case_registry.domain.words import Kind, Seat, Status, office_of
from services.case_registry.events import deaths as events
from services.case_registry.store import deaths as store
from services.case_registry.store import history
from services.case_registry.usecases.recording import record


async def read_death(reader: Reader, event: Event) -> Death | None:
    """Return the death as the civil register has it; None, and nothing is read, when no open case knows the person."""
    told = _told(event)
    async with reader.units.open() as unit:
        if not await store.is_anybody(unit, _keys(told)):
            return None
    path = f"/civil-registration/v1/events/{told.event_id}"
    found = CivilEvent.model_validate(await reader.gateway.read(path, purpose="caseManagement"))
    return death_of(found, told_to=reader.gateway.member)


async def mark_deceased(unit: Unit, event: Event, death: Death | None) -> None:
    """Mark the deceased in every open case, and tell those who have the files; raise `UnknownSubject` for nobody."""
    if death is None:
        raise UnknownSubject
    meant = [each for each in await store.candidates(unit, _keys(_told(event))) if death.is_of(each)]
    if not meant:
        raise UnknownSubject
    for candidate in meant:
        await _mark(unit, candidate, death)


def _told(event: Event) -> DeathRegistered:
    return DeathRegistered.model_validate(event.data)


def _keys(told: DeathRegistered) -> list[str]:
    return [each.root for each in told.subject_keys]


async def _mark(unit: Unit, candidate: Candidate, death: Death) -> None:
    standing = await history.standing(unit, candidate.case_id, visible_to=None)
    if standing is None or standing.status is Status.CLOSED:  # until its row was locked, it could be closed
        return
    if not await store.mark(unit, candidate.participant_id, ParticipantDeceased(on=death.on, event_id=death.event_id)):
        return
    registry = Actor(Seat(death.told_to), Kind.JUSTICE)
    fact = ParticipantDied(participant=candidate.participant_id, event=death.event_id)
    await record(unit, standing, fact, registry, happened_on=death.on)
    responsible = office_of(standing.responsible)
    unit.announce(events.participant_deceased(unit, standing.case_id, fact, responsible))
