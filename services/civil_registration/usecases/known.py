"""What the register knows of the persons of some facts: for the rules that ask it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number
from services.civil_registration.domain.cited_births import CitedBirth, cited_birth, numbers_in
from services.civil_registration.domain.facts import Facts, latest, occurred_on, partial_day
from services.civil_registration.domain.kinds import COUPLES, EventKind
from services.civil_registration.domain.people import Identity, identity_of
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.rules import Known, Registered
from services.civil_registration.store import events, links
from services.civil_registration.store import known as store

_SPOUSES: Final = COUPLES[EventKind.MARRIAGE]
_DIVORCED: Final = COUPLES[EventKind.DIVORCE]


async def known_of(unit: Unit, kind: EventKind, facts: Facts) -> Known:
    """Return open marriages and deaths of bride and groom, or of a divorce whether what it cites is theirs and open.

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
        return await _of_marriages(unit, entries)
    if kind is not EventKind.DIVORCE:
        return [Known()] * len(entries)
    citing = [(str(facts["marriageNumber"]), _couple(facts)) for facts in entries if _cites(facts)]
    cited = await store.marriages_cited(unit, citing)
    records = await events.records(unit, sorted({each.event_id for each in cited if each is not None}))
    days = {event_id: partial_day(record.facts) for event_id, record in records.items()}
    theirs = iter(
        Known(marriage_found=False)
        if each is None
        else Known(marriage_found=each.is_open, married_on=days[each.event_id])
        for each in cited
    )
    open_ones = iter(await store.open_marriages_of(unit, [_couple(facts) for facts in entries if not _cites(facts)]))
    return [next(theirs) if _cites(facts) else Known(uncited=[*next(open_ones).values()]) for facts in entries]


async def married_on(unit: Unit, record: Record) -> dict[str, Any] | None:  # Any: a PartialDate document
    """Return the day of the registered marriage of the two that a divorce cites, as far as it is known."""
    if record.kind is not EventKind.DIVORCE or not _cites(record.facts):
        return None
    (cited,) = await store.marriages_cited(unit, [(str(record.facts["marriageNumber"]), _couple(record.facts))])
    marriage = None if cited is None else await events.record(unit, cited.event_id)
    return None if marriage is None else partial_day(marriage.facts)


async def marriages_to_cite(unit: Unit, record: Record) -> frozenset[str]:
    """Return the events of the open marriages that a divorce may have ended, and does not cite."""
    if record.kind is not EventKind.DIVORCE or _cites(record.facts):
        return frozenset()
    (found,) = await store.open_marriages_of(unit, [_couple(record.facts)])
    return frozenset(found)


async def _of_marriages(unit: Unit, entries: Sequence[Facts]) -> list[Known]:
    people = [identity_of(facts, role) for facts in entries for role in _SPOUSES]
    days = [occurred_on(facts) for facts in entries for _ in _SPOUSES]
    found = iter(await store.open_marriages(unit, people))
    deaths = iter(await _deaths_before(unit, people, days))
    return [
        Known(
            married={f"/{role}": [*next(found).values()] for role in _SPOUSES},
            deaths={f"/{role}": next(deaths) for role in _SPOUSES},
        )
        for _ in entries
    ]


async def _deaths_before(unit: Unit, people: Sequence[Identity], days: Sequence[date | None]) -> list[list[Registered]]:
    """Return of each the registered deaths that were certainly before that day."""
    found = await store.deaths_before(unit, people, days)
    records = await events.records(unit, sorted({event_id for deaths in found for event_id in deaths}))
    died = {event_id: partial_day(record.facts) for event_id, record in records.items()}
    return [
        [
            death
            for event_id, death in deaths.items()
            if day is not None and (at := died[event_id]) is not None and latest(at) < day
        ]
        for deaths, day in zip(found, days, strict=True)
    ]


def _cites(divorce: Facts) -> bool:
    return divorce.get("marriageNumber") is not None


def _couple(divorce: Facts) -> list[Identity]:
    return [identity_of(divorce, role) for role in _DIVORCED]
