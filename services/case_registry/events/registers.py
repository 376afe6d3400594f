"""Event of registers: an office reported its figures."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.register_reported import RegisterReported
from contracts.national.justice.register_comparison import RegisterComparison
from services.case_registry.domain.words import seat_of
from services.case_registry.events.about import about


def register_reported(unit: Unit, comparison: RegisterComparison) -> Event:
    """Return the announcement that an office reported its own figures; its key is the office."""
    data = RegisterReported(
        report_id=comparison.report_id,
        office=comparison.office,
        year=comparison.year,
        months=sorted({cell.month for cell in comparison.cells}),
        differing=comparison.differing,
    )
    return about(unit, str(seat_of(comparison.office)), "la.gov.justice.register.reported.v1", data)
