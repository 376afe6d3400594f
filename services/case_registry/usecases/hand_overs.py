"""Send, accept, refuse, recall and list hand-overs of files between offices."""

from datetime import date

from chassis.unit.unit import Unit
from contracts.national.justice.hand_over import HandOver
from contracts.national.justice.hand_over_acceptance import HandOverAcceptance
from contracts.national.justice.hand_over_page import HandOverPage
from contracts.national.justice.hand_over_recall import HandOverRecall
from contracts.national.justice.hand_over_refusal import HandOverRefusal
from contracts.national.justice.hand_over_sending import HandOverSending
from contracts.problems import NotFound
from services.case_registry.domain import days, open_offices
from services.case_registry.domain import hand_overs as rules
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.hand_overs import Recalled, SentBack, TakenOver
from services.case_registry.domain.reads import Read
from services.case_registry.domain.transfers import comes_from_a_court
from services.case_registry.domain.words import Kind
from services.case_registry.errors.hand_overs import HandOverDecided, NotTheReceiver, NotTheSender
from services.case_registry.events import hand_overs as events
from services.case_registry.store import hand_overs as store
from services.case_registry.store.hand_overs import KeptHandOver
from services.case_registry.usecases.asking import Asker, actor_of, sight_of
from services.case_registry.usecases.competence import must_be_right_for
from services.case_registry.usecases.readability import Asked
from services.case_registry.usecases.recording import locked_state, must_have_been_there, record
from services.case_registry.usecases.transfers import leave_nothing_behind
from services.case_registry.wire.hand_overs import HandOverPosition, HandOverQuery


async def send_hand_over(unit: Unit, asker: Asker, case_id: str, sending: HandOverSending, asked: Asked) -> HandOver:
    """Send the file of a case to another office and announce it.

    `asked` is what the document exchange said of its documents. Raises what `rules.sent` raises, `ChamberMissing` and
    `CourtNotCompetent` for a court to which it does not go, `Unavailable` and `DocumentsUnreadable`.
    """
    actor = actor_of(unit, asker)
    state = await locked_state(unit, asker, case_id)
    receiver_kind = asker.kind_of(sending.to.member)
    sent = rules.sent(state, unit.new_id("hov"), sending, actor, receiver_kind)
    if receiver_kind == Kind.COURT:
        await must_be_right_for(unit, actor, state, sent.to, sending.defendant_status)
    asked.must_be_readable(sent.files)
    sent_on = rules.day_of(sending.sent_on, state.moved_on, unit.now, "/sentOn")
    must_have_been_there(actor, sent_on, "/sentOn")
    open_offices.must_have_begun(sent.to, actor.organisations, sent_on, "/sentOn")
    await store.add(unit, state, sent, actor, sent_on)
    await record(unit, state, sent, actor, happened_on=sent_on)
    hand_over = (await _kept(unit, asker, case_id, sent.hand_over)).document  # with deliveries that came before it
    unit.announce(events.case_handed_over(unit, hand_over))
    return hand_over


async def accept_hand_over(
    unit: Unit, asker: Asker, case_id: str, hand_over_id: str, acceptance: HandOverAcceptance
) -> HandOver:
    """Take the file and announce it: the receiver is responsible from now on, and what did not come is named.

    A court that takes it from another ends what that one has open. Raises `NotFound`, `NotTheReceiver`,
    `HandOverDecided`, and `InvalidInput` for a document that is not the one sent.
    """
    actor = actor_of(unit, asker)
    state = await locked_state(unit, asker, case_id)
    kept = await _offered(unit, asker, actor, case_id, hand_over_id)
    rules.must_be_takeable(state, kept.sender_kind, actor)
    lacking = rules.missing(kept.document.documents or [], acceptance.received)
    taken = TakenOver(
        hand_over=hand_over_id,
        by_court=actor.is_a(Kind.COURT),
        received=tuple(document.document_id for document in acceptance.received),
        missing=tuple(lacking),
        note=acceptance.note,
    )
    received_on = rules.day_of(acceptance.received_on, _first_day(kept, state), unit.now, "/receivedOn")
    must_have_been_there(actor, received_on, "/receivedOn")
    await store.take(unit, taken, received_on)
    state, entry = await record(unit, state, taken, actor, happened_on=received_on)
    if comes_from_a_court(kept.sender_kind):
        await leave_nothing_behind(unit, state, actor, hand_over_id, received_on)
    decided = {
        "status": "taken",
        "decided_at": unit.now,
        "missing_document_ids": lacking or None,
        "receiver_note": acceptance.note,
    }
    decided |= {"received_on": received_on, "received_position": entry.position}
    hand_over = HandOver.model_validate(kept.document.model_dump() | decided)
    unit.announce(events.case_taken_over(unit, hand_over))
    return hand_over


async def refuse_hand_over(
    unit: Unit, asker: Asker, case_id: str, hand_over_id: str, refusal: HandOverRefusal
) -> HandOver:
    """Refuse the file with a reason and announce it; raise as `accept_hand_over` does."""
    actor = actor_of(unit, asker)
    state = await locked_state(unit, asker, case_id)
    kept = await _offered(unit, asker, actor, case_id, hand_over_id)
    refused = SentBack(hand_over=hand_over_id, reason=refusal.reason)
    await store.refuse(unit, refused)
    await record(unit, state, refused, actor, happened_on=days.today(unit.now))
    hand_over = kept.document.model_copy(update={"status": "refused", "decided_at": unit.now, "reason": refusal.reason})
    unit.announce(events.case_sent_back(unit, hand_over))
    return hand_over


async def recall_hand_over(
    unit: Unit, asker: Asker, case_id: str, hand_over_id: str, recall: HandOverRecall
) -> HandOver:
    """Take the file back before anybody has taken it, with a reason, and announce it.

    Raises `NotFound`, `NotTheSender` and `HandOverDecided`.
    """
    actor = actor_of(unit, asker)
    state = await locked_state(unit, asker, case_id)
    kept = await _kept(unit, asker, case_id, hand_over_id)
    if not actor.is_own(kept.sender):
        raise NotTheSender(actor.named(kept.sender))
    _must_wait(kept)
    recalled = Recalled(hand_over=hand_over_id, reason=recall.reason)
    await store.recall(unit, recalled)
    await record(unit, state, recalled, actor, happened_on=days.today(unit.now))
    hand_over = kept.document.model_copy(update={"status": "recalled", "decided_at": unit.now, "reason": recall.reason})
    unit.announce(events.case_recalled(unit, hand_over))
    return hand_over


async def list_hand_overs(unit: Unit, asker: Asker, query: HandOverQuery) -> HandOverPage:
    """Return one page of the hand-overs of which whoever asks may see a side, newest first."""
    sight = sight_of(unit, asker, Read.LIST_HAND_OVERS)
    hand_overs = await store.page(unit, query, sight=sight, limit=query.with_one_more)
    items, following = query.page(hand_overs, lambda hand_over: HandOverPosition(hand_over_id=hand_over.hand_over_id))
    return HandOverPage(items=items, next=following)


def _first_day(kept: KeptHandOver, state: CaseState) -> date:
    """Return the first day on which the file can have come: that of its sending, if that was not recorded late.

    Who records late says so: a sender that did not is taken to have sent it any day since the case stands there.
    """
    sent = kept.document
    if sent.sent_on is None or sent.sent_on == days.today(sent.sent_at):
        return state.moved_on
    return max(sent.sent_on, state.moved_on)


async def _offered(unit: Unit, asker: Asker, receiver: Actor, case_id: str, hand_over_id: str) -> KeptHandOver:
    """Return a hand-over that waits for this receiver; raise `NotFound`, `NotTheReceiver` or `HandOverDecided`."""
    kept = await _kept(unit, asker, case_id, hand_over_id)
    if not receiver.is_own(kept.to):
        raise NotTheReceiver(receiver.named(kept.to))
    _must_wait(kept)
    return kept


def _must_wait(kept: KeptHandOver) -> None:
    if kept.document.status != "sent":
        raise HandOverDecided(kept.document.status)


async def _kept(unit: Unit, asker: Asker, case_id: str, hand_over_id: str) -> KeptHandOver:
    """Return a hand-over that whoever asks finds in its list; raise `NotFound` for any other."""
    kept = await store.one(unit, case_id, hand_over_id, sight=sight_of(unit, asker, Read.LIST_HAND_OVERS))
    if kept is None:
        raise NotFound
    return kept
