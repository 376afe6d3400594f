"""What the register knows of the persons of some facts: for the rules that ask it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number
from services.civil_registration.domain.cited_births import CitedBirth, cited_birth, numbers_in
from services.civil_registration.domain.facts import Facts
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.rules import Known
from services.civil_registration.store import events, links
from services.civil_registration.store import known as store

_COUPLE: Final = ("bride", "groom")
_DIVORCED: Final = ("wife", "husband")


async def known_of(unit: Unit, kind: EventKind, facts: Facts) -> Known:
    """Return the open marriages of bride and groom, or of a divorce whether the one that it cites is theirs and open.

    Of a divorce that cites none they are the open ones of the two, one of which it may have ended. Of every event the
    births that its persons cite.
    """
    (known,) = await known_of_all(unit, kind, [facts])
    return known


async def known_of_all(unit: Unit, kind: EventKind, entries: Sequence[Facts]) -> list[Known]:
    """Return the same of the facts of many events of one kind, in their order."""
    known, births = await _known_marriages(unit, kind, entries), await _births(unit, kind, entries)
    return [replace(each, births=cited) if cited else each for each, cited in zip(known, births, strict=True)]


async def _births(unit: Unit, kind: EventKind, entries: Sequence[Facts]) -> list[Mapping[str, CitedBirth | None]]:
    """Return of each the births that its persons cite, by the pointer that cites."""
    cited = [numbers_in(kind, facts) for facts in entries]
    numbers = [number for each in cited for number in each.values()]
    ids = await links.births_of(unit, numbers) if numbers else {}
    records = await events.records(unit, sorted(set(ids.values()))) if ids else {}
    found = {key: cited_birth(records[event_id]) for key, event_id in ids.items()}
    return [{pointer: found.get(dashless_number(number)) for pointer, number in each.items()} for each in cited]


async def _known_marriages(unit: Unit, kind: EventKind, entries: Sequence[Facts]) -> list[Known]:
    if kind is EventKind.MARRIAGE:
        people = [store.identity_of(facts, role) for facts in entries for role in _COUPLE]
        found = iter(await store.open_marriages(unit, people))
        return [Known(married={f"/{role}": [*next(found).values()] for role in _COUPLE}) for _ in entries]
    if kind is not EventKind.DIVORCE:
        return [Known()] * len(entries)
    citing = [(str(facts["marriageNumber"]), _couple(facts)) for facts in entries if _cites(facts)]
    are_theirs = iter(await store.are_marriages_of(unit, citing))
    open_ones = iter(await store.open_marriages_of(unit, [_couple(facts) for facts in entries if not _cites(facts)]))
    return [
        Known(marriage_found=next(are_theirs)) if _cites(facts) else Known(uncited=[*next(open_ones).values()])
        for facts in entries
    ]


async def marriages_to_cite(unit: Unit, record: Record) -> frozenset[str]:
    """Return the events of the open marriages that a divorce may have ended, and does not cite."""
    if record.kind is not EventKind.DIVORCE or _cites(record.facts):
        return frozenset()
    (found,) = await store.open_marriages_of(unit, [_couple(record.facts)])
    return frozenset(found)


def _cites(divorce: Facts) -> bool:
    return divorce.get("marriageNumber") is not None


def _couple(divorce: Facts) -> list[store.Identity]:
    return [store.identity_of(divorce, role) for role in _DIVORCED]
