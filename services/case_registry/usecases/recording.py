"""What every verb on a case does: find it as the caller sees it, and add a fact to its history."""

from datetime import date

from chassis.unit.unit import Unit
from contracts.problems import NotFound
from contracts.voucher import Caller
from services.case_registry.domain import acts, days, history
from services.case_registry.domain.acts import Act
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.standing import Actor, Standing
from services.case_registry.domain.words import Seat
from services.case_registry.store import history as store


def actor_of(caller: Caller) -> Actor:
    """Return who acts, as the gateway vouches."""
    return Actor(Seat(caller.member, caller.office), caller.kind, caller.officer)


async def standing_of(unit: Unit, caller: Caller, case_id: str) -> Standing:
    """Return where the case stands, locked for a decision; raise `NotFound` also for one the caller may not see."""
    standing = await store.standing(unit, case_id, visible_to=caller.member)
    if standing is None:
        raise NotFound
    return standing


async def acting_in(unit: Unit, caller: Caller, case_id: str, act: Act) -> tuple[Actor, Standing]:
    """Return who acts and where the case stands, locked for it; raise `NotFound`, or what forbids this act here."""
    actor = actor_of(caller)
    standing = await standing_of(unit, caller, case_id)
    acts.must_be_allowed(standing, actor, act, days.today(unit.now))
    return actor, standing


def entry_of(unit: Unit, fact: Fact, actor: Actor, *, happened_on: date, position: int) -> Entry:
    """Return the fact as an entry of this moment."""
    return Entry(
        position=position,
        fact=fact,
        happened_on=happened_on,
        recorded_at=unit.now,
        by=actor.seat,
        officer=actor.officer,
    )


async def record(
    unit: Unit, standing: Standing, fact: Fact, actor: Actor, *, happened_on: date
) -> tuple[Standing, Entry]:
    """Add the fact to the history of the case; return where the case stands now, and the entry."""
    entry = entry_of(unit, fact, actor, happened_on=happened_on, position=standing.version + 1)
    now = history.after(standing, entry)
    await store.record(unit, now, entry)
    return now, entry
