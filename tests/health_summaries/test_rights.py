"""Every cell of who reports and reads values, tried: expected by the table, found by the service."""

from typing import Any, Final

from chassis.bus.port import Bus
from cli.rights.cells import Answer, Cell
from cli.rights.records import SERVICES, cells
from contracts.organisations import OfficeFacts, Organisations
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from contracts.voucher import Caller
from tests.health_summaries.builders import MOH, a_set
from tests.health_summaries.test_consumers import a_registered_birth, births
from tests.support.events import eventually, publish
from tests.support.rights import Found, answer_of, caller_at, denied_first, shown, wrong
from tests.support.service import ServiceUnderTest

CELLS: Final = list(cells(SERVICES[2]))
REFUSALS: Final = frozenset({"may-not-report"})
OWNER: Final = Seat("moh", "17")  # the health office of the province, whose values those of its units are
SEATS: Final = {
    "own": OWNER,
    "own: taken over from a closed office": Seat("moh", "new"),
    "above: owner": Seat("moh", "hq"),
    "below": Seat("moh", "ward-17"),
    "beside": Seat("moh", "14"),
    "another member": Seat("clinic", "17"),  # the same code of another member says nothing
    "no office: owner is held": OWNER,
    "no office: others are held": Seat("moh", "14"),
}
LINES: Final = (("hq", None, None), ("17", "17", "hq"), ("14", "14", "hq"), ("ward-17", None, "17"))
COUNTRY: Final = Organisations.of(
    1,
    [],
    [
        OfficeFacts(Seat("moh", code), "health-office", "province", "ຫ້ອງການ", "Office", place=place, parent=parent)
        for code, place, parent in LINES
    ],
)


def caller_of(cell: Cell) -> Caller:
    """Return who stands as the cell says to a value of the health office 17."""
    return caller_at(cell, SEATS[cell.position.name], COUNTRY, own=OWNER)


async def tried(summaries: ServiceUnderTest, cell: Cell) -> Answer | str:
    """Try one cell: send a value of that office, or look for it, or for a counted one, in the list."""
    if cell.operation == "listDataValues":
        answer = await summaries.call("GET", "/data-values", caller=caller_of(cell))
        if answer.status_code != 200:
            return answer_of(answer, REFUSALS)
        owner = None if cell.about == "counted" else OWNER.to_document()
        return shown(any(item.get("office") == owner for item in answer.json()["items"]))
    answer = await summaries.call("POST", "/data-value-sets", json=a_set(), caller=caller_of(cell))
    if answer.status_code == 409:
        conflicts: list[dict[str, Any]] = answer.json()["response"]["conflicts"]
        assert [conflict["errorCode"] for conflict in conflicts] == ["E7617"], "sent for an office that is not below"
        return Answer.REFUSED
    return answer_of(answer, REFUSALS)


async def test_each_cell_is_answered_as_the_table_says(summaries: ServiceUnderTest, bus: Bus) -> None:
    summaries.app.state.resources["organisations"].take(ReferenceData(organisations=COUNTRY))
    await publish(bus, a_registered_birth("0101", "2026-11"))
    await eventually(births(summaries), {("0101", "202611"): "1"})
    assert (await summaries.call("POST", "/data-value-sets", json=a_set(), caller=MOH)).status_code == 200
    found: list[Found] = [(cell, await tried(summaries, cell)) for cell in denied_first(CELLS)]
    assert wrong(found) == {}
