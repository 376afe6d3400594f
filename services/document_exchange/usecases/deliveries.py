"""List the inbox of a member, and open a delivery."""

from chassis.unit.unit import Unit
from contracts.national.documents.delivery import Delivery
from contracts.national.documents.inbox_page import InboxPage
from contracts.problems import NotFound
from contracts.voucher import Caller
from services.document_exchange import domain, events
from services.document_exchange.domain import DeliveryStatus, Party
from services.document_exchange.store import deliveries as store
from services.document_exchange.wire import DeliveryPosition, InboxQuery


async def list_inbox(unit: Unit, caller: Caller, query: InboxQuery) -> InboxPage:
    """Return one page of the deliveries to the caller's member, newest first."""
    after = query.after.delivery_id if query.after else None
    inbox = await store.inbox(
        unit, recipient=caller.member, status=query.status, after=after, limit=query.with_one_more
    )
    items, following = query.page(inbox, lambda item: DeliveryPosition(delivery_id=item.delivery.delivery_id))
    return InboxPage(items=items, next=following)


async def open_delivery(unit: Unit, caller: Caller, delivery_id: str) -> Delivery:
    """Open a delivery and announce it; raise `NotFound` for another's, `DeliveryAlreadyOpened` the second time."""
    own = await store.own(unit, delivery_id, recipient=caller.member)
    if own is None:
        raise NotFound
    status = domain.opened(DeliveryStatus(own.delivery.status), Party.RECIPIENT, own.delivery.opened_at)
    await store.keep_opening(unit, delivery_id, status=status, opened_at=unit.now, officer=caller.officer)
    delivery = own.delivery.model_copy(update={"status": status.value, "opened_at": unit.now})
    unit.announce(events.delivery_opened(unit, delivery, issuer=own.issuer))
    return delivery
