"""The directory as a caller's request names it: members, offices and systems of all, officers of its own office."""

from dataclasses import dataclass
from datetime import date

from contracts.codelists import CodeLists
from contracts.organisations import Organisations
from contracts.seats import Seat
from gateway.directory.entries import Tenure
from gateway.directory.officers import folded_officer
from gateway.directory.snapshot import Snapshot
from gateway.exchange.exchange import Exchange
from gateway.exchange.forward import standing_of


@dataclass(frozen=True, slots=True)
class CallersDirectory:
    """Who may be named by a caller."""

    snapshot: Snapshot
    exchange: Exchange | None = None  # None: of anybody, who names no officers

    @property
    def organisations(self) -> Organisations:
        """Every member and office, past and future ones too."""
        return self.snapshot.organisations

    @property
    def code_lists(self) -> CodeLists:
        """Every code list, with past and future codes."""
        return self.snapshot.code_lists

    def has_system(self, client_id: str) -> bool:
        """Tell whether there is a system of that client id."""
        return self.snapshot.has_system(client_id)

    def has_officer(self, officer: str, day: date) -> bool:
        """Tell whether she is in office on that day, in the caller's office or in one above it.

        Of a member that keeps no officers here nothing is known: its own word counts, as for tokens.
        """
        if self.exchange is None:
            return True
        identity = self.exchange.identity
        acted_for = identity.delegation
        member = identity.system.member if acted_for is None else acted_for.member
        kept = self.snapshot.officers.get(member)
        if kept is None:
            return True
        tenure = kept.get(folded_officer(officer))
        return tenure is not None and tenure.holds_on(day) and self._is_above(member, tenure, day)

    def _is_above(self, member: str, tenure: Tenure, day: date) -> bool:
        """Tell whether her office is the one from which the caller acts, or above it; without one all are."""
        here = None if self.exchange is None else standing_of(self.exchange, self.exchange.at.timestamp())
        if here is None or tenure.office is None:
            return True
        hers = self.organisations.holder(Seat(member, tenure.office), day)
        return hers == here.seat or hers in self.organisations.above(here.seat, day)
