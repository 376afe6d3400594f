"""Whom health summaries answer how, operation by operation."""

from typing import Final

from tests.journeys.authorisation.derived import as_all, listed, record
from tests.journeys.authorisation.row import NO_RECORD, Rows, at
from tests.support import sample_records as records

SENT: Final = at("/data-value-sets", records.data_value_set())
ROWS: Final[Rows] = {
    "sendDataValueSet": record("health_summaries", "sendDataValueSet", SENT, {NO_RECORD: as_all("own")}, done=200),
    "listDataValues": listed(at("/data-values")),
}
