"""What was known of a case at a moment: the fold of facts recorded until then, with who and what was in it. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.cases import Numbered, Opened, Related
from services.case_registry.domain.charges import ChargeFiled
from services.case_registry.domain.claims import ClaimStated
from services.case_registry.domain.facts import ChargePlace, Entry, Fact
from services.case_registry.domain.hand_overs import HandedOver, SentBack, TakenOver
from services.case_registry.domain.history import replay
from services.case_registry.domain.imported_records import NumberImported
from services.case_registry.domain.joins import CarriesOn, GivenBack, JoinedInto, JoinUndone
from services.case_registry.domain.participants import ParticipantJoined
from services.case_registry.domain.prosecutors import ProsecutorAssigned
from services.case_registry.domain.splits import SplitFrom, SplitOff
from services.case_registry.domain.words import Relation
from services.case_registry.errors.days import NOT_KNOWN_YET


@dataclass(slots=True)
class Contents:
    """Who and what is in a case, beside its state: built fact by fact."""

    participants: list[str] = field(default_factory=list)
    charges: dict[str, ChargePlace] = field(default_factory=dict)
    numbers: set[tuple[Seat, str]] = field(default_factory=set)
    relations: set[tuple[Relation, str]] = field(default_factory=set)
    related: set[tuple[Relation, str]] = field(
        default_factory=set
    )  # said by an office: it stays when a joining is undone
    copies: dict[str, str] = field(default_factory=dict)  # by the id here: the one in the case from which it was split
    claims: dict[str, Seat] = field(default_factory=dict)  # with the office that stated each
    prosecutors: int = 0  # how many had the case in hand, one after the other
    pending_hand_over: str | None = None

    def take(self, fact: Fact, by: Seat) -> None:
        """Take one more fact in; most say nothing of what is in a case."""
        match fact:
            case Opened() | Numbered():
                if fact.number is not None:
                    self.numbers.add((by, fact.number))
                self.participants += (
                    [each.participant for each in fact.participants] if isinstance(fact, Opened) else []
                )
            case Related():
                self.relations.add((fact.relation, fact.other))
                self.related.add((fact.relation, fact.other))
            case ParticipantJoined():
                self.participants.append(fact.participant.participant)
            case ChargeFiled():
                sequence = max((place.sequence for place in self.charges.values()), default=0) + 1
                self.charges[fact.charge] = ChargePlace(sequence=sequence, participant=fact.participant)
            case SplitOff() | JoinedInto() | GivenBack():
                self._let_go(fact)
            case SplitFrom() | CarriesOn() | JoinUndone():
                self._let_in(fact)
            case _:
                self._take_beside(fact, by)

    def _take_beside(self, fact: Fact, by: Seat) -> None:
        match fact:
            case NumberImported():
                self.numbers.add((Seat(fact.member, fact.office), fact.number))
            case ClaimStated():
                self.claims[fact.claim] = by
            case ProsecutorAssigned():
                self.prosecutors += 1
            case HandedOver():
                self.pending_hand_over = fact.hand_over
            case TakenOver() | SentBack():
                self.pending_hand_over = None

    def _let_go(self, fact: SplitOff | JoinedInto | GivenBack) -> None:
        self.participants = [each for each in self.participants if each not in fact.participants]
        self.charges = {each: place for each, place in self.charges.items() if each not in fact.charges}
        self.claims = {each: by for each, by in self.claims.items() if each not in fact.claims}
        self._relate(fact)

    def _let_in(self, fact: SplitFrom | CarriesOn | JoinUndone) -> None:
        self.participants += fact.participants
        if isinstance(fact, SplitFrom):
            self.participants += fact.copied.values()
            self.copies |= {here: there for there, here in fact.copied.items()}
        self.charges |= fact.charges
        self.claims |= fact.claims
        self._relate(fact)

    def _relate(self, fact: Fact) -> None:
        match fact:
            case SplitOff():
                self.relations.add((Relation.SPLIT_INTO, fact.other))
            case SplitFrom():
                self.relations.add((Relation.SPLIT_FROM, fact.other))
            case JoinedInto() | CarriesOn():
                self.relations.add((Relation.JOINED_WITH, fact.other))
            case JoinUndone() | GivenBack():
                self.relations -= {(Relation.JOINED_WITH, fact.other)} - self.related


@dataclass(frozen=True, slots=True)
class Known:
    """A case as it was known at a moment."""

    state: CaseState
    contents: Contents


def known_at(entries: Sequence[Entry], at: datetime) -> Known | None:
    """Return what was known of the case at that moment; None when it was not on record yet."""
    until = recorded_until(entries, at)
    return known(until) if until else None


def must_have_come(at: datetime, now: datetime) -> None:
    """Raise `InvalidInput` for a moment that has not come: what will be known then, nobody knows."""
    if at > now:
        raise InvalidInput(faults=[NOT_KNOWN_YET])


def recorded_until(entries: Sequence[Entry], at: datetime) -> list[Entry]:
    """Return the entries that were on record at that moment, without a gap.

    Whoever waited for the case began before the one that it waited for, and is on record behind it.
    """
    return list(takewhile(lambda entry: entry.recorded_at <= at, entries))


def since_when(entries: Sequence[Entry], participant: str) -> datetime:
    """Return since when a participant has been on record in the case."""
    contents = Contents()
    for entry in entries:
        contents.take(entry.fact, entry.by)
        if participant in contents.participants:
            return entry.recorded_at
    raise LookupError(participant)


def known(entries: Sequence[Entry]) -> Known:
    """Return the case to which these entries add up, with who and what is in it."""
    contents = Contents()
    for entry in entries:
        contents.take(entry.fact, entry.by)
    return Known(replay(entries), contents)
