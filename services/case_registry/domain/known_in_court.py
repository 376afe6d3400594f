"""What was known at a moment of proceedings, panels and decisions: the rows, without what came since. No I/O.

Their rows say what is right now; which facts made them so, and when, says the history, which no later fact changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.national.justice.decision import Decision
from contracts.national.justice.panel_seat import PanelSeat
from contracts.national.justice.proceeding import Proceeding
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.court_records import made_final, number_known
from services.case_registry.domain.decisions import JUDGMENT, DecisionIssued
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.joins import JoinedInto, JoinUndone
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.needs import ends_what_is_open
from services.case_registry.domain.proceedings import PanelChanged, ProceedingOpened
from services.case_registry.domain.setting_aside import set_aside_by
from services.case_registry.domain.transfers import ProceedingTransferred, left_on, replaced_in


def proceedings_known(now: Iterable[Proceeding], entries: Sequence[Entry], version: int) -> list[Proceeding]:
    """Return the proceedings that were on record at that version of the case, as they were known then."""
    opened = {entry.fact.proceeding: entry for entry in entries if isinstance(entry.fact, ProceedingOpened)}
    days = _days(entries, version)
    return [
        _before(proceeding, entries, version, opened.get(proceeding.proceeding_id), days)
        for proceeding in now
        if proceeding.proceeding_id not in opened or opened[proceeding.proceeding_id].position <= version
    ]


def decisions_known(
    now: Iterable[tuple[int, Decision]], entries: Sequence[Entry], version: int
) -> list[tuple[int, Decision]]:
    """Return the decisions, with their places, that were on record at that version, final as far as it was known."""
    final, days = made_final(entries), _days(entries, version)
    return [
        (
            position,
            decision.model_copy(
                update={
                    "decided_on": days.get(position, decision.decided_on),
                    "number": number_known(decision.number, position, entries, version),
                    "final_on": _known_final(decision, final.get(position, ()), days),
                    "superseded_on": _known_superseded(decision, position, entries, days),
                }
            ),
        )
        for position, decision in now
        if position <= version
    ]


def _days(entries: Sequence[Entry], version: int) -> Mapping[int, date]:
    """Return the days of what was on record at that version, by places and as they were right then."""
    return {entry.position: entry.happened_on for entry in effective(entries[:version])}


def _before(
    proceeding: Proceeding, entries: Sequence[Entry], version: int, opened: Entry | None, days: Mapping[int, date]
) -> Proceeding:
    own, began = proceeding.proceeding_id, proceeding.started_on
    ended = end_of(proceeding, entries)
    mistaken = _ended_by_mistake(proceeding, entries, opened, ended, version)
    stated: dict[str, object] = {}
    if ended is not None:
        stated = {"ended_on": days.get(ended.position)}
        stated |= {} if ended.position <= version else {"transferred_to": None}
    if mistaken is not None:
        stated["ended_on"] = days[mistaken]
    if opened is not None:
        began = days[opened.position]
        stated |= {
            "started_on": began,
            "number": number_known(proceeding.number, opened.position, entries, version),
        }
    panel = [
        seat.model_copy(update={"from_": began}) if seat.from_ == proceeding.started_on else seat
        for seat in proceeding.panel
    ]
    replaced = replaced_in(own, entries)
    for entry in reversed(entries):
        if entry.position <= version:
            break
        match entry.fact:
            case PanelChanged() as change if change.proceeding == own:
                panel = [seat for seat in panel if not _is(seat, change.joined, entry.happened_on)]
                panel = [_seated(seat) if _left(seat, change.left, entry.happened_on) else seat for seat in panel]
            case ProceedingTransferred() | JoinedInto() if _closes(entry.fact, own):
                panel = [seat if (seat.judge_id, seat.to) in replaced else _seated(seat) for seat in panel]
    if (joined := _joined(own, entries, version)) is not None:  # also by a joining that was undone since
        stated["ended_on"] = joined.happened_on
        panel = [seat if seat.to else seat.model_copy(update={"to": left_on(seat, joined)}) for seat in panel]
    return proceeding.model_copy(update={**stated, "panel": panel})


def end_of(proceeding: Proceeding, entries: Sequence[Entry]) -> Entry | None:
    """Return the fact that ended the proceedings; None for what goes on, and where no fact tells of the end."""
    own, is_there, mistaken = proceeding.proceeding_id, False, _taken_back(entries)
    for entry in effective(entries):
        fact = entry.fact
        if entry.position in mistaken:
            continue
        if isinstance(fact, ProceedingOpened) and fact.proceeding == own:
            is_there = True
        elif is_there and entry.happened_on == proceeding.ended_on and _ends(entry, own):
            return entry
    return _joined(own, entries, len(entries))


def _closes(fact: Fact, proceeding: str) -> bool:
    match fact:
        case ProceedingTransferred() as transfer:
            return transfer.proceeding == proceeding
        case JoinedInto() as joined:
            return proceeding in joined.proceedings
    return False


def _joined(proceeding: str, entries: Iterable[Entry], version: int) -> Entry | None:
    """Return the joining with which proceedings had ended at that version; None where they went on."""
    latest: Entry | None = None
    for entry in entries:
        match entry.fact:
            case JoinedInto() as joined if proceeding in joined.proceedings and entry.position <= version:
                latest = entry
            case JoinUndone() as undone if proceeding in undone.proceedings and entry.position <= version:
                latest = None
    return latest


def _taken_back(entries: Iterable[Entry]) -> dict[int, int]:
    """Return the places of moves that were a mistake, each with that of the move that took it back."""
    return {
        entry.fact.mistake.move: entry.position
        for entry in entries
        if isinstance(entry.fact, Moved) and entry.fact.mistake is not None
    }


def _ended_by_mistake(
    proceeding: Proceeding, entries: Sequence[Entry], opened: Entry | None, ended: Entry | None, version: int
) -> int | None:
    """Return the place of the mistaken move with which proceedings had ended at that version; None where none did."""
    for mistake, back in _taken_back(entries).items():
        move = entries[mistake - 1]
        is_between = mistake <= version < back and _ends(move, proceeding.proceeding_id)
        was_open = (opened is None or opened.position < mistake) and (ended is None or ended.position > back)
        if is_between and was_open and (proceeding.ended_on is None or ended is not None):
            return mistake
    return None


def _ends(entry: Entry, proceeding: str) -> bool:
    match entry.fact:
        case ProceedingOpened():
            return True  # of another instance
        case DecisionIssued() as decision:
            return decision.sort == JUDGMENT and decision.proceeding == proceeding
        case ProceedingTransferred() as transfer:
            return transfer.proceeding == proceeding
        case Moved() as move:
            return ends_what_is_open(move)
    return False


def _is(seat: PanelSeat, judge: str, since: date) -> bool:
    return seat.judge_id == judge and seat.from_ == since


def _left(seat: PanelSeat, judge: str, on: date) -> bool:
    return seat.judge_id == judge and seat.to == on


def _seated(seat: PanelSeat) -> PanelSeat:
    return seat.model_copy(update={"to": None, "reason": None, "left_for": None, "recusal": None})


def _known_final(decision: Decision, moves: Sequence[Entry], days: Mapping[int, date]) -> date | None:
    if not moves:
        return decision.final_on
    known = [days[entry.position] for entry in moves if entry.position in days]
    return known[-1] if known else None


def _known_superseded(
    decision: Decision, position: int, entries: Sequence[Entry], days: Mapping[int, date]
) -> date | None:
    """Return since when the judgment was known not to be the outcome: a remedy set it aside, on record or later."""
    for entry in entries[position:]:
        if isinstance(entry.fact, Moved) and decision.level in set_aside_by(entry.fact):
            return days.get(entry.position)
    return decision.superseded_on
