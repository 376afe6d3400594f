"""Events of civil registration: thin facts in the past tense, keyed by the vital event, without names."""

from typing import Final, TypeAlias

from chassis.unit.announcements import announcement, document_of
from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.civil.death_declaration import DeathDeclaration
from contracts.national.events.birth_declared import BirthDeclared
from contracts.national.events.birth_registered import BirthRegistered
from contracts.national.events.death_registered import DeathRegistered
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.records import Record

SOURCE: Final = "/civil-registration/v1"

_Fact: TypeAlias = BirthDeclared | BirthRegistered | DeathRegistered


def birth_declared(unit: Unit, event_id: str, record: Record) -> Event:
    """Return the announcement that a birth was declared, with all its facts."""
    return _announcement(unit, "la.gov.civil.birth.declared.v1", BirthDeclared(**_facts(event_id, record)))


def registered(unit: Unit, event_id: str, record: Record, keys: SubjectKeys) -> Event:
    """Return the announcement that a birth or a death was registered: it now has legal status.

    A death carries the subject keys of the deceased. A birth carries none: nobody has a record of the child yet, and
    its parents are not whom it is about.
    """
    facts = _facts(event_id, record)
    if isinstance(record.facts, DeathDeclaration):
        known_by = keys.of(record.facts.deceased.identifiers)
        return _announcement(unit, "la.gov.civil.death.registered.v1", DeathRegistered(**facts, subject_keys=known_by))
    return _announcement(unit, "la.gov.civil.birth.registered.v1", BirthRegistered(**facts))


def _facts(event_id: str, record: Record) -> dict[str, str]:
    facts = record.facts
    return {
        "event_id": event_id,
        "district": record.district,
        "month": facts.occurred_on.strftime("%Y-%m"),
        "sex": facts.deceased.sex if isinstance(facts, DeathDeclaration) else facts.child.sex,
    }


def _announcement(unit: Unit, kind: str, fact: _Fact) -> Event:
    return announcement(unit, SOURCE, kind, fact.event_id, document_of(fact))
