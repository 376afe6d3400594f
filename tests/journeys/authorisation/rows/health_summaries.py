"""Whom health summaries answer how, operation by operation."""

from typing import Final

from tests.journeys.authorisation.row import NO_RECORD, Row, Rows, at
from tests.support import sample_records as records

ROWS: Final[Rows] = {
    "sendDataValueSet": Row(at("/data-value-sets", records.data_value_set()), {NO_RECORD: {"health": 200}}),
    "listDataValues": Row(at("/data-values"), {NO_RECORD: {"health": 200, "authority": 200}}),
}
