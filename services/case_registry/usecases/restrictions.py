"""Change by a decision who may see a case."""

from chassis.unit.unit import Unit
from contracts.national.justice.restriction_change import RestrictionChange
from contracts.national.justice.restriction_order import RestrictionOrder
from services.case_registry.domain import children, days
from services.case_registry.domain import restrictions as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.categories import known_category
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.days_in_order import must_follow_the_last
from services.case_registry.domain.restrictions import RestrictionChanged
from services.case_registry.domain.words import office_of
from services.case_registry.events import restrictions as events
from services.case_registry.store import history
from services.case_registry.usecases.asking import Asker
from services.case_registry.usecases.children import in_case
from services.case_registry.usecases.readability import Asked
from services.case_registry.usecases.recording import acting_in, record


async def change_restriction(
    unit: Unit, asker: Asker, case_id: str, order: RestrictionOrder, asked: Asked
) -> RestrictionChange:
    """Restrict the case in another way, or open it, and announce it.

    Raises what `acting_in` and `rules.must_be_changeable` do, and of its document, of which the document exchange said
    what is `asked`, what `Asked.must_read` does.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.CHANGE_RESTRICTION)
    days.must_have_come(order.decided_on, unit.now, "/decidedOn")
    target = rules.restriction_of(order.to)
    people, acts = await in_case(unit, state)
    category = known_category(state.category, asker.code_lists)
    rules.must_be_changeable(state, target, category, child=children.are_any(people, acts))
    must_follow_the_last(order.decided_on, effective(await history.entries(unit, case_id)))
    asked.must_read(order.document)
    fact = RestrictionChanged(
        source=state.restriction,
        target=target,
        decision=order.decision_number,
        reason=order.reason,
        basis=order.legal_basis,
        document=order.document,
    )
    _, entry = await record(unit, state, fact, actor, happened_on=order.decided_on, stated="/decidedOn")
    unit.announce(events.restriction_changed(unit, case_id, fact, entry))
    return RestrictionChange(
        case_id=case_id,
        position=entry.position,
        from_=fact.source,
        to=fact.target,
        decision_number=fact.decision,
        decided_on=entry.happened_on,
        reason=fact.reason,
        legal_basis=fact.basis,
        document=fact.document,
        by=office_of(entry.by),
        recorded_at=entry.recorded_at,
    )
