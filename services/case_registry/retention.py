"""Retention of the case registry's tables: cases are a register, what is copied for display is not."""

from collections.abc import Sequence
from datetime import timedelta

from chassis.postgres.retention import Kept, Rule, registers
from services.case_registry.settings import Settings


def kept(settings: Settings) -> Sequence[Kept]:
    """Return how long the rows of each table are kept."""
    return [
        Rule(
            "document_deliveries",
            "greatest(delivered_at, opened_at)",
            timedelta(days=settings.deliveries_kept_days),
            "copied from events for hand-overs to show; the document exchange keeps the deliveries themselves",
            order="delivery_id",  # which begins with the time of the dispatch
        ),
        *registers(
            "the register of cases: what an office or a court has done is kept as long as the case, which is for ever",
            *("case_claims", "case_prosecutors", "case_history", "case_numbers", "case_relations", "case_stays"),
            *("cases", "charge_steps", "charges", "custody_records"),
            *("decisions", "hand_overs", "hearing_claims", "hearings", "panel_seats", "participant_names"),
            *("participant_roles", "participant_subjects", "participants", "proceedings", "prosecutor_files"),
            *("case_corrections", "case_readers", "extract_readers", "owed_corrections", "representations"),
        ),
        *registers("figures that an office has filed under its name", "register_reports"),
        *registers("one row a series of numbers", "decision_counters"),
        *registers(
            "the account of an import: which row of an office's list became which case, and that none comes twice",
            *("import_mappings", "import_rows", "imported_cases", "imports"),
        ),
        *registers(
            "one row: how far the keys of names and numbers are made by present titles and rules", "stored_key_progress"
        ),
        *registers("one row: how far cases of before were looked at for children", "past_children_progress"),
        *registers("derived from a case and the rules, and gone with what it is about", "case_deadlines"),
        *registers("one row: how far deadlines are reckoned by present rules and holidays", "deadline_progress"),
        *registers("one row a case: where its latest change stands", "changes"),
        *registers("one row a closed office: who has its cases, as those who follow were told", "successions"),
        *registers("one row a job and day: that it was done, and never again", "ticks"),
        *registers("one row: members and offices, as the directory last told them", "reference_data"),
    ]
