"""Whose a letter is to the caller: the table of rights, asked about issuers and recipients."""

from datetime import date
from typing import Final

from chassis.reference.held import HeldOrganisations
from chassis.reference.tables import Concerned, Rights, acting_seat
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.documents.document import Document
from contracts.organisations import Organisations
from contracts.problems import NotFound
from contracts.seats import Seat
from contracts.voucher import Caller
from services.document_exchange.errors import MayNotSend
from services.document_exchange.store import documents as store
from services.document_exchange.wire import seat_of

RIGHTS: Final = Rights.of("services.document_exchange")


def writing_seat(unit: Unit, operation: str, caller: Caller, held: HeldOrganisations) -> Seat:
    """Return the seat that begins a letter; raise `OfficeNeeded`, or `MayNotSend` where the table has no row."""
    seat = acting_seat(caller, held.current, today(unit))
    if not RIGHTS.allows(operation, caller, Concerned({"issuer": [seat]}), held.current):
        raise MayNotSend
    return seat


def is_issuer(operation: str, caller: Caller, issuer: Seat, organisations: Organisations) -> bool:
    """Tell whether the table lets the caller do this as, or for, the issuer."""
    return RIGHTS.allows(operation, caller, Concerned({"issuer": [issuer]}), organisations)


def is_recipient(operation: str, caller: Caller, recipient: Seat, organisations: Organisations) -> bool:
    """Tell whether the table lets the caller do this as, or for, this recipient."""
    return RIGHTS.allows(operation, caller, Concerned({"recipient": [recipient]}), organisations)


async def visible_document(unit: Unit, caller: Caller, document_id: str, held: HeldOrganisations) -> Document:
    """Return a document as far as the caller may see it; raise `NotFound` for any other, `OfficeNeeded`.

    The issuer sees every delivery, a recipient its own: who else was written to is the issuer's affair.
    """
    organisations = held.current
    RIGHTS.must_stand("documentById", caller, organisations, today(unit))
    document = await store.document(unit, document_id)
    if document is None:
        raise NotFound
    if is_issuer("documentById", caller, seat_of(document.issuer), organisations):
        return document
    own = [
        delivery
        for delivery in document.deliveries or []
        if is_recipient("documentById", caller, seat_of(delivery.recipient), organisations)
    ]
    if not own:
        raise NotFound
    return document.model_copy(update={"deliveries": own})


def today(unit: Unit) -> date:
    """Return the day in Vientiane."""
    return unit.now.astimezone(VIENTIANE).date()
