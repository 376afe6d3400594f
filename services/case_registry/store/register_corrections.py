"""SQL of prosecutors' registers as they were known when an office reported its figures."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.domain.prosecution import CallUpDecided, StatementGiven
from services.case_registry.domain.register_corrections import KnownEntry
from services.case_registry.domain.registers import Section
from services.case_registry.domain.words import Ground, WantedSeats
from services.case_registry.models.corrections import CorrectionRow
from services.case_registry.models.registers import RegisterReportRow
from services.case_registry.store.history import HISTORY
from services.case_registry.store.prosecution import FILES
from services.case_registry.store.seats import is_wanted
from services.case_registry.wire.registers import RegisterQuery

_REPORTS: Final = table_of(RegisterReportRow)
_CORRECTIONS: Final = table_of(CorrectionRow)
_RESOLUTIONS: Final = frozenset({StatementGiven.kind, CallUpDecided.kind})


async def reports(unit: Unit, query: RegisterQuery, office: WantedSeats, year: int) -> dict[int, datetime]:
    """Return when these figures of each month were reported last, for this category and instance alone."""
    columns = _REPORTS.c
    asked = (columns.category.is_not_distinct_from(query.category), columns.level.is_not_distinct_from(query.level))
    filed = select(columns.months, columns.filed_at).where(
        columns.year == year, *asked, *is_wanted(columns.member, columns.office, office)
    )
    rows = await unit.connection.execute(filed.order_by(columns.filed_at))
    return {month: row.filed_at for row in rows for month in row.months}


async def entries_at(
    unit: Unit,
    query: RegisterQuery,
    office: Sequence[WantedSeats | None],
    categories: Collection[str] | None,
    at: datetime,
) -> list[KnownEntry]:
    """Return the entries of these registers as they were known then."""
    scope = [condition for seats in office for condition in is_wanted(FILES.c.member, FILES.c.office, seats)]
    scope += [] if categories is None else [FILES.c.category.in_(categories)]
    scope += [] if query.level is None else [FILES.c.level == query.level]
    kept = or_(FILES.c.withdrawn_at.is_(None), FILES.c.withdrawn_at > at)
    known = select(FILES).where(FILES.c.recorded_at <= at, kept, *scope)
    rows = (await unit.connection.execute(known)).mappings().all()
    found = {
        row["file_id"]: KnownEntry(
            section=Section(row["section"]),
            ground=Ground(row["ground"]) if row["ground"] else None,
            entered_on=row["entered_on"],
            recorded_at=row["recorded_at"],
            resolved_on=row["resolved_on"],
            resolved_at=row["resolved_at"],
            outcome=row["outcome"],
        )
        for row in rows
    }
    columns = _CORRECTIONS.c
    of_fact = (HISTORY.c.case_id == columns.case_id) & (HISTORY.c.position == columns.of_position)
    since = select(columns.file_id, columns.members, HISTORY.c.kind).join(HISTORY, of_fact)
    since = since.where(columns.file_id.in_(found), columns.recorded_at > at).order_by(columns.correction_id.desc())
    for row in await unit.connection.execute(since):
        entry = found[row.file_id]
        found[row.file_id] = entry.without(row.members, resolution=row.kind in _RESOLUTIONS)
    return [entry.known_at(at) for entry in found.values()]
