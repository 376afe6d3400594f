"""Whom the document exchange answers how, operation by operation."""

from typing import Final

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


async def open_delivery(country: SampleCountry, kind: str, standing: Standing) -> Call:
    sender, receiver = (other(kind), kind) if standing is OWN else (kind, other(kind))
    return Call(f"/deliveries/{await country.delivery(sender, receiver)}/opening")


def other(kind: str) -> str:
    """Return the kind of member that a letter comes from, or goes to."""
    return "justice" if kind == "ministry" else "ministry"


ROWS: Final[Rows] = {
    "uploadFile": Row(upload_file, {NO_RECORD: {"ministry": 201, "justice": 201}}),
    "draftDocument": Row(
        draft_document, {OWN: {"ministry": 201, "justice": 201}, FOREIGN: {"ministry": 400, "justice": 400}}
    ),
    "getDocument": Row(
        get_document, {OWN: {"ministry": 200, "justice": 200}, FOREIGN: {"ministry": 404, "justice": 404}}
    ),
    "dispatchDocument": Row(
        dispatch_document, {OWN: {"ministry": 201, "justice": 201}, FOREIGN: {"ministry": 404, "justice": 404}}
    ),
    "readFile": Row(read_file, {OWN: {"ministry": 200, "justice": 200}, FOREIGN: {"ministry": 404, "justice": 404}}),
    "listInbox": Row(list_inbox, {NO_RECORD: {"ministry": 200, "justice": 200}}),
    "openDelivery": Row(
        open_delivery, {OWN: {"ministry": 200, "justice": 200}, FOREIGN: {"ministry": 404, "justice": 404}}
    ),
}
