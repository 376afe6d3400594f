"""SQL of what was known of people, charges and claims at a moment: rows that were on record then."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, Table, and_, or_, select
from sqlalchemy.engine import RowMapping

from chassis.unit.unit import Unit
from services.case_registry.domain.deaths import ParticipantDied
from services.case_registry.domain.facts import ChargePlace
from services.case_registry.domain.known import Contents
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.setting_aside import standing
from services.case_registry.store.charges import CHARGES, STEP, STEPS
from services.case_registry.store.claims import CLAIMS
from services.case_registry.store.claims import DOCUMENTS as CLAIM_DOCUMENTS
from services.case_registry.store.history import HISTORY
from services.case_registry.store.participants import CUSTODY, PARTICIPANTS, ROLES, SPEAKERS
from services.case_registry.store.visibility import parameters, sees, sees_person

_CUSTODY: Final = {
    "status": "status",
    "since": "since",
    "until": "ordered_until",
    "orderNumber": "order_number",
    "orderedOn": "ordered_on",
    "document": "document",
}


async def people(
    unit: Unit, case_id: str, contents: Contents, at: datetime, sight: Sight
) -> list[dict[str, Any]]:  # Any: documents
    """Return the participants who were in the case then, with what was known of their roles, custody and the like.

    Who is not to be seen in the case in which they are now, is not shown here. Names, births and numbers are as they
    are now: what was corrected since is the caller's to undo.
    """
    ids = contents.participants
    shown = select(PARTICIPANTS).where(PARTICIPANTS.c.participant_id.in_(ids), sees_person(PARTICIPANTS))
    rows = await _by_participant(unit, shown, parameters(sight))
    roles = await _by_participant(unit, _recorded(ROLES, ids, at).order_by(ROLES.c.held_from))
    speakers = await _by_participant(unit, _recorded(SPEAKERS, ids, at).order_by(SPEAKERS.c.held_from))
    custody = await _by_participant(unit, _recorded(CUSTODY, ids, at).order_by(CUSTODY.c.since))
    dead = await _dead(unit, [case_id, *(other for _, other in contents.relations)], at)
    return [
        _stated(
            participantId=each,
            name=row["name"],
            otherNames=row["other_names"],
            organisation=row["organisation"],
            birthDate=row["birth_date"],
            age=row["age"],
            identifiers=row["identifiers"],
            deceased=row["deceased"] if {each, contents.copies.get(each)} & dead else None,
            roles=[_held(role, at, role=role["role"]) for role in roles.get(each, ())],
            representatives=[
                _held(speaker, at, role=speaker["role"], representativeId=speaker["representative_id"])
                for speaker in speakers.get(each, ())
                if speaker["representative_id"] in rows
            ]
            or None,
            custody=[
                _stated(**{name: kept[column] for name, column in _CUSTODY.items()}) for kept in custody.get(each, ())
            ]
            or None,
        )
        for each in ids
        for row in rows.get(each, ())
    ]


async def charges(
    unit: Unit, case_id: str, places: Mapping[str, ChargePlace], at: datetime, sight: Sight
) -> list[dict[str, Any]]:  # Any: Charge documents
    """Return the charges that were in the case then, in their order, as their steps until then make them.

    One against somebody who is not to be seen now, in whatever case, is not shown.
    """
    against = PARTICIPANTS.c.participant_id == CHARGES.c.participant_id
    is_shown = select(CHARGES.c.charge_id).where(CHARGES.c.charge_id == STEPS.c.charge_id)
    of_steps = select(STEPS.c.charge_id, STEP.label("step")).where(
        STEPS.c.charge_id.in_(places),
        STEPS.c.recorded_at <= at,
        is_shown.join(PARTICIPANTS, against).where(sees_person(PARTICIPANTS)).exists(),
    )
    steps: dict[str, list[dict[str, Any]]] = {}
    in_order = of_steps.order_by(STEPS.c.charge_id, STEPS.c.position)
    for charge_id, step in await unit.connection.execute(in_order, parameters(sight)):
        steps.setdefault(charge_id, []).append(step)
    ordered = sorted(places.items(), key=lambda each: each[1].sequence)
    return [_charge(case_id, charge_id, place, steps[charge_id]) for charge_id, place in ordered if charge_id in steps]


async def claims(
    unit: Unit, case_id: str, ids: Collection[str], sight: Sight
) -> list[dict[str, Any]]:  # Any: documents
    """Return these claims as they stand, wherever they are now.

    One that went to another case is shown to who sees that one, and in it the person who claims.
    """
    claimant = select(PARTICIPANTS.c.participant_id).where(PARTICIPANTS.c.participant_id == CLAIMS.c.participant_id)
    is_shown = or_(CLAIMS.c.participant_id.is_(None), claimant.where(sees_person(PARTICIPANTS)).exists())
    went = and_(sees(CLAIMS.c.case_id), is_shown)
    query = CLAIM_DOCUMENTS.where(CLAIMS.c.claim_id.in_(ids), or_(CLAIMS.c.case_id == case_id, went))
    found: list[dict[str, Any]] | None = await unit.connection.scalar(query, parameters(sight))
    return found or []


async def _dead(unit: Unit, cases: Collection[str], at: datetime) -> set[str]:
    """Return whose death was known then, in these cases: who came from another one may have died there."""
    named = HISTORY.c.fact["participant"].astext
    query = select(named).where(
        HISTORY.c.case_id.in_(cases), HISTORY.c.kind == ParticipantDied.kind, HISTORY.c.recorded_at <= at
    )
    return set((await unit.connection.execute(query)).scalars())


def _charge(case_id: str, charge_id: str, place: ChargePlace, steps: list[dict[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "chargeId": charge_id,
        "caseId": case_id,
        "sequence": place.sequence,
        "participantId": place.participant,
        "state": "live",
        "filedOn": steps[0]["happenedOn"],
        "history": steps,
    }
    for step in steps:
        document |= {name: step[name] for name in ("article", "text", "count", "plea") if name in step}
        if step["step"] == "withdrawn":
            document["state"] = "withdrawn"
    if document["state"] == "live" and (decided := standing(steps)):
        document |= {"state": "decided", "result": decided["result"], "decidedOn": decided["happenedOn"]}
        document["sentence"] = decided.get("sentence")
    return _stated(**document)


def _recorded(table: Table, ids: Collection[str], at: datetime) -> Select[Any]:  # Any: SQL types
    known = or_(table.c.recorded_at.is_(None), table.c.recorded_at <= at)
    return select(table).where(table.c.participant_id.in_(ids), known)


def _held(row: RowMapping, at: datetime, **stated: str) -> dict[str, Any]:  # Any: a DatedRole or Representation
    ended = row["ended_at"] is None or row["ended_at"] <= at
    return _stated(**stated, **{"from": row["held_from"], "to": row["held_to"] if ended else None})


def _stated(**members: Any) -> dict[str, Any]:  # Any: values of SQL types
    return {name: value for name, value in members.items() if value is not None}


async def _by_participant(
    unit: Unit, query: Select[Any], asked: Mapping[str, Any] | None = None
) -> dict[str, list[RowMapping]]:  # Any: as above
    found: dict[str, list[RowMapping]] = {}
    for row in (await unit.connection.execute(query, asked)).mappings():
        found.setdefault(row["participant_id"], []).append(row)
    return found
