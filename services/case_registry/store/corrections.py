"""SQL of corrections, of what they were of, and of the offices to which they are owed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.postgres.statements import in_seats, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.correction import Correction
from contracts.national.justice.owed_correction import OwedCorrection
from contracts.seats import Seat
from services.case_registry.domain.final_decisions import told_of_extracts
from services.case_registry.domain.reads import Reach, Sight
from services.case_registry.models.corrections import CorrectionRow, OwedCorrectionRow
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.prosecution import FILES
from services.case_registry.store.visibility import CASES, VISIBLE, is_reached, parameters, sees_person

_CORRECTIONS: Final = table_of(CorrectionRow)
_IS_OF_CLAIMS: Final = text("members ? 'claims'")  # as its index says
_OWED: Final = table_of(OwedCorrectionRow)
_BY: Final = func.jsonb_build_object("member", _CORRECTIONS.c.member, "office", _CORRECTIONS.c.office)
_FIRST: Final = ("correction_id", "case_id", "participant_id", "recorded_at")
_DOCUMENTS: Final = select(
    *(_CORRECTIONS.c[name] for name in (*_FIRST, "reason", "basis", "recorded_by", "approved_by")),
    _CORRECTIONS.c.undone.label("undone_case_id"),
    _CORRECTIONS.c.of_position.label("position"),
    func.nullif(_CORRECTIONS.c.members, func.jsonb_build_object()).label("members"),
    _BY.label("by"),
)
# The case has a correction of which an office in reach has not heard yet.
IS_OWED: Final = (
    select(_OWED.c.correction_id)
    .join(_CORRECTIONS, _CORRECTIONS.c.correction_id == _OWED.c.correction_id)
    .where(
        _CORRECTIONS.c.case_id == CASES.c.case_id,
        _OWED.c.acknowledged_at.is_(None),
        is_reached(_OWED.c.member, _OWED.c.office, Reach.ROLE),
    )
    .correlate(CASES)
    .exists()
)


async def add(unit: Unit, correction: Correction, members: Mapping[str, JSON], file_id: str | None = None) -> None:
    """Write a correction, and of which entry of a register it is."""
    named = (*_FIRST, "reason", "basis", "recorded_by", "approved_by")
    row = {name: getattr(correction, name) for name in named}
    row |= {
        "undone": correction.undone_case_id,
        "of_position": correction.position,
        "members": members,
        "file_id": file_id,
    }
    row |= {"member": correction.by.member, "office": correction.by.office}
    await unit.connection.execute(insert(_CORRECTIONS).values(**row))


async def owe_extract(unit: Unit, correction_id: str, keepers: Iterable[Seat], decision_id: str) -> None:
    """Write to which keepers of the civil register a correction is owed, for the extract of this judgment."""
    rows = [
        {"correction_id": correction_id, "member": seat.member, "office": seat.office, "decision_id": decision_id}
        for seat in keepers
    ]
    # one that has read the case itself hears of both as one
    owing = upsert(_OWED).values(rows)
    owing = owing.on_conflict_do_update(
        index_elements=["correction_id", "member", "office"], set_={"decision_id": owing.excluded.decision_id}
    )
    await unit.connection.execute(owing)


async def owe(unit: Unit, correction_id: str, seats: Iterable[Seat], by: Seat) -> None:
    """Write to which offices a correction is owed; whoever records it has heard of it."""
    rows = [
        {
            "correction_id": correction_id,
            "member": seat.member,
            "office": seat.office,
            "acknowledged_at": unit.now if seat == by else None,
        }
        for seat in sorted({*seats, by})
    ]
    await unit.connection.execute(insert(_OWED).values(rows))


async def page(unit: Unit, case_id: str, *, sight: Sight, after: str, limit: int) -> list[Correction]:
    """Return the corrections of a case after this one, oldest first; of people, those whom this sight shows."""
    columns = _CORRECTIONS.c
    of_person = select(PARTICIPANTS.c.participant_id).where(PARTICIPANTS.c.participant_id == columns.participant_id)
    is_shown = or_(columns.participant_id.is_(None), of_person.where(sees_person(PARTICIPANTS)).exists())
    query = _DOCUMENTS.where(columns.case_id == case_id, columns.correction_id > after, is_shown)
    in_order = query.order_by(columns.correction_id).limit(limit)
    rows = await unit.connection.execute(in_order, parameters(sight))
    return [Correction.model_validate(row) for row in rows.mappings()]


async def owed(
    unit: Unit,
    sight: Sight,
    seen: Sight,
    *,
    of_extracts: bool,
    only: str | None = None,
    open_only: bool = False,
    after: str = "",
    limit: int = 1,
) -> list[OwedCorrection]:
    """Return the corrections owed to the offices of this sight after this one, or only this one, oldest first.

    What was corrected is left out of a case that is not in the other sight; of extracts it is what changes them.
    """
    query = (
        select(
            *(_CORRECTIONS.c[name] for name in (*_FIRST, "members")),
            _CORRECTIONS.c.of_position.label("position"),
            func.jsonb_build_object("member", _OWED.c.member, "office", _OWED.c.office).label("office"),
            _BY.label("by"),
            _OWED.c.acknowledged_at,
            _OWED.c.decision_id,
            VISIBLE.label("in_sight"),
        )
        .join(_OWED, _OWED.c.correction_id == _CORRECTIONS.c.correction_id)
        .join(CASES, CASES.c.case_id == _CORRECTIONS.c.case_id)
        .where(
            in_seats(_OWED.c.member, _OWED.c.office, sight.of(Reach.ROLE)),
            CASES.c.restriction.in_(sight.at(Reach.ROLE)),
            _CORRECTIONS.c.correction_id > after,
            *([_OWED.c.decision_id.is_not(None)] if of_extracts else []),
            *([_OWED.c.acknowledged_at.is_(None)] if open_only else []),
            *([_CORRECTIONS.c.correction_id == only] if only else []),
        )
        .order_by(_CORRECTIONS.c.correction_id, _OWED.c.office)
        .limit(limit)
    )
    rows = (await unit.connection.execute(query, parameters(seen))).mappings()
    return [_owed_one(dict(row), of_extracts=of_extracts) for row in rows]


def _owed_one(row: dict[str, Any], *, of_extracts: bool) -> OwedCorrection:  # Any: values of SQL types
    members = row.pop("members")
    row["corrected_members"] = sorted(told_of_extracts(members) if of_extracts else members) or None
    if of_extracts:
        row |= {"participant_id": None, "position": None}
    if not row.pop("in_sight"):
        row |= {"corrected_members": None, "participant_id": None, "position": None}
    return OwedCorrection.model_validate(row)


async def acknowledge(
    unit: Unit,
    case_id: str,
    correction_id: str,
    seats: Collection[Seat],
    *,
    of_extracts: bool,
    officer: str | None,
    note: str | None,
) -> bool:
    """Write that these offices have heard of a correction; return False where none is owed to them."""
    of_case = select(_CORRECTIONS.c.correction_id).where(_CORRECTIONS.c.case_id == case_id)
    mine = (
        _OWED.c.correction_id == correction_id,
        _OWED.c.correction_id.in_(of_case),
        in_seats(_OWED.c.member, _OWED.c.office, seats),
        *([_OWED.c.decision_id.is_not(None)] if of_extracts else []),
    )
    # the first time counts: who says it again changes nothing
    heard = update(_OWED).where(*mine, _OWED.c.acknowledged_at.is_(None))
    await unit.connection.execute(heard.values(acknowledged_at=unit.now, officer=officer, note=note))
    return await unit.connection.scalar(select(_OWED.c.member).where(*mine).limit(1)) is not None


async def since(
    unit: Unit, at: datetime, *, case_id: str, participants: Collection[str]
) -> Sequence[tuple[str | None, Mapping[str, Mapping[str, Any]]]]:  # Any: JSON
    """Return what was corrected after that moment of the case, and of these people in whatever case; latest first.

    Each is the participant's id, or None for the case, with `was` and `now` by member.
    """
    columns = _CORRECTIONS.c
    of_case: ColumnElement[bool] = (columns.case_id == case_id) & (columns.of_position == 1)
    query = (
        select(columns.participant_id, columns.members)
        .where(columns.recorded_at > at, or_(columns.participant_id.in_(participants), of_case))
        .order_by(columns.correction_id.desc())
    )
    return [(row.participant_id, row.members) for row in await unit.connection.execute(query)]


async def of_claims(unit: Unit, at: datetime, ids: Collection[str]) -> list[list[dict[str, Any]]]:  # Any: JSON
    """Return what stood in lists with one of these claims before they were corrected after that moment, latest first.

    Of whatever case: claims go with whoever claims.
    """
    columns = _CORRECTIONS.c
    was = columns.members["claims"]["was"]
    named = or_(*(was.contains([{"claimId": each}]) for each in ids))
    query = select(was).where(columns.recorded_at > at, _IS_OF_CLAIMS, named).order_by(columns.correction_id.desc())
    return list((await unit.connection.execute(query)).scalars())


async def correct_file(unit: Unit, file_id: str, stated: Mapping[str, Any]) -> None:  # Any: values of SQL types
    """Write what is right of an entry in a register."""
    await unit.connection.execute(update(FILES).where(FILES.c.file_id == file_id).values(**stated))
