"""SQL of what the register knows of persons by exact numbers, set-wise: open marriages, and whose a marriage is."""

from collections.abc import Sequence
from typing import Final, TypeAlias

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number
from services.civil_registration.domain.facts import Facts, at

_MARRIED: Final = text("""
    select distinct asked.place
    from unnest(cast(:places as int[]), cast(:types as text[]), cast(:keys as text[])) as asked (place, type, key)
    join civil_numbers known on known.key = asked.key and known.type = asked.type and known.role in ('bride', 'groom')
    join open_marriages marriage on marriage.event_id = known.event_id
""").bindparams(bindparam("types", type_=ARRAY(Text)), bindparam("keys", type_=ARRAY(Text)))
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


async def are_married(unit: Unit, identities: Sequence[Identity]) -> list[bool]:
    """Tell of each whether somebody of one of its numbers is a spouse of a registered marriage that has not ended."""
    asked = [(place, *number) for place, identity in enumerate(identities) for number in identity]
    if not asked:
        return [False] * len(identities)
    places, types, keys = (list(each) for each in zip(*asked, strict=True))
    married = set(await unit.connection.scalars(_MARRIED, {"places": places, "types": types, "keys": keys}))
    return [place in married for place in range(len(identities))]


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
