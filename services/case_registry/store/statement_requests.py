"""SQL of the requests of courts for a statement: they stand in the history of their cases, and what became of them."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Date, Text, func, select, tuple_
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import in_seats
from chassis.unit.unit import Unit
from contracts.national.justice.requested_statement import RequestedStatement
from contracts.seats import Seat
from services.case_registry.domain.corrections import Corrected
from services.case_registry.domain.prosecution import StatementAwaited
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.statement_requests import StatementRequested, StatementRequestWithdrawn, state_of
from services.case_registry.domain.words import WantedSeats
from services.case_registry.store.history import HISTORY
from services.case_registry.store.prosecution import FILES, IS_KEPT
from services.case_registry.store.seats import is_wanted
from services.case_registry.store.visibility import CASES, VISIBLE, parameters
from services.case_registry.wire.statement_requests import RequestQuery

_LATER: Final = HISTORY.alias("later")
_BEFORE: Final = HISTORY.alias("before")
# whom a request asks, in the history
ASKED_MEMBER, ASKED_OFFICE = (HISTORY.c.fact["to"][name].astext for name in ("member", "office"))
# an entry that was a mistake leaves the request waiting
_entries = (
    select(FILES.c.file_id)
    .join_from(_LATER, FILES, FILES.c.file_id == _LATER.c.fact["file"].astext)
    .where(
        IS_KEPT,
        _LATER.c.case_id == HISTORY.c.case_id,
        _LATER.c.kind == StatementAwaited.kind,
        _LATER.c.position > HISTORY.c.position,
        _LATER.c.member == ASKED_MEMBER,
        _LATER.c.office == ASKED_OFFICE,
        _LATER.c.fact["level"] == HISTORY.c.fact["level"],
        # what is entered behind a withdrawal answers a later request
        ~select(_BEFORE.c.position)
        .where(
            _BEFORE.c.case_id == HISTORY.c.case_id,
            _BEFORE.c.kind == StatementRequestWithdrawn.kind,
            _BEFORE.c.fact["request"].astext == HISTORY.c.position.cast(Text),
            _BEFORE.c.position < _LATER.c.position,
        )
        .correlate(HISTORY, _LATER)
        .exists(),
    )
    .correlate(HISTORY)
)
_entered = _entries.order_by(_LATER.c.position).limit(1).scalar_subquery()
_given = select(FILES.c.outcome).where(FILES.c.file_id == _entered).correlate(HISTORY).scalar_subquery()
_WITHDRAWN: Final = HISTORY.alias("withdrawn")
_is_its_withdrawal = (
    (_WITHDRAWN.c.case_id == HISTORY.c.case_id)
    & (_WITHDRAWN.c.kind == StatementRequestWithdrawn.kind)
    & (_WITHDRAWN.c.fact["request"].astext == HISTORY.c.position.cast(Text))
)
# of a fact in the history: it is a request that the office which was asked has not entered, and nobody took back
IS_WAITING: Final = (
    (HISTORY.c.kind == StatementRequested.kind)
    & ~_entries.exists()
    & ~select(_WITHDRAWN.c.position).where(_is_its_withdrawal).correlate(HISTORY).exists()
)
# facts stay as they were recorded: the day of a request is as its latest correction says
_RIGHT: Final = HISTORY.alias("right")
REQUESTED_ON: Final = func.coalesce(
    select(_RIGHT.c.fact["changes"]["requestedOn"]["now"].astext.cast(Date))
    .where(
        _RIGHT.c.case_id == HISTORY.c.case_id,
        _RIGHT.c.kind == Corrected.kind,
        _RIGHT.c.fact["position"].astext == HISTORY.c.position.cast(Text),
    )
    .order_by(_RIGHT.c.position.desc())
    .limit(1)
    .correlate(HISTORY)
    .scalar_subquery(),
    HISTORY.c.happened_on,
)
_REQUESTS: Final = (
    select(
        HISTORY,
        REQUESTED_ON.label("requested_on"),
        _entered.label("entered"),
        _given.label("given"),
        _WITHDRAWN.c.happened_on.label("withdrawn_on"),
        _WITHDRAWN.c.fact["reason"].astext.label("reason"),
    )
    .select_from(HISTORY.join(CASES, CASES.c.case_id == HISTORY.c.case_id).outerjoin(_WITHDRAWN, _is_its_withdrawal))
    .where(HISTORY.c.kind == StatementRequested.kind)
)
_ORDER: Final = (HISTORY.c.recorded_at, HISTORY.c.case_id, HISTORY.c.position)


async def one(unit: Unit, case_id: str, position: int) -> RequestedStatement | None:
    """Return the request at that place of the case, or None."""
    query = _REQUESTS.where(HISTORY.c.case_id == case_id, HISTORY.c.position == position)
    row = (await unit.connection.execute(query)).mappings().first()
    return None if row is None else _document(row)


async def waits_for(unit: Unit, case_id: str, seats: Collection[Seat], level: str) -> bool:
    """Tell whether a request of the case, about that instance, waits for one of these offices."""
    of_case = (HISTORY.c.case_id == case_id, IS_WAITING, HISTORY.c.fact["level"].astext == level)
    query = select(HISTORY.c.position).where(*of_case, in_seats(ASKED_MEMBER, ASKED_OFFICE, seats)).limit(1)
    return await unit.connection.scalar(query) is not None


async def page(
    unit: Unit, query: RequestQuery, *, asked: WantedSeats | None, court: WantedSeats | None, sight: Sight, limit: int
) -> list[RequestedStatement]:
    """Return the requests, of cases in sight, that the query asks for, newest first."""
    conditions = [*is_wanted(ASKED_MEMBER, ASKED_OFFICE, asked), *is_wanted(HISTORY.c.member, HISTORY.c.office, court)]
    if query.case_id is not None:
        conditions.append(HISTORY.c.case_id == query.case_id)
    if (after := query.after) is not None:
        conditions.append(tuple_(*_ORDER) < (after.recorded_at, after.case_id, after.position))
    statement = _REQUESTS.where(VISIBLE, *conditions).order_by(*(each.desc() for each in _ORDER)).limit(limit)
    rows = await unit.connection.execute(statement, parameters(sight))
    return [_document(row) for row in rows.mappings()]


def _document(row: RowMapping) -> RequestedStatement:
    fact = row["fact"]
    return RequestedStatement.model_validate(
        {
            "case_id": row["case_id"],
            "position": row["position"],
            "to": fact["to"],
            "level": fact["level"],
            "requested_on": row["requested_on"],
            "note": fact.get("note"),
            "by": {"member": row["member"], "office": row["office"]},
            "recorded_at": row["recorded_at"],
            "state": state_of(entered=row["entered"], given=row["given"], withdrawn=row["withdrawn_on"]),
            "statement_id": row["entered"],
            "withdrawn_on": row["withdrawn_on"],
            "withdrawal_reason": row["reason"],
        }
    )
