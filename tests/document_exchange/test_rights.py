"""Every cell of who sends, sees and opens letters, tried: expected by the table, found by the exchange."""

from itertools import count
from typing import Any, Final

from cli.rights.cells import Answer, Cell
from cli.rights.records import SERVICES, cells
from contracts.organisations import OfficeFacts, Organisations
from contracts.reference_data import ReferenceData
from contracts.seats import Seat, Standing
from contracts.voucher import Caller
from tests.document_exchange.builders import LETTER, LETTERS, a_draft, digest_header, drafted, opened, sent, uploaded
from tests.support.rights import Found, answer_of, caller_at, denied_first, shown, wrong
from tests.support.service import ServiceUnderTest, a_caller

CELLS: Final = list(cells(SERVICES[1]))
REFUSALS: Final = frozenset({"may-not-send"})
NORTH, EAST = Seat("moic", "north"), Seat("moj", "east")
SEATS: Final = {
    "own": NORTH,
    "own: taken over from a closed office": Seat("moic", "new"),
    "role: recipient": EAST,
    "above: issuer": Seat("moic", "hq"),
    "above: recipient": Seat("moj", "hq"),
    "below": Seat("moic", "north-1"),
    "beside": Seat("moic", "south"),
    "another member": Seat("police", "north"),  # the same code of another member says nothing
    "no office: issuer is held": NORTH,
    "no office: recipient is held": EAST,
    "no office: others are held": Seat("moic", "south"),
}
LINES: Final = (  # member, code, the office above
    ("moic", "hq", None),
    ("moic", "north", "hq"),
    ("moic", "north-1", "north"),
    ("moic", "south", "hq"),
    ("moj", "hq", None),
    ("moj", "east", "hq"),
)
COUNTRY: Final = Organisations.of(
    1,
    [],
    [
        OfficeFacts(Seat(member, code), "department", "province", "ຫ້ອງການ", "Office", parent=parent)
        for member, code, parent in LINES
    ],
)
NUMBERS: Final = count(1)


def acting(seat: Seat, **facts: Any) -> Caller:
    above = tuple(up.office for up in COUNTRY.above(seat))
    return a_caller(seat.member, "ministry", standing=Standing(seat, "department", "province", above=above), **facts)


ISSUER, RECIPIENT = acting(NORTH, **LETTERS), acting(EAST, **LETTERS)


def caller_of(cell: Cell) -> Caller:
    """Return who stands as the cell says to a letter from the north to the east."""
    return caller_at(cell, SEATS[cell.position.name], COUNTRY, own=NORTH)


async def draft(exchange: ServiceUnderTest) -> dict[str, Any]:
    return await drafted(exchange, ISSUER, number=f"{next(NUMBERS)}/ອຄ")


async def delivery(exchange: ServiceUnderTest) -> dict[str, Any]:
    """Send a letter to the east, and return its delivery."""
    path = f"/documents/{(await draft(exchange))['documentId']}/dispatch"
    answer = await exchange.call("POST", path, json=ORDER, caller=ISSUER)
    assert answer.status_code == 201, answer.text
    [made] = answer.json()["deliveries"]
    return dict(made)


ORDER: Final = {"recipients": [{"to": EAST.to_document(), "purpose": "action"}]}


async def read(exchange: ServiceUnderTest, cell: Cell, letter: dict[str, Any]) -> Answer | str:
    caller, document_id = caller_of(cell), letter["documentId"]
    if cell.operation == "listInbox":
        answer = await exchange.call("GET", "/inbox", caller=caller)
        if answer.status_code != 200:
            return answer_of(answer, REFUSALS)
        return shown(any(item["delivery"]["documentId"] == document_id for item in answer.json()["items"]))
    if cell.operation == "checkReadability":
        check = {"seat": NORTH.to_document(), "documents": [{"documentId": document_id, "sha256": "0" * 64}]}
        return answer_of(await exchange.call("POST", "/readability-checks", json=check, caller=caller), REFUSALS)
    path = f"/documents/{document_id}"
    if cell.operation == "readFile":
        document = (await exchange.call("GET", path, caller=ISSUER)).json()
        path = f"{path}/files/{document['files'][0]['fileId']}"
    return answer_of(await exchange.call("GET", path, caller=caller), REFUSALS)


async def acted(exchange: ServiceUnderTest, cell: Cell, letter: dict[str, Any]) -> Answer | str:
    """Try an act: what is allowed on a letter of its own, which is there to be acted on."""
    caller, is_allowed = caller_of(cell), cell.answer is Answer.ALLOWED
    if cell.operation == "uploadFile":
        return answer_of(await sent(exchange, LETTER, announced=digest_header(LETTER), caller=caller), REFUSALS)
    if cell.operation == "draftDocument":
        upload = (await uploaded(exchange, caller=ISSUER))["uploadId"]
        body = a_draft(upload, number=f"{next(NUMBERS)}/ອຄ")
        return answer_of(await exchange.call("POST", "/documents", json=body, caller=caller), REFUSALS)
    if cell.operation == "dispatchDocument":
        path = f"/documents/{(await draft(exchange))['documentId']}/dispatch"
        return answer_of(await exchange.call("POST", path, json=ORDER, caller=caller), REFUSALS)
    fresh = await delivery(exchange) if is_allowed else letter
    return answer_of(await exchange.call("POST", f"/deliveries/{fresh['deliveryId']}/opening", caller=caller), REFUSALS)


async def test_each_cell_is_answered_as_the_table_says(exchange: ServiceUnderTest) -> None:
    exchange.app.state.resources["organisations"].take(ReferenceData(organisations=COUNTRY))
    letter = await delivery(exchange)
    await opened(exchange, letter, RECIPIENT)
    reads = {"documentById", "readFile", "listInbox", "checkReadability"}
    found: list[Found] = [
        (cell, await (read if cell.operation in reads else acted)(exchange, cell, letter))
        for cell in denied_first(CELLS)
    ]
    assert wrong(found) == {}
