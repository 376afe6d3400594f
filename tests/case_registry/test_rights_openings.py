"""Every cell of who opens which category of case, tried: by each kind of member, from each kind and level of office."""

from datetime import date
from typing import Any, Final

from cli.rights.cells import Answer, Cell
from cli.rights.openings import begins_at, categories, opening_cells
from contracts.seats import Holding, Seat, Standing
from contracts.voucher import Caller
from tests.case_registry.builders import an_opening
from tests.case_registry.country import KIND_OF
from tests.support.rights import Found, answer_of, denied_first, wrong
from tests.support.service import ServiceUnderTest, a_caller

DAY: Final = "2026-05-11"
CELLS: Final = list(opening_cells(date.fromisoformat(DAY)))
BEGINS: Final = {each.code: begins_at(each) for each in categories()}
REFUSALS: Final = frozenset({"opening-not-allowed"})
MEMBER_OF: Final = {kind: member for member, kind in KIND_OF.items()}


def caller_of(cell: Cell) -> Caller:
    """Return who asks from an office of that kind and level, or from none of those that its system is enrolled for."""
    profile = cell.profile
    member = MEMBER_OF.get(profile.member_kind, "hospital")
    facts: dict[str, Any] = {"purpose": cell.purpose}
    if not cell.position.is_of_an_office:
        facts |= {"standing": None, "holding": Holding(codes=("0101",))}
    else:
        facts |= {"standing": Standing(Seat(member, "0101"), profile.office_kind, profile.level)}
    return a_caller(member, profile.member_kind, **facts)


async def test_each_cell_of_the_openings_is_answered_as_the_table_says(registry: ServiceUnderTest) -> None:
    found: list[Found] = []
    for number, cell in enumerate(denied_first(CELLS)):
        opening = an_opening(number=f"{number}/ປກສ", category=cell.about, openedOn=DAY, participants=None)
        answer = await registry.call("POST", "/cases", json=opening, caller=caller_of(cell))
        found.append((cell, answer_of(answer, REFUSALS)))
        if answer.status_code == 201:
            assert answer.json()["status"] in BEGINS[cell.about], str(cell)
    assert wrong(found) == {}
    assert {cell.answer for cell, _ in found} == {Answer.ALLOWED, Answer.REFUSED, Answer.OFFICE_NEEDED}
