"""Follow the national rules of deadlines: reckon all cases anew when they change, and tell what is wrong with them."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

import orjson

from chassis.http.health import Check
from chassis.process.telemetry import Telemetry
from chassis.reference.held import HeldOrganisations
from chassis.unit.remaking import keep_remade, remade
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.codelists import CodeLists
from contracts.organisations import Organisations
from services.case_registry.domain.deadline_rules import DeadlineRules, rules_in
from services.case_registry.store import deadline_rules as store
from services.case_registry.usecases.deadlines import reckon

_STEP: Final = 50  # cases, which nobody acts in meanwhile: some 100 ms
_NAMED: Final = 5  # rules that an alarm names


async def keep_deadlines(held: HeldOrganisations, units: Units) -> None:
    """Look every half minute whether the deadlines are reckoned by the present rules, until cancelled."""
    await keep_remade(
        lambda: edition_of(rules_in(held.code_lists)), lambda: reckon_all(units, held.code_lists, held.current)
    )


async def reckon_all(units: Units, lists: CodeLists, organisations: Organisations, step: int = _STEP) -> int:
    """Reckon what is due in every case by these rules; return how many cases were looked at.

    Where it stopped is kept, so another process goes on after a restart. Raises `Unavailable`.
    """
    made_by = edition_of(rules_in(lists))

    async def reckoned(unit: Unit) -> int:
        some = await store.some_cases(unit, made_by, step)
        for case_id in some:
            await reckon(unit, case_id, lists, organisations)
        return len(some)

    return await remade(units, reckoned)


def edition_of(rules: DeadlineRules) -> str:
    """Return a name of these rules and holidays: the same where they are the same."""
    stated = orjson.dumps([list(rules.rules), sorted(rules.holidays)], default=sorted)
    return hashlib.sha256(stated).hexdigest()


class RulesInView:
    """What an operator hears of the rules of deadlines: those that nobody can follow, and those that overlap."""

    def __init__(self, held: HeldOrganisations) -> None:
        self._held: Final = held

    async def run(self, _units: object = None) -> None:
        """Do nothing: alarms are made when they are asked for."""
        await asyncio.Event().wait()

    def checks(self) -> Mapping[str, Check]:
        """Return no check: the registry works without rules."""
        return {}

    def alarms(self) -> Mapping[str, str]:
        """Return an alarm of rules that cannot be followed, and of rules between which only their last day decides."""
        rules, found = rules_in(self._held.code_lists), dict[str, str]()
        if rules.broken:
            found["deadline-rules-broken"] = f"of the list deadlines, nobody can follow {_some(rules.broken)}"
        if pairs := rules.overlapping():
            named = _some([f"{one} and {other}" for one, other in pairs])
            found["deadline-rules-overlap"] = f"about one thing, and none more special, are {named}: the earlier counts"
        return found

    def show(self, measured: Telemetry) -> None:
        """Show nothing of its own."""


def _some(names: Sequence[str]) -> str:
    others = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {others} more" if others > 0 else "")
