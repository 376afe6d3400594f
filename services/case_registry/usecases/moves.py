"""Move a case to another status, and list its moves."""

from typing import Any, Literal

from chassis.http.etags import must_match
from chassis.unit.unit import Unit
from contracts.national.justice.case_move import CaseMove
from contracts.national.justice.case_move_page import CaseMovePage
from contracts.national.justice.move_order import MoveOrder
from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain import moves as rules
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.charges import must_be_decided
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.joins import JoinedInto, JoinUndone
from services.case_registry.domain.moves import Moved, status_of
from services.case_registry.domain.proceedings import JUDGED, must_be_judged
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Status, office_of, seat_of
from services.case_registry.events import moves as events
from services.case_registry.store import charges, proceedings
from services.case_registry.usecases import decisions
from services.case_registry.usecases.asking import Asker, actor_of
from services.case_registry.usecases.known import entries_as_known
from services.case_registry.usecases.recording import locked_state, must_be_seen, record
from services.case_registry.wire.moves import MovePosition, MoveQuery, etag


async def move_case(unit: Unit, asker: Asker, case_id: str, order: MoveOrder, if_match: str | None) -> CaseMove:
    """Move the case to another status, record the move and announce it.

    Raises `NotFound`, `PreconditionRequired` and `PreconditionFailed` for a caller that does not know the case as it
    is now, and what `rules.must_be_allowed` raises. Where charges and proceedings are kept here, a case is judged when
    they have their results and their judgment: `ChargesUndecided`, `JudgmentMissing`.
    """
    actor = actor_of(unit, asker)
    state = await locked_state(unit, asker, case_id)
    must_match(if_match, etag(state.version))
    days.must_have_come(order.happened_on, unit.now, "/happenedOn")
    move = Moved(
        source=state.status,
        target=status_of(order.to),
        decision=order.decision_number,
        proposal=order.proposal_number,
        document=order.document,
        court=order.court and seat_of(order.court),
        mediation=order.mediation,
        note=order.note,
        successor=_has_taken_over(actor, state.court),
    )
    rules.must_be_allowed(state, move, actor, order.happened_on)
    if move.target in JUDGED:
        must_be_decided((await charges.states(unit, case_id)).values(), state, move.target)
        must_be_judged((await proceedings.states(unit, case_id)).values())
    _, entry = await record(unit, state, move, actor, happened_on=order.happened_on)
    case_move = _move(case_id, entry)
    unit.announce(events.case_moved(unit, case_move))
    if move.target is Status.FINAL:
        await decisions.make_final(unit, state, order.happened_on)
    return case_move


async def list_moves(unit: Unit, asker: Asker, case_id: str, query: MoveQuery) -> CaseMovePage:
    """Return one page of the moves of a case, the opening first; raise `NotFound` as `get_case` does."""
    await must_be_seen(unit, asker, case_id, Read.LIST_MOVES)
    after = query.after.position if query.after else 0
    entries = [
        entry
        for entry in await entries_as_known(unit, case_id, query.at)
        if isinstance(entry.fact, Opened | Moved | JoinedInto | JoinUndone) and entry.position > after
    ]
    shown, following = query.page(entries, lambda entry: MovePosition(position=entry.position))
    return CaseMovePage(items=[_move(case_id, entry) for entry in shown], next=following)


def _has_taken_over(mover: Actor, court: Seat | None) -> Literal[True] | None:
    return True if court is not None and court != mover.seat and mover.is_own(court) else None


def _move(case_id: str, entry: Entry) -> CaseMove:
    """Return a move as documents have it; the opening is the one without a from."""
    stated: dict[str, Any] = {}  # Any: members of the model, by their names
    match entry.fact:
        case Opened() as opened:
            stated["to"] = opened.status
        case JoinedInto() as joined:
            stated = {"from_": joined.status, "to": Status.JOINED}
        case JoinUndone() as undone:
            stated = {"from_": Status.JOINED, "to": undone.status}
        case Moved() as move:
            stated = {
                "from_": move.source,
                "to": move.target,
                "decision_number": move.decision,
                "proposal_number": move.proposal,
                "document": move.document,
                "court": move.court and office_of(move.court),
                "mediation": move.mediation,
                "note": move.note,
            }
    return CaseMove(
        case_id=case_id,
        position=entry.position,
        happened_on=entry.happened_on,
        by=office_of(entry.by),
        recorded_at=entry.recorded_at,
        **stated,
    )
