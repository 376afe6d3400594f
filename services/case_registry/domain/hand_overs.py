"""Handing a file over: the facts, and the rules. Both sides act, and nothing changes hands before."""

from collections.abc import Sequence
from dataclasses import replace

from contracts.national.justice.hand_over_acceptance import ReceivedDocument
from contracts.national.justice.hand_over_sending import HandOverSending
from contracts.national.shared.document_reference import DocumentReference
from contracts.problems import InvalidInput
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.standing import Actor, Standing
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

    def onto(self, standing: Standing, by: Entry) -> Standing:  # noqa: ARG002 - as it is declared above
        """Return the case on offer: the receiver sees it, the sender answers for it."""
        return replace(standing, offered_to=self.to)


class TakenOver(Fact):
    """The receiver took the file: it is responsible from now on."""

    kind = "takenOver"
    hand_over: str
    by_court: bool
    received: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    note: str | None = None

    def onto(self, standing: Standing, by: Entry) -> Standing:
        """Return the case in the receiver's hands; a court that takes it has it before it."""
        asked = standing.offered_to.office if standing.offered_to else None
        seat = Seat(by.by.member, by.by.office or asked)  # a system of the whole member takes it for the office asked
        taken = replace(standing, responsible=seat, offered_to=None, involved=standing.involved | {seat.member})
        return replace(taken, court=seat, court_awaited=False) if self.by_court else taken


class SentBack(Fact):
    """The receiver did not take the file: it stays where it was."""

    kind = "sentBack"
    hand_over: str
    reason: str

    def onto(self, standing: Standing, by: Entry) -> Standing:  # noqa: ARG002 - as it is declared above
        """Return the case with its sender alone."""
        return replace(standing, offered_to=None)


class Recalled(SentBack):
    """The sender took the file back before it was taken."""

    kind = "recalled"


def sent(
    standing: Standing,
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
    if not standing.responsible.is_met_by(sender.seat):
        raise FileElsewhere(str(standing.responsible))
    if standing.offered_to is not None:
        raise HandOverPending(str(standing.offered_to))
    if receiver_kind is None:
        raise InvalidInput(faults=[unknown_code("/to/member")])
    to = Seat(sending.to.member, sending.to.office)
    _must_go_elsewhere(standing.responsible, to)
    sender_kind = _sender_kind(standing, sender.kind, receiver_kind, table)
    _must_be_the_designated(standing, to, receiver_kind)
    files = sending.files or []
    _must_stand_once([each.document_id for each in files], "/files")
    return HandedOver(hand_over=hand_over, to=to, sender_kind=sender_kind, files=tuple(files), note=sending.note)


def must_be_takeable(standing: Standing, sender_kind: Kind, receiver: Actor, table: Table = TABLE) -> None:
    """Raise `HandOverNotAllowed` when the receiver, as the gateway vouches, is of a kind to whom no such file goes.

    The status is not asked again: what was lawful when it was sent is taken or refused, and not left in between.
    """
    if not any(row.source is sender_kind and receiver.is_a(row.target) for row in table.hand_overs):
        raise HandOverNotAllowed(sender_kind, receiver.kind, standing.status)


def missing(announced: Sequence[DocumentReference], received: Sequence[ReceivedDocument]) -> list[str]:
    """Return the announced documents that did not come, in the order of the file.

    Raises `InvalidInput` for a document named twice, for one that was not announced, and for one whose digest is
    another: it is not the document that was sent.
    """
    _must_stand_once([each.document_id for each in received], "/received")
    digests = {each.document_id: each.sha256 for each in announced}
    faults = [
        another_digest(position) if each.document_id in digests else not_in_the_file(position)
        for position, each in enumerate(received)
        if digests.get(each.document_id) != each.sha256
    ]
    if faults:
        raise InvalidInput(faults=faults)
    came = {each.document_id for each in received}
    return [each.document_id for each in announced if each.document_id not in came]


def _must_go_elsewhere(source: Seat, target: Seat) -> None:
    if target == source or (target.member == source.member and target.office is None):
        raise InvalidInput(faults=[TO_ONESELF])


def _sender_kind(standing: Standing, source: str, target: str, table: Table) -> Kind:
    """Return the kind of the sender, if files go from such a member to such a member now."""
    kinds = {kind.value: kind for kind in Kind}
    if source in kinds and target in kinds and table.hands_over(kinds[source], kinds[target], standing.status):
        return kinds[source]
    raise HandOverNotAllowed(source, target, standing.status)


def _must_be_the_designated(standing: Standing, target: Seat, kind: str) -> None:
    if standing.court_awaited and standing.court and kind == Kind.COURT and not standing.court.is_met_by(target):
        raise CourtDesignated(str(standing.court))


def _must_stand_once(ids: Sequence[str], where: str) -> None:
    first: dict[str, int] = {}
    repeated = [position for position, each in enumerate(ids) if first.setdefault(each, position) != position]
    if repeated:
        raise InvalidInput(faults=[named_twice(f"{where}/{position}/documentId") for position in repeated])
