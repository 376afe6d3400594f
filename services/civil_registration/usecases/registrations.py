"""Register, validate, approve and reject declared events."""

from chassis.unit.unit import Unit
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.event_registration import EventRegistration
from contracts.national.civil.event_rejection import EventRejection
from contracts.national.civil.event_validation import EventValidation
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain import declaring
from services.civil_registration.domain.actions import Act, Action, must_be_allowed
from services.civil_registration.domain.facts import document
from services.civil_registration.domain.numbers import registration_number
from services.civil_registration.store import events as store
from services.civil_registration.usecases.asking import Asker, author_of, changeable
from services.civil_registration.usecases.known import known_of
from services.civil_registration.usecases.recording import answer


async def register(
    unit: Unit, asker: Asker, event_id: str, registration: EventRegistration, if_match: str | None, keys: SubjectKeys
) -> CivilEvent:
    """Register an event under its number and announce it; from then on its facts change by corrections alone.

    Raises `OfficeNeeded`, `NotFound`, `NotTheRegistrar`, `PreconditionFailed`, and what `declaring` refuses.
    """
    record = await changeable(unit, asker, event_id, "registerEvent", if_match)
    author, country = author_of(unit, asker), asker.country
    facts = declaring.completed(record, registration)
    known = await known_of(unit, record.kind, facts)
    declaring.must_be_registrable(record, facts, registration.late_reason, author, country, known)
    series, serial = await store.next_serial(unit, author.seat, record.kind, author.today.year)
    number = registration_number(series, record.kind, author.today.year, serial)
    action = declaring.registered(record, facts, registration, number, author)
    return await answer(unit, asker, event_id, record, action, keys)


async def validate(
    unit: Unit,
    asker: Asker,
    act: Act,
    event_id: str,
    validation: EventValidation,
    if_match: str | None,
    keys: SubjectKeys,
) -> CivilEvent:
    """Say what is looked into before an event is registered, or approve a late one as the office above.

    Raises as `register` does, and `ActionNotAllowed`.
    """
    operation = "validateEvent" if act is Act.VALIDATE else "approveEvent"
    record = await changeable(unit, asker, event_id, operation, if_match)
    must_be_allowed(act, record.state)
    said = document(validation)
    content = {
        name: value for name, value in (("reason", said.get("note")), ("documents", said.get("documents"))) if value
    }
    return await answer(unit, asker, event_id, record, Action(act, author_of(unit, asker), content), keys)


async def reject(
    unit: Unit, asker: Asker, event_id: str, rejection: EventRejection, if_match: str | None, keys: SubjectKeys
) -> CivilEvent:
    """Send a notice or declaration back with its reasons; whoever declared it may declare it again."""
    record = await changeable(unit, asker, event_id, "rejectEvent", if_match)
    must_be_allowed(Act.REJECT, record.state)
    return await answer(
        unit, asker, event_id, record, Action(Act.REJECT, author_of(unit, asker), document(rejection)), keys
    )
