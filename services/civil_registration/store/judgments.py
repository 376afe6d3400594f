"""SQL of judgments received: whose a registration is that a judgment changes, and what was received of a case."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, select, text

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number
from contracts.seats import Seat
from services.civil_registration.domain.actions import State
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.store.events import BOOK, EVENTS, NUMBERS, REGISTRATION

_NUMBERED: Final = (
    select(NUMBERS.c.type, EVENTS.c.registrar_member, EVENTS.c.registrar_office)
    .join(EVENTS, EVENTS.c.event_id == NUMBERS.c.event_id)
    .where(
        NUMBERS.c.key == bindparam("key"),
        NUMBERS.c.role == "",
        NUMBERS.c.type.in_([REGISTRATION, BOOK]),
        EVENTS.c.kind == bindparam("kind"),
        EVENTS.c.state == State.REGISTERED.value,
    )
)
_RECEIVED: Final = text("""
    select event_id, content #>> '{judgment,decisionId}' as decision_id, content #>> '{judgment,matter}' as matter
    from civil_event_actions
    where kind = 'receiveJudgment' and content #>> '{facts,judgment,caseId}' = :case_id
    order by event_id
""")


async def registrar_of(unit: Unit, kind: EventKind, number: str) -> Seat | None:
    """Return the office that registered what has this number; None where nothing has it, or books of several offices.

    A court copies what stands on the certificate: the registration number, or that of the book.
    """
    rows = (await unit.connection.execute(_NUMBERED, {"key": dashless_number(number), "kind": kind.value})).all()
    by_type = {
        type: {Seat(row.registrar_member, row.registrar_office) for row in rows if row.type == type}
        for type in (REGISTRATION, BOOK)
    }
    seats = by_type[REGISTRATION] or by_type[BOOK]
    return next(iter(seats)) if len(seats) == 1 else None


async def received_of(unit: Unit, case_id: str) -> Sequence[tuple[str, str, str]]:
    """Return event, decision and matter of each judgment of the case that was received."""
    rows = (await unit.connection.execute(_RECEIVED, {"case_id": case_id})).all()
    return [(row.event_id, row.decision_id, row.matter) for row in rows]
