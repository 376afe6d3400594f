"""What the register knows of the persons of some facts: for the rules that ask it."""

from typing import Final

from chassis.unit.unit import Unit
from services.civil_registration.domain.facts import Facts
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.rules import Known
from services.civil_registration.store import known as store

_OF_A_DIVORCE: Final = ("wife", "husband")


async def known_of(unit: Unit, kind: EventKind, facts: Facts) -> Known:
    """Return the open marriages of bride and groom, or of a divorce whether the one that it cites is theirs and open.

    Of a divorce that cites none they are the open ones of the two, one of which it may have ended.
    """
    if kind is EventKind.MARRIAGE:
        people = {f"/{role}": store.identity_of(facts, role) for role in ("bride", "groom")}
        married = {at: await store.open_marriages(unit, identity) for at, identity in people.items()}
        return Known(married={at: [*found.values()] for at, found in married.items()})
    if kind is not EventKind.DIVORCE:
        return Known()
    number, couple = facts.get("marriageNumber"), [store.identity_of(facts, role) for role in _OF_A_DIVORCE]
    if number is None:
        return Known(uncited=[*(await store.open_marriages_of(unit, couple)).values()])
    return Known(marriage_found=await store.is_marriage_of(unit, str(number), couple))


async def marriages_to_cite(unit: Unit, record: Record) -> frozenset[str]:
    """Return the events of the open marriages that a divorce may have ended, and does not cite."""
    if record.kind is not EventKind.DIVORCE or record.facts.get("marriageNumber") is not None:
        return frozenset()
    couple = [store.identity_of(record.facts, role) for role in _OF_A_DIVORCE]
    return frozenset(await store.open_marriages_of(unit, couple))
