"""Every cell of who declares, registers and reads vital events, tried: expected by the table, found by the service."""

import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx2

from chassis.unit.unit import Unit
from cli.rights.cells import Answer, Cell
from cli.rights.records import SERVICES, cells
from contracts.organisations import OfficeFacts, Organisations
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from contracts.voucher import Caller
from services.civil_registration.store import owed_corrections
from tests.civil_registration import fhir
from tests.civil_registration.builders import (
    HERE,
    REGISTRAR,
    TODAY,
    a_birth,
    a_death,
    a_deceased,
    a_mother,
    a_registrar,
    act_on,
    another_mother,
    declared_birth,
    declared_death,
    declared_event,
    register_event,
)
from tests.civil_registration.changes import settled
from tests.civil_registration.imports import an_entry, imported, lines, sent
from tests.support.rights import Found, answer_of, caller_at, denied_first, shown, wrong
from tests.support.service import ServiceUnderTest, a_caller

CELLS: Final = list(cells(SERVICES[0]))
EXAMPLES: Final = Path(__file__).parents[2] / "schemas" / "civil"
A_DIVORCE: Final = json.loads((EXAMPLES / "divorce/examples/v1/valid-marriage-not-registered.json").read_text("utf-8"))
REFUSALS: Final = frozenset({"not-the-registrar", "may-not-declare", "may-not-import"})
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
    "checkCertificate": ("certificate-checks", {"text": "NCFOXN"}),
    **{
        operation: (path, json.loads((EXAMPLES / folder / f"examples/v1/valid-{name}.json").read_text("utf-8")))
        for operation, path, folder, name in (
            ("verifyFact", "verifications", "verification-request", "death"),
            ("searchRegistry", "registry/sync/search", "spdci-search-request", "predicate"),
        )
    },
}
LISTS: Final = frozenset({"listEvents", "listQueues", "listEventChanges"})
ANNULLED: Final = {
    "basis": "courtDecision",
    "judgment": {"number": "3", "decidedOn": TODAY.isoformat()},
    "reason": "ຜິດ",
}
A_CERTIFICATE: Final = "crt_01kb4m8a2k7y3v5x9w1z6q8r0t"
A_CORRECTION: Final = "ecr_01kb4m8a2k7y3v5x9w1z6q8r0t"
A_REQUEST: Final = json.loads((EXAMPLES / "correction-request/examples/v1/valid-name.json").read_text("utf-8"))
ABOUT: Final = ("", "submitted", "submitted+closed", "submitted+registeredDeath")
READ: Final = {
    "eventById": "/events/{eventId}",
    "listEventCorrections": "/events/{eventId}/corrections",
    "listEventDuplicates": "/events/{eventId}/duplicates",
    "listEventLinks": "/events/{eventId}/links",
    "listCertificates": "/events/{eventId}/certificates",
    "certificateById": "/events/{eventId}/certificates",  # of an event without one, the list says who may read
    "listOwedEventCorrections": "/corrections-owed",
    "listRequirements": "/requirements",
}
_NUMBERS: Final = itertools.count(1)
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
    "requestCorrection": ("corrections", A_REQUEST),
    "decideCorrection": (f"corrections/{A_CORRECTION}/decision", {"outcome": "approve"}),
    "decideDuplicate": ("duplicates/dup_01kb4m8a2k7y3v5x9w1z6q8r0t/decision", {"outcome": "same", "reason": "ຊ້ຳ"}),
    "issueCertificate": ("certificates", {"type": "birthCertificate"}),
    "revokeCertificate": (f"certificates/{A_CERTIFICATE}/revocation", {"reason": "ຜິດຄົນ"}),
    "decideUin": ("uin-decision", {"outcome": "giveUp", "reason": "ຢຸດຖາມ"}),
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
    if about == "submitted+closed":
        return await closed(register)
    number = {"type": "citizenId", "value": f"rights-{next(_NUMBERS)}"}
    deceased = a_deceased(name=another_mother(), identifiers=[number])
    death = str((await declared_death(register, DECLARER, deceased=deceased))["eventId"])
    assert (await register_event(register, death, REGISTRAR)).status_code == 201
    return death


OF_BOOKS: Final = {
    "keepEventImportMapping": "/import-mappings",
    "importEvents": "/imports",
    "eventImportById": "/imports/{import}",
    "listEventImportRows": "/imports/{import}/rows",
    "registerBook": "/register-books/2015-04?kind=birth&member=registrar&office=0101",
    "vitalStatistics": "/statistics/vital?kind=birth&from=2015-01-01&to=2015-12-31",
}


async def tried_book(register: ServiceUnderTest, cell: Cell, caller: Caller, made: dict[str, str]) -> Answer | str:
    """Try a cell of imports, of the register book, or of figures, in which one entry of an old book is counted."""
    path = OF_BOOKS[cell.operation].format(**made)
    if cell.operation == "keepEventImportMapping":
        body = {"kind": "birth", "columns": {"no": "number"}}
        return answer_of(await register.call("POST", path, json=body, caller=caller), REFUSALS)
    if cell.operation == "importEvents":
        return answer_of(await sent(register, lines(an_entry()), caller=caller), REFUSALS)
    answer: Any = await register.call("GET", path, caller=caller)
    if cell.operation == "vitalStatistics":
        if (answer.status_code, answer.json().get("code")) == (403, "released-elsewhere"):
            return Answer.HIDDEN
        if answer.status_code == 200:
            return shown(answer.json()["total"]["registered"] > 0)
    return answer_of(answer, REFUSALS)


async def closed(register: ServiceUnderTest) -> str:
    """Register a birth that the ward declared, and an adoption that closes it."""
    birth = (await declared_birth(register, DECLARER))["eventId"]
    first = (await register_event(register, birth, REGISTRAR)).json()
    child = {"name": first["birth"]["child"]["name"], "birthDate": {"value": first["occurredOn"], "precision": "day"}}
    body = BEGUN["declareAdoption"][1] | {
        "occurredOn": first["occurredOn"],
        "registrar": HERE.to_document(),
        "child": child | {"birthNumber": first["registrationNumber"]},
    }
    adoption = await declared_event(register, "adoptions", body)
    assert (await register_event(register, adoption["eventId"], REGISTRAR)).status_code == 201
    return str(birth)


async def owed(register: ServiceUnderTest, event_id: str, correction_id: str) -> None:
    """Owe a correction of this event to its registering office."""
    async with register.connection() as connection:
        unit = Unit(connection, datetime.now(UTC))
        await owed_corrections.owe(unit, event_id, correction_id, ["/child/name"], [HERE], WARD)
        await connection.commit()


async def a_duplicate(register: ServiceUnderTest) -> tuple[str, str]:
    """Declare one birth twice, from the ward; return the second event, and what waits there for a decision."""
    facts = {"child": {"name": another_mother(), "sex": "female"}, "mother": a_mother()}
    await declared_birth(register, DECLARER, **facts)
    event = await declared_birth(register, DECLARER, **facts)
    (found,) = (await register.call("GET", f"/events/{event['eventId']}/duplicates", caller=REGISTRAR)).json()["items"]
    return str(event["eventId"]), str(found["duplicateId"])


async def tried(register: ServiceUnderTest, cell: Cell, events: dict[str, str]) -> Answer | str:
    """Try one cell; what may be changed is an event of its own."""
    caller = caller_of(cell)
    if cell.operation in OF_BOOKS:
        return await tried_book(register, cell, caller, events)
    answer = await asked(register, cell, caller, events)
    if answer is None and cell.operation in LISTS:
        return Answer.HIDDEN
    if answer is None:
        answer = await acted(register, cell, caller, events)
    if answer.status_code == 409 and answer.json()["code"] == "event-move-not-allowed":
        return Answer.ALLOWED  # by right: what the state allows is another table's
    return answer_of(answer, REFUSALS)


async def asked(
    register: ServiceUnderTest, cell: Cell, caller: Caller, events: dict[str, str]
) -> httpx2.Response | None:
    """Read, or begin a record, where the operation does; None for what is done to one that is there."""
    if cell.operation == "notifyEventInFhir":
        return await fhir.sent(register, fhir.hospital_birth(f"N-{next(_NUMBERS)}"), caller=caller)
    if cell.operation in BEGUN:
        path, body = BEGUN[cell.operation]
        return await register.call("POST", f"/{path}", json=body, caller=caller)
    if cell.operation in LISTS:
        shown: httpx2.Response | None = await is_listed(
            register, cell.operation, caller, events[cell.about], cell.about
        )
        return shown
    if cell.operation in READ:
        path = READ[cell.operation].format(eventId=events.get(cell.about, ""))
        return await register.call("GET", path, caller=caller)
    return None


async def acted(register: ServiceUnderTest, cell: Cell, caller: Caller, events: dict[str, str]) -> httpx2.Response:
    """Do the operation to an event: one of its own where it is allowed."""
    if cell.operation == "acknowledgeEventCorrection":
        what = f"corrections/{A_CORRECTION}/acknowledgement"
        return await act_on(register, events["submitted"], what, {}, caller)
    if cell.operation == "decideDuplicate" and cell.answer is Answer.ALLOWED:
        event_id, duplicate_id = await a_duplicate(register)
        what = f"duplicates/{duplicate_id}/decision"
        return await act_on(register, event_id, what, {"outcome": "same", "reason": "ຊ້ຳ"}, caller)
    event_id = events[cell.about] if cell.answer is not Answer.ALLOWED else await made(register, cell.about)
    what, body = DONE[cell.operation]
    return await act_on(register, event_id, what, body, caller)


async def test_each_cell_is_answered_as_the_table_says(register: ServiceUnderTest) -> None:
    register.app.state.resources["organisations"].take(ReferenceData(organisations=COUNTRY))
    events = {about: await made(register, about) for about in ABOUT}
    await owed(register, events["submitted"], A_CORRECTION)
    events["import"] = str((await imported(register, lines(an_entry())))["importId"])
    await settled(register)
    # lists first, while these are the only events: acts that are allowed make many more
    ordered = sorted(denied_first(CELLS), key=lambda cell: cell.operation not in LISTS)
    found: list[Found] = [(cell, await tried(register, cell, events)) for cell in ordered]
    assert wrong(found) == {}
