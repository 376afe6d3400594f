"""Whom the document exchange answers how, operation by operation."""

from typing import Final

from tests.journeys.authorisation.derived import as_all, listed, record
from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, Call, Row, Rows, Standing
from tests.support import sample_records as records
from tests.support.sample_country import KINDS, SampleCountry, a_letter, an_upload


async def upload_file(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    content = b"a letter"
    return Call("/uploads", body=content, headers=an_upload(content))


async def draft_document(country: SampleCountry, kind: str, standing: Standing) -> Call:
    author = kind if standing is OWN else other(kind)
    return Call("/documents", json=a_letter(await country.upload(author), await country.upload(author)))


async def get_document(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"/documents/{(await country.letter(kind if standing is OWN else other(kind)))['documentId']}")


async def dispatch_document(country: SampleCountry, kind: str, standing: Standing) -> Call:
    drafted = await country.letter(kind if standing is OWN else other(kind))
    return Call(f"/documents/{drafted['documentId']}/dispatch", json=records.dispatch_order(KINDS[other(kind)]))


async def read_file(country: SampleCountry, kind: str, standing: Standing) -> Call:
    drafted = await country.letter(kind if standing is OWN else other(kind))
    return Call(f"/documents/{drafted['documentId']}/files/{drafted['files'][0]['fileId']}")


async def list_inbox(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/inbox")


async def check_readability(country: SampleCountry, kind: str, standing: Standing) -> Call:
    letter = await country.letter(kind if standing is OWN else other(kind))
    named = {"documentId": letter["documentId"], "sha256": letter["files"][0]["digest"]}
    return Call("/readability-checks", json={"seat": letter["issuer"], "documents": [named]})


async def open_delivery(country: SampleCountry, kind: str, standing: Standing) -> Call:
    sender, receiver = (other(kind), kind) if standing is OWN else (kind, other(kind))
    return Call(f"/deliveries/{await country.delivery(sender, receiver)}/opening")


def other(kind: str) -> str:
    """Return the kind of member that a letter comes from, or goes to."""
    return "justice" if kind == "ministry" else "ministry"


WRITERS: Final = ("ministry", "justice", "police", "prosecutor", "court")  # by the agreements of the sandbox
BEGUN: Final = {NO_RECORD: as_all("own")}  # there is no letter yet
ISSUED: Final = {OWN: as_all("own"), FOREIGN: as_all("another member")}
RECEIVED: Final = {OWN: as_all("role: recipient"), FOREIGN: as_all("own")}  # foreign: by who sent it
ROWS: Final[Rows] = {
    "uploadFile": record("document_exchange", "uploadFile", upload_file, BEGUN),
    # of another's uploads nobody makes a letter
    "draftDocument": Row(draft_document, {OWN: dict.fromkeys(WRITERS, 201), FOREIGN: dict.fromkeys(WRITERS, 400)}),
    "documentById": record("document_exchange", "documentById", get_document, ISSUED, done=200),
    "dispatchDocument": record("document_exchange", "dispatchDocument", dispatch_document, ISSUED),
    "readFile": record("document_exchange", "readFile", read_file, ISSUED, done=200),
    "checkReadability": record("document_exchange", "checkReadability", check_readability, ISSUED, done=200),
    "listInbox": listed(list_inbox),
    "openDelivery": record("document_exchange", "openDelivery", open_delivery, RECEIVED, done=200),
}
