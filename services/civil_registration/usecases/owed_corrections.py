"""Tell whom a correction of an event is owed: who declared, registered or read it; list and acknowledge it."""

from collections.abc import Sequence

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.event_correction_acknowledgement import EventCorrectionAcknowledgement
from contracts.national.civil.owed_event_correction import OwedEventCorrection
from contracts.national.civil.owed_event_correction_page import OwedEventCorrectionPage
from contracts.problems import NotFound
from contracts.seats import Seat
from services.civil_registration.domain.records import Record
from services.civil_registration.store import owed_corrections as store
from services.civil_registration.store import readers
from services.civil_registration.usecases.asking import RIGHTS, Asker, author_of
from services.civil_registration.wire.owed_corrections import CorrectionPosition, OwedQuery


async def owe(unit: Unit, event_id: str, record: Record, correction_id: str, members: Sequence[str], by: Seat) -> None:
    """Owe a correction to who registers, declared or has read the event; not to who decided."""
    read = await readers.of(unit, event_id)
    await store.owe(unit, event_id, correction_id, members, {record.registrar, record.declarer, *read} - {by}, by)


async def list_owed(unit: Unit, asker: Asker, query: OwedQuery) -> OwedEventCorrectionPage:
    """Return one page of the corrections that are owed to the office that asks, oldest first.

    Raises `OfficeNeeded` for a caller that has named no office.
    """
    RIGHTS.must_stand(
        "listOwedEventCorrections", asker.caller, asker.organisations, unit.now.astimezone(VIENTIANE).date()
    )
    after = query.after.correction_id if query.after else ""
    found = await store.owed(
        unit, _seats(asker), open_only=query.pending, since=query.changed_since, after=after, limit=query.with_one_more
    )
    items, following = query.page(found, lambda each: CorrectionPosition(correction_id=each.correction_id))
    return OwedEventCorrectionPage(items=items, next=following)


async def acknowledge(
    unit: Unit, asker: Asker, event_id: str, correction_id: str, acknowledgement: EventCorrectionAcknowledgement
) -> OwedEventCorrection:
    """Record that the office has taken a correction over; raise `NotFound` where none is owed to it.

    Whoever does not see the event any more has heard of it all the same.
    """
    author = author_of(unit, asker)
    seats = _seats(asker)
    if not await store.owed(unit, seats, only=(event_id, correction_id)):
        raise NotFound
    said = {"officer": author.officer, "note": acknowledgement.note}
    await store.acknowledge(unit, event_id, correction_id, seats, **said)
    (owed,) = await store.owed(unit, seats, only=(event_id, correction_id))
    return owed


def _seats(asker: Asker) -> set[Seat]:
    standing = asker.caller.standing
    return set() if standing is None else {standing.seat, *standing.succeeds}
