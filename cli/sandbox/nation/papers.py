"""Letters between the country's offices, and health reports of its provinces."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from cli.demo.records import Body
from cli.sandbox.nation.acts import Strand
from cli.sandbox.nation.offices import document, places
from cli.sandbox.nation.people import somebody
from contracts.seats import Seat

UPLOADS: Final = "/document-exchange/v1/uploads"
DOCUMENTS: Final = "/document-exchange/v1/documents"
DELIVERIES: Final = "/document-exchange/v1/deliveries"
REPORTS: Final = "/health-summaries/v1/data-value-sets"


@dataclass(frozen=True, slots=True)
class Way:
    """From which office to which a letter goes."""

    sender: Seat
    receiver: Seat


def _way(strand: Strand) -> Way:
    """Return a way between two headquarters, or from one down to an office of the strand's province."""
    writers: list[str] = document("month.toml")["letters"]["writers"]
    sender, receiver = strand.chance.sample(writers, 2)
    if strand.chance.random() < 1 / 3:
        down = strand.chance.choice([member for member in ("police", "moj", "psc") if member != sender])
        return Way(Seat(sender, "hq"), Seat(down, strand.province))
    return Way(Seat(sender, "hq"), Seat(receiver, "hq"))


async def letter(strand: Strand) -> None:
    """An office writes a letter, sends it, and the other one opens it, most of the time."""
    goes = _way(strand)
    letters = document("month.toml")["letters"]
    kind = strand.chance.randrange(len(letters["subjects"]))
    text = f"{letters['subjects'][kind]}\n{strand.day.isoformat()}\n".encode()
    uploaded = await strand.send(goes.sender, "uploadFile", UPLOADS, text)
    draft = _draft(strand, uploaded["uploadId"], letters["subjects"][kind], letters["types"][kind])
    document_id = (await strand.post(goes.sender, "draftDocument", DOCUMENTS, draft))["documentId"]
    order = {"recipients": [_recipient(goes.receiver, strand.chance.choice(("action", "information")))]}
    path = f"{DOCUMENTS}/{document_id}/dispatch"
    sent = await strand.post(goes.sender, "dispatchDocument", path, order)
    strand.later(0, 4)
    if strand.chance.random() < 0.85:  # noqa: PLR2004 - some letters lie unopened, as they do
        delivery = sent["deliveries"][0]["deliveryId"]
        await strand.post(goes.receiver, "openDelivery", f"{DELIVERIES}/{delivery}/opening")


def _recipient(seat: Seat, purpose: str) -> Body:
    return {"to": seat.to_document(), "purpose": purpose}


def _draft(strand: Strand, upload_id: str, subject: str, kind: str) -> Body:
    signatory = somebody(strand.chance, strand.day, ages=(40, 60))
    return {
        "number": f"{strand.number}/ຫກ",
        "type": kind,
        "subject": subject,
        "dated": strand.day.isoformat(),
        "urgency": "normal",
        "secrecy": "open",
        "signatory": {"name": signatory.name, "post": "ຫົວໜ້າຫ້ອງການ"},
        "files": [{"uploadId": upload_id, "role": "main", "title": "ໜັງສື.txt"}],
    }


async def health_report(strand: Strand) -> None:
    """Each province's health department reports its dengue cases of the month, district by district."""
    for province in places()["provinces"]:
        districts = [each.code for each in places()["districts"] if each.province == province.code]
        values = [_value(strand, district) for district in districts]
        # places have UIDs and codes of DHIS2 for provinces alone: `org_units.csv`
        report = {"dataElementIdScheme": "CODE", "orgUnitIdScheme": "CODE", "dataValues": values}
        await strand.post(Seat("moh", province.code), "sendDataValueSet", REPORTS, report)


def _value(strand: Strand, unit: str) -> dict[str, Any]:
    month = strand.day.replace(day=1) - timedelta(days=1)  # the last one that is over
    value = str(strand.chance.randrange(30))
    return {"dataElement": "DENGUE_CASES", "period": f"{month:%Y%m}", "orgUnit": unit, "value": value}
