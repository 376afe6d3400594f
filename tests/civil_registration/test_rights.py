"""Every cell of who declares, registers and reads vital events, tried: expected by the table, found by the service."""

import json
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
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
    act_on,
    declared_birth,
    declared_death,
    declared_event,
    register_event,
)
from tests.civil_registration.changes import settled
from tests.support.rights import Found, answer_of, caller_at, denied_first, wrong
from tests.support.service import ServiceUnderTest, a_caller

CELLS: Final = list(cells(SERVICES[0]))
EXAMPLES: Final = Path(__file__).parents[2] / "schemas" / "civil"
A_DIVORCE: Final = json.loads((EXAMPLES / "divorce/examples/v1/valid-marriage-not-registered.json").read_text("utf-8"))
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


BEGUN: Final = {
    "declareBirth": ("births", a_birth()),
    "declareDeath": ("deaths", a_death()),
    **{
        operation: (path, json.loads((EXAMPLES / folder / "examples/v1/valid-whole.json").read_text("utf-8")))
        for operation, path, folder in (
            ("declareFetalDeath", "fetal-deaths", "fetal-death"),
            ("declareMarriage", "marriages", "marriage"),
            ("declareAdoption", "adoptions", "adoption"),
            ("declareRecognition", "recognitions", "recognition"),
            ("declareNameChange", "name-changes", "name-change"),
            ("declareGuardianship", "guardianships", "guardianship"),
        )
    },
    "declareDivorce": ("divorces", A_DIVORCE),
    "notifyEvent": ("notifications", {"birth": a_birth()}),
    "draftEvent": ("drafts", {"birth": a_birth()}),
}
LISTS: Final = frozenset({"listEvents", "listQueues", "listEventChanges"})
ANNULLED: Final = {"basis": "courtDecision", "judgment": {"number": "3", "decidedOn": "2026-08-01"}, "reason": "ຜິດ"}
DONE: Final[dict[str, tuple[str, Any]]] = {
    "submitNotice": ("notification", {"birth": a_birth()}),
    "submitDeclaration": ("declaration", {"birth": a_birth()}),
    "amendEvent": ("amendment", {"birth": a_birth()}),
    "archiveEvent": ("archiving", {"reason": "ແຈ້ງຊ້ຳ"}),
    "retrieveEvent": ("retrieval", {"reason": "ຜິດພາດ"}),
    "registerEvent": ("registration", {}),
    "validateEvent": ("validation", {}),
    "approveEvent": ("approval", {}),
    "rejectEvent": ("rejection", {"reasons": [{"code": "incomplete"}]}),
    "cancelEvent": ("cancellation", ANNULLED),
    "reinstateEvent": ("reinstatement", ANNULLED),
    "assignEvent": ("assignment", {"officer": "ນ. ຄຳຫຼ້າ"}),
    "unassignEvent": ("unassignment", None),
    "handOverEvent": ("hand-over", {"to": {"member": "registrar", "office": "0102"}, "reason": "ຍ້າຍ"}),
}


async def is_listed(register: ServiceUnderTest, operation: str, caller: Caller, event_id: str, about: str) -> Any:
    """Ask for a list, and return its answer, or 404 where the event is not in it."""
    if operation == "listQueues":
        answer = await register.call("GET", "/queues", params={"below": "true"}, caller=caller)
        state = "draft" if about == "" else "declared"
        return answer if state in answer.text or answer.status_code != HTTPStatus.OK else None
    path, params = ("/events", {"below": "true"}) if operation == "listEvents" else ("/event-changes", {})
    answer = await register.call("GET", path, params=params, caller=caller)
    return answer if event_id in answer.text or answer.status_code != HTTPStatus.OK else None


async def made(register: ServiceUnderTest, about: str) -> str:
    """Make an event of which this is true; the ward declared or drafted it."""
    if about == "":
        body = {"birth": a_birth()}
        return str((await declared_event(register, "drafts", body, DECLARER))["eventId"])
    if about == "submitted":
        return str((await declared_birth(register, DECLARER))["eventId"])
    death = str((await declared_death(register, DECLARER))["eventId"])
    assert (await register_event(register, death, REGISTRAR)).status_code == 201
    return death


async def tried(register: ServiceUnderTest, cell: Cell, events: dict[str, str]) -> Answer | str:
    """Try one cell; what may be changed is an event of its own."""
    caller = caller_of(cell)
    if cell.operation in BEGUN:
        path, body = BEGUN[cell.operation]
        return answer_of(await register.call("POST", f"/{path}", json=body, caller=caller), REFUSALS)
    if cell.operation == "eventById":
        return answer_of(await register.call("GET", f"/events/{events[cell.about]}", caller=caller), REFUSALS)
    if cell.operation in LISTS:
        answer = await is_listed(register, cell.operation, caller, events[cell.about], cell.about)
        return Answer.HIDDEN if answer is None else answer_of(answer, REFUSALS)
    if cell.operation == "listRequirements":
        return answer_of(await register.call("GET", "/requirements", caller=caller), REFUSALS)
    event_id = events[cell.about] if cell.answer is not Answer.ALLOWED else await made(register, cell.about)
    what, body = DONE[cell.operation]
    answer = await act_on(register, event_id, what, body, caller)
    if answer.status_code == 409 and answer.json()["code"] == "event-move-not-allowed":
        return Answer.ALLOWED  # by right: what the state allows is another table's
    return answer_of(answer, REFUSALS)


async def test_each_cell_is_answered_as_the_table_says(register: ServiceUnderTest) -> None:
    register.app.state.resources["organisations"].take(ReferenceData(organisations=COUNTRY))
    events = {about: await made(register, about) for about in ("", "submitted", "submitted+registeredDeath")}
    await settled(register)
    # lists first, while these are the only events: acts that are allowed make many more
    ordered = sorted(denied_first(CELLS), key=lambda cell: cell.operation not in LISTS)
    found: list[Found] = [(cell, await tried(register, cell, events)) for cell in ordered]
    assert wrong(found) == {}
