"""Every cell of who declares, registers and reads vital events, tried: expected by the table, found by the service."""

from dataclasses import replace
from typing import Any, Final

from cli.rights.cells import Answer, Cell
from cli.rights.records import SERVICES, cells
from contracts.organisations import OfficeFacts, Organisations
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from contracts.voucher import Caller
from tests.civil_registration.builders import (
    HERE,
    REGISTRAR,
    a_birth,
    a_death,
    a_registrar,
    declared_birth,
    declared_death,
    register_event,
)
from tests.support.rights import Found, answer_of, caller_at, denied_first, wrong
from tests.support.service import ServiceUnderTest, a_caller

CELLS: Final = list(cells(SERVICES[0]))
REFUSALS: Final = frozenset({"not-the-registrar", "may-not-declare"})
WARD, HOSPITAL = Seat("hospital", "ward-7"), Seat("hospital", "main")
SEATS: Final = {
    "own": HERE,
    "own: taken over from a closed office": Seat("registrar", "0199"),
    "role: declarer": WARD,
    "above: registrar": Seat("registrar", "01"),
    "above: declarer": HOSPITAL,
    "below": Seat("registrar", "0101-1"),
    "beside": Seat("registrar", "0102"),
    "another member": Seat("moic", "0101"),  # the same code of another member says nothing
    "no office: registrar is held": HERE,
    "no office: declarer is held": WARD,
    "no office: others are held": Seat("registrar", "0102"),
}
COUNTRY: Final = Organisations.of(
    1,
    [],
    [
        replace(a_registrar(Seat("registrar", "01"), "01"), level="province"),
        *(
            replace(a_registrar(Seat("registrar", code), place), parent=parent)
            for code, place, parent in (("0101", "0101", "01"), ("0102", "0102", "01"), ("0101-1", "0101001", "0101"))
        ),
        OfficeFacts(HOSPITAL, "hospital", "central", "ໂຮງໝໍ", "Hospital"),
        OfficeFacts(WARD, "hospital", "district", "ໂຮງໝໍ", "Ward", parent="main"),
    ],
)
DECLARER: Final = a_caller("hospital", "hospital", office="ward-7", purpose="vitalRegistration")


def caller_of(cell: Cell) -> Caller:
    """Return who stands as the cell says to an event that the ward declared at the registrar of 0101."""
    return caller_at(cell, SEATS[cell.position.name], COUNTRY, own=HERE)


async def tried(register: ServiceUnderTest, cell: Cell, events: dict[str, str]) -> Answer | str:
    """Try one cell; what it may register is an event of its own."""
    caller = caller_of(cell)
    if cell.operation in {"declareBirth", "declareDeath"}:
        path, body = ("/births", a_birth()) if cell.operation == "declareBirth" else ("/deaths", a_death())
        return answer_of(await register.call("POST", path, json=body, caller=caller), REFUSALS)
    if cell.operation == "eventById":
        return answer_of(await register.call("GET", f"/events/{events[cell.about]}", caller=caller), REFUSALS)
    event_id = events[cell.about]
    if cell.answer is Answer.ALLOWED and not cell.about:
        event_id = (await declared_birth(register, DECLARER))["eventId"]
    answer: Any = await register_event(register, event_id, caller)
    if cell.about and answer.status_code == 409:
        assert answer.json()["code"] == "event-move-not-allowed"
        return Answer.ALLOWED  # by right: it is registered already
    return answer_of(answer, REFUSALS)


async def test_each_cell_is_answered_as_the_table_says(register: ServiceUnderTest) -> None:
    register.app.state.resources["organisations"].take(ReferenceData(organisations=COUNTRY))
    death = (await declared_death(register, DECLARER))["eventId"]
    assert (await register_event(register, death, REGISTRAR)).status_code == 201
    events = {"": (await declared_birth(register, DECLARER))["eventId"], "registeredDeath": death}
    found: list[Found] = [(cell, await tried(register, cell, events)) for cell in denied_first(CELLS)]
    assert wrong(found) == {}
