"""Corrections of what is listed of a case or a participant: roles, custody, numbers, claims, and the like. No I/O.

The list is stated whole, as it stands and as it is right: with as many entries, of which some say something else, or
with fewer, of which none does. So each entry that stays is known to be the one that it was.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from contracts.national.justice.assigned_prosecutor import AssignedProsecutor
from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.justice.dated_role import DatedRole
from contracts.problems import Fault, InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.corrections import Change, Corrected
from services.case_registry.domain.deaths import DeathUnconfirmed, ParticipantDied
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.known import Contents
from services.case_registry.domain.participants import (
    CHAIN,
    CONVICT,
    CustodyRecorded,
    RoleTaken,
    custody_faults,
)
from services.case_registry.domain.prosecutors import known_of
from services.case_registry.domain.pursuits import PursuitEnded
from services.case_registry.errors.corrections import cannot_stand
from services.case_registry.errors.participants import CUSTODY_BEFORE_THE_LAST

Document = dict[str, Any]  # Any: JSON of one entry
OF_CASE: Final = frozenset({"numbers", "relations", "claims", "prosecutors"})
OF_PERSON: Final = frozenset({"roles", "custody"})
# by what an entry is known as the same, whatever else of it is corrected
_FIXED: Final[Mapping[str, Sequence[str]]] = {
    "numbers": ("by", "number", "assignedOn"),
    "relations": ("kind", "otherCaseId"),
    "claims": ("claimId",),
    "prosecutors": ("office",),
}
_TOLD: Final[Mapping[str, type[ParticipantDied | DeathUnconfirmed]]] = {
    "deceased": ParticipantDied,
    "deathUnconfirmed": DeathUnconfirmed,
}
_LESS: Final = frozenset({"numbers", "relations"})  # an entry is right, or withdrawn


def normal(member: str, entries: Any) -> Any:  # Any: JSON
    """Return the value as it is compared: moments in one zone."""
    if member != "custody" or entries is None:
        return entries
    moments = ("since", "until")
    return [
        each
        | {name: datetime.fromisoformat(each[name]).astimezone(UTC).isoformat() for name in moments if name in each}
        for each in entries
    ]


def places(member: str, change: Change) -> list[int]:
    """Return, for each entry that is right, the place of the one in whose stead it stands; raise `InvalidInput`."""
    was, now = list(change.was or ()), list(change.now or ())
    if len(was) == len(now) and member not in _LESS:
        return list(range(len(was)))
    found: list[int] = []
    for entry in now:
        here = next((place for place, old in enumerate(was) if place not in found and _same(member, old, entry)), None)
        if here is None or (found and here < found[-1]):
            raise InvalidInput(faults=[cannot_stand(member)])
        found.append(here)
    return found


def must_stay_the_same(member: str, change: Change, kept: Sequence[int]) -> None:
    """Raise `InvalidInput` for an entry that became another one: that is recorded by its own act."""
    fixed = _FIXED.get(member, ())
    pairs = zip(kept, change.now or (), strict=True)
    if any(change.was[place].get(name) != entry.get(name) for place, entry in pairs for name in fixed):
        raise InvalidInput(faults=[cannot_stand(member)])


def withdrawn(change: Change, kept: Sequence[int]) -> list[Document]:
    """Return the entries that are not right at all."""
    return [entry for place, entry in enumerate(change.was or ()) if place not in kept]


def touched(claims: Change) -> set[str]:
    """Return the ids of the claims that say something else now, or are none."""
    right = {each["claimId"]: each for each in claims.now or ()}
    return {each["claimId"] for each in claims.was or () if right.get(each["claimId"]) != each}


def custody_right(records: Sequence[CustodyRecord]) -> list[Fault]:
    """Return the faults of custody records that are to be right: each by itself, and their order."""
    where = "/members/custody/now"
    faults = [fault for place, each in enumerate(records) for fault in custody_faults(each, where=f"{where}/{place}")]
    moments = [each.since for each in records]
    if moments != sorted(set(moments)):
        faults.append(_at(CUSTODY_BEFORE_THE_LAST, where))
    return faults


def roles_right(roles: Sequence[DatedRole], *, charged: bool, convicted: bool, speaks: bool) -> list[Fault]:
    """Return the faults of roles that are to be right: somebody charged is pursued, a convict was found guilty.

    Who speaks for others stays lawyer or guardian, and one person has one role of those that follow each other.
    """
    held = {role.role for role in roles if role.to is None}
    ever = {role.role for role in roles}
    wrong = (
        len({(role.role, role.from_) for role in roles}) < len(roles)
        or any(role.to is not None and role.to < role.from_ for role in roles)
        or len(held & set(CHAIN)) > 1
        or (charged and ever.isdisjoint(CHAIN))
        or (CONVICT in held and not convicted)
        or (speaks and held.isdisjoint({"lawyer", "guardian"}))
    )
    return [cannot_stand("roles")] if wrong else []


def prosecutors_right(entries: Sequence[AssignedProsecutor]) -> list[Fault]:
    """Return the fault of prosecutors who did not follow one another at their office; the last of it may have it."""
    offices = {(each.office.member, each.office.office) for each in entries}
    of_each = [[each for each in entries if (each.office.member, each.office.office) == office] for office in offices]
    right = all(map(_follow_one_another, of_each))
    return [] if right else [cannot_stand("prosecutors")]


def _follow_one_another(assigned: Sequence[AssignedProsecutor]) -> bool:
    days = [day for each in assigned for day in (each.assigned_on, each.relieved_on) if day is not None]
    return days == sorted(days) and all(each.relieved_on is not None for each in assigned[:-1])


def claims_known(
    now: Sequence[Document], corrected: Iterable[Sequence[Document]], known: Collection[str]
) -> list[Document]:
    """Return these claims as they were known, in the order in which they were recorded.

    `corrected` is what stood in lists before each correction since, in whatever case, the latest first.
    """
    claims = {each["claimId"]: each for each in now}
    for was in corrected:
        claims |= {each["claimId"]: each for each in was}
    return [claims[each] for each in sorted(claims) if each in known]


def put_back(document: Document, members: Mapping[str, Mapping[str, Any]], contents: Contents) -> None:
    """Put back in a case what was listed before a correction, as far as it was known then; not its claims."""
    for name in OF_CASE.intersection(members):
        was = members[name].get("was") or []
        if name == "claims":
            continue  # `claims_known`: they go from case to case, and are corrected in each
        if name == "prosecutors":
            had = known_of([AssignedProsecutor.model_validate(each) for each in was], contents.prosecutors)
            document[name] = [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in had]
        else:
            document[name] = [each for each in was if _was_known(name, each, contents)]
    if "committedOn" in members:
        document["committedOn"] = members["committedOn"].get("was")


def as_known(person: Document, entries: Sequence[Entry], at: datetime, roles_then: list[Document]) -> None:
    """Take out of a participant's lists what was recorded after that moment and stood there before a correction."""
    mine = person["participantId"]
    for name, told in _TOLD.items():  # a death that was told later was known of nobody
        facts = (entry.fact for entry in entries if entry.recorded_at <= at)
        was_told = any(isinstance(fact, told) and fact.participant == mine for fact in facts)
        if not was_told and any(_corrects(entry, mine, name) for entry in entries):
            person.pop(name, None)
    later = [entry for entry in entries if entry.recorded_at > at]
    for name in OF_PERSON:
        place = next((at_ for at_, each in enumerate(later) if _corrects(each, mine, name)), None)
        if place is None:
            continue
        if name not in person:
            if name == "roles":
                person[name] = roles_then
            continue
        between = [each.fact for each in later[:place]]
        if name == "custody":
            added = [fact for fact in between if _tells_custody(fact, mine)]
            person[name] = person[name][: len(person[name]) - len(added)]
            if not person[name]:
                del person[name]
        else:
            person[name] = _roles_before(person[name], [e for e in later[:place] if _tells_roles(e.fact, mine)])


def _same(member: str, old: Document, new: Document) -> bool:
    if member == "roles":
        return (old["role"], old["from"]) == (new["role"], new["from"])
    if member == "prosecutors":
        return (old["office"], old["officer"], old["assignedOn"]) == (
            new["office"],
            new["officer"],
            new["assignedOn"],
        )
    if member == "claims":
        return bool(old["claimId"] == new["claimId"])
    return old == new


def _was_known(name: str, each: Document, contents: Contents) -> bool:
    if name == "numbers":
        by = each["by"]
        return (Seat(by["member"], by["office"]), each["number"]) in contents.numbers
    return (each["kind"], each["otherCaseId"]) in {(kind.value, other) for kind, other in contents.relations}


def _corrects(entry: Entry, participant: str, name: str) -> bool:
    fact = entry.fact
    return isinstance(fact, Corrected) and fact.participant == participant and name in fact.members


def _tells_custody(fact: Any, participant: str) -> bool:  # Any: a fact
    if isinstance(fact, PursuitEnded):
        return fact.participant == participant and fact.freed is True
    return isinstance(fact, CustodyRecorded) and fact.participant == participant


def _tells_roles(fact: Any, participant: str) -> bool:  # Any: a fact
    if isinstance(fact, PursuitEnded):
        return fact.participant == participant
    return isinstance(fact, RoleTaken) and fact.participant.participant == participant


def _roles_before(roles: list[Document], later: Sequence[Entry]) -> list[Document]:
    taken = [
        (entry.fact.participant.role, entry.happened_on.isoformat())
        for entry in later
        if isinstance(entry.fact, RoleTaken)
    ]
    ended = [
        (role, entry.happened_on.isoformat())
        for entry in later
        if isinstance(entry.fact, RoleTaken | PursuitEnded)
        for role in entry.fact.ended
    ]
    return [
        {name: value for name, value in each.items() if name != "to" or (each["role"], each["to"]) not in ended}
        for each in roles
        if (each["role"], each["from"]) not in taken
    ]


def _at(fault: Fault, pointer: str) -> Fault:
    return Fault(code=fault.code, en=fault.en, lo=fault.lo, pointer=pointer)
