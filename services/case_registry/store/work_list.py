"""SQL of the work that waits for an office: one list of what four tables know."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, DateTime, Interval, Select, func, literal, null, select, tuple_, union_all
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.registers import Section
from services.case_registry.domain.words import Status, WantedSeats
from services.case_registry.domain.work_list import Work
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.store.custody_lists import CUSTODY, IS_HELD, is_latest
from services.case_registry.store.prosecution import FILES, IS_KEPT
from services.case_registry.store.seats import is_wanted
from services.case_registry.store.visibility import CASES, VISIBLE, has_a_part, parameters
from services.case_registry.wire.work_list import WorkQuery

_HAND_OVERS: Final = table_of(HandOverRow)
_ZONE: Final = literal(VIENTIANE.utcoffset(None), Interval)
_SECTIONS: Final = {Work.STATEMENT: Section.STATEMENTS, Work.CALLED_UP_FILE: Section.CALLED_UP}


async def page(
    unit: Unit, query: WorkQuery, office: WantedSeats | None, *, sight: Sight, limit: int
) -> Sequence[RowMapping]:
    """Return what waits for these offices, of cases in sight, oldest first."""
    each = {
        Work.FILE: _files(office),
        Work.HAND_OVER: _hand_overs(office),
        **{kind: _entries(kind, office) for kind in _SECTIONS},
        Work.CUSTODY: _custody(office),
    }
    parts = [part for kind, part in each.items() if query.kind is None or query.kind == kind]
    if not parts:
        return []
    work = union_all(*parts).subquery("work")
    order = (work.c.since, work.c.id)
    listed = select(work).order_by(*order).limit(limit)
    if query.after is not None:
        listed = listed.where(tuple_(*order) > tuple_(query.after.since, query.after.id))
    return (await unit.connection.execute(listed, parameters(sight))).mappings().all()


def _work(kind: Work, id: ColumnElement[Any], since: ColumnElement[Any]) -> Select[Any]:  # Any: SQL types
    return select(
        literal(kind.value).label("kind"),
        CASES.c.case_id,
        CASES.c.status.label("case_status"),
        id.label("id"),
        since.cast(Date).label("since"),
        (CUSTODY.c.ordered_until if kind is Work.CUSTODY else null().cast(DateTime(timezone=True))).label("until"),
    ).where(VISIBLE)


def _files(office: WantedSeats | None) -> Select[Any]:
    at_hand = is_wanted(CASES.c.responsible_member, CASES.c.responsible_office, office)
    return _work(Work.FILE, CASES.c.case_id, CASES.c.moved_on).where(CASES.c.status != Status.CLOSED.value, *at_hand)


def _hand_overs(office: WantedSeats | None) -> Select[Any]:
    come = is_wanted(_HAND_OVERS.c.to_member, _HAND_OVERS.c.to_office, office)
    sent_on = func.timezone(_ZONE, _HAND_OVERS.c.sent_at)
    waiting = _work(Work.HAND_OVER, _HAND_OVERS.c.hand_over_id, sent_on)
    return waiting.join_from(CASES, _HAND_OVERS, _HAND_OVERS.c.case_id == CASES.c.case_id).where(
        _HAND_OVERS.c.status == "sent", *come
    )


def _entries(kind: Work, office: WantedSeats | None) -> Select[Any]:
    entered = _work(kind, FILES.c.file_id, FILES.c.entered_on)
    return entered.join_from(CASES, FILES, FILES.c.case_id == CASES.c.case_id).where(
        FILES.c.section == _SECTIONS[kind].value,
        FILES.c.outcome.is_(None),
        IS_KEPT,
        *is_wanted(FILES.c.member, FILES.c.office, office),
    )


def _custody(office: WantedSeats | None) -> Select[Any]:
    held = _work(Work.CUSTODY, CUSTODY.c.participant_id, func.timezone(_ZONE, CUSTODY.c.since))
    return held.join_from(CASES, CUSTODY, CUSTODY.c.case_id == CASES.c.case_id).where(
        IS_HELD, is_latest(None), *has_a_part(office)
    )
