"""SQL of what the register knows of a person by exact numbers: open marriages, and whose a marriage is."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number
from contracts.seats import Seat
from services.civil_registration.domain.facts import Facts, at
from services.civil_registration.domain.rules import Marriage

_MOST: Final = 20  # open marriages that one number finds: more are no person's
_MARRIAGES: Final = text("""
    select distinct event.event_id, event.registration_number as number, event.registrar_member, event.registrar_office
    from unnest(cast(:types as text[]), cast(:keys as text[])) as asked (type, key)
    join civil_numbers known on known.key = asked.key and known.type = asked.type and known.role in ('bride', 'groom')
    join open_marriages marriage on marriage.event_id = known.event_id
    join civil_events event on event.event_id = marriage.event_id
    order by event.event_id
    limit :most
""").bindparams(bindparam("types", type_=ARRAY(Text)), bindparam("keys", type_=ARRAY(Text)))
_SPOUSES: Final = text("""
    select event_id, type, key from civil_numbers where event_id = any(:event_ids) and role in ('bride', 'groom')
""").bindparams(bindparam("event_ids", type_=ARRAY(Text)))
_SPOUSES_OF: Final = text("""
    select spouse.type, spouse.key from open_marriages marriage
    left join civil_numbers spouse on spouse.event_id = marriage.event_id and spouse.role in ('bride', 'groom')
    where marriage.number = :key
""")


def identity_of(facts: Facts, role: str) -> Sequence[tuple[str, str]]:
    """Return the numbers by which this person is known for certain, in their normal form, with their types."""
    stated = at(facts, f"/{role}") or {}
    numbers = [(str(each["type"]), dashless_number(str(each["value"]))) for each in stated.get("identifiers", ())]
    birth = stated.get("birthNumber")
    return [*numbers, ("birthRegistration", dashless_number(str(birth)))] if birth is not None else numbers


async def open_marriages(unit: Unit, identity: Sequence[tuple[str, str]]) -> dict[str, Marriage]:
    """Return the registered marriages, not ended, of which somebody of one of these numbers is a spouse, by event."""
    if not identity:
        return {}
    asked = {"types": [type for type, _ in identity], "keys": [key for _, key in identity], "most": _MOST}
    rows = await unit.connection.execute(_MARRIAGES, asked)
    return {row.event_id: Marriage(row.number, Seat(row.registrar_member, row.registrar_office)) for row in rows}


async def open_marriages_of(unit: Unit, couple: Sequence[Sequence[tuple[str, str]]]) -> dict[str, Marriage]:
    """Return the registered marriages, not ended, of one of these two, the other not known to be somebody else."""
    found = await open_marriages(unit, [each for identity in couple for each in identity])
    spouses = dict[str, set[tuple[str, str]]]()
    for row in await unit.connection.execute(_SPOUSES, {"event_ids": list(found)}) if found else ():
        spouses.setdefault(row.event_id, set()).add((row.type, row.key))
    return {
        event_id: marriage
        for event_id, marriage in found.items()
        if all(_may_be_one_of(identity, spouses[event_id]) for identity in couple)
    }


async def is_marriage_of(unit: Unit, number: str, couple: Sequence[Sequence[tuple[str, str]]]) -> bool:
    """Tell whether an open registered marriage has this number, and none of the two is known to be somebody else."""
    rows = (await unit.connection.execute(_SPOUSES_OF, {"key": dashless_number(number)})).all()
    known = {(row.type, row.key) for row in rows if row.type is not None}
    # of whom no number of one kind is known on both sides nobody can tell that it is another person
    return bool(rows) and all(_may_be_one_of(identity, known) for identity in couple)


def _may_be_one_of(identity: Sequence[tuple[str, str]], known: set[tuple[str, str]]) -> bool:
    types = {type for type, _ in known}
    comparable = [each for each in identity if each[0] in types]
    return not comparable or any(each in known for each in comparable)
