"""Retention of civil registration's tables: a civil register is kept for ever."""

from collections.abc import Sequence
from datetime import timedelta

from chassis.postgres.retention import Kept, Rule, registers
from services.civil_registration.settings import Settings


def kept(_settings: Settings) -> Sequence[Kept]:
    """Return how long the rows of each table are kept."""
    return [
        *registers(
            "the civil register: what happened to a person stays true",
            *("civil_events", "civil_event_actions", "civil_people", "civil_names", "civil_numbers"),
            *("civil_event_readers", "civil_owed_corrections", "civil_duplicates"),
            *("civil_certificates", "civil_status_lists"),
        ),
        *registers(
            "the account of an import: which row of an old book became which event, and that none comes twice",
            *("import_mappings", "import_rows", "imported_events", "imports"),
        ),
        *registers("one row an office, or an office, kind and year", "registration_series", "registration_serials"),
        Rule(
            "civil_guess_counts",
            "ends_at",
            timedelta(days=1),
            "guesses of a window count until its end; a day more for who looks into them",
            order="ends_at",
        ),
        *registers("one row an event: where its latest change stands", "changes"),
        *registers("one row a closed office: who has its events, as those who follow were told", "successions"),
        *registers(
            "a request to another service: its row goes with the answer, or when a person gives it up", "requests_out"
        ),
        *registers("one row: how far the keys of names are made by present titles and rules", "stored_key_progress"),
        *registers("one row: members and offices, as the directory last told them", "reference_data"),
    ]
