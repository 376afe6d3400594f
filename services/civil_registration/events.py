"""What civil registration announces: thin facts in the past tense, keyed by the event, with nobody's name in them."""

from typing import Final

from chassis.unit import Unit
from contracts.events import Event
from contracts.national.events.birth_declared import BirthDeclared
from contracts.national.events.birth_registered import BirthRegistered
from services.civil_registration.domain import Record

SOURCE: Final = "/civil-registration/v1"
BIRTH_DECLARED: Final = "la.gov.civil.birth.declared.v1"
BIRTH_REGISTERED: Final = "la.gov.civil.birth.registered.v1"


def birth_declared(unit: Unit, event_id: str, record: Record) -> Event:
    """Return the announcement of a birth with all its facts."""
    return _announcement(unit, BIRTH_DECLARED, "birth-declared", BirthDeclared(**_facts(event_id, record)))


def birth_registered(unit: Unit, event_id: str, record: Record) -> Event:
    """Return the announcement of a birth that now has legal status."""
    return _announcement(unit, BIRTH_REGISTERED, "birth-registered", BirthRegistered(**_facts(event_id, record)))


def _facts(event_id: str, record: Record) -> dict[str, str]:
    return {
        "event_id": event_id,
        "district": record.district,
        "month": record.birth.occurred_on.strftime("%Y-%m"),
        "sex": record.birth.child.sex,
    }


def _announcement(unit: Unit, kind: str, schema: str, fact: BirthDeclared | BirthRegistered) -> Event:
    return Event(
        id=unit.new_id("evt"),
        type=kind,
        source=SOURCE,
        subject=fact.event_id,
        time=unit.now,
        dataschema=f"https://schemas.saphan.gov.la/events/{schema}/v1",
        data=fact.model_dump(mode="json", by_alias=True, exclude_unset=True),
    )
