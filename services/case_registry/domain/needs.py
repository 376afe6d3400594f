"""What a move needs: what its order states, and what is on record before it (`needs` in `moves.toml`). No I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.charges import WITHDRAWN, ChargeState, is_guilty, must_be_decided
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.prosecution import RegisteredFile
from services.case_registry.domain.table import TABLE, Move, Need, Table
from services.case_registry.domain.words import CallUpOutcome, Instance, RemedyOutcome, Status, SuspensionReason
from services.case_registry.errors.needs import (
    BEFORE_THE_JUDGMENT,
    COURT_MISSING,
    NO_PROPOSAL,
    NOBODY_FLED,
    ORDER_MISSING,
    PETITION_AFTER_THE_DECISION,
    PETITION_BEFORE_THE_JUDGMENT,
    PROPOSAL_MISSING,
    PROPOSAL_USED,
    REASON_MISSING,
    ChargeMissing,
    ConvictionMissing,
    FinalDecisionMissing,
    GuardianMissing,
    HeldUncharged,
    JudgmentMissing,
    NobodyPursued,
    another_outcome,
    not_for_this_move,
)
from services.case_registry.errors.participants import no_such_participant

# The remedy was not decided: what was judged below stands.
UNDECIDED: Final = frozenset({RemedyOutcome.ABANDONED, RemedyOutcome.OUT_OF_TIME})
# Nothing goes on in these: what proceedings are open end with the move, and no hearing is to come.
ENDED: Final = frozenset(
    {
        *(Status.PETITION_REFUSED, Status.WITHDRAWN, Status.SETTLED, Status.DISCONTINUED),
        *(Status.FINAL, Status.CLOSED),
    }
)


_STATED: Final = frozenset({Need.COURT, Need.ORDER, Need.REASON})  # by the order alone


@dataclass(frozen=True, slots=True)
class Judgment:
    """A judgment on record: its instance, its place in the history of the case, and its day."""

    level: Instance
    position: int
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the record of a case holds of what its moves need."""

    stands_since: int  # place in the history of the move to where it stands; coming back from a pause is none
    imported_at: Status | None = None  # where it stood in the earlier system that it came from
    judgments: Sequence[Judgment] = ()
    open_proceedings: bool = False
    charges: Sequence[ChargeState] = ()
    participants: frozenset[str] = frozenset()
    pursued: frozenset[str] = frozenset()  # those of them who are pursued, or convicted
    held: frozenset[str] = frozenset()  # those of the pursued whom an order holds
    detained: frozenset[str] = frozenset()  # those of them who are behind bars
    alone: frozenset[str] = frozenset()  # those of the pursued who are children without a guardian
    called_up: RegisteredFile | None = None  # the file that the order names, where this case has such a one
    proposal_used: bool = False


def ends_what_is_open(move: Moved) -> bool:
    """Tell whether open proceedings end with the move."""
    return move.target in ENDED or move.outcome in UNDECIDED


def on_record(row: Move) -> bool:
    """Tell whether the row needs something that stands on record."""
    return not row.needs <= _STATED


def must_be_stated(row: Move, order: Moved, day: date) -> None:
    """Raise `InvalidInput` for what the order does not state though the row needs it, or states though it does not."""
    if faults := [*_stated_faults(order, row), *_ground_faults(order, row, day)]:
        raise InvalidInput(faults=faults)


def _stated_faults(order: Moved, row: Move) -> Iterator[Fault]:
    needed = (
        (Need.COURT, order.court, COURT_MISSING),
        (Need.ORDER, order.decision, ORDER_MISSING),
        (Need.REASON, order.reason, REASON_MISSING),
    )
    for need, stated, missing in needed:
        if need in row.needs and stated is None:
            yield missing
    # a court that any move could name would be designated by it
    for need, given, pointer in ((Need.COURT, order.court, "/court"), (Need.REASON, order.reason, "/suspensionReason")):
        if given is not None and need not in row.needs:
            yield not_for_this_move(pointer)
    if row.outcome and order.outcome not in row.outcome:
        yield another_outcome(row.outcome)
    elif order.outcome is not None and not row.outcome:
        yield not_for_this_move("/outcome")


def _ground_faults(order: Moved, row: Move, day: date) -> Iterator[Fault]:
    """Yield the faults of what a reopening is based on: one of two, and of no other move."""
    grounds = {"/calledUpFileId": order.called_up_file, "/petition": order.petition}
    stated = [pointer for pointer, ground in grounds.items() if ground is not None]
    if Need.PROPOSAL not in row.needs:
        yield from map(not_for_this_move, stated)
    elif len(stated) != 1:
        yield PROPOSAL_MISSING
    elif order.petition is not None and order.petition.filed_on > day:
        yield PETITION_AFTER_THE_DECISION


def must_be_met(row: Move, order: Moved, state: CaseState, evidence: Evidence, day: date, table: Table = TABLE) -> None:
    """Raise the refusal of a move for which the record does not hold what it needs; it names what is missing.

    `ChargeMissing`, `NobodyPursued`, `GuardianMissing`, `HeldUncharged`,
    `ChargesUndecided`, `JudgmentMissing`, `FinalDecisionMissing`,
    `ConvictionMissing`, or `InvalidInput` for a proposal that is none, or was used before, a day before the
    judgment, or a flight where all are detained.
    """
    needs = {need for need in row.needs if not _is_behind(need, evidence, table)}
    if Need.CHARGE in needs:
        charged = _must_be_charged(evidence, day)
        if order.target is Status.FILED_IN_COURT and (uncharged := sorted(evidence.held - charged)):
            raise HeldUncharged(uncharged[0])
    if Need.CHARGES_DECIDED in needs:
        must_be_decided(evidence.charges)
    if Need.CONVICTION in needs and not any(map(is_guilty, evidence.charges)):
        raise ConvictionMissing
    if Need.JUDGMENT in needs:
        _must_be_judged(state, evidence, day)
    if Need.FINAL_DECISION in needs:
        _must_have_been_judged(order, state, evidence, day)
    if order.reason is SuspensionReason.ACCUSED_FLED and evidence.pursued and evidence.pursued <= evidence.detained:
        raise InvalidInput(faults=[NOBODY_FLED])
    if faults := list(_proposal_faults(order, evidence, day)):
        raise InvalidInput(faults=faults)


def _is_behind(need: Need, evidence: Evidence, table: Table) -> bool:
    """Tell whether an earlier system had done it when the case came from there, and nothing of it came along."""
    return (
        evidence.imported_at in table.imported.get(need, frozenset())
        and not evidence.charges
        and (need is not Need.FINAL_DECISION or not evidence.judgments)
    )


def _must_be_charged(evidence: Evidence, day: date) -> set[str]:
    """Return who is charged on that day; raise the refusal where nobody is who is pursued, or a child stands alone."""
    charged = {
        charge.participant_id for charge in evidence.charges if charge.state != WITHDRAWN and charge.filed_on <= day
    }
    if not charged:
        raise ChargeMissing
    # a dismissal ended the roles and left the charges: reopened, the case goes on against nobody
    if charged.isdisjoint(evidence.pursued):
        raise NobodyPursued
    for child in sorted(charged & evidence.alone):
        raise GuardianMissing(child)
    return charged


def _must_be_judged(state: CaseState, evidence: Evidence, day: date) -> None:
    level = PROCEDURE.level(state.status, day)
    issued = [
        judgment
        for judgment in evidence.judgments
        if judgment.level is level and judgment.position > evidence.stands_since
    ]
    if not issued or evidence.open_proceedings:
        raise JudgmentMissing(level)
    if max(judgment.decided_on for judgment in issued) > day:
        raise InvalidInput(faults=[BEFORE_THE_JUDGMENT])


def _must_have_been_judged(order: Moved, state: CaseState, evidence: Evidence, day: date) -> None:
    if not evidence.judgments:
        raise FinalDecisionMissing
    if evidence.open_proceedings and order.outcome not in UNDECIDED:
        raise JudgmentMissing(PROCEDURE.level(state.status, day))


def _proposal_faults(order: Moved, evidence: Evidence, day: date) -> Iterator[Fault]:
    if order.called_up_file is not None:
        resolved = None if evidence.called_up is None else evidence.called_up.resolved
        if resolved is None or resolved.outcome is not CallUpOutcome.PROPOSE_REOPENING or resolved.on > day:
            yield NO_PROPOSAL
        elif evidence.proposal_used:
            yield PROPOSAL_USED
    judged = max((judgment.decided_on for judgment in evidence.judgments), default=None)
    if order.petition is not None and judged is not None and order.petition.filed_on < judged:
        yield PETITION_BEFORE_THE_JUDGMENT
    petitioner = order.petition and order.petition.petitioner_id
    if petitioner is not None and petitioner not in evidence.participants:
        yield no_such_participant("/petition/petitionerId")
