"""SQL of what the register knows of a person by exact numbers: open marriages, and whose a marriage is."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number
from services.civil_registration.domain.facts import Facts, at

_MARRIED: Final = text("""
    select exists (
        select 1 from unnest(cast(:types as text[]), cast(:keys as text[])) as asked (type, key)
        join civil_numbers known on known.key = asked.key and known.type = asked.type
        join open_marriages marriage on marriage.event_id = known.event_id
        where known.role in ('bride', 'groom')
    )
""").bindparams(bindparam("types", type_=ARRAY(Text)), bindparam("keys", type_=ARRAY(Text)))
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


async def is_married(unit: Unit, identity: Sequence[tuple[str, str]]) -> bool:
    """Tell whether somebody of one of these numbers is a spouse of a registered marriage that has not ended."""
    if not identity:
        return False
    asked = {"types": [type for type, _ in identity], "keys": [key for _, key in identity]}
    return bool(await unit.connection.scalar(_MARRIED, asked))


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
