"""SQL of participants with roles, representatives, names, subject keys and custody."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.postgres.statements import array_of, insert_all, table_of
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.json_types import JSON
from contracts.name_keys import search_keys
from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.participant import Participant
from contracts.national.shared.partial_date import PartialDate
from contracts.subject_keys import SubjectKeys
from services.case_registry.domain.participants import HeldRole, Person
from services.case_registry.models.participants import (
    CustodyRow,
    ParticipantNameRow,
    ParticipantRoleRow,
    ParticipantRow,
    ParticipantSubjectRow,
    RepresentationRow,
)

PARTICIPANTS: Final = table_of(ParticipantRow)
ROLES: Final = table_of(ParticipantRoleRow)
NAMES: Final = table_of(ParticipantNameRow)
SPEAKERS: Final = table_of(RepresentationRow)
CUSTODY: Final = table_of(CustodyRow)
SUBJECTS: Final = table_of(ParticipantSubjectRow)
_REPRESENTATIVES: Final = PARTICIPANTS.alias("representatives")
TABLES: Final = (PARTICIPANTS, ROLES, SPEAKERS, NAMES, SUBJECTS)

# A lawyer who stays when a client goes on in another case is there under another id, with a row of its own.
IN_THE_SAME_CASE: Final = SPEAKERS.c.representative_id.in_(
    select(_REPRESENTATIVES.c.participant_id)
    .where(_REPRESENTATIVES.c.case_id == PARTICIPANTS.c.case_id)
    .correlate(PARTICIPANTS)
)

_roles = array_of(
    ROLES, ROLES.c.held_from, {"role": ROLES.c.role, "from": ROLES.c.held_from, "to": ROLES.c.held_to}
).where(ROLES.c.participant_id == PARTICIPANTS.c.participant_id)
_speakers = array_of(
    SPEAKERS,
    SPEAKERS.c.held_from,
    {
        "representativeId": SPEAKERS.c.representative_id,
        "role": SPEAKERS.c.role,
        "from": SPEAKERS.c.held_from,
        "to": SPEAKERS.c.held_to,
    },
).where(SPEAKERS.c.participant_id == PARTICIPANTS.c.participant_id, IN_THE_SAME_CASE)
_custody = array_of(
    CUSTODY,
    CUSTODY.c.since,
    {
        "status": CUSTODY.c.status,
        "since": CUSTODY.c.since,
        "until": CUSTODY.c.ordered_until,
        "orderNumber": CUSTODY.c.order_number,
        "orderedOn": CUSTODY.c.ordered_on,
        "document": CUSTODY.c.document,
    },
).where(CUSTODY.c.participant_id == PARTICIPANTS.c.participant_id)


def _column_of(part: Select[tuple[Any]]) -> Any:  # Any: SQL types
    return part.correlate(PARTICIPANTS).scalar_subquery()


DOCUMENTS: Final = array_of(
    PARTICIPANTS,
    PARTICIPANTS.c.position,
    {
        "participantId": PARTICIPANTS.c.participant_id,
        "name": PARTICIPANTS.c.name,
        "otherNames": PARTICIPANTS.c.other_names,
        "organisation": PARTICIPANTS.c.organisation,
        "birthDate": PARTICIPANTS.c.birth_date,
        "age": PARTICIPANTS.c.age,
        "roles": _column_of(_roles),
        "identifiers": PARTICIPANTS.c.identifiers,
        "representatives": _column_of(_speakers),
        "custody": _column_of(_custody),
        "deceased": PARTICIPANTS.c.deceased,
        "deathUnconfirmed": PARTICIPANTS.c.death_unconfirmed,
    },
)
_ONE: Final = DOCUMENTS.where(
    PARTICIPANTS.c.case_id == bindparam("case_id"), PARTICIPANTS.c.participant_id == bindparam("id")
)
_latest_custody = select(CUSTODY).where(
    CUSTODY.c.participant_id == PARTICIPANTS.c.participant_id, CUSTODY.c.ended_at.is_(None)
)
_PEOPLE: Final = select(
    PARTICIPANTS.c.participant_id,
    PARTICIPANTS.c.birth_date,
    PARTICIPANTS.c.age,
    _column_of(_roles).label("roles"),
    select(func.count())
    .where(
        SPEAKERS.c.participant_id == PARTICIPANTS.c.participant_id,
        SPEAKERS.c.role == "guardian",
        SPEAKERS.c.held_to.is_(None),
        IN_THE_SAME_CASE,
    )
    .correlate(PARTICIPANTS)
    .scalar_subquery()
    .label("guardians"),
    _column_of(_latest_custody.with_only_columns(CUSTODY.c.since)).label("custody_since"),
    _column_of(_latest_custody.with_only_columns(CUSTODY.c.status)).label("custody"),
    PARTICIPANTS.c.deceased["on"].astext.label("died_on"),
).where(PARTICIPANTS.c.case_id == bindparam("case_id"))
_LAST: Final = select(func.coalesce(func.max(PARTICIPANTS.c.position), -1)).where(
    PARTICIPANTS.c.case_id == bindparam("id")
)
_ADD: Final = select(func.count()).add_cte(*(insert_all(table).cte(f"new_{table.name}") for table in TABLES))


def rows_of(
    case_id: str,
    people: Sequence[Participant],
    keys: SubjectKeys,
    lists: CodeLists,
    *,
    first: int,
    unlisted: Collection[str] = (),
) -> dict[str, JSON]:
    """Return the rows of participants by table, from the place `first` on; `unlisted` stand in no list."""
    return {
        PARTICIPANTS.name: [
            _row(case_id, first + place, person) | {"unlisted": person.participant_id in unlisted}
            for place, person in enumerate(people)
        ],
        ROLES.name: [_role_row(person.participant_id, role) for person in people for role in person.roles],
        SPEAKERS.name: [
            {
                "participant_id": person.participant_id,
                "representative_id": speaker.representative_id,
                "role": speaker.role,
                "held_from": speaker.from_.isoformat(),
                "held_to": None if speaker.to is None else speaker.to.isoformat(),
            }
            for person in people
            for speaker in person.representatives or ()
        ],
        NAMES.name: [row for person in people for row in _name_rows(case_id, person, lists)],
        SUBJECTS.name: [
            {"key": key, "participant_id": person.participant_id}
            for person in people
            for key in keys.of(person.identifiers)
        ],
    }


async def add(unit: Unit, case_id: str, participant: Participant, keys: SubjectKeys, lists: CodeLists) -> None:
    """Write a participant of a case, behind those who are there."""
    first = await next_place(unit, case_id)
    await unit.connection.execute(_ADD, rows_of(case_id, [participant], keys, lists, first=first))


async def people(unit: Unit, case_id: str) -> dict[str, Person]:
    """Return the participants of a case by id, as the rules need them."""
    rows = await unit.connection.execute(_PEOPLE, {"case_id": case_id})
    return {
        row.participant_id: Person(
            participant_id=row.participant_id,
            roles=tuple(
                HeldRole(role["role"], date.fromisoformat(role["from"]), _end(role.get("to")))
                for role in row.roles or ()
            ),
            birth_date=PartialDate.model_validate(row.birth_date) if row.birth_date else None,
            age=row.age,
            guarded=row.guardians > 0,
            custody_since=row.custody_since,
            custody=row.custody,
            died_on=_end(row.died_on),
        )
        for row in rows
    }


async def one(unit: Unit, case_id: str, participant_id: str) -> Participant:
    """Return a participant of the case, who must exist."""
    (document,) = await unit.connection.scalar(_ONE, {"case_id": case_id, "id": participant_id})
    return Participant.model_validate(document)


async def next_place(unit: Unit, case_id: str) -> int:
    """Return the place behind the last participant of the case: people may have gone from it."""
    last: int = (await unit.connection.execute(_LAST, {"id": case_id})).scalar_one()
    return last + 1


async def everybody(unit: Unit, case_id: str) -> list[Participant]:
    """Return the participants of the case in their order, as documents."""
    documents = await unit.connection.scalar(DOCUMENTS.where(PARTICIPANTS.c.case_id == case_id))
    return [Participant.model_validate(document) for document in documents or ()]


async def take_role(unit: Unit, participant_id: str, role: str, since: date, ended: Sequence[HeldRole]) -> None:
    """Write a role since a day, and the end of others on that day; one that ended on that very day goes on."""
    await end_roles(unit, participant_id, ended, since)
    taken = {"participant_id": participant_id, "role": role, "held_from": since, "recorded_at": unit.now}
    written = insert_or(ROLES).values(taken)
    goes_on = {"held_to": None, "ended_at": None}
    keys = ("participant_id", "role", "held_from")
    await unit.connection.execute(written.on_conflict_do_update(index_elements=keys, set_=goes_on))


async def end_roles(unit: Unit, participant_id: str, ended: Sequence[HeldRole], on: date) -> None:
    """Write that roles ended on that day."""
    for ended_role in ended:
        columns = ROLES.c
        old_role = update(ROLES).where(
            columns.participant_id == participant_id,
            columns.role == ended_role.role,
            columns.held_from == ended_role.since,
        )
        await unit.connection.execute(old_role.values(held_to=on, ended_at=unit.now))


async def appoint(unit: Unit, participant_id: str, representative_id: str, role: str, since: date) -> bool:
    """Write who represents a participant; return False when that is on record already."""
    row = {"participant_id": participant_id, "representative_id": representative_id, "role": role, "held_from": since}
    row["recorded_at"] = unit.now
    written = await unit.connection.execute(insert_or(SPEAKERS).values(row).on_conflict_do_nothing())
    return written.rowcount == 1


async def end_representation(unit: Unit, participant_id: str, representative_id: str, to: date) -> date | None:
    """Write that a representative no longer speaks for a participant; return since when, None where it does not.

    The day before which it cannot end is the caller's to compare: the unit is rolled back by its refusal.
    """
    columns = SPEAKERS.c
    speaking = update(SPEAKERS).where(
        columns.participant_id == participant_id,
        columns.representative_id == representative_id,
        columns.held_to.is_(None),
    )
    ended = speaking.values(held_to=to, ended_at=unit.now).returning(columns.held_from)
    since: date | None = await unit.connection.scalar(ended)
    return since


async def correct(unit: Unit, case_id: str, participant: Participant, keys: SubjectKeys, lists: CodeLists) -> None:
    """Write what is right of a participant; by what was wrong it is not found any more."""
    row = _row(case_id, 0, participant)
    stated = {name: row[name] for name in ("name", "other_names", "organisation", "identifiers", "birth_date", "age")}
    deaths = participant.model_dump(mode="json", by_alias=True, include={"deceased", "death_unconfirmed"})
    stated |= {"deceased": deaths["deceased"], "death_unconfirmed": deaths["deathUnconfirmed"]}
    of_it = {"participant_id": participant.participant_id}
    subjects = [{"key": key, **of_it} for key in keys.of(participant.identifiers)]
    changed = update(PARTICIPANTS).where(PARTICIPANTS.c.participant_id == participant.participant_id)
    await unit.connection.execute(changed.values(stated))
    for table, rows in ((NAMES, _name_rows(case_id, participant, lists)), (SUBJECTS, subjects)):
        await unit.connection.execute(delete(table).where(table.c.participant_id == participant.participant_id))
        if rows:
            await unit.connection.execute(insert(table).values(rows))


_KEPT: Final = {"name", "other_names", "identifiers", "birth_date"}  # the rest of a participant has tables of its own


def _row(case_id: str, place: int, participant: Participant) -> dict[str, JSON]:
    facts: dict[str, JSON] = participant.model_dump(mode="json", by_alias=True, exclude_none=True, include=_KEPT)
    return {
        "participant_id": participant.participant_id,
        "case_id": case_id,
        "position": place,
        "name": facts.get("name"),
        "other_names": facts.get("otherNames"),
        "organisation": participant.organisation,
        "identifiers": facts.get("identifiers"),
        "birth_date": facts.get("birthDate"),
        "age": participant.age,
    }


def _name_rows(case_id: str, participant: Participant, lists: CodeLists) -> list[dict[str, JSON]]:
    names = [name.text for name in (participant.name, *(participant.other_names or ())) if name is not None]
    keys = search_keys(names or [participant.organisation or ""], lists)
    return [{"key": key, "case_id": case_id, "participant_id": participant.participant_id} for key in sorted(keys)]


def _role_row(participant_id: str, role: DatedRole) -> dict[str, JSON]:
    ended = None if role.to is None else role.to.isoformat()
    return {"participant_id": participant_id, "role": role.role, "held_from": role.from_.isoformat(), "held_to": ended}


def _end(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
