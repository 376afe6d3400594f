"""Decisions by which a registered event is cancelled or stands again: whose, and when they were made. No I/O."""

from datetime import date

from contracts.national.civil.event_annulment import EventAnnulment
from contracts.organisations import Organisations
from contracts.problems import Fault
from contracts.seats import Seat
from services.civil_registration.domain.records import Record
from services.civil_registration.errors.annulments import decided_before_event, not_above
from services.civil_registration.errors.facts import future_date


def faults_of(annulment: EventAnnulment, record: Record, organisations: Organisations, today: date) -> list[Fault]:
    """Return the faults of a decision of a day to come or from before the event, or of an office that is not above.

    Of an event whose day is not known the first possible one counts: what may be is not refused.
    """
    judgment = annulment.judgment
    days = {
        "/judgment/decidedOn": None if judgment is None else judgment.decided_on,
        "/judgment/finalOn": None if judgment is None else judgment.final_on,
        "/decidedOn": annulment.decided_on,
    }
    known = {pointer: day for pointer, day in days.items() if day is not None}
    faults = [future_date(pointer) for pointer, day in known.items() if day > today]
    happened = record.occurred_on or date.min
    faults += [decided_before_event(pointer) for pointer, day in known.items() if day < happened]
    if annulment.decided_by is not None:
        decider = Seat(annulment.decided_by.member, annulment.decided_by.office)
        if not organisations.is_above(decider, record.registrar):
            faults.append(not_above("/decidedBy"))
    return faults
