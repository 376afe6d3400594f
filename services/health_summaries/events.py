"""Event of health summaries: a report was accepted; keyed by the report, without its values."""

from typing import Any, Final

from chassis.unit.announcements import announcement, document_of
from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.report_accepted import ReportAccepted
from contracts.seats import Seat
from services.health_summaries.domain.changes import Changes

SOURCE: Final = "/health-summaries/v1"


def report_accepted(unit: Unit, report_id: str, sender: Seat, status: str, changes: Changes, ignored: int) -> Event:
    """Return the announcement of a report that was accepted, wholly or in part."""
    fact: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "reportId": report_id,
        "sender": sender.to_document(),
        "status": status,
        "dataElements": sorted(changes.elements),
        "imported": changes.imported,
        "updated": changes.updated,
        "deleted": changes.deleted,
        "ignored": ignored,
    }
    if changes.first_day is not None:
        fact |= {"firstDay": changes.first_day, "lastDay": changes.last_day}
    accepted = document_of(ReportAccepted.model_validate(fact))
    return announcement(unit, SOURCE, "la.gov.health.report.accepted.v1", report_id, accepted)
