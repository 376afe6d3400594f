"""What the register knows of the persons of some facts: for the rules that ask it."""

from chassis.unit.unit import Unit
from services.civil_registration.domain.facts import Facts
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.rules import Known
from services.civil_registration.store import known as store


async def known_of(unit: Unit, kind: EventKind, facts: Facts) -> Known:
    """Return whether bride and groom are married, or whether the marriage that a divorce cites is theirs and open."""
    if kind is EventKind.MARRIAGE:
        people = {role: store.identity_of(facts, role) for role in ("bride", "groom")}
        married = [f"/{role}" for role, identity in people.items() if await store.is_married(unit, identity)]
        return Known(married=frozenset(married))
    number = facts.get("marriageNumber")
    if kind is EventKind.DIVORCE and number is not None:
        couple = [store.identity_of(facts, role) for role in ("wife", "husband")]
        return Known(marriage_found=await store.is_marriage_of(unit, str(number), couple))
    return Known()
