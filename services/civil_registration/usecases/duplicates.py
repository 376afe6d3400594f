"""Look for events that may be the same, list them, and decide on them: the register finds, a person decides."""

from collections.abc import Mapping
from typing import Final

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.event_duplicate import EventDuplicate
from contracts.national.civil.event_duplicate_decision import EventDuplicateDecision
from contracts.national.civil.event_duplicate_list import EventDuplicateList
from contracts.problems import NotFound
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain import duplicates as rules
from services.civil_registration.domain.actions import Act, must_be_allowed
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record
from services.civil_registration.store import duplicates as store
from services.civil_registration.usecases.asking import RIGHTS, Asker, author_of, changeable, visible
from services.civil_registration.usecases.recording import write
from services.civil_registration.wire.duplicates import duplicate

_OWN_SYSTEM: Final = "civil-registration"  # the register itself found it


async def look(unit: Unit, asker: Asker, event_id: str, record: Record, keys: SubjectKeys) -> Record:
    """Look for what an event may be the same as, and return it with every new find in its log."""
    found = await look_at(unit, asker, record.kind, {event_id: record}, keys)
    return found.get(event_id, record)


async def look_at(
    unit: Unit, asker: Asker, kind: EventKind, records: Mapping[str, Record], keys: SubjectKeys
) -> dict[str, Record]:
    """Look for what these events of one kind may be the same as, set-wise; return those with new finds in their logs.

    Two offices that write an event about the same person at once wait for each other: the second one finds the first.
    """
    author = author_of(unit, asker)
    in_force = rules.rules_for(kind, asker.lists, author.today)
    looked_for = [event_id for event_id, record in records.items() if rules.is_looked_for(record)]
    if not in_force or not looked_for:
        return {}
    await store.wait_for_others(unit, looked_for)
    pairs = rules.pairs_of(await store.find(unit, looked_for, in_force), set(looked_for))
    known = await store.known_pairs(unit, looked_for) if pairs else set()
    new = [(unit.new_id("dup"), pair) for pair in pairs if frozenset((pair.event_id, pair.other_event_id)) not in known]
    await store.add(unit, new)
    found = dict[str, Record]()
    for event_id in dict.fromkeys(pair.event_id for _, pair in new):
        record, of_event = records[event_id], [(name, pair) for name, pair in new if pair.event_id == event_id]
        actions = [rules.found(pair, name, author, _OWN_SYSTEM, record.version) for name, pair in of_event]
        found[event_id] = await write(unit, asker, event_id, record, actions, keys)
    return found


async def list_duplicates(unit: Unit, asker: Asker, event_id: str) -> EventDuplicateList:
    """Return the potential duplicates of an event, with what is needed to compare, whoever may read the other one."""
    today = unit.now.astimezone(VIENTIANE).date()
    RIGHTS.must_stand("listEventDuplicates", asker.caller, asker.organisations, today)
    await visible(unit, asker, event_id, operation="listEventDuplicates")
    return EventDuplicateList(items=[duplicate(row) for row in await store.of_event(unit, event_id)])


async def decide(
    unit: Unit,
    asker: Asker,
    event_id: str,
    duplicate_id: str,
    decision: EventDuplicateDecision,
    if_match: str | None,
    keys: SubjectKeys,
) -> EventDuplicate:
    """Say whether an event is the same as another one; nothing is merged, and a new decision undoes this one.

    Raises `OfficeNeeded`, `NotFound`, `NotTheRegistrar`, `PreconditionFailed`, `ActionNotAllowed` and `RecordFull`.
    """
    record = await changeable(unit, asker, event_id, "decideDuplicate", if_match)
    must_be_allowed(Act.DECIDE_DUPLICATE, record.state)
    known = await store.of_event(unit, event_id, duplicate_id)
    if not known:
        raise NotFound
    author = author_of(unit, asker)
    other = known[0]["other_event_id"]
    action = rules.decided(record, duplicate_id, other, decision.outcome, decision.reason, author)
    await write(unit, asker, event_id, record, [action], keys)
    await store.decide(unit, duplicate_id, decision.outcome, decision.reason, author.seat)
    (decided,) = await store.of_event(unit, event_id, duplicate_id)
    return duplicate(decided)
