"""Every cell of who writes in a prosecutor's register, tried: on entries of cases, and on the figures of an office."""

from datetime import date
from typing import Any, Final

import pytest

from chassis.reference.held import HeldOrganisations
from cli.rights.cells import Answer, Cell
from cli.rights.registers import register_cells
from services.case_registry.domain.acts import IN_REGISTER, Act
from tests.case_registry.matrix import RESTRICTIONS, THE_COUNTRY, ZONE, SampleCase, caller_of, in_trial
from tests.support.rights import Found, answer_of, denied_first, wrong
from tests.support.service import ServiceUnderTest

DAY: Final = "2026-05-11"
CELLS: Final = list(register_cells(date.fromisoformat(DAY)))
REFUSALS: Final = frozenset({"another-office", "other-kinds", "act-not-allowed"})
_STATEMENTS: Final = ("/prosecutor-statements", "statementId", {"level": "cassation"})
_CALLED_UP: Final = ("/called-up-files", "calledUpFileId", {"level": "cassation", "basis": "petition"})
_WITHDRAWAL: Final = ("/withdrawal", {"reason": "ລົງຜິດ"})
# where an entry is made, its id, and what is stated
ENTRIES: Final[dict[Act, tuple[str, str, dict[str, str]]]] = {
    Act.GIVE_STATEMENT: _STATEMENTS,
    Act.DECIDE_CALLED_UP_FILE: _CALLED_UP,
    # at other instances, where no entry waits for its outcome
    Act.WITHDRAW_STATEMENT: (*_STATEMENTS[:2], {"level": "appeal"}),
    Act.WITHDRAW_CALLED_UP_FILE: (*_CALLED_UP[:2], _CALLED_UP[2] | {"level": "appeal"}),
}


def an_outcome(outcome: str) -> tuple[str, dict[str, str]]:
    return "/outcome", {"outcome": outcome, "resolvedOn": DAY, "decisionNumber": "31/ອຍສ"}


# how it leaves the register
LEAVES: Final[dict[Act, tuple[str, dict[str, str]]]] = {
    Act.GIVE_STATEMENT: an_outcome("upholds"),
    Act.DECIDE_CALLED_UP_FILE: an_outcome("refuse"),
    Act.WITHDRAW_STATEMENT: _WITHDRAWAL,
    Act.WITHDRAW_CALLED_UP_FILE: _WITHDRAWAL,
}
# The figures that are reported are those of the office 0101 of whoever reports: nobody names another member.
REPORT: Final = {"office": "0101", "year": 2025, "figures": [{"row": "I.2", "month": 1, "value": 0}]}


@pytest.fixture
def held() -> HeldOrganisations:
    return HeldOrganisations(THE_COUNTRY)


class Entries:
    """Of each case and kind of entry, the one that waits in the register of the prosecutor 0101."""

    def __init__(self, registry: ServiceUnderTest) -> None:
        self.registry = registry
        self.cases: dict[str, SampleCase] = {}
        self.waiting: dict[tuple[Act, str], str] = {}

    async def prepare(self) -> None:
        self.cases = {each: await in_trial(self.registry, each) for each in RESTRICTIONS}

    async def tried(self, cell: Cell) -> Answer | str:
        act = Act(cell.operation)
        caller = caller_of(cell, "ospp")
        if act is Act.REPORT_REGISTER:
            answer = await self.registry.call("POST", "/registers/monthly/reports", json=REPORT, caller=caller)
            return answer_of(answer, REFUSALS)
        path = self.waiting.get((act, cell.about)) or await self.enter(act, cell.about)
        below, body = LEAVES[act]
        answer = await self.registry.call("POST", f"{path}{below}", json=body, caller=caller)
        if answer.status_code == 201:
            del self.waiting[act, cell.about]
        return answer_of(answer, REFUSALS)

    async def enter(self, act: Act, restriction: str) -> str:
        """Enter the case once more, and return the path of the entry."""
        below, name, stated = ENTRIES[act]
        case = self.cases[restriction]
        entry: Any = {"enteredOn": DAY} | stated
        path = f"{case.path}{below}/{(await case.add(below, entry, ZONE))[name]}"
        self.waiting[act, restriction] = path
        return path


async def test_each_cell_of_the_acts_on_a_register_is_answered_as_the_table_says(registry: ServiceUnderTest) -> None:
    entries = Entries(registry)
    await entries.prepare()
    found: list[Found] = [(cell, await entries.tried(cell)) for cell in denied_first(CELLS)]
    assert {cell.operation for cell, _ in found} == IN_REGISTER
    assert wrong(found) == {}
