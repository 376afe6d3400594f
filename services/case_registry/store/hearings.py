"""SQL of hearings and of the judges and rooms that they reserve, which advisory locks guard against double booking."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Interval,
    Select,
    Text,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.justice.hearing import Hearing
from contracts.national.justice.hearing_outcome import HearingOutcome
from contracts.official_numbers import normal_number
from services.case_registry.domain.hearings import SCHEDULED, Claim, Clash, HearingConcluded, HearingScheduled
from services.case_registry.domain.proceedings import PanelChanged
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.words import WantedSeats
from services.case_registry.models.hearings import HearingClaimRow, HearingRow
from services.case_registry.store.history import HISTORY
from services.case_registry.store.seats import is_wanted, seat_column
from services.case_registry.store.visibility import CASES, VISIBLE, has_a_part, parameters, visible_at
from services.case_registry.wire.hearings import ScheduleQuery

_HEARINGS: Final = table_of(HearingRow)
_CLAIMS: Final = table_of(HearingClaimRow)
_LONGEST: Final = timedelta(days=1)  # no hearing lasts longer: the search behind the index ends there

_stated = ("hearing_id", "case_id", "proceeding_id", "kind", "status", "ends_at", "room")
_day = cast(func.timezone(literal(VIENTIANE.utcoffset(None), Interval), _HEARINGS.c.starts_at), Date)
# when a hearing begins, as its document says it: `startsAt`, or `startsOn` where an old book has no time
STARTS_AT: Final = case((_HEARINGS.c.time_known, _HEARINGS.c.starts_at)).label("starts_at")
STARTS_ON: Final = case((~_HEARINGS.c.time_known, _day)).label("starts_on")
# an old book may name nobody: absent, as no list is empty
JUDGES: Final = func.nullif(_HEARINGS.c.judges, cast([], ARRAY(Text)))
DOCUMENTS: Final = select(
    *(_HEARINGS.c[name] for name in (*_stated, "override_reason", "note", "record")),
    *(STARTS_AT, STARTS_ON, JUDGES.label("judge_ids"), seat_column(_HEARINGS, "court")),
)
# A lock for each judge and room, held until the hearing is committed, in one order everywhere: without it two hearings
# could both see a free room. PostgreSQL's exclusion constraints over text need an extension that not every server has.
_LOCK: Final = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key"), 0)))
_CLASHES: Final = (
    select(_CLAIMS.c.claimed, _CLAIMS.c.starts_at, _CLAIMS.c.ends_at)
    .where(
        _CLAIMS.c.claimed == bindparam("key"),
        _CLAIMS.c.starts_at < bindparam("ends_at"),
        _CLAIMS.c.starts_at > bindparam("not_before"),
        _CLAIMS.c.ends_at > bindparam("starts_at"),
    )
    .order_by(_CLAIMS.c.starts_at)
)


async def clashes(unit: Unit, claims: Sequence[Claim], starts_at: datetime, ends_at: datetime) -> list[Clash]:
    """Return what other hearings have reserved at that time; each judge and room is locked until the unit ends."""
    overlaps: list[Clash] = []
    for claim in sorted(claims, key=attrgetter("key")):
        await unit.connection.execute(_LOCK, {"key": claim.key})
        times = {"starts_at": starts_at, "ends_at": ends_at, "not_before": starts_at - _LONGEST}
        rows = await unit.connection.execute(_CLASHES, {"key": claim.key, **times})
        overlaps.extend(Clash(claim, row.starts_at, row.ends_at) for row in rows)
    return overlaps


async def add(unit: Unit, hearing: Hearing, claims: Sequence[Claim]) -> None:
    """Write a hearing and what it reserves."""
    row = {name: getattr(hearing, name) for name in (*_stated, "starts_at", "override_reason")}
    row |= {
        "judges": [judge.root for judge in hearing.judge_ids or ()],
        "room_normal": hearing.room and normal_number(hearing.room),
    }
    seat = {"court_member": hearing.court.member, "court_office": hearing.court.office}
    await unit.connection.execute(insert(_HEARINGS).values(**row, **seat))
    times = {"starts_at": hearing.starts_at, "ends_at": hearing.ends_at, "hearing_id": hearing.hearing_id}
    await unit.connection.execute(insert(_CLAIMS).values([{"claimed": claim.key, **times} for claim in claims]))


async def replace_judge(unit: Unit, hearing: Hearing, judges: Sequence[str], freed: Claim, taken: Claim) -> None:
    """Write who sits in a hearing to come, and what that frees and reserves."""
    of_hearing = _CLAIMS.c.hearing_id == hearing.hearing_id
    await unit.connection.execute(
        update(_HEARINGS).where(_HEARINGS.c.hearing_id == hearing.hearing_id).values(judges=judges)
    )
    await unit.connection.execute(delete(_CLAIMS).where(of_hearing, _CLAIMS.c.claimed == freed.key))
    times = {"starts_at": hearing.starts_at, "ends_at": hearing.ends_at, "hearing_id": hearing.hearing_id}
    await unit.connection.execute(insert(_CLAIMS).values(claimed=taken.key, **times))


async def one(unit: Unit, case_id: str, hearing_id: str) -> Hearing | None:
    """Return a hearing of the case, or None."""
    query = DOCUMENTS.where(_HEARINGS.c.case_id == case_id, _HEARINGS.c.hearing_id == hearing_id)
    row = (await unit.connection.execute(query)).mappings().first()
    return None if row is None else Hearing.model_validate(row)


async def conclude(unit: Unit, hearing_id: str, outcome: HearingOutcome) -> None:
    """Write the outcome of a hearing; one that did not take place loses its reservations."""
    record = outcome.record and outcome.record.model_dump(mode="json", by_alias=True, exclude_none=True)
    changed = {"status": outcome.status, "note": outcome.note, "record": record}
    await unit.connection.execute(update(_HEARINGS).where(_HEARINGS.c.hearing_id == hearing_id).values(**changed))
    if outcome.status != "held":
        await unit.connection.execute(delete(_CLAIMS).where(_CLAIMS.c.hearing_id == hearing_id))


async def schedule(
    unit: Unit, query: ScheduleQuery, court: WantedSeats | None, *, sight: Sight, limit: int
) -> list[Hearing]:
    """Return the hearings before `court` that the query asks for, of cases in sight, in the order of their time."""
    seen = select(CASES.c.case_id).where(CASES.c.case_id == _HEARINGS.c.case_id, visible_at(query.at)).exists()
    order = (_HEARINGS.c.starts_at, _HEARINGS.c.hearing_id)
    before = is_wanted(_HEARINGS.c.court_member, _HEARINGS.c.court_office, court)
    documents = DOCUMENTS if query.at is None else _known(query.at)
    statement = documents.where(seen, *before, *_conditions(query)).order_by(*order).limit(limit)
    rows = await unit.connection.execute(statement, parameters(sight))
    hearings = [dict(row) for row in rows.mappings()]
    for each in hearings:
        if each.pop("decided_since", False):
            each |= {"status": SCHEDULED, "note": None, "record": None}
        for left, joined in each.pop("changed_since", ()):
            judges = each["judge_ids"] or ()
            each["judge_ids"] = sorted(left if judge == joined else judge for judge in judges) or None
    return [Hearing.model_validate(each) for each in hearings]


def _known(at: datetime) -> Select[Any]:  # Any: SQL types
    """Return the hearings that were on record then, whether their outcome was recorded since, and who sits instead."""
    fact = HISTORY.c.fact
    seats = func.jsonb_build_array(fact["left"], fact["joined"])
    changed = select(
        func.coalesce(func.jsonb_agg(aggregate_order_by(seats, HISTORY.c.position.desc())), literal([], JSONB))
    ).where(
        HISTORY.c.case_id == _HEARINGS.c.case_id,
        HISTORY.c.kind == PanelChanged.kind,
        fact["proceeding"].astext == _HEARINGS.c.proceeding_id,
        HISTORY.c.recorded_at > at,
    )
    return DOCUMENTS.add_columns(
        _is_recorded_after(at, HearingConcluded.kind).label("decided_since"),
        changed.scalar_subquery().label("changed_since"),
    ).where(~_is_recorded_after(at, HearingScheduled.kind))


def _is_recorded_after(at: datetime, kind: str) -> ColumnElement[bool]:
    """Return whether this fact about the hearing was recorded after that moment."""
    of_hearing = (
        HISTORY.c.case_id == _HEARINGS.c.case_id,
        HISTORY.c.kind == kind,
        HISTORY.c.fact["hearing"].astext == _HEARINGS.c.hearing_id,
    )
    return select(HISTORY.c.position).where(*of_hearing, HISTORY.c.recorded_at > at).exists()


async def upcoming(
    unit: Unit, office: WantedSeats | None, *, of_courts: bool, sight: Sight, limit: int
) -> list[Hearing]:
    """Return the next hearings of a court, or of cases in which another office has a part; of cases in sight alone."""
    theirs = [] if of_courts else has_a_part(office)
    seen = select(CASES.c.case_id).where(CASES.c.case_id == _HEARINGS.c.case_id, VISIBLE, *theirs).exists()
    conditions = [seen, _HEARINGS.c.status == "scheduled", _HEARINGS.c.starts_at >= unit.now]
    if of_courts:
        conditions += is_wanted(_HEARINGS.c.court_member, _HEARINGS.c.court_office, office)
    statement = DOCUMENTS.where(*conditions).order_by(_HEARINGS.c.starts_at, _HEARINGS.c.hearing_id).limit(limit)
    rows = await unit.connection.execute(statement, parameters(sight))
    return [Hearing.model_validate(row) for row in rows.mappings()]


def _conditions(query: ScheduleQuery) -> Iterator[ColumnElement[bool]]:
    columns = _HEARINGS.c
    if query.case_id is not None:
        yield columns.case_id == query.case_id
    if query.judge is not None:
        yield literal(query.judge.upper()) == cast(func.upper(cast(columns.judges, Text)), ARRAY(Text)).any_()
    if query.normal_room is not None:
        yield columns.room_normal == query.normal_room
    if query.begins is not None:
        yield columns.starts_at >= query.begins
    if query.ends is not None:
        yield columns.starts_at < query.ends
    if query.after is not None:
        yield tuple_(columns.starts_at, columns.hearing_id) > tuple_(query.after.starts_at, query.after.hearing_id)
