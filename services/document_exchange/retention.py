"""Retention of the document exchange's tables: official documents stay, uploads that no document names go."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from chassis.postgres.retention import Kept, Rule, registers
from services.document_exchange.settings import Settings

# It takes the locks under which uploads come, and removes their bytes too: `usecases.uploads.collect`.
_COLLECTOR: Final = "the collector of uploads, every quarter of an hour"


def kept(settings: Settings) -> Sequence[Kept]:
    """Return how long the rows of each table are kept."""
    unattached = timedelta(hours=settings.unattached_uploads_kept_h)
    return [
        Rule(
            "uploads",
            "uploaded_at",
            unattached,
            "so long an office may take to name its file in a document; one that is named stays with it",
            order="uploaded_at",
            only="not attached",
            by=_COLLECTOR,
            oldest="select min(uploaded_at) from uploads where not attached",
        ),
        Rule(
            "expected_uploads",
            "since",
            unattached,
            "room for bytes on their way; older ones were left by a killed process",
            order="upload_id",
            by=_COLLECTOR,
        ),
        Rule(
            "discarded_files",
            "since",
            timedelta(hours=1),
            "bytes that nobody names wait an hour for a new upload of the same",
            order="digest",
            by=_COLLECTOR,
        ),
        *registers(
            "official documents and the proof of who opened them, and when", "deliveries", "document_files", "documents"
        ),
        *registers("one row: members and offices, as the directory last told them", "reference_data"),
    ]
