"""Every cell of who takes, refuses and recalls a file, tried on a hand-over between two courts."""

from typing import Any, Final

import pytest

from chassis.reference.held import HeldOrganisations
from cli.rights.cells import Answer
from cli.rights.hand_overs import FOR_THE_RECEIVER, hand_over_cells
from tests.case_registry.builders import sent
from tests.case_registry.country import at
from tests.case_registry.matrix import COURT, RESTRICTIONS, THE_COUNTRY, caller_of, in_trial
from tests.support.rights import Found, answer_of, denied_first, wrong
from tests.support.service import ServiceUnderTest

RECEIVER: Final = at("psc", "0103", THE_COUNTRY)
REFUSALS: Final = frozenset({"not-the-receiver", "not-the-sender"})
REQUESTS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "acceptHandOver": ("acceptance", {"received": []}),
    "refuseHandOver": ("refusal", {"reason": "ບໍ່ຄົບ"}),
    "recallHandOver": ("recall", {"reason": "ມອບຜິດ"}),
}


@pytest.fixture
def held() -> HeldOrganisations:
    return HeldOrganisations(THE_COUNTRY)


async def test_each_cell_of_the_hand_overs_is_answered_as_the_tables_say(registry: ServiceUnderTest) -> None:
    cases = {each: await in_trial(registry, each) for each in RESTRICTIONS}
    waiting: dict[str, str] = {}
    found: list[Found] = []
    for cell in denied_first(hand_over_cells()):
        case = cases[cell.about]
        if cell.about not in waiting:
            waiting[cell.about] = (await sent(registry, case.case_id, RECEIVER, COURT))["handOverId"]
        below, body = REQUESTS[cell.operation]
        path = f"{case.path}/hand-overs/{waiting[cell.about]}/{below}"
        answer = await registry.call("POST", path, json=body, caller=caller_of(cell, "psc"))
        found.append((cell, answer_of(answer, REFUSALS)))
        if answer.status_code == 201:
            del waiting[cell.about]
            if cell.operation == "acceptHandOver":  # and back to the court that had it
                await case.hand_over(COURT, RECEIVER)
    assert wrong(found) == {}
    assert {cell.operation for cell, answer in found if answer is Answer.ALLOWED} == set(FOR_THE_RECEIVER)
