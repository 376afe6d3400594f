"""What the register knows of the persons of some facts: for the rules that ask it."""

from collections.abc import Sequence
from typing import Final

from chassis.unit.unit import Unit
from services.civil_registration.domain.facts import Facts
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.rules import Known
from services.civil_registration.store import known as store

_COUPLE: Final = ("bride", "groom")
_OF_A_DIVORCE: Final = ("wife", "husband")


async def known_of(unit: Unit, kind: EventKind, facts: Facts) -> Known:
    """Return the open marriages of bride and groom, or of a divorce whether the one that it cites is theirs and open.

    Of a divorce that cites none they are the open ones of the two, one of which it may have ended.
    """
    (known,) = await known_of_all(unit, kind, [facts])
    return known


async def known_of_all(unit: Unit, kind: EventKind, entries: Sequence[Facts]) -> list[Known]:
    """Return the same of the facts of many events of one kind, in their order."""
    if kind is EventKind.MARRIAGE:
        asked = [store.identity_of(facts, role) for facts in entries for role in _COUPLE]
        found = iter(await store.open_marriages(unit, asked))
        return [Known(married={f"/{role}": [*next(found).values()] for role in _COUPLE}) for _ in entries]
    if kind is not EventKind.DIVORCE:
        return [Known()] * len(entries)
    numbers = [facts.get("marriageNumber") for facts in entries]
    couples = [[store.identity_of(facts, role) for role in _OF_A_DIVORCE] for facts in entries]
    both = list(zip(numbers, couples, strict=True))
    cited = iter(await store.are_marriages_of(unit, [(str(number), two) for number, two in both if number is not None]))
    uncited = iter(await store.open_marriages_of(unit, [two for number, two in both if number is None]))
    return [
        Known(uncited=[*next(uncited).values()]) if number is None else Known(marriage_found=next(cited))
        for number in numbers
    ]


async def marriages_to_cite(unit: Unit, record: Record) -> frozenset[str]:
    """Return the events of the open marriages that a divorce may have ended, and does not cite."""
    if record.kind is not EventKind.DIVORCE or record.facts.get("marriageNumber") is not None:
        return frozenset()
    couple = [store.identity_of(record.facts, role) for role in _OF_A_DIVORCE]
    (found,) = await store.open_marriages_of(unit, [couple])
    return frozenset(found)
