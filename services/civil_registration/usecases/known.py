"""What the register knows of the persons of some facts: for the rules that ask it."""

from collections.abc import Sequence
from typing import Final

from chassis.unit.unit import Unit
from services.civil_registration.domain.facts import Facts
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.rules import Known
from services.civil_registration.store import known as store

_COUPLE: Final = ("bride", "groom")
_DIVORCED: Final = ("wife", "husband")


async def known_of(unit: Unit, kind: EventKind, facts: Facts) -> Known:
    """Return whether bride and groom are married, or whether the marriage that a divorce cites is theirs and open."""
    (known,) = await known_of_all(unit, kind, [facts])
    return known


async def known_of_all(unit: Unit, kind: EventKind, entries: Sequence[Facts]) -> list[Known]:
    """Return the same of the facts of many events of one kind, in their order."""
    if kind is EventKind.MARRIAGE:
        asked = [store.identity_of(facts, role) for facts in entries for role in _COUPLE]
        married = iter(await store.are_married(unit, asked))
        return [Known(married=frozenset(f"/{role}" for role in _COUPLE if next(married))) for _ in entries]
    if kind is EventKind.DIVORCE:
        cited = [
            (str(facts["marriageNumber"]), [store.identity_of(facts, role) for role in _DIVORCED])
            for facts in entries
            if facts.get("marriageNumber") is not None
        ]
        found = iter(await store.are_marriages_of(unit, cited))
        return [Known(marriage_found=None if facts.get("marriageNumber") is None else next(found)) for facts in entries]
    return [Known()] * len(entries)
