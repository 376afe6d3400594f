"""Mark a participant as deceased when a death is registered: looked up by subject key, then read from the register."""

from chassis.events.rules import Reader, UnknownSubject
from chassis.unit.unit import Unit
from contracts.catalogue import Catalogue
from contracts.events import Event
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.events.death_registered import DeathRegistered
from contracts.national.justice.participant import ParticipantDeceased
from services.case_registry.domain.deaths import Candidate, Death, DeathUnconfirmed, ParticipantDied, death_of
from services.case_registry.domain.words import Status, office_of
from services.case_registry.events import deaths as events
from services.case_registry.store import deaths as store
from services.case_registry.store import history
from services.case_registry.usecases.recording import record


async def read_death(reader: Reader, event: Event) -> Death | None:
    """Read the death from the civil register; return None, without reading, when no open case has its subject keys."""
    announced = _announced(event)
    async with reader.units.open() as unit:
        if not await store.is_anybody(unit, _keys(announced)):
            return None
    path = f"/civil-registration/v1/events/{announced.event_id}"
    civil_event = CivilEvent.model_validate(await reader.gateway.read(path))
    return death_of(civil_event, read_by=await reader.gateway.seat())


async def mark_deceased(unit: Unit, event: Event, death: Death | None) -> None:
    """Mark the deceased in every open case and announce each; raise `UnknownSubject` when no participant matches.

    Where name or birth contradict the number, the death waits for the office that has the file.
    """
    if death is None:
        raise UnknownSubject
    deceased = [
        candidate for candidate in await store.candidates(unit, _keys(_announced(event))) if death.is_of(candidate)
    ]
    if not deceased:
        raise UnknownSubject
    for candidate in deceased:
        await _mark(unit, candidate, death)


def _announced(event: Event) -> DeathRegistered:
    return DeathRegistered.model_validate(event.data)


def _keys(announced: DeathRegistered) -> list[str]:
    return [key.root for key in announced.subject_keys]


async def _mark(unit: Unit, candidate: Candidate, death: Death) -> None:
    state = await history.locked_state(unit, candidate.case_id, sight=None)
    if state is None or state.status is Status.CLOSED:  # until its row was locked, it could be closed
        return
    deceased = ParticipantDeceased(on=death.on, event_id=death.event_id)
    if death.is_contradicted_by(candidate, Catalogue.load().code_lists):
        if await store.mark_unconfirmed(unit, candidate.participant_id, deceased):
            doubt = DeathUnconfirmed(participant=candidate.participant_id, event=death.event_id)
            await record(unit, state, doubt, death.recorded_by, happened_on=death.on)
            unit.announce(events.death_unconfirmed(unit, state.case_id, doubt, office_of(state.responsible)))
        return
    if not await store.mark(unit, candidate.participant_id, deceased):
        return
    fact = ParticipantDied(participant=candidate.participant_id, event=death.event_id)
    await record(unit, state, fact, death.recorded_by, happened_on=death.on)
    responsible = office_of(state.responsible)
    unit.announce(events.participant_deceased(unit, state.case_id, fact, responsible))
