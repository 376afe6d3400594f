"""SQL of people, charges and claims that go from one case to another, with everything that is on record of them."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Table, insert, literal, select, update

from chassis.unit.unit import Unit
from services.case_registry.domain.facts import ChargePlace
from services.case_registry.store.charges import CHARGES
from services.case_registry.store.claims import CLAIMS
from services.case_registry.store.participants import (
    CUSTODY,
    IN_THE_SAME_CASE,
    NAMES,
    PARTICIPANTS,
    ROLES,
    SPEAKERS,
    SUBJECTS,
    next_place,
)


async def speakers(unit: Unit, case_id: str) -> dict[str, frozenset[str]]:
    """Return who speaks for whom in a case now, by participant."""
    query = (
        select(SPEAKERS.c.participant_id, SPEAKERS.c.representative_id)
        .join(PARTICIPANTS, PARTICIPANTS.c.participant_id == SPEAKERS.c.participant_id)
        .where(PARTICIPANTS.c.case_id == case_id, SPEAKERS.c.held_to.is_(None), IN_THE_SAME_CASE)
    )
    found: dict[str, set[str]] = {}
    for participant_id, representative_id in await unit.connection.execute(query):
        found.setdefault(participant_id, set()).add(representative_id)
    return {participant_id: frozenset(named) for participant_id, named in found.items()}


async def move_people(unit: Unit, ids: Iterable[str], to_case: str) -> None:
    """Let participants go to another case, behind those who are there."""
    for place, each in enumerate(ids, start=await next_place(unit, to_case)):
        person = update(PARTICIPANTS).where(PARTICIPANTS.c.participant_id == each)
        await unit.connection.execute(person.values(case_id=to_case, position=place))
        names = update(NAMES).where(NAMES.c.participant_id == each)
        await unit.connection.execute(names.values(case_id=to_case))
        custody = update(CUSTODY).where(CUSTODY.c.participant_id == each)
        await unit.connection.execute(custody.values(case_id=to_case))


async def copy_people(unit: Unit, copied: Mapping[str, str], to_case: str) -> None:
    """Let participants be in another case too, under ids of their own, with roles, custody and the keys of names."""
    for place, (old, new) in enumerate(copied.items(), start=await next_place(unit, to_case)):
        await _copy(unit, PARTICIPANTS, old, participant_id=new, case_id=to_case, position=place)
        await _copy(unit, ROLES, old, participant_id=new)
        await _copy(unit, CUSTODY, old, participant_id=new, case_id=to_case)
        await _copy(unit, SUBJECTS, old, participant_id=new)
        await _copy(unit, NAMES, old, participant_id=new, case_id=to_case)


async def copy_representations(unit: Unit, moved: Iterable[str], copied: Mapping[str, str]) -> None:
    """Let whoever went to another case be represented there by those who are in it.

    Rows are added and none is changed: what was known of the case from which they come stays as it was.
    """
    here = {**{each: each for each in moved}, **copied}
    columns = SPEAKERS.c
    query = select(SPEAKERS).where(columns.participant_id.in_(here), columns.representative_id.in_(here))
    rows = (await unit.connection.execute(query)).mappings().all()
    written = [
        dict(row) | {"participant_id": person, "representative_id": speaker}
        for row in rows
        for person, speaker in [(here[row["participant_id"]], here[row["representative_id"]])]
        if (person, speaker) != (row["participant_id"], row["representative_id"])
    ]
    if written:
        await unit.connection.execute(insert(SPEAKERS).values(written))


async def move_charges(unit: Unit, places: Mapping[str, ChargePlace], to_case: str) -> None:
    """Let charges go to another case, where they have these places."""
    for charge_id, place in places.items():
        charge = update(CHARGES).where(CHARGES.c.charge_id == charge_id)
        values = {"case_id": to_case, "sequence": place.sequence, "participant_id": place.participant}
        await unit.connection.execute(charge.values(values))


async def move_claims(unit: Unit, ids: Collection[str], to_case: str) -> None:
    """Let claims go to another case; one that was withdrawn since is nowhere."""
    if ids:
        await unit.connection.execute(update(CLAIMS).where(CLAIMS.c.claim_id.in_(ids)).values(case_id=to_case))


async def _copy(unit: Unit, table: Table, old: str, **changed: str | int) -> None:
    """Write the rows of a participant once more, with these values instead."""
    columns = [literal(changed[each.name]) if each.name in changed else each for each in table.c]
    rows = select(*columns).where(table.c.participant_id == old)
    await unit.connection.execute(insert(table).from_select([each.name for each in table.c], rows))
