"""SQL of people and charges that go from one case to another, with everything that is on record of them."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Table, bindparam, func, insert, literal, select, update

from chassis.unit.unit import Unit
from services.case_registry.domain.facts import ChargePlace
from services.case_registry.store.charges import CHARGES
from services.case_registry.store.participants import CUSTODY, NAMES, PARTICIPANTS, ROLES, SPEAKERS, SUBJECTS

_LAST = select(func.coalesce(func.max(PARTICIPANTS.c.position), -1)).where(PARTICIPANTS.c.case_id == bindparam("id"))


async def speakers(unit: Unit, case_id: str) -> dict[str, frozenset[str]]:
    """Return who speaks for whom in a case now, by participant."""
    query = (
        select(SPEAKERS.c.participant_id, SPEAKERS.c.representative_id)
        .join(PARTICIPANTS, PARTICIPANTS.c.participant_id == SPEAKERS.c.participant_id)
        .where(PARTICIPANTS.c.case_id == case_id, SPEAKERS.c.held_to.is_(None))
    )
    found: dict[str, set[str]] = {}
    for participant_id, representative_id in await unit.connection.execute(query):
        found.setdefault(participant_id, set()).add(representative_id)
    return {participant_id: frozenset(named) for participant_id, named in found.items()}


async def move_people(unit: Unit, ids: Iterable[str], to_case: str) -> None:
    """Let participants go to another case, behind those who are there."""
    last = await unit.connection.scalar(_LAST, {"id": to_case}) or 0
    for place, each in enumerate(ids, start=last + 1):
        person = update(PARTICIPANTS).where(PARTICIPANTS.c.participant_id == each)
        await unit.connection.execute(person.values(case_id=to_case, position=place))
        names = update(NAMES).where(NAMES.c.participant_id == each)
        await unit.connection.execute(names.values(case_id=to_case))


async def copy_people(unit: Unit, copied: Mapping[str, str], to_case: str) -> None:
    """Let participants be in another case too, under ids of their own, with roles, custody and the keys of names."""
    last = await unit.connection.scalar(_LAST, {"id": to_case}) or 0
    for place, (old, new) in enumerate(copied.items(), start=last + 1):
        await _copy(unit, PARTICIPANTS, old, participant_id=new, case_id=to_case, position=place)
        await _copy(unit, ROLES, old, participant_id=new)
        await _copy(unit, CUSTODY, old, participant_id=new)
        await _copy(unit, SUBJECTS, old, participant_id=new)
        await _copy(unit, NAMES, old, participant_id=new, case_id=to_case)


async def copy_representations(unit: Unit, moved: Iterable[str], copied: Mapping[str, str]) -> None:
    """Let whoever went to another case be represented there by those who are in it.

    A person who moved keeps each representative, by the id that this has there; a copied person has its own ones.
    """
    went = set(moved)
    columns = SPEAKERS.c
    for old, new in copied.items():
        theirs = update(SPEAKERS).where(columns.participant_id.in_(went), columns.representative_id == old)
        await unit.connection.execute(theirs.values(representative_id=new))
    query = select(SPEAKERS).where(columns.participant_id.in_(copied))
    rows = (await unit.connection.execute(query)).mappings().all()
    here = {**copied, **{each: each for each in went}}
    written = [
        dict(row) | {"participant_id": copied[row["participant_id"]], "representative_id": here[speaker]}
        for row in rows
        if (speaker := row["representative_id"]) in here
    ]
    if written:
        await unit.connection.execute(insert(SPEAKERS).values(written))


async def move_charges(unit: Unit, places: Mapping[str, ChargePlace], to_case: str) -> None:
    """Let charges go to another case, where they have these places."""
    for charge_id, place in places.items():
        charge = update(CHARGES).where(CHARGES.c.charge_id == charge_id)
        values = {"case_id": to_case, "sequence": place.sequence, "participant_id": place.participant}
        await unit.connection.execute(charge.values(values))


async def _copy(unit: Unit, table: Table, old: str, **changed: str | int) -> None:
    """Write the rows of a participant once more, with these values instead."""
    columns = [literal(changed[each.name]) if each.name in changed else each for each in table.c]
    rows = select(*columns).where(table.c.participant_id == old)
    await unit.connection.execute(insert(table).from_select([each.name for each in table.c], rows))
