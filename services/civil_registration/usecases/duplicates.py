"""Look for events that may be the same, list them, and decide on them: the register finds, a person decides."""

from collections.abc import Collection, Sequence
from typing import Final

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.duplicate_decision import DuplicateDecision
from contracts.national.civil.event_duplicate import EventDuplicate
from contracts.national.civil.event_duplicate_list import EventDuplicateList
from contracts.problems import NotFound
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain import duplicates as rules
from services.civil_registration.domain.actions import Act, Action, Author, must_be_allowed
from services.civil_registration.domain.duplicates import Rule
from services.civil_registration.domain.records import Record
from services.civil_registration.store import duplicates as store
from services.civil_registration.usecases.asking import RIGHTS, Asker, author_of, changeable, visible
from services.civil_registration.usecases.recording import write
from services.civil_registration.wire.duplicates import duplicate

_OWN_SYSTEM: Final = "civil-registration"  # the register itself found it


async def look(unit: Unit, asker: Asker, event_id: str, record: Record, keys: SubjectKeys) -> Record:
    """Look for what an event may be the same as, and return it with every new find in its log.

    Two offices that write an event about the same person at once wait for each other: the second one finds the first.
    """
    author = author_of(unit, asker)
    in_force = rules.rules_for(record.kind, asker.lists, author.today)
    if not in_force or not rules.is_looked_for(record):
        return record
    await store.wait_for_others(unit, [event_id])
    actions = await noted(unit, author, await store.find(unit, [event_id], in_force), {event_id}, record.version)
    return await write(unit, asker, event_id, record, actions[event_id], keys) if actions else record


async def noted(
    unit: Unit, author: Author, found: Sequence[tuple[Rule, str, str]], looked_for: Collection[str], cause: int
) -> dict[str, list[Action]]:
    """Keep each pair that is not on record yet, and return the actions that say so in the logs of the later events.

    `cause` is the action of these logs that was looked at, counted from 1.
    """
    pairs = rules.pairs_of(found, looked_for)
    known = await store.known_pairs(unit, {pair.event_id for pair in pairs}) if pairs else set()
    new = [(unit.new_id("dup"), pair) for pair in pairs if frozenset((pair.event_id, pair.other_event_id)) not in known]
    await store.add(unit, new)
    actions = dict[str, list[Action]]()
    for name, pair in new:
        actions.setdefault(pair.event_id, []).append(rules.found(pair, name, author, _OWN_SYSTEM, cause))
    return actions


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
    decision: DuplicateDecision,
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
