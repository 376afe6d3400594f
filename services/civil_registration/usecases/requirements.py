"""Say what the facts of each kind of event need before it is declared, or registered."""

from collections.abc import Iterator
from datetime import date

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.civil_requirements import CivilRequirement, CivilRequirements
from contracts.national.shared.problem import ProblemMessage
from services.civil_registration.domain.actions import State
from services.civil_registration.domain.civil_rules import Check, Rule, Severity, rules_in
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.needs import of
from services.civil_registration.usecases.asking import RIGHTS, Asker
from services.civil_registration.wire.requirements import member


async def list_requirements(unit: Unit, asker: Asker, kind: str | None, state: str | None) -> CivilRequirements:
    """Return the rows of the table of needs, and what the national rules ask for today."""
    today = unit.now.astimezone(VIENTIANE).date()
    RIGHTS.must_stand("listRequirements", asker.caller, asker.organisations, today)
    reached = State.DECLARED if state == State.DECLARED else State.REGISTERED
    items = list[CivilRequirement]()
    for each in EventKind:
        if kind in {None, each.value}:
            items += _by_the_table(each, reached)
            if reached is State.REGISTERED:
                asked = rules_in(asker.lists).get(each, ())
                items += [_by_a_rule(each, rule) for rule in asked if _is_asked(rule, today)]
    return CivilRequirements(items=items)


def _is_asked(rule: Rule, today: date) -> bool:
    return rule.check is Check.GIVEN and rule.refuses and rule.valid_from <= today <= rule.valid_to


def _by_a_rule(kind: EventKind, rule: Rule) -> CivilRequirement:
    return CivilRequirement(
        kind=kind.value,
        state=State.REGISTERED.value,
        all=[member(kind, rule.of)],
        books=rule.in_books is Severity.REFUSE or None,
        rule=rule.code,
        message=ProblemMessage.model_validate(rule.sentences()),
    )


def _by_the_table(kind: EventKind, state: State) -> Iterator[CivilRequirement]:
    for row in of(kind, state):
        yield CivilRequirement(
            kind=kind.value,
            state=row.state.value,
            all=[member(kind, pointer) for pointer in row.all] or None,
            one=[member(kind, pointer) for pointer in row.one] or None,
            where=None if row.where is None else member(kind, row.where),
            where_code=row.where_code,
            unless=None if row.unless is None else member(kind, row.unless),
            books=row.books or None,
        )
