"""What a court leaves behind when another office takes the file, or another case carries on: it ends there. No I/O."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from contracts.national.justice.panel_seat import PanelSeat
from contracts.national.justice.proceeding import Proceeding
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.proceedings import PanelChanged, ProceedingState
from services.case_registry.domain.words import Kind

CANCELLED: Final = "cancelled"  # of `hearing-status`


class ProceedingTransferred(Fact):
    """Open proceedings ended without a judgment, because another office took the file; who took it stands beside."""

    kind = "proceedingTransferred"
    proceeding: str
    hand_over: str


def comes_from_a_court(sender_kind: Kind) -> bool:
    """Tell whether a file that is taken comes from a court: to another one, or back to the prosecutor."""
    return sender_kind is Kind.COURT


def left_behind(proceedings: Iterable[ProceedingState], taker: Actor) -> list[ProceedingState]:
    """Return the open proceedings of other courts; those of a closed court that the taker succeeds are its own."""
    return [each for each in proceedings if each.ended_on is None and not taker.is_own(each.court)]


def is_still_to_come(ends_at: datetime, now: datetime) -> bool:
    """Tell whether a scheduled hearing can be cancelled; of one that is over somebody says whether it was held."""
    return ends_at > now


def left_on(seat: PanelSeat, joined: Entry) -> date:
    """Return the day on which a seat ends with the joining of its case; none ends before it begins."""
    return max(seat.from_, joined.happened_on)


def left_with(proceeding: Proceeding, joined: Entry, entries: Iterable[Entry]) -> list[PanelSeat]:
    """Return the seats that ended with the joining of their case, and not by a change of the panel."""
    replaced = replaced_in(proceeding.proceeding_id, entries)
    return [
        seat
        for seat in proceeding.panel
        if seat.to == left_on(seat, joined) and (seat.judge_id, seat.to) not in replaced
    ]


def replaced_in(proceeding: str, entries: Iterable[Entry]) -> set[tuple[str, date]]:
    """Return who was replaced in the panel of these proceedings, with the days."""
    return {
        (each.fact.left, each.happened_on)
        for each in entries
        if isinstance(each.fact, PanelChanged) and each.fact.proceeding == proceeding
    }
