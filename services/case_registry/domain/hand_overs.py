"""Hand-overs of a case's file to another office: facts, and rules. Nothing changes hands before it is taken. No I/O."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from contracts.national.justice.hand_over_acceptance import ReceivedDocument
from contracts.national.justice.hand_over_sending import HandOverSending
from contracts.national.shared.document_reference import DocumentReference
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain import days, seat_conditions
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.seat_conditions import WHO_HAS_THE_FILE
from services.case_registry.domain.table import TABLE, Table
from services.case_registry.domain.words import Kind, Part, seat_of
from services.case_registry.errors.hand_overs import (
    TO_ONESELF,
    HandOverNotAllowed,
    HandOverPending,
    another_digest,
    before_the_sending,
    named_twice,
    not_in_the_file,
)
from services.case_registry.errors.moves import CourtDesignated


class HandedOver(Fact):
    """The file was sent to another office; nothing changes hands before it is taken."""

    kind = "handedOver"
    hand_over: str
    to: Seat
    sender_kind: Kind
    files: tuple[DocumentReference, ...] = ()
    note: str | None = None
    defendant: str | None = None

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared above
        """Return the case offered to the receiver, who now sees it; the sender stays responsible."""
        return replace(state, offered_to=self.to, defendant=self.defendant or state.defendant)


class TakenOver(Fact):
    """The receiver took the file: it is responsible from now on."""

    kind = "takenOver"
    hand_over: str
    by_court: bool
    received: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    note: str | None = None

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:
        """Return the case with the receiver as responsible; a court that takes it is its court from now on."""
        taken = replace(state, responsible=entry.by, offered_to=None).with_part(entry.by, Part.FILE)
        if not self.by_court:
            return taken
        return replace(taken, court=entry.by, court_awaited=False).with_part(entry.by, Part.COURT)


class SentBack(Fact):
    """The receiver did not take the file: it stays where it was."""

    kind = "sentBack"
    hand_over: str
    reason: str

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared above
        """Return the case without an offer: its sender stays responsible."""
        return replace(state, offered_to=None)


class Recalled(SentBack):
    """The sender took the file back before it was taken."""

    kind = "recalled"


def sent(
    state: CaseState,
    hand_over: str,
    sending: HandOverSending,
    sender: Actor,
    receiver_kind: str,
    table: Table = TABLE,
) -> HandedOver:
    """Return the fact that the file was sent, or raise what forbids it.

    `FileElsewhere` when the sender's office does not have it, `HandOverPending` when it is on its way already,
    `HandOverNotAllowed` when files do not go that way now, `CourtDesignated` when another court is waiting for it, and
    `InvalidInput` for the sender itself as the receiver, and for a document named twice.
    """
    to = seat_of(sending.to)
    ways = table.ways(sender.kind, receiver_kind, state.status, state.previous)
    conditions = [row.office for row in ways] or [WHO_HAS_THE_FILE]
    seat_conditions.must_be_met(conditions, state, sender, {sender.kind})
    if state.offered_to is not None:
        raise HandOverPending(sender.named(state.offered_to))
    if to == state.responsible or sender.is_own(to):
        raise InvalidInput(faults=[TO_ONESELF])
    if not ways:
        raise HandOverNotAllowed(sender.kind, receiver_kind, state.status)
    _must_be_designated_court(state, to, receiver_kind, sender)
    documents = sending.documents or []
    _must_stand_once([document.document_id for document in documents], "/documents")
    return HandedOver(
        hand_over=hand_over,
        to=to,
        sender_kind=ways[0].source,
        files=tuple(documents),
        note=sending.note,
        defendant=sending.defendant_status,
    )


def day_of(stated: date | None, first: date, now: datetime, pointer: str) -> date:
    """Return the day on which a file was sent or received: today, unless an earlier one is stated.

    Raises `InvalidInput` for one to come, and for one before the first possible.
    """
    if stated is None:
        return days.today(now)
    days.must_have_come(stated, now, pointer)
    if stated < first:
        raise InvalidInput(faults=[before_the_sending(pointer)])
    return stated


def must_be_takeable(state: CaseState, sender_kind: Kind, receiver: Actor, table: Table = TABLE) -> None:
    """Raise `HandOverNotAllowed` when the receiver, as the gateway vouches, is of a kind to whom no such file goes.

    The status is not asked again: what was lawful when it was sent is taken or refused, and not left in between.
    """
    rows = (*table.hand_overs, *(table.imported_hand_overs if state.previous is None else ()))
    if not any(row.source is sender_kind and receiver.is_a(row.target) for row in rows):
        raise HandOverNotAllowed(sender_kind, receiver.kind, state.status)


def missing(announced: Sequence[DocumentReference], received: Sequence[ReceivedDocument]) -> list[str]:
    """Return the announced documents that did not come, in the order of the file.

    Raises `InvalidInput` for a document named twice, for one that was not announced, and for one whose digest is
    another: it is not the document that was sent.
    """
    _must_stand_once([document.document_id for document in received], "/received")
    digests = {document.document_id: document.sha256 for document in announced}
    faults = [
        another_digest(position) if document.document_id in digests else not_in_the_file(position)
        for position, document in enumerate(received)
        if digests.get(document.document_id) != document.sha256
    ]
    if faults:
        raise InvalidInput(faults=faults)
    received_ids = {document.document_id for document in received}
    return [document.document_id for document in announced if document.document_id not in received_ids]


def _must_be_designated_court(state: CaseState, target: Seat, kind: str, sender: Actor) -> None:
    if not state.court_awaited or state.court is None or kind != Kind.COURT:
        return
    if target not in {state.court, sender.organisations.holder(state.court)}:
        raise CourtDesignated(sender.named(state.court))


def _must_stand_once(ids: Sequence[str], where: str) -> None:
    first: dict[str, int] = {}
    repeated = [
        position for position, document_id in enumerate(ids) if first.setdefault(document_id, position) != position
    ]
    if repeated:
        raise InvalidInput(faults=[named_twice(f"{where}/{position}/documentId") for position in repeated])
