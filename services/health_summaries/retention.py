"""Retention of the tables of health summaries: statistics of the state, without persons."""

from collections.abc import Sequence

from chassis.postgres.retention import Kept, registers
from services.health_summaries.settings import Settings


def kept(_settings: Settings) -> Sequence[Kept]:
    """Return how long the rows of each table are kept."""
    return [
        *registers("statistics of the state, and who reported them, without persons", "data_values", "reports"),
        *registers("lists that a release brings", "data_elements", "option_combos", "org_units"),
        *registers("one row: members and offices, as the directory last told them", "reference_data"),
    ]
