"""What is announced when an office reports the figures of its register."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.register_reported import RegisterReported
from contracts.national.justice.register_comparison import RegisterComparison
from services.case_registry.events.about import about


def register_reported(unit: Unit, made: RegisterComparison) -> Event:
    """Return the announcement that an office reported its own figures; its key is the office."""
    data = RegisterReported(
        report_id=made.report_id,
        office=made.office,
        year=made.year,
        months=sorted({cell.month for cell in made.cells}),
        different=made.different,
    )
    seat = made.office.member if made.office.office is None else f"{made.office.member}-{made.office.office}"
    return about(unit, seat, "la.gov.justice.register.reported.v1", data)
