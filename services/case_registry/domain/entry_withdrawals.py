"""Entries in a prosecutor's register that were a mistake: the fact, and what the office loses with one. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.joins import CarriesOn, GivenBack
from services.case_registry.domain.prosecution import CalledUp, StatementAwaited
from services.case_registry.domain.splits import SplitFrom
from services.case_registry.domain.statement_requests import StatementRequested, StatementRequestWithdrawn
from services.case_registry.domain.words import Part


class EntryWithdrawn(Fact):
    """An entry is in the register no more; with it goes the part in the case that the office had by it alone."""

    kind = "entryWithdrawn"
    file: str
    reason: str
    office: Seat
    keeps_part: bool

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared
        """Return the case without that office's part, unless it has it by something else."""
        if self.keeps_part:
            return state
        return replace(state, involved=state.involved - {(self.office, Part.REGISTER)})


def kept(entries: Sequence[Entry]) -> list[Entry]:
    """Return the facts without entries that were withdrawn: these were never made."""
    withdrawn = {each.fact.file for each in entries if isinstance(each.fact, EntryWithdrawn)}
    entered = (StatementAwaited, CalledUp)
    return [each for each in entries if not (isinstance(each.fact, entered) and each.fact.file in withdrawn)]


def by_request(position: int) -> str:
    """Return what a part that came by the request at this position is known by."""
    return f"{StatementRequested.kind} {position}"


def keeps_its_part(office: Seat, reason: str, entries: Iterable[Entry]) -> bool:
    """Tell whether the office has its part in the case by more than this: an entry, a request, a split or a join."""
    reasons = set[str]()
    for entry in entries:
        match entry.fact:
            case StatementAwaited() | CalledUp() as entered if entry.by == office:
                reasons.add(entered.file)
            case EntryWithdrawn() as withdrawn:
                reasons.discard(withdrawn.file)
            case StatementRequested(to=to) if to == office:
                reasons.add(by_request(entry.position))
            case StatementRequestWithdrawn() as taken:
                reasons.discard(by_request(taken.request))
            case SplitFrom() as split if (office, Part.REGISTER) in split.involved:
                reasons.add(SplitFrom.kind)
            case CarriesOn() as carried if (office, Part.REGISTER) in carried.involved:
                reasons.add(carried.other)
            case GivenBack() as given:
                reasons.discard(given.other)
    return not reasons <= {reason}
