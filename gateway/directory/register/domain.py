"""Rules of changing the directory. No I/O: everything here is decided from its arguments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from contracts.codelists import CodeList
from contracts.voucher import Caller
from gateway.directory.addresses import IN_PROCESS
from gateway.directory.changes import Officer
from gateway.directory.content import Service
from gateway.directory.entry import Entry
from gateway.directory.history import Facts, Filed, Place
from gateway.directory.inventory import Side
from gateway.directory.register.errors import (
    ChangeDecided,
    ChangeOutdated,
    ChangeRefused,
    DecisionNotYours,
    EntryNotYours,
    OfficersNotYours,
    PowerMissing,
    SameOfficer,
)
from gateway.errors.guests import OfficerRequired

AUTHORITY: Final = "authority"  # the kind of member that keeps the directory

PROPOSED: Final = "proposed"
APPLIED: Final = "applied"
REJECTED: Final = "rejected"
WITHDRAWN: Final = "withdrawn"

# What a member may propose for itself; the rest is the authority's to propose. The authority approves all of it but
# officers: of those a member decides itself, once it has two.
OWN: Final = frozenset({"office", "officer", "system", "project", "equipment"})

POWER: Final = "directory"  # of the list `officer-power`: whose post lets her change the directory
LEAST_OFFICERS: Final = 2  # of a member that decides on its officers itself: four eyes take two


@dataclass(frozen=True, slots=True)
class Told:
    """A code list; or of it what has changed after a version, or is valid on a day."""

    listed: CodeList
    since: int | None = None
    on: date | None = None

    def only_on(self, day: date | None) -> "Told":
        """Return it with those codes alone that are valid on that day; as it is without a day."""
        if day is None:
            return self
        codes = {code: facts for code, facts in self.listed.codes.items() if facts.is_valid_on(day)}
        return Told(replace(self.listed, codes=codes), self.since, day)


def side_of(caller: Caller) -> Side:
    """Return for which side of the directory the caller speaks."""
    return Side.AUTHORITY if caller.kind == AUTHORITY else Side.OWNER


def officer_of(caller: Caller) -> Officer:
    """Return the person who acts; raise `OfficerRequired` when the call is a machine's alone."""
    if not caller.officer:
        raise OfficerRequired
    return Officer(caller.member, caller.officer)


def must_have_power(officer: Officer, entered: Facts | None) -> None:
    """Raise `PowerMissing` for who has powers in the register and not this one; who has none stated may do all."""
    powers = None if entered is None else entered.get("powers")
    if isinstance(powers, list) and POWER not in powers:
        stated = ", ".join(map(str, powers))
        raise PowerMissing(officer=officer.officer, member=officer.member, powers=stated, needed=POWER)


def must_be_theirs(caller: Caller, entries: Sequence[Entry], present: Mapping[Place, Filed]) -> None:
    """Raise `EntryNotYours` for an entry that is not the caller's to propose, as it will be or as it is now."""
    if side_of(caller) is Side.AUTHORITY:
        return
    for entry in entries:
        now = present.get((entry.KIND, entry.key))
        owners = {entry.owner, now.owner if now else entry.owner}
        if entry.KIND not in OWN or owners != {caller.member}:
            raise EntryNotYours(kind=entry.KIND, id=entry.key)


def must_not_enter_the_house(services: Sequence[Service], present: Mapping[Place, Filed]) -> None:
    """Raise `ChangeRefused` for an in-process address that the installation has not given the service already.

    What runs in the gateway's own process is the house's to say, not a proposal's: a name there may be any service.
    """
    for service in services:
        now = present.get((service.KIND, service.key))
        if IN_PROCESS.fullmatch(service.base_url) and (now is None or now.facts.get("baseUrl") != service.base_url):
            raise ChangeRefused(reason=f"service {service.name}: {service.base_url} is not registered by a proposal")


def must_be_open(status: str) -> None:
    """Raise `ChangeDecided` unless the proposal still waits."""
    if status != PROPOSED:
        raise ChangeDecided(state=status)


def must_decide(caller: Caller, decider: Officer, proposer: Officer, *, within: bool = False) -> None:
    """Raise unless this officer may approve what the other has proposed: four eyes, two of them the authority's.

    `within`: it is about officers of the proposer's member alone, which has enough of them to decide on it itself.
    """
    if side_of(caller) is not Side.AUTHORITY and not (within and decider.member == proposer.member):
        raise DecisionNotYours
    if decider.is_same_as(proposer):
        raise SameOfficer


def is_within(member: str, entries: Sequence[Entry], staffed: frozenset[str]) -> bool:
    """Tell whether all these entries are officers of a member that has enough of them to decide itself."""
    return member in staffed and all(entry.KIND == "officer" and entry.owner == member for entry in entries)


def must_leave_officers(caller: Caller, entries: Sequence[Entry], staffed: frozenset[str]) -> None:
    """Raise `OfficersNotYours` where the authority would name the officers of a member that does so itself."""
    for entry in entries:
        if entry.KIND == "officer" and entry.owner != caller.member and entry.owner in staffed:
            raise OfficersNotYours(member=entry.owner)


def rejected_by(caller: Caller, decider: Officer, proposer: Officer) -> str:
    """Return what a proposal becomes when this officer says no; raise `DecisionNotYours` for a third party."""
    if decider.is_same_as(proposer):
        return WITHDRAWN
    if side_of(caller) is Side.AUTHORITY:
        return REJECTED
    if decider.member == proposer.member:
        return WITHDRAWN
    raise DecisionNotYours


def must_be_current(bases: Mapping[str, int], present: Mapping[Place, Filed]) -> None:
    """Raise `ChangeOutdated` naming the entries that have become something else since the proposal.

    Without this, a proposal older than a suspension would lift it, and nobody would have wanted that.
    """
    now = {f"{kind} {id_}": filed.version for (kind, id_), filed in present.items()}
    if changed := sorted(name for name, base in bases.items() if now.get(name, 0) != base):
        raise ChangeOutdated(entries=changed)


def concerns(caller: Caller, facts: Facts) -> bool:
    """Tell whether a system or an agreement is the caller's own; to the authority all of them are."""
    return side_of(caller) is Side.AUTHORITY or facts.get("member") == caller.member


def must_suspend(caller: Caller, kind: str, key: str) -> None:
    """Raise `EntryNotYours` for what concerns the caller and is not its own to stop: an agreement has two sides."""
    if side_of(caller) is not Side.AUTHORITY and kind not in OWN:
        raise EntryNotYours(kind=kind, id=key)
