"""Moving a case: the fact, and who moves it where, asked of the table, of who has the file, and of the calendar."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from contracts.national.shared.document_reference import DocumentReference
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.standing import Actor, Standing
from services.case_registry.domain.table import TABLE, Move, Need, Table
from services.case_registry.domain.words import CRIMES, Kind, Seat, Status
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.moves import (
    BEFORE_THE_LAST_MOVE,
    COURT_MISSING,
    MEDIATION_OF_A_CRIME,
    PROPOSAL_MISSING,
    CourtDesignated,
    FileElsewhere,
    MoveNotAllowed,
)


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


def status_of(code: str) -> Status:
    """Return the status behind a code of the national list, or raise `InvalidInput`."""
    try:
        return Status(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/to")]) from None


def moves_of(standing: Standing, mover: Actor, day: date, table: Table = TABLE) -> list[Move]:
    """Return the rows by which a member of this kind may move the case from where it stands."""
    rows = table.moves_from(standing.status, standing.category, standing.previous, day)
    return [row for row in rows if mover.is_a(row.by)]


def must_be_allowed(standing: Standing, order: Moved, mover: Actor, day: date, table: Table = TABLE) -> None:
    """Raise what forbids the move, if anything does.

    `MoveNotAllowed` names what is allowed instead; `FileElsewhere` who has the file; `CourtDesignated` which court the
    case waits for; `InvalidInput` what the order does not say, or says of a day that cannot be.
    """
    row = _row(standing, order.target, mover, day, table)
    if not row.elsewhere and not standing.responsible.is_met_by(mover.seat):
        raise FileElsewhere(str(standing.responsible))
    if (
        standing.court_awaited
        and standing.court
        and mover.is_a(Kind.COURT)
        and not standing.court.is_met_by(mover.seat)
    ):
        raise CourtDesignated(str(standing.court))
    faults = _faults(standing, order, row, day)
    if faults:
        raise InvalidInput(faults=faults)


def _row(standing: Standing, target: Status, mover: Actor, day: date, table: Table) -> Move:
    mine = moves_of(standing, mover, day, table)
    for row in mine:
        if row.target is target:
            return row
    others = table.moves_from(standing.status, standing.category, standing.previous, day)
    raise MoveNotAllowed(standing.status, target, [row.target for row in mine], sorted({row.by for row in others}))


def _faults(standing: Standing, order: Moved, row: Move, day: date) -> Sequence[Fault]:
    faults = [BEFORE_THE_LAST_MOVE] if day < standing.moved_on else []
    if Need.PROPOSAL in row.needs and order.proposal is None:
        faults.append(PROPOSAL_MISSING)
    if Need.COURT in row.needs and order.court is None:
        faults.append(COURT_MISSING)
    if order.mediation is not None and standing.category in CRIMES:
        faults.append(MEDIATION_OF_A_CRIME)
    return faults
