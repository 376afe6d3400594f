"""State what is claimed in a case, by whom and on which legal basis."""

from collections.abc import Collection, Sequence

from chassis.unit.unit import Unit
from contracts.national.justice.case_opening import CaseOpening
from contracts.national.justice.claim import Claim
from contracts.national.justice.claim_statement import ClaimStatement
from contracts.national.justice.participant import Participant
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain import acts, days
from services.case_registry.domain import claims as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.known import known
from services.case_registry.domain.prosecution import level_of
from services.case_registry.domain.words import Kind, Status
from services.case_registry.errors.claims import AppealedAlready, AppealLodged
from services.case_registry.events import claims as events
from services.case_registry.store import claims as store
from services.case_registry.store import history, participants
from services.case_registry.usecases.asking import Asker
from services.case_registry.usecases.recording import acting_in, record


async def state_claim(unit: Unit, asker: Asker, case_id: str, statement: ClaimStatement) -> Claim:
    """Record a claim and announce it.

    Raises what `acting_in` does, `AppealedAlready`, and `InvalidInput` for what cannot be claimed.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.STATE_CLAIM)
    days.must_have_come(statement.stated_on, unit.now, "/statedOn")
    if actor.is_a(Kind.PROSECUTOR):
        rules.must_be_an_appeal_of(statement, state, actor)
        await _must_be_its_first(unit, state, actor, statement.level)
    rules.must_be_of_the_stage(level_of(statement.level), state, days.today(unit.now))
    rules.must_be_possible(statement, await participants.people(unit, case_id))
    claim = Claim(claim_id=unit.new_id("clm"), **dict(statement))
    await store.add(unit, case_id, claim)
    await record(unit, state, rules.fact_of(claim), actor, happened_on=claim.stated_on, stated="/statedOn")
    unit.announce(events.claim_stated(unit, case_id, claim))
    return claim


async def must_not_be_appealed(unit: Unit, state: CaseState, actor: Actor, target: Status) -> None:
    """Raise `AppealLodged` for a judgment that is to become final though the prosecution has appealed it."""
    level = rules.REMEDIES.get(state.status)
    if level is None or target not in {Status.FINAL, Status.CLOSED}:
        return
    for office, day in await store.appeals(unit, state.case_id, level.value, state.moved_on):
        raise AppealLodged(actor.named(office), day.isoformat())


async def _must_be_its_first(unit: Unit, state: CaseState, actor: Actor, level: str) -> None:
    for office, day in await store.appeals(unit, state.case_id, level, state.moved_on):
        if actor.is_own(office):
            raise AppealedAlready(actor.named(office), day.isoformat())


async def claims_of(unit: Unit, case_id: str, people: Collection[str] | None = None) -> dict[str, Seat]:
    """Return the claims of these people in the case, or all of them, each with the office that stated it."""
    stated = known(await history.entries(unit, case_id)).contents.claims
    return {each: stated[each] for each in await store.of_people(unit, case_id, people)}


def claims_with(
    unit: Unit, actor: Actor, opening: CaseOpening, people: Sequence[Participant], state: CaseState
) -> list[Claim]:
    """Return the claims that come with a case as it is opened; raise as `state_claim` does."""
    if not opening.claims:
        return []
    acts.must_be_allowed(state, actor, Act.STATE_CLAIM, days.today(unit.now))
    if faults := list(rules.brought_faults(opening.claims, len(people), unit.now)):
        raise InvalidInput(faults=faults)
    return rules.brought(opening.claims, people, opening.opened_on, unit.new_id)


async def keep_claims(unit: Unit, case_id: str, claims: Sequence[Claim]) -> None:
    """Write the claims with which a case was opened, whose facts are on record, and announce them."""
    for claim in claims:
        await store.add(unit, case_id, claim)
        unit.announce(events.claim_stated(unit, case_id, claim))
