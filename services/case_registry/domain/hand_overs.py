"""Hand-overs of a case's file to another office: facts, and rules. Nothing changes hands before it is taken. No I/O."""

from collections.abc import Sequence
from dataclasses import replace

from contracts.national.justice.hand_over_acceptance import ReceivedDocument
from contracts.national.justice.hand_over_sending import HandOverSending
from contracts.national.shared.document_reference import DocumentReference
from contracts.problems import InvalidInput
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.table import TABLE, Table
from services.case_registry.domain.words import Kind, Seat
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.hand_overs import (
    TO_ONESELF,
    HandOverNotAllowed,
    HandOverPending,
    another_digest,
    named_twice,
    not_in_the_file,
)
from services.case_registry.errors.moves import CourtDesignated, FileElsewhere


class HandedOver(Fact):
    """The file was sent to another member; nothing changes hands before it is taken."""

    kind = "handedOver"
    hand_over: str
    to: Seat
    sender_kind: Kind
    files: tuple[DocumentReference, ...] = ()
    note: str | None = None

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared above
        """Return the case offered to the receiver, who now sees it; the sender stays responsible."""
        return replace(state, offered_to=self.to)


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
        offered_office = state.offered_to.office if state.offered_to else None
        # a system that works for the whole member takes the file for the office to which it was offered
        seat = Seat(entry.by.member, entry.by.office or offered_office)
        taken = replace(state, responsible=seat, offered_to=None, involved=state.involved | {seat.member})
        return replace(taken, court=seat, court_awaited=False) if self.by_court else taken


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
    receiver_kind: str | None,
    table: Table = TABLE,
) -> HandedOver:
    """Return the fact that the file was sent, or raise what forbids it.

    `FileElsewhere` when the sender does not have it, `HandOverPending` when it is on its way already,
    `HandOverNotAllowed` when files do not go that way now, `CourtDesignated` when another court is waiting for it, and
    `InvalidInput` for a receiver that is nobody (its kind is None) or the sender itself, and a document named twice.
    """
    if not state.responsible.is_met_by(sender.seat):
        raise FileElsewhere(str(state.responsible))
    if state.offered_to is not None:
        raise HandOverPending(str(state.offered_to))
    if receiver_kind is None:
        raise InvalidInput(faults=[unknown_code("/to/member")])
    to = Seat(sending.to.member, sending.to.office)
    _must_go_elsewhere(state.responsible, to)
    sender_kind = _sender_kind(state, sender.kind, receiver_kind, table)
    _must_be_designated_court(state, to, receiver_kind)
    files = sending.files or []
    _must_stand_once([document.document_id for document in files], "/files")
    return HandedOver(hand_over=hand_over, to=to, sender_kind=sender_kind, files=tuple(files), note=sending.note)


def must_be_takeable(state: CaseState, sender_kind: Kind, receiver: Actor, table: Table = TABLE) -> None:
    """Raise `HandOverNotAllowed` when the receiver, as the gateway vouches, is of a kind to whom no such file goes.

    The status is not asked again: what was lawful when it was sent is taken or refused, and not left in between.
    """
    if not any(row.source is sender_kind and receiver.is_a(row.target) for row in table.hand_overs):
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


def _must_go_elsewhere(source: Seat, target: Seat) -> None:
    if target == source or (target.member == source.member and target.office is None):
        raise InvalidInput(faults=[TO_ONESELF])


def _sender_kind(state: CaseState, source: str, target: str, table: Table) -> Kind:
    """Return the kind of the sender, if files go from such a member to such a member now."""
    kinds = {kind.value: kind for kind in Kind}
    if source in kinds and target in kinds and table.hands_over(kinds[source], kinds[target], state.status):
        return kinds[source]
    raise HandOverNotAllowed(source, target, state.status)


def _must_be_designated_court(state: CaseState, target: Seat, kind: str) -> None:
    if state.court_awaited and state.court and kind == Kind.COURT and not state.court.is_met_by(target):
        raise CourtDesignated(str(state.court))


def _must_stand_once(ids: Sequence[str], where: str) -> None:
    first: dict[str, int] = {}
    repeated = [
        position for position, document_id in enumerate(ids) if first.setdefault(document_id, position) != position
    ]
    if repeated:
        raise InvalidInput(faults=[named_twice(f"{where}/{position}/documentId") for position in repeated])
