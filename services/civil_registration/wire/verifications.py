"""Render a registered person as the answer to a fact that was to be verified: as registered now, in field groups."""

from typing import Any, Final

from contracts.national.civil.verification import Verification
from services.civil_registration.domain.facts import Facts, at
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.present_names import name_of
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.verifications import birth_date_of

_BIRTH: Final = "birthRegistration"  # code of `identifier-type`


def verification(event_id: str, role: str, record: Record, *, by_birth_date: bool) -> Verification:
    """Return the answer yes with everything that an agreement may let through: the gateway takes the rest away.

    Who asked with a date of birth is told how far it was compared: no yes claims more than the register knows.
    """
    person, facts, registration = person_now(role, record), record.facts, record.registration or {}
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "verified": True,
        "birthKnownTo": person["birthDate"]["precision"] if by_birth_date else None,
        "eventId": event_id,
        "registrationNumber": registration.get("registrationNumber"),
        "registeredOn": registration.get("registeredOn"),
        "registeredBy": None if record.registered_by is None else record.registered_by.to_document(),
        "name": person.get("name"),
        "sex": person.get("sex"),
        "birthDate": person.get("birthDate"),
        "occurredOn": facts.get("occurredOn"),
        "place": facts.get("place"),
        "identifiers": person.get("identifiers") or None,
    }
    return Verification.model_validate({name: value for name, value in shown.items() if value is not None})


def person_now(role: str, record: Record) -> dict[str, Any]:  # Any: members of the form of a person
    """Return the person as registered now: with the name that a later event gave, and never a former one.

    `identifiers` are all numbers, that of the person's birth, too, unless an adoption has closed that record.
    """
    stated: Facts = at(record.facts, f"/{role}") or {}
    told = {"name": name_of(record, role), "sex": stated.get("sex"), "birthDate": birth_date_of(record, role)}
    birth = stated.get("birthNumber")
    numbers = [*stated.get("identifiers", ()), *([] if birth is None else [{"type": _BIRTH, "value": birth}])]
    if record.kind is EventKind.ADOPTION:
        numbers = [each for each in numbers if each["type"] != _BIRTH]
    return {member: value for member, value in told.items() if value is not None} | {"identifiers": numbers}
