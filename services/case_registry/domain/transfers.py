"""What a court leaves behind when another office takes the file: proceedings and hearings end in that act. No I/O."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.proceedings import ProceedingState
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
