"""Write what a remedy leaves: the matter that it upholds; judgments, results and convicts that it sets aside."""

from datetime import date

from chassis.unit.unit import Unit
from services.case_registry.domain import charges as rules
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Role
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import CONVICT, DEFENDANT, RoleTaken
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.pursuits import tried_anew
from services.case_registry.domain.setting_aside import SET_ASIDE, is_changed_at, set_aside_by, standing, standing_again
from services.case_registry.domain.words import Instance, RemedyOutcome
from services.case_registry.errors.moves import UpheldThoughChanged
from services.case_registry.events import participants as events
from services.case_registry.store import charges, participants
from services.case_registry.store import setting_aside as store
from services.case_registry.usecases.recording import record


async def follow(unit: Unit, state: CaseState, actor: Actor, move: Moved, day: date) -> CaseState:
    """Write what the move, which is recorded next, upholds or sets aside; return the state of the case after it.

    Whoever was convicted is a defendant again where the case is tried anew: a role, as a result, that nobody took away
    would pass for one that stands.
    """
    if move.outcome is RemedyOutcome.UPHELD:
        await _must_be_unchanged(unit, state, day)
        await store.uphold(unit, state.case_id)
    levels = set_aside_by(move)
    if not levels:
        return state
    await store.supersede(unit, state.case_id, levels, day)
    for charge_id, steps in (await store.steps_of_decided(unit, state.case_id)).items():
        again = standing_again(steps, levels)
        if again == standing(steps):
            continue
        said = {} if again is None else {name: again[name] for name in ("result", "sentence") if name in again}
        await charges.change(
            unit,
            charge_id,
            state=rules.LIVE if again is None else rules.DECIDED,
            result=said.get("result"),
            decided_on=again and date.fromisoformat(again["happenedOn"]),
            sentence=said.get("sentence"),
        )
        await charges.keep_step(unit, charge_id, SET_ASIDE, actor.seat, happened_on=day, said=said)
    return await _try_anew(unit, state, actor, day) if Instance.FIRST_INSTANCE in levels else state


async def _must_be_unchanged(unit: Unit, state: CaseState, day: date) -> None:
    """Raise `UpheldThoughChanged` for a remedy that gave a charge another result, which tables would not tell."""
    level = PROCEDURE.level(state.status, day)
    steps = await store.steps_of_decided(unit, state.case_id)
    if level is not None and any(is_changed_at(level, each) for each in steps.values()):
        raise UpheldThoughChanged


async def _try_anew(unit: Unit, state: CaseState, actor: Actor, day: date) -> CaseState:
    people = (await participants.people(unit, state.case_id)).values()
    pursued = [charge for charge in (await charges.states(unit, state.case_id)).values() if charge.state == rules.LIVE]
    for person in tried_anew(people, pursued):
        ended = [role for role in person.roles if role.to is None and role.role == CONVICT]
        await participants.take_role(unit, person.participant_id, DEFENDANT, day, ended)
        taken = RoleTaken(
            participant=Role(participant=person.participant_id, role=DEFENDANT),
            ended=tuple(role.role for role in ended),
        )
        state, _ = await record(unit, state, taken, actor, happened_on=day)
        unit.announce(events.role_taken(unit, state.case_id, person.participant_id, DEFENDANT))
    return state
