"""List the inbox of an office, and open a delivery."""

from chassis.reference.held import HeldOrganisations
from chassis.reference.tables import acting_seat
from chassis.unit.unit import Unit
from contracts.national.documents.delivery import Delivery
from contracts.national.documents.inbox_page import InboxPage
from contracts.problems import NotFound
from contracts.voucher import Caller
from services.document_exchange import domain, events
from services.document_exchange.domain import DeliveryStatus, Party
from services.document_exchange.store import deliveries as store
from services.document_exchange.usecases.letters import RIGHTS, is_recipient, today
from services.document_exchange.wire import DeliveryPosition, InboxQuery, seat_document, seat_of


async def list_inbox(unit: Unit, caller: Caller, query: InboxQuery, held: HeldOrganisations) -> InboxPage:
    """Return one page of the deliveries to the caller's office, and to those it took over, newest first.

    Who has named no office is shown those to every office that its system is enrolled for.
    """
    organisations = held.current
    RIGHTS.must_stand("listInbox", caller, organisations, today(unit))
    seats = RIGHTS.reached("listInbox", caller, organisations).seats
    after = query.after.delivery_id if query.after else None
    inbox = await store.inbox(unit, recipients=seats, status=query.status, after=after, limit=query.with_one_more)
    items, following = query.page(inbox, lambda item: DeliveryPosition(delivery_id=item.delivery.delivery_id))
    return InboxPage(items=items, next=following)


async def open_delivery(unit: Unit, caller: Caller, delivery_id: str, held: HeldOrganisations) -> Delivery:
    """Open a delivery as its recipient, or as the successor of a closed one, and announce it.

    Raises `OfficeNeeded`, `NotFound` for another office's, `DeliveryAlreadyOpened` the second time.
    """
    opener = acting_seat(caller, held.current, today(unit))
    kept = await store.locked_delivery(unit, delivery_id)
    if kept is None or not is_recipient("openDelivery", caller, seat_of(kept.delivery.recipient), held.current):
        raise NotFound
    status = domain.opened(DeliveryStatus(kept.delivery.status), Party.RECIPIENT, kept.delivery.opened_at)
    await store.keep_opening(unit, delivery_id, status=status, opened_at=unit.now, by=opener, officer=caller.officer)
    changed = {"status": status.value, "opened_at": unit.now, "opened_by": seat_document(opener)}
    delivery = kept.delivery.model_copy(update=changed)
    unit.announce(events.delivery_opened(unit, delivery, issuer=kept.issuer, opened_by=opener))
    return delivery
