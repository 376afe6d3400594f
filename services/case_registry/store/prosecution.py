"""SQL of entries in the registers of prosecutors' offices."""

from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.shared.document_reference import DocumentReference
from contracts.seats import Seat
from services.case_registry.domain.prosecution import (
    CalledUp,
    CallUpDecided,
    RegisteredFile,
    Resolved,
    StatementAwaited,
    StatementGiven,
)
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.registers import Section
from services.case_registry.domain.words import CallUpOutcome, Ground, Instance, StatementOutcome, WantedSeats
from services.case_registry.models.prosecution import ProsecutorFileRow
from services.case_registry.store.history import HISTORY
from services.case_registry.store.seats import is_wanted
from services.case_registry.store.visibility import CASES, VISIBLE, parameters
from services.case_registry.wire.prosecution import FileQuery

FILES: Final = table_of(ProsecutorFileRow)

IS_KEPT: Final = FILES.c.withdrawn_at.is_(None)  # of what was withdrawn, only figures reported before tell
_OPENED_ON: Final = select(CASES.c.opened_on).where(CASES.c.case_id == bindparam("case_id"))


def _place(*kinds: str) -> ColumnElement[int]:
    """Return the place of the fact of one of these kinds in the history of the case, by which it is corrected."""
    fact = select(HISTORY.c.position).where(
        HISTORY.c.case_id == FILES.c.case_id,
        HISTORY.c.kind.in_(kinds),
        HISTORY.c.fact["file"].astext == FILES.c.file_id,
    )
    return fact.order_by(HISTORY.c.position).limit(1).correlate(FILES).scalar_subquery()


_WHOLE: Final = select(
    FILES,
    _place(StatementAwaited.kind, CalledUp.kind).label("position"),
    _place(StatementGiven.kind, CallUpDecided.kind).label("resolved_position"),
).where(IS_KEPT)
_ONE: Final = _WHOLE.where(
    FILES.c.case_id == bindparam("case_id"), FILES.c.file_id == bindparam("file_id"), FILES.c.section == bindparam("s")
)
# a restricted case hides its entries too
_SEEN: Final = _WHOLE.join(CASES, CASES.c.case_id == FILES.c.case_id).where(VISIBLE)


async def add(unit: Unit, file: RegisteredFile) -> bool:
    """Enter a file; return False when the case is in the register at this instance and still open."""
    row = {
        "file_id": file.file_id,
        "case_id": file.case_id,
        "section": file.section.value,
        "member": file.office.member,
        "office": file.office.office,
        "category": file.category,
        "level": file.level.value,
        "ground": file.ground and file.ground.value,
        "number": file.number,
        "entered_on": file.entered_on,
        "recorded_at": file.recorded_at,
    }
    written = await unit.connection.execute(insert(FILES).values(row).on_conflict_do_nothing())
    return written.rowcount == 1


async def waiting(unit: Unit, case_id: str, section: Section, level: Instance) -> Seat:
    """Return the office in whose register the case waits at this instance."""
    same = (FILES.c.case_id == case_id, FILES.c.section == section.value, FILES.c.level == level.value)
    query = select(FILES.c.member, FILES.c.office).where(*same, FILES.c.outcome.is_(None), IS_KEPT)
    row = (await unit.connection.execute(query)).one()
    return Seat(row.member, row.office)


async def resolve(unit: Unit, file_id: str, resolution: Resolved) -> None:
    """Write how a file left the register."""
    document = resolution.document and resolution.document.model_dump(mode="json", by_alias=True, exclude_none=True)
    await unit.connection.execute(
        update(FILES)
        .where(FILES.c.file_id == file_id)
        .values(
            outcome=resolution.outcome.value,
            decision=resolution.decision,
            document=document,
            resolved_on=resolution.on,
            resolved_at=resolution.at,
        )
    )


async def withdraw(unit: Unit, file_id: str) -> None:
    """Write that a file is in the register no more."""
    await unit.connection.execute(update(FILES).where(FILES.c.file_id == file_id).values(withdrawn_at=unit.now))


async def one(unit: Unit, case_id: str, file_id: str, section: Section) -> RegisteredFile | None:
    """Return a file of the case in this section, or None."""
    rows = await unit.connection.execute(_ONE, {"case_id": case_id, "file_id": file_id, "s": section.value})
    row = rows.mappings().first()
    return None if row is None else file_of(row)


async def page(
    unit: Unit, section: Section, query: FileQuery, office: WantedSeats | None, *, sight: Sight, limit: int
) -> list[RegisteredFile]:
    """Return the files of this section, of cases in sight, that the query asks for, newest first."""
    conditions = [FILES.c.section == section.value, *is_wanted(FILES.c.member, FILES.c.office, office)]
    if query.case_id is not None:
        conditions.append(FILES.c.case_id == query.case_id)
    if query.pending is not None:
        conditions.append(FILES.c.outcome.is_(None) if query.pending else FILES.c.outcome.is_not(None))
    if query.after is not None:
        conditions.append(FILES.c.file_id < query.after.file_id)
    statement = _SEEN.where(*conditions).order_by(FILES.c.file_id.desc()).limit(limit)
    rows = await unit.connection.execute(statement, parameters(sight))
    return [file_of(row) for row in rows.mappings()]


def file_of(row: RowMapping) -> RegisteredFile:
    """Return the file of a row."""
    section = Section(row["section"])
    outcome: type[StatementOutcome | CallUpOutcome] = (
        StatementOutcome if section is Section.STATEMENTS else CallUpOutcome
    )
    document = row["document"] and DocumentReference.model_validate(row["document"])
    return RegisteredFile(
        file_id=row["file_id"],
        case_id=row["case_id"],
        section=section,
        office=Seat(row["member"], row["office"]),
        category=row["category"],
        level=Instance(row["level"]),
        ground=Ground(row["ground"]) if row["ground"] else None,
        number=row["number"],
        entered_on=row["entered_on"],
        recorded_at=row["recorded_at"],
        position=row["position"],
        resolved_position=row["resolved_position"],
        resolved=Resolved(
            outcome=outcome(row["outcome"]),
            decision=row["decision"],
            document=document,
            on=row["resolved_on"],
            at=row["resolved_at"],
        )
        if row["outcome"]
        else None,
    )


async def days_of(unit: Unit, file_id: str) -> tuple[date, date, date | None]:
    """Return the days on which the case was opened, the entry made, and the entry resolved."""
    query = select(CASES.c.opened_on, FILES.c.entered_on, FILES.c.resolved_on).join(
        FILES, FILES.c.case_id == CASES.c.case_id
    )
    row = (await unit.connection.execute(query.where(FILES.c.file_id == file_id))).one()
    return row.opened_on, row.entered_on, row.resolved_on


async def opened_on(unit: Unit, case_id: str) -> date:
    """Return the day on which a case was opened."""
    day: date = (await unit.connection.execute(_OPENED_ON, {"case_id": case_id})).scalar_one()
    return day
