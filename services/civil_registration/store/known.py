"""SQL of what the register knows of persons by exact numbers, set-wise: open marriages, and whose a marriage is."""

from collections.abc import Sequence
from typing import Final, TypeAlias

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number
from contracts.seats import Seat
from services.civil_registration.domain.civil_rules import Marriage
from services.civil_registration.domain.facts import Facts, at

_MOST: Final = 20  # open marriages that one number finds: more are no person's
_MARRIAGES: Final = text("""
    select distinct asked.place, event.event_id, event.registration_number as number, event.registrar_member,
        event.registrar_office
    from unnest(cast(:places as int[]), cast(:types as text[]), cast(:keys as text[])) as asked (place, type, key)
    join civil_numbers known on known.key = asked.key and known.type = asked.type and known.role in ('bride', 'groom')
    join open_marriages marriage on marriage.event_id = known.event_id
    join civil_events event on event.event_id = marriage.event_id
    order by asked.place, event.event_id
    limit :most
""").bindparams(bindparam("types", type_=ARRAY(Text)), bindparam("keys", type_=ARRAY(Text)))
_SPOUSES: Final = text("""
    select event_id, type, key from civil_numbers where event_id = any(:event_ids) and role in ('bride', 'groom')
""").bindparams(bindparam("event_ids", type_=ARRAY(Text)))
_SPOUSES_OF: Final = text("""
    select marriage.number, spouse.type, spouse.key from open_marriages marriage
    left join civil_numbers spouse on spouse.event_id = marriage.event_id and spouse.role in ('bride', 'groom')
    where marriage.number = any(cast(:keys as text[]))
""").bindparams(bindparam("keys", type_=ARRAY(Text)))
Identity: TypeAlias = Sequence[tuple[str, str]]


def identity_of(facts: Facts, role: str) -> Identity:
    """Return the numbers by which this person is known for certain, in their normal form, with their types."""
    stated = at(facts, f"/{role}") or {}
    numbers = [(str(each["type"]), dashless_number(str(each["value"]))) for each in stated.get("identifiers", ())]
    birth = stated.get("birthNumber")
    return [*numbers, ("birthRegistration", dashless_number(str(birth)))] if birth is not None else numbers


async def open_marriages(unit: Unit, identities: Sequence[Identity]) -> list[dict[str, Marriage]]:
    """Return of each the registered marriages, not ended, of which one of its numbers is a spouse's, by event."""
    found: list[dict[str, Marriage]] = [{} for _ in identities]
    asked = [(place, *number) for place, identity in enumerate(identities) for number in identity]
    if not asked:
        return found
    places, types, keys = (list(each) for each in zip(*asked, strict=True))
    given = {"places": places, "types": types, "keys": keys, "most": _MOST * len(asked)}
    for row in await unit.connection.execute(_MARRIAGES, given):
        registrar = Seat(row.registrar_member, row.registrar_office)
        found[row.place][row.event_id] = Marriage(row.number, registrar)
    return found


async def open_marriages_of(unit: Unit, couples: Sequence[Sequence[Identity]]) -> list[dict[str, Marriage]]:
    """Return the registered marriages, not ended, of one of each two, the other not known to be somebody else."""
    found = await open_marriages(unit, [[number for identity in couple for number in identity] for couple in couples])
    event_ids = sorted({event_id for each in found for event_id in each})
    spouses = dict[str, set[tuple[str, str]]]()
    for row in await unit.connection.execute(_SPOUSES, {"event_ids": event_ids}) if event_ids else ():
        spouses.setdefault(row.event_id, set()).add((row.type, row.key))
    return [
        {
            event_id: marriage
            for event_id, marriage in each.items()
            if all(_may_be_one_of(identity, spouses[event_id]) for identity in couple)
        }
        for couple, each in zip(couples, found, strict=True)
    ]


async def are_marriages_of(unit: Unit, cited: Sequence[tuple[str, Sequence[Identity]]]) -> list[bool]:
    """Tell of each number whether it is an open registered marriage of which none of the couple is somebody else."""
    numbers = [dashless_number(number) for number, _ in cited]
    spouses: dict[str, set[tuple[str, str]]] = {}
    for row in await unit.connection.execute(_SPOUSES_OF, {"keys": numbers}) if numbers else ():
        known = spouses.setdefault(row.number, set())
        if row.type is not None:
            known.add((row.type, row.key))
    # of whom no number of one kind is known on both sides nobody can tell that it is another person
    return [
        number in spouses and all(_may_be_one_of(identity, spouses[number]) for identity in couple)
        for number, (_, couple) in zip(numbers, cited, strict=True)
    ]


def _may_be_one_of(identity: Identity, known: set[tuple[str, str]]) -> bool:
    types = {type for type, _ in known}
    comparable = [each for each in identity if each[0] in types]
    return not comparable or any(each in known for each in comparable)
