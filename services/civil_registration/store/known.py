"""SQL of what the register knows of persons by exact numbers, set-wise: open marriages and whose they are, deaths."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Date, Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number
from contracts.seats import Seat
from services.civil_registration.domain.duplicates import SHARED_NUMBERS
from services.civil_registration.domain.people import Identity
from services.civil_registration.domain.rules import Registered

_MOST: Final = 20  # open marriages that one number finds: more are no person's
_MARRIAGES: Final = text("""
    select distinct place, event_id, number, registrar_member, registrar_office
    from (
    select asked.place, event.event_id, event.registration_number as number, event.registrar_member,
    event.registrar_office, dense_rank() over (partition by asked.place order by event.event_id) as rank
    from unnest(cast(:places as int[]), cast(:types as text[]), cast(:keys as text[])) as asked (place, type, key)
    join civil_numbers known on known.key = asked.key and known.type = asked.type and known.role in ('bride', 'groom')
    join open_marriages marriage on marriage.event_id = known.event_id
    join civil_events event on event.event_id = marriage.event_id
    ) found
    where rank <= :most order by place, event_id
""").bindparams(bindparam("types", type_=ARRAY(Text)), bindparam("keys", type_=ARRAY(Text)))
_SPOUSES: Final = text("""
    select event_id, type, key from civil_numbers where event_id = any(:event_ids) and role in ('bride', 'groom')
""").bindparams(bindparam("event_ids", type_=ARRAY(Text)))
_SPOUSES_OF: Final = text("""
    select own.key as number, own.event_id, spouse.type, spouse.key,
        exists (select 1 from open_marriages open where open.event_id = own.event_id) as is_open
    from civil_numbers own
    join civil_events marriage on marriage.event_id = own.event_id
        and marriage.kind = 'marriage' and marriage.state = 'registered'
    left join civil_numbers spouse on spouse.event_id = own.event_id and spouse.role in ('bride', 'groom')
    where own.type = 'registrationNumber' and own.role = '' and own.key = any(cast(:keys as text[]))
""").bindparams(bindparam("keys", type_=ARRAY(Text)))
_NUMBERED: Final = text("select event_id from open_marriages where number = :key")
_TWICE: Final = text("""
    select distinct marriage.event_id, spouse.role, event.registration_number as number, event.registrar_member,
        event.registrar_office
    from open_marriages marriage
    join civil_numbers spouse on spouse.event_id = marriage.event_id and spouse.role in ('bride', 'groom')
        and spouse.type <> all(cast(:shared as text[]))
    join civil_numbers known on known.key = spouse.key and known.type = spouse.type
        and known.role in ('bride', 'groom') and known.event_id <> marriage.event_id
    join open_marriages other on other.event_id = known.event_id
    join civil_events event on event.event_id = other.event_id
    where marriage.event_id = any(cast(:event_ids as text[]))
    order by marriage.event_id, spouse.role, event.registration_number
    limit :most
""").bindparams(bindparam("shared", type_=ARRAY(Text)), bindparam("event_ids", type_=ARRAY(Text)))
_DEATHS: Final = text("""
    select distinct asked.place, event.event_id, event.registration_number as number, event.registrar_member,
        event.registrar_office
    from unnest(cast(:places as int[]), cast(:types as text[]), cast(:keys as text[]), cast(:days as date[]))
        as asked (place, type, key, day)
    join civil_numbers known on known.key = asked.key and known.type = asked.type and known.role = 'deceased'
    join civil_events event on event.event_id = known.event_id and event.kind = 'death' and event.state = 'registered'
        and event.occurred_on < asked.day
    order by asked.place, event.event_id
""").bindparams(
    bindparam("types", type_=ARRAY(Text)), bindparam("keys", type_=ARRAY(Text)), bindparam("days", type_=ARRAY(Date))
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A registered marriage that a divorce cites, and whether it is open."""

    event_id: str
    is_open: bool


async def open_marriages(unit: Unit, identities: Sequence[Identity]) -> list[dict[str, Registered]]:
    """Return of each the registered marriages, not ended, of which somebody of its numbers is a spouse, by event."""
    found = [dict[str, Registered]() for _ in identities]
    asked = [(place, *number) for place, identity in enumerate(identities) for number in identity]
    if not asked:
        return found
    places, types, keys = (list(each) for each in zip(*asked, strict=True))
    told = {"places": places, "types": types, "keys": keys, "most": _MOST}
    for row in await unit.connection.execute(_MARRIAGES, told):
        found[row.place][row.event_id] = Registered(row.number, Seat(row.registrar_member, row.registrar_office))
    return found


async def open_marriages_of(unit: Unit, couples: Sequence[Sequence[Identity]]) -> list[dict[str, Registered]]:
    """Return those of one of each two, the other one not known to be somebody else."""
    found = await open_marriages(unit, [[each for identity in couple for each in identity] for couple in couples])
    event_ids = sorted({event_id for marriages in found for event_id in marriages})
    spouses = dict[str, set[tuple[str, str]]]()
    for row in await unit.connection.execute(_SPOUSES, {"event_ids": event_ids}) if event_ids else ():
        spouses.setdefault(row.event_id, set()).add((row.type, row.key))
    return [
        {
            event_id: marriage
            for event_id, marriage in marriages.items()
            if all(_may_be_one_of(identity, spouses[event_id]) for identity in couple)
        }
        for couple, marriages in zip(couples, found, strict=True)
    ]


async def open_marriages_numbered(unit: Unit, number: str) -> list[str]:
    """Return the event of the open marriage that has this registration number."""
    return [*await unit.connection.scalars(_NUMBERED, {"key": dashless_number(number)})]


async def married_twice(unit: Unit, event_ids: Sequence[str]) -> dict[str, dict[str, list[Registered]]]:
    """Return of each of these that is open the other open marriages of its bride and of its groom."""
    found = dict[str, dict[str, list[Registered]]]()
    asked = {"event_ids": list(event_ids), "shared": sorted(SHARED_NUMBERS), "most": _MOST}
    for row in await unit.connection.execute(_TWICE, asked) if event_ids else ():
        others = found.setdefault(row.event_id, {}).setdefault(row.role, [])
        others.append(Registered(row.number, Seat(row.registrar_member, row.registrar_office)))
    return found


async def deaths_before(
    unit: Unit, identities: Sequence[Identity], days: Sequence[date | None]
) -> list[dict[str, Registered]]:
    """Return of each the registered deaths of somebody of its numbers that may have been before that day, by event."""
    found = [dict[str, Registered]() for _ in identities]
    people = enumerate(zip(identities, days, strict=True))
    asked = [(place, *number, day) for place, (identity, day) in people if day is not None for number in identity]
    if not asked:
        return found
    places, types, keys, until = (list(each) for each in zip(*asked, strict=True))
    told = {"places": places, "types": types, "keys": keys, "days": until}
    for row in await unit.connection.execute(_DEATHS, told):
        found[row.place][row.event_id] = Registered(row.number, Seat(row.registrar_member, row.registrar_office))
    return found


async def marriages_cited(unit: Unit, cited: Sequence[tuple[str, Sequence[Identity]]]) -> list[Cited | None]:
    """Return of each number the registered marriage of which none of the couple is somebody else."""
    numbers = [dashless_number(number) for number, _ in cited]
    spouses, marriages = dict[str, set[tuple[str, str]]](), dict[str, Cited]()
    for row in await unit.connection.execute(_SPOUSES_OF, {"keys": numbers}) if numbers else ():
        marriages[row.number] = Cited(row.event_id, row.is_open)
        known = spouses.setdefault(row.number, set())
        if row.type is not None:
            known.add((row.type, row.key))
    # of whom no number of one kind is known on both sides nobody can tell that it is another person
    return [
        marriages[number]
        if number in spouses and all(_may_be_one_of(identity, spouses[number]) for identity in couple)
        else None
        for number, (_, couple) in zip(numbers, cited, strict=True)
    ]


def _may_be_one_of(identity: Identity, known: set[tuple[str, str]]) -> bool:
    types = {type for type, _ in known}
    comparable = [each for each in identity if each[0] in types]
    return not comparable or any(each in known for each in comparable)
