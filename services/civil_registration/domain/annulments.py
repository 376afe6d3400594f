"""Decisions by which a registered event is cancelled or stands again: whose, and when they were made. No I/O."""

from datetime import date

from contracts.national.civil.event_annulment import EventAnnulment
from contracts.organisations import Organisations
from contracts.problems import Fault
from contracts.seats import Seat
from services.civil_registration.errors.annulments import not_above
from services.civil_registration.errors.facts import JUDGMENT_DAY_NEEDED, future_date


def must_have_been_decided(
    annulment: EventAnnulment, registrar: Seat, organisations: Organisations, today: date
) -> list[Fault]:
    """Return the faults of a decision: without a day, of a day to come, or of an office that does not stand above."""
    judgment = annulment.judgment
    days = {
        "/judgment/decidedOn": None if judgment is None else judgment.decided_on,
        "/judgment/finalOn": None if judgment is None else judgment.final_on,
        "/decidedOn": annulment.decided_on,
    }
    faults = [JUDGMENT_DAY_NEEDED] if judgment is not None and judgment.decided_on is None else []
    faults += [future_date(pointer) for pointer, day in days.items() if day is not None and day > today]
    if annulment.decided_by is not None:
        decider = Seat(annulment.decided_by.member, annulment.decided_by.office)
        if not organisations.is_above(decider, registrar):
            faults.append(not_above("/decidedBy"))
    return faults
