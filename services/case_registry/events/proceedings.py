"""Events of proceedings: opened, panel changed."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_panel_changed import CasePanelChanged
from contracts.national.events.case_proceeding_opened import CaseProceedingOpened
from contracts.national.justice.proceeding import Proceeding
from services.case_registry.events.about import about


def proceeding_opened(unit: Unit, proceeding: Proceeding) -> Event:
    """Return the announcement of the proceedings of an instance."""
    data = CaseProceedingOpened(
        case_id=proceeding.case_id,
        proceeding_id=proceeding.proceeding_id,
        level=proceeding.level,
        court=proceeding.court,
    )
    return about(unit, proceeding.case_id, "la.gov.justice.case.proceeding-opened.v1", data)


def panel_changed(unit: Unit, case_id: str, proceeding_id: str) -> Event:
    """Return the announcement that a judge took another's seat."""
    return about(
        unit,
        case_id,
        "la.gov.justice.case.panel-changed.v1",
        CasePanelChanged(case_id=case_id, proceeding_id=proceeding_id),
    )
