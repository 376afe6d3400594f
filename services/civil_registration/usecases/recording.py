"""Write what was decided: further actions of an event, its announcements, and the event as it is answered."""

from collections.abc import Sequence

from chassis.http.etags import must_match
from chassis.unit.unit import Unit
from contracts.national.civil.civil_event import CivilEvent
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Action
from services.civil_registration.domain.records import Record, continued
from services.civil_registration.events import events as announcements
from services.civil_registration.store import events as store
from services.civil_registration.usecases.asking import Asker
from services.civil_registration.usecases.first_records import follow
from services.civil_registration.wire.events import civil_event, etag


def must_be_current(record: Record, if_match: str | None) -> None:
    """Raise `PreconditionFailed` where the caller has read another version, `PreconditionRequired` where none."""
    must_match(if_match, etag(record.version))


async def write(
    unit: Unit, asker: Asker, event_id: str, record: Record, actions: Sequence[Action], keys: SubjectKeys
) -> CivilEvent:
    """Append these actions to the event, announce them, and return it as it is then.

    Raises `ActionNotAllowed` where the state does not allow one of them.
    """
    after = continued(record, actions)
    await store.add_actions(unit, event_id, record, after, asker.lists)
    for action in actions:
        for announced in announcements.of(unit, event_id, after, action, keys):
            unit.announce(announced)
    await follow(unit, asker, event_id, record, after, actions[-1], keys)
    return civil_event(event_id, after, unit.now)
