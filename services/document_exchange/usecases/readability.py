"""Tell whether an office can read documents that another service is about to pass on for it; nothing is opened."""

from chassis.reference.held import HeldOrganisations
from chassis.reference.tables import Concerned
from chassis.unit.unit import Unit
from contracts.national.documents.readability_check import ReadabilityCheck
from contracts.national.documents.readability_report import CheckedDocument, ReadabilityReport
from contracts.problems import NotFound
from contracts.voucher import Caller
from services.document_exchange.domain import readability
from services.document_exchange.store import documents as store
from services.document_exchange.usecases.letters import RIGHTS, today
from services.document_exchange.wire import seat_of


async def check_readability(
    unit: Unit, caller: Caller, check: ReadabilityCheck, held: HeldOrganisations
) -> ReadabilityReport:
    """Return how each document stands to the office, in the order asked; raise `NotFound` for who may not ask."""
    organisations = held.current
    RIGHTS.must_stand("checkReadability", caller, organisations, today(unit))
    if not RIGHTS.allows("checkReadability", caller, Concerned({}), organisations):
        raise NotFound
    reader = seat_of(check.seat)
    readers = {reader, *organisations.succeeded(reader)}
    letters = await store.letters(unit, [named.document_id for named in check.documents])
    return ReadabilityReport(
        documents=[
            CheckedDocument(
                document_id=named.document_id,
                readability=readability(letters.get(named.document_id), named.sha256, readers),
            )
            for named in check.documents
        ]
    )
