"""A move that was a mistake is taken back by a move that says so: two officers, and nothing has followed. No I/O."""

from collections.abc import Iterable, Sequence
from typing import Final

from contracts.national.justice.mistaken_move import MistakenMove
from contracts.problems import InvalidInput
from services.case_registry.domain.charges import ChargeDecided
from services.case_registry.domain.corrections import must_be_approved
from services.case_registry.domain.decisions import JUDGMENT, DecisionIssued
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.hand_overs import TakenOver
from services.case_registry.domain.history import replay
from services.case_registry.domain.joins import CarriesOn, JoinedInto, JoinUndone
from services.case_registry.domain.moves import Mistake, Moved
from services.case_registry.domain.splits import SplitOff
from services.case_registry.domain.table import Move
from services.case_registry.domain.words import Status
from services.case_registry.errors.moves import MISTAKE_MISSING, MoveGoneOn
from services.case_registry.errors.needs import not_for_this_move

# What is done in a case as it stands then: it would rest on a move that never was.
_FOLLOWS: Final = (ChargeDecided, TakenOver, SplitOff, CarriesOn, JoinedInto, JoinUndone)


def must_be_stated(row: Move, stated: MistakenMove | None) -> None:
    """Raise `InvalidInput` for a move that takes another back and does not say why, or says so and takes none back."""
    if row.reverses and stated is None:
        raise InvalidInput(faults=[MISTAKE_MISSING])
    if stated is not None and not row.reverses:
        raise InvalidInput(faults=[not_for_this_move("/mistake")])


def of_the_latest_move(
    entries: Sequence[Entry], target: Status, stated: MistakenMove, officer: str | None
) -> tuple[Entry, Mistake]:
    """Return the latest move of a case, which came from `target`, and how the case stood before it.

    Raises `OfficerNeeded` and `InvalidInput` as for corrections, and `MoveGoneOn` when something has followed: a pause
    and its end, too, since what came before them is not the latest move.
    """
    recorded_by = must_be_approved(stated.approved_by, officer, "/mistake/approvedBy")
    moves = standing_moves(entries)
    if not moves:  # what was split off stands where the case stood that it came from
        raise MoveGoneOn
    latest = moves[-1]
    resumed = isinstance(latest.fact, Moved) and latest.fact.source is not target
    if resumed or any(_follows(entry) for entry in entries if entry.position > latest.position):
        raise MoveGoneOn
    before = replay(entry for entry in entries if entry.position < latest.position)
    return latest, Mistake(
        move=latest.position,
        reason=stated.reason,
        basis=stated.basis,
        recorded_by=recorded_by,
        approved_by=stated.approved_by,
        previous=before.previous,
        moved_on=before.moved_on,
        before_pause=before.before_pause,
        court=before.court,
        court_awaited=before.court_awaited,
    )


def _follows(entry: Entry) -> bool:
    """Tell whether it rests on the move before it; results and judgments do: nobody would have tried the case."""
    judged = isinstance(entry.fact, DecisionIssued) and entry.fact.sort == JUDGMENT
    return judged or isinstance(entry.fact, _FOLLOWS)


def standing_moves(entries: Iterable[Entry]) -> list[Entry]:
    """Return the moves of a history that were not taken back, oldest first."""
    moves: list[Entry] = []
    for entry in entries:
        match entry.fact:
            case Moved(mistake=Mistake()):
                moves.pop()
            case Moved():
                moves.append(entry)
            case _:
                pass
    return moves
