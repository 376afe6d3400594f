"""Append actions to the log of an event with what they bring about: questions for a UIN, certificates that end."""

from collections.abc import Sequence

from chassis.unit.unit import Unit
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Action
from services.civil_registration.domain.records import Record, continued
from services.civil_registration.events import events as announcements
from services.civil_registration.store import events as store
from services.civil_registration.usecases.asking import Asker
from services.civil_registration.usecases.certificate_endings import end_certificates
from services.civil_registration.usecases.uin_requests import ask


async def append(
    unit: Unit, asker: Asker, event_id: str, record: Record, actions: Sequence[Action], keys: SubjectKeys
) -> Record:
    """Append these actions, announce them, and return the record as it is then.

    Raises `ActionNotAllowed` where the state does not allow one of them.
    """
    after = await ask(unit, asker.lists, event_id, record, continued(record, actions))
    after = await end_certificates(unit, record, after)
    await store.add_actions(unit, event_id, record, after, asker.lists)
    for action in after.actions[record.version :]:
        for announced in announcements.of(unit, event_id, after, action, keys):
            unit.announce(announced)
    return after
