"""Move a case to another status, and list its moves."""

from datetime import date
from typing import Any, Literal

from chassis.http.etags import must_match
from chassis.unit.unit import Unit
from contracts.national.justice.case_move import CaseMove
from contracts.national.justice.case_move_page import CaseMovePage
from contracts.national.justice.mistaken_move import MistakenMove
from contracts.national.justice.move_order import MoveOrder
from contracts.seats import Seat
from services.case_registry.domain import days, mistakes, needs
from services.case_registry.domain import moves as rules
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.joins import JoinedInto, JoinUndone
from services.case_registry.domain.moves import Mistake, Moved, status_of
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.pursuits import TOUCHING, turns
from services.case_registry.domain.reads import Read
from services.case_registry.domain.stays import told
from services.case_registry.domain.words import RemedyOutcome, Status, SuspensionReason, Way, office_of, seat_of
from services.case_registry.events import moves as events
from services.case_registry.store import history, participants, proceedings, stays
from services.case_registry.store import needs as held
from services.case_registry.usecases import claims, decisions, pursuits, setting_aside
from services.case_registry.usecases.asking import Asker, actor_of
from services.case_registry.usecases.designations import must_be_designable
from services.case_registry.usecases.known import entries_as_known
from services.case_registry.usecases.readability import Asked
from services.case_registry.usecases.recording import locked_state, must_be_seen, must_have_been_there, record
from services.case_registry.usecases.transfers import cancel_hearings, end_proceedings
from services.case_registry.wire.moves import MovePosition, MoveQuery, etag


async def move_case(
    unit: Unit, asker: Asker, case_id: str, order: MoveOrder, if_match: str | None, asked: Asked
) -> CaseMove:
    """Move the case to another status, record the move with what it brings to those who are pursued, and announce it.

    Raises `NotFound`, `PreconditionRequired` and `PreconditionFailed` for a caller that does not know the case as it
    is now, and what `rules.must_be_allowed`, `needs`, `must_be_designable`, and of its document `asked`, raise.
    """
    actor = actor_of(unit, asker)
    state = await locked_state(unit, asker, case_id)
    must_match(if_match, etag(state.version))
    day = order.happened_on
    days.must_have_come(day, unit.now, "/happenedOn")
    move = _ordered(order, state, actor)
    row = rules.must_be_allowed(state, move, actor, day, reverses=order.mistake is not None)
    needs.must_be_stated(row, move, day)
    mistakes.must_be_stated(row, order.mistake)
    if order.mistake is not None:
        move = await _taken_back(unit, state, actor, move, order.mistake)
    await claims.must_not_be_appealed(unit, state, actor, move.target)
    if move.court is not None:
        await must_be_designable(unit, state, actor, move.target, move.court, day)
    if needs.on_record(row) or move.target in TOUCHING or move.reason is SuspensionReason.ACCUSED_FLED:
        people = await participants.people(unit, case_id)
        evidence = await held.evidence(unit, case_id, called_up_file=move.called_up_file, people=people, day=day)
        needs.must_be_met(row, move, state, evidence, day)
        if actor.way_of(state) is Way.CRIMINAL:
            brought = turns(list(people.values()), evidence.charges, move.target, day)
            state = await pursuits.follow(unit, state, actor, brought, day)
    asked.must_read(order.document)
    state = await _end_what_does_not_go_on(unit, state, actor, move, day)
    state = await setting_aside.follow(unit, state, actor, move, day)
    _, entry = await record(unit, state, move, actor, happened_on=day)
    if move.mistake is not None:
        await stays.rewrite(unit, case_id, told(await history.entries(unit, case_id)))
    case_move = _move(case_id, entry)
    unit.announce(events.case_moved(unit, case_move))
    if move.target is Status.FINAL and move.mistake is None:
        await decisions.make_final(unit, state, day)
    return case_move


async def list_moves(unit: Unit, asker: Asker, case_id: str, query: MoveQuery) -> CaseMovePage:
    """Return one page of the moves of a case, the opening first; raise `NotFound` as `get_case` does."""
    await must_be_seen(unit, asker, case_id, Read.LIST_MOVES, query.at)
    after = query.after.position if query.after else 0
    entries = [
        entry
        for entry in await entries_as_known(unit, case_id, query.at)
        if isinstance(entry.fact, Opened | Moved | JoinedInto | JoinUndone) and entry.position > after
    ]
    shown, following = query.page(entries, lambda entry: MovePosition(position=entry.position))
    return CaseMovePage(items=[_move(case_id, entry) for entry in shown], next=following)


async def _taken_back(unit: Unit, state: CaseState, actor: Actor, move: Moved, stated: MistakenMove) -> Moved:
    """Return the move that takes the latest one back, whose proceedings go on; hearings are scheduled anew."""
    entries = await history.entries(unit, state.case_id)
    latest, mistake = mistakes.of_the_latest_move(entries, move.target, stated, actor.officer)
    ended = isinstance(latest.fact, Moved) and needs.ends_what_is_open(latest.fact)
    level = PROCEDURE.level(mistake.before_pause or move.target, latest.happened_on)
    if ended and level is not None:
        await proceedings.go_on(unit, state.case_id, level, latest.happened_on)
    return move.model_copy(update={"mistake": mistake})


async def _end_what_does_not_go_on(unit: Unit, state: CaseState, actor: Actor, move: Moved, day: date) -> CaseState:
    """Return the state after the end of proceedings, or of hearings alone: to a trial that waits nobody comes."""
    if needs.ends_what_is_open(move):
        return await end_proceedings(unit, state, actor, day)
    if move.target is Status.SUSPENDED:
        return await cancel_hearings(unit, state, actor, [*await proceedings.states(unit, state.case_id)])
    return state


def _ordered(order: MoveOrder, state: CaseState, mover: Actor) -> Moved:
    """Return the move that is ordered; raise `InvalidInput` for a day on which the office was not there."""
    must_have_been_there(mover, order.happened_on, "/happenedOn")
    return Moved(
        source=state.status,
        target=status_of(order.to),
        decision=order.decision_number,
        called_up_file=order.called_up_file_id,
        petition=order.petition,
        outcome=RemedyOutcome(order.outcome) if order.outcome else None,
        reason=SuspensionReason(order.suspension_reason) if order.suspension_reason else None,
        document=order.document,
        court=order.court and seat_of(order.court),
        mediation=order.mediation,
        note=order.note,
        successor=_has_taken_over(mover, state.court),
    )


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
                "called_up_file_id": move.called_up_file,
                "petition": move.petition,
                "outcome": move.outcome,
                "suspension_reason": move.reason,
                "document": move.document,
                "court": move.court and office_of(move.court),
                "mediation": move.mediation,
                "note": move.note,
                "mistake": move.mistake and _mistake(move.mistake),
                "imported_from": move.system if isinstance(move, Imported) else None,
            }
    return CaseMove(
        case_id=case_id,
        position=entry.position,
        happened_on=entry.happened_on,
        by=office_of(entry.by),
        recorded_at=entry.recorded_at,
        **stated,
    )


def _mistake(mistake: Mistake) -> MistakenMove:
    return MistakenMove(reason=mistake.reason, basis=mistake.basis, approved_by=mistake.approved_by)
