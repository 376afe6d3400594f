"""Write what was decided: further actions of an event, its announcements, and the event as it is answered."""

from collections.abc import Sequence

from chassis.unit.unit import Unit
from contracts.national.civil.civil_event import CivilEvent
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Action
from services.civil_registration.domain.records import Record
from services.civil_registration.usecases.appending import append
from services.civil_registration.usecases.asking import Asker
from services.civil_registration.usecases.first_records import follow
from services.civil_registration.usecases.known import married_on
from services.civil_registration.usecases.second_marriages import refuse_second_marriage
from services.civil_registration.wire.events import civil_event


async def write(
    unit: Unit, asker: Asker, event_id: str, record: Record, actions: Sequence[Action], keys: SubjectKeys
) -> Record:
    """Append these actions to the event, announce them, note them on its first record, and return it as it is then.

    Raises `ActionNotAllowed` where the state does not allow one of them, and `InvalidInput` where a marriage is open
    again of somebody who has another open one.
    """
    after = await append(unit, asker, event_id, record, actions, keys)
    await refuse_second_marriage(unit, asker.lists, event_id, record, actions[-1].kind)
    await follow(unit, asker, event_id, record, after, actions[-1], keys)
    return after


async def answer(
    unit: Unit, asker: Asker, event_id: str, record: Record, action: Action, keys: SubjectKeys
) -> CivilEvent:
    """Write one action as `write` does, and return the event as it is answered."""
    after = await write(unit, asker, event_id, record, [action], keys)
    return civil_event(event_id, after, unit.now, await married_on(unit, after))
