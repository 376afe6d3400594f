"""End the certificates that an event's record does not bear any more, with whatever has changed it."""

from chassis.unit.unit import Unit
from services.civil_registration.domain.actions import Act
from services.civil_registration.domain.certificates import ended_by
from services.civil_registration.domain.records import Record, continued
from services.civil_registration.store import certificates as store


async def end_certificates(unit: Unit, before: Record, after: Record) -> Record:
    """Return the record with the action that ends them, and write the status of each print that was ended since before.

    Whoever appends actions to a record does this before it writes them.
    """
    if not after.prints:
        return after
    if (end := ended_by(before, after, after.actions[-1].author)) is not None:
        after = continued(after, [end])
    for action in after.actions[before.version :]:
        if action.kind is Act.REVOKE_CERTIFICATE:
            await store.end(unit, action.content["certificateIds"], action.content["status"])
    return after
