"""Compare what two sides count of the files between them in a month: case by case, and in sums."""

from chassis.unit.unit import Unit
from contracts.national.justice.reconciliation_item import ReconciliationItem
from contracts.national.justice.reconciliation_page import ReconciliationPage
from contracts.national.justice.reconciliation_sums import ReconciliationSums
from services.case_registry.domain import days
from services.case_registry.domain.reads import Read
from services.case_registry.domain.reconciliations import Month, Passage, must_be_comparable, passing
from services.case_registry.domain.words import WantedSeats, office_of
from services.case_registry.store import reconciliations as store
from services.case_registry.store.reconciliations import Sides
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.wire.reconciliations import PassagePosition, ReconciliationQuery


async def list_reconciliations(unit: Unit, asker: Asker, query: ReconciliationQuery) -> ReconciliationPage:
    """Return one page of the cases that an office of the caller's and the other side count differently."""
    sight, sides = sight_of(unit, asker, Read.LIST_RECONCILIATIONS), _sides(asker, query)
    must_be_comparable(asker.caller.member, query.other, query.month, days.today(unit.now))
    other = asker.organisations.members.get(query.other)
    statuses = frozenset() if other is None else passing(asker.caller.kind, other.kind)
    after = None if query.after is None else query.after.key
    found = await store.page(unit, sides, statuses, after=after, sight=sight, limit=query.with_one_more)
    items, following = query.page(found, lambda passage: PassagePosition(key=passage.key))
    return ReconciliationPage(items=[_item(passage, query.month) for passage in items], next=following)


async def sums(unit: Unit, asker: Asker, query: ReconciliationQuery) -> ReconciliationSums:
    """Return how many files two sides say that they sent each other and took in a month."""
    sight = sight_of(unit, asker, Read.RECONCILIATION_SUMS)
    must_be_comparable(query.seat.member, query.other, query.month, days.today(unit.now))
    sent, taken, sent_back, taken_back, differing = await store.sums(unit, _sides(asker, query), sight=sight)
    stated = {"with": query.other, "month": query.month.stated, "member": query.seat.member}
    figures = {
        "sent": sent,
        "taken": taken,
        "sentByOther": sent_back,
        "takenFromOther": taken_back,
        "differing": differing,
    }
    return ReconciliationSums.model_validate(stated | figures)


def _sides(asker: Asker, query: ReconciliationQuery) -> Sides:
    organisations = asker.organisations
    theirs = query.theirs.wanted(organisations) or WantedSeats(frozenset(), query.other)
    other = organisations.members.get(query.other)
    alike = (each for each, facts in organisations.members.items() if other is not None and facts.kind == other.kind)
    return Sides(query.seat.wanted(organisations), theirs, query.month, frozenset(alike))


def _item(passage: Passage, month: Month) -> ReconciliationItem:
    return ReconciliationItem(
        case_id=passage.case_id,
        hand_over_id=passage.hand_over,
        from_=office_of(passage.sender),
        to=None if passage.receiver is None else office_of(passage.receiver),
        sent_on=passage.sent_on,
        received_on=passage.received_on,
        differences=[difference.value for difference in passage.differences(month)],
    )
