"""Whoever asks: its voucher, the reference data at that moment, and so what it may see and from where it acts."""

from dataclasses import dataclass, field
from functools import partial

from chassis.reference import rights
from chassis.reference.refusals import not_known_yet, office_needed, right_needed
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.organisations import Organisations
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain import days
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.readers import Readers
from services.case_registry.domain.reads import RULES, Reach, Read, Sight, kinds_for, reaches, rights_for
from services.case_registry.domain.words import Kind, WantedSeats
from services.case_registry.errors.acts import OtherKinds


@dataclass(frozen=True, slots=True)
class Asker:
    """The caller of one request, and the reference data as this process held it when it began: read once."""

    caller: Caller
    organisations: Organisations
    code_lists: CodeLists
    readers: Readers = field(default_factory=Readers)

    def kind_of(self, member: str) -> str:
        """Return the kind of a member that the gateway has looked up; raise `Unavailable` while it is not held here."""
        known = self.organisations.members.get(member)
        if known is None:
            raise not_known_yet()
        return known.kind

    def members_of(self, kind: Kind) -> list[str]:
        """Return the members of that kind, dissolved ones included: their records stay."""
        return [member.id for member in self.organisations.members.values() if member.kind == kind]

    def word_of(self, name: str, code: str) -> tuple[str, str]:
        """Return a code's label in Lao and English by the list as it is held here; the code itself where it is not."""
        return self.code_lists.labels(name, code)

    def names_of(self, member: str | None, office: str | None) -> tuple[str, str] | None:
        """Return the name of an office, or of a member, in Lao and English; one that is not known here by its id."""
        return None if member is None else self.organisations.names_of(member, office)


def actor_of(unit: Unit, asker: Asker) -> Actor:
    """Return whoever asks as an actor, from its office; raise `OfficeNeeded` when it has named none."""
    caller, organisations = asker.caller, asker.organisations
    if caller.standing is None:
        raise office_needed(caller, organisations, days.today(unit.now))
    is_above = partial(rights.is_above, caller, organisations=organisations)
    return Actor(caller.standing, caller.kind, caller.officer, organisations, is_above, asker.code_lists)


def readable(sight: Sight) -> WantedSeats | None:
    """Return the seats whose figures are in sight; None where all are."""
    if sight.at(Reach.BESIDE):
        return None
    return WantedSeats(frozenset().union(*(sight.of(reach) for reach in sight.restrictions)))


def sight_of(unit: Unit, asker: Asker, operation: Read) -> Sight:
    """Return what whoever asks may see by this read, as `reads.toml` says.

    Who has named no office sees what the offices have that its system is enrolled for, where a row allows `member`;
    where none does, `OfficeNeeded` is raised. `PurposeWithoutRight` is raised for a purpose that no row speaks of, and
    `OtherKinds` where rows speak of other kinds of member alone.
    """
    caller, organisations = asker.caller, asker.organisations
    allowed = reaches(operation, caller.rights, [row for row in RULES if row.is_for(caller.kind)])
    if not allowed and reaches(operation, caller.rights, RULES):
        raise OtherKinds(operation, movers=sorted(kinds_for(operation, RULES)), kinds=(), levels=())
    if not allowed:
        raise right_needed(caller, rights_for(operation, RULES), asker.code_lists, days.today(unit.now))
    if caller.standing is None:
        if Reach.MEMBER not in allowed:
            raise office_needed(caller, organisations, days.today(unit.now))
        held = rights.seats_below(caller, organisations)
        return Sight({Reach.MEMBER: allowed[Reach.MEMBER]}, {Reach.MEMBER: held})
    standing = caller.standing
    mine = frozenset({standing.seat, *standing.succeeds})
    seats = {
        Reach.OWN: mine,
        Reach.ROLE: mine,
        Reach.ABOVE: rights.seats_below(caller, organisations) - mine if Reach.ABOVE in allowed else frozenset(),
        Reach.BELOW: frozenset(Seat(standing.seat.member, code) for code in standing.above),
    }
    return Sight({reach: at for reach, at in allowed.items() if reach is not Reach.MEMBER}, seats)
