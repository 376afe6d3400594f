"""What happens to a case: facts in the past tense. A case is the sum of its facts, in their order, and of nothing else.

A new kind of fact is a class with a `kind` of its own and a place in `fact_kinds.FACTS`; `onto` says what it changes.
Facts name people by their participant's id: who they are stands once, beside the history, where it can be corrected.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Final

from pydantic import BaseModel, ConfigDict

from contracts.national.shared.document_reference import DocumentReference
from services.case_registry.domain.standing import Standing
from services.case_registry.domain.words import Category, Kind, Relation, Restriction, Seat, Status


class Fact(BaseModel):
    """Something that happened to a case."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]

    def onto(self, standing: Standing, by: "Entry") -> Standing:  # noqa: ARG002 - most facts ask who or when
        """Return the standing after this fact; most facts leave it as it was."""
        return standing


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact in the history of a case: its place, when it happened and was recorded, and by whom."""

    position: int  # from 1; the version of the case that it makes
    fact: Fact
    happened_on: date  # in Vientiane
    recorded_at: datetime
    by: Seat
    officer: str | None = None


class Role(BaseModel):
    """A participant's role since the day of the fact."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    participant: str
    role: str


class Opened(Fact):
    """A case entered the registry; the first fact of every history."""

    kind = "opened"
    case: str
    category: Category
    restriction: Restriction
    status: Status
    number: str
    by_court: bool
    participants: tuple[Role, ...] = ()

    def standing(self, by: Entry) -> Standing:
        """Return where the case stands when it has just been opened."""
        return Standing(
            case_id=self.case,
            category=self.category,
            restriction=self.restriction,
            status=self.status,
            moved_on=by.happened_on,
            responsible=by.by,
            court=by.by if self.by_court else None,
            involved=frozenset({by.by.member}),
            version=by.position,
        )


class Numbered(Fact):
    """A member knows the case under a number of its own."""

    kind = "numbered"
    number: str


class Related(Fact):
    """The case hangs together with another one."""

    kind = "related"
    relation: Relation
    other: str


class Moved(Fact):
    """The case went from one status to another."""

    kind = "moved"
    source: Status
    target: Status
    decision: str | None = None
    proposal: str | None = None
    document: DocumentReference | None = None
    court: Seat | None = None
    mediation: str | None = None
    note: str | None = None

    def onto(self, standing: Standing, by: Entry) -> Standing:
        """Return the case at its new status; it waits for a court that is designated, until that court acts."""
        moved = replace(standing, status=self.target, previous=self.source, moved_on=by.happened_on)
        if self.court is not None:
            here = self.court in {standing.responsible, Seat(standing.responsible.member)}
            return replace(moved, court=self.court, court_awaited=not here)
        acts = standing.court is not None and standing.court.is_met_by(by.by)
        return replace(moved, court_awaited=standing.court_awaited and not acts)


class Imported(Moved):
    """An earlier system states where the case had come before it entered the registry; no table of moves is asked."""

    kind = "imported"
    system: str

    def onto(self, standing: Standing, by: Entry) -> Standing:
        """Return the case where the earlier system had it; the file is wherever its register says."""
        court = self.court or standing.court
        return replace(standing, status=self.target, previous=self.source, moved_on=by.happened_on, court=court)


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


CASE: Final = (Opened, Numbered, Related, Moved, Imported, HandedOver, TakenOver, SentBack, Recalled)
