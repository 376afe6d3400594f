"""SQL of the work that waits for an office: one list of what many tables know."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Interval,
    Select,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from services.case_registry.domain.claims import REMEDIES
from services.case_registry.domain.hearings import SCHEDULED
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.registers import Section
from services.case_registry.domain.words import WantedSeats
from services.case_registry.domain.work_list import Work
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.models.hearings import HearingRow
from services.case_registry.store.claims import CLAIMS
from services.case_registry.store.custody_lists import CUSTODY, IS_HELD, is_latest
from services.case_registry.store.history import HISTORY
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.prosecution import FILES, IS_KEPT
from services.case_registry.store.seats import is_wanted
from services.case_registry.store.statement_requests import ASKED_MEMBER, ASKED_OFFICE, IS_WAITING, REQUESTED_ON
from services.case_registry.store.visibility import CASES, VISIBLE, has_a_part, parameters
from services.case_registry.store.waiting import WAITS
from services.case_registry.wire.work_list import NEVER, WorkQuery

_HAND_OVERS: Final = table_of(HandOverRow)
_HEARINGS: Final = table_of(HearingRow)
_ZONE: Final = literal(VIENTIANE.utcoffset(None), Interval)
_NEVER: Final = literal(NEVER, Date)  # behind every day: nothing is due
_SECTIONS: Final = {Work.STATEMENT: Section.STATEMENTS, Work.CALLED_UP_FILE: Section.CALLED_UP}


async def page(
    unit: Unit, query: WorkQuery, office: WantedSeats | None, *, sight: Sight, limit: int
) -> Sequence[RowMapping]:
    """Return what waits for these offices, of cases in sight: what is due first, then the oldest."""
    each = {
        Work.FILE: _files(office),
        Work.HAND_OVER: _hand_overs(office),
        Work.STATEMENT_REQUEST: _requests(office),
        **{kind: _entries(kind, office) for kind in _SECTIONS},
        Work.CUSTODY: _custody(office),
        Work.DEATH: _deaths(office),
        Work.APPEAL: _appeals(office),
        Work.HEARING: _hearings(office, unit.now),
    }
    parts = [part for kind, part in each.items() if query.kind is None or query.kind == kind]
    if not parts:
        return []
    work = union_all(*parts).subquery("work")
    order = (work.c.due, work.c.since, work.c.id)
    listed = select(work).order_by(*order).limit(limit)
    if query.after is not None:
        listed = listed.where(tuple_(*order) > tuple_(query.after.due, query.after.since, query.after.id))
    return (await unit.connection.execute(listed, parameters(sight))).mappings().all()


def _work(
    kind: Work, id: ColumnElement[Any], since: ColumnElement[Any], due: ColumnElement[Any] | None = None
) -> Select[Any]:  # Any: SQL types
    return select(
        literal(kind.value).label("kind"),
        CASES.c.case_id,
        CASES.c.status.label("case_status"),
        id.label("id"),
        since.cast(Date).label("since"),
        (_NEVER if due is None else func.coalesce(due.cast(Date), _NEVER)).label("due"),
        (CUSTODY.c.ordered_until if kind is Work.CUSTODY else null().cast(DateTime(timezone=True))).label("until"),
    ).where(VISIBLE)


def _files(office: WantedSeats | None) -> Select[Any]:
    at_hand = is_wanted(CASES.c.responsible_member, CASES.c.responsible_office, office)
    return _work(Work.FILE, CASES.c.case_id, CASES.c.moved_on, CASES.c.due_on).where(WAITS, *at_hand)


def _hand_overs(office: WantedSeats | None) -> Select[Any]:
    come = is_wanted(_HAND_OVERS.c.to_member, _HAND_OVERS.c.to_office, office)
    waiting = _work(Work.HAND_OVER, _HAND_OVERS.c.hand_over_id, _HAND_OVERS.c.sent_on)
    return waiting.join_from(CASES, _HAND_OVERS, _HAND_OVERS.c.case_id == CASES.c.case_id).where(
        _HAND_OVERS.c.status == "sent", *come
    )


def _requests(office: WantedSeats | None) -> Select[Any]:
    """Return the cases for which a court has asked for a statement, until the office that was asked enters them."""
    asked = _work(Work.STATEMENT_REQUEST, CASES.c.case_id, REQUESTED_ON).distinct()
    return asked.join_from(CASES, HISTORY, HISTORY.c.case_id == CASES.c.case_id).where(
        IS_WAITING, *is_wanted(ASKED_MEMBER, ASKED_OFFICE, office)
    )


def _entries(kind: Work, office: WantedSeats | None) -> Select[Any]:
    entered = _work(kind, FILES.c.file_id, FILES.c.entered_on)
    return entered.join_from(CASES, FILES, FILES.c.case_id == CASES.c.case_id).where(
        FILES.c.section == _SECTIONS[kind].value,
        FILES.c.outcome.is_(None),
        IS_KEPT,
        *is_wanted(FILES.c.member, FILES.c.office, office),
    )


def _appeals(office: WantedSeats | None) -> Select[Any]:
    """Return what the prosecution appealed, where the court that judged still has the case as it was."""
    lodged = _work(Work.APPEAL, CLAIMS.c.claim_id, CLAIMS.c.stated_on)
    at_hand = is_wanted(CASES.c.responsible_member, CASES.c.responsible_office, office)
    waits = [(CASES.c.status == status.value) & (CLAIMS.c.level == level.value) for status, level in REMEDIES.items()]
    return lodged.join_from(CASES, CLAIMS, CLAIMS.c.case_id == CASES.c.case_id).where(
        or_(*waits), CLAIMS.c.member.is_not(None), CLAIMS.c.stated_on >= CASES.c.moved_on, *at_hand
    )


def _hearings(office: WantedSeats | None, now: datetime) -> Select[Any]:
    """Return the hearings that are over and have no outcome, for the court that has the file: it says what it was."""
    at_hand = is_wanted(CASES.c.responsible_member, CASES.c.responsible_office, office)
    in_court = [CASES.c[f"responsible_{name}"] == CASES.c[f"court_{name}"] for name in ("member", "office")]
    over = _work(Work.HEARING, _HEARINGS.c.hearing_id, func.timezone(_ZONE, _HEARINGS.c.starts_at))
    return over.join_from(CASES, _HEARINGS, _HEARINGS.c.case_id == CASES.c.case_id).where(
        _HEARINGS.c.status == SCHEDULED, _HEARINGS.c.ends_at <= now, WAITS, *in_court, *at_hand
    )


def _deaths(office: WantedSeats | None) -> Select[Any]:
    told = PARTICIPANTS.c.death_unconfirmed["on"].astext
    unconfirmed = _work(Work.DEATH, PARTICIPANTS.c.participant_id, told)
    at_hand = is_wanted(CASES.c.responsible_member, CASES.c.responsible_office, office)
    return unconfirmed.join_from(CASES, PARTICIPANTS, PARTICIPANTS.c.case_id == CASES.c.case_id).where(
        PARTICIPANTS.c.death_unconfirmed.is_not(None), WAITS, *at_hand
    )


def _custody(office: WantedSeats | None) -> Select[Any]:
    ends = func.timezone(_ZONE, CUSTODY.c.ordered_until)
    held = _work(Work.CUSTODY, CUSTODY.c.participant_id, func.timezone(_ZONE, CUSTODY.c.since), ends)
    return held.join_from(CASES, CUSTODY, CUSTODY.c.case_id == CASES.c.case_id).where(
        IS_HELD, is_latest(None), *has_a_part(office)
    )
