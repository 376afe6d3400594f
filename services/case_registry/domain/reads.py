"""Rights to read: which operation shows whose cases, read once from `reads.toml`; what no row allows is denied."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from contracts.seats import Seat
from services.case_registry.domain.table import TableBroken
from services.case_registry.domain.words import Restriction


class Read(StrEnum):
    """A read, by its operation id."""

    CASE_BY_ID = "caseById"
    LIST_CASES = "listCases"
    LIST_MOVES = "listCaseMoves"
    LIST_CHARGES = "listCharges"
    CASE_DEADLINES = "listCaseDeadlines"
    LIST_DEADLINES = "listDeadlines"
    LIST_CHANGES = "listCaseChanges"
    LIST_PROCEEDINGS = "listProceedings"
    LIST_DECISIONS = "listDecisions"
    LIST_DOCUMENTS = "listCaseDocuments"
    DECISION_BY_ID = "decisionById"
    SHOW_SCHEDULE = "showSchedule"
    LIST_STATEMENTS = "listStatements"
    LIST_STATEMENT_REQUESTS = "listStatementRequests"
    LIST_CALLED_UP = "listCalledUpFiles"
    CASE_OVERVIEW = "caseOverview"
    LIST_HAND_OVERS = "listHandOvers"
    LIST_RECONCILIATIONS = "listReconciliations"
    RECONCILIATION_SUMS = "reconciliationSums"
    MONTHLY_REGISTER = "monthlyRegister"
    CRIMINAL_WORK = "criminalWorkRegister"
    YEARLY_STATISTICS = "yearlyStatistics"
    CUSTODY_EXPIRIES = "listCustodyExpiries"
    CUSTODY_LIST = "custodyList"
    CAUSE_LIST = "causeList"
    WORK_LIST = "workList"
    IMPORT_BY_ID = "importById"
    LIST_IMPORT_ROWS = "listImportRows"
    LIST_CIVIL_STATUS_EXTRACTS = "listCivilStatusExtracts"
    LIST_CORRECTIONS = "listCorrections"
    LIST_OWED_CORRECTIONS = "listOwedCorrections"
    EXPORT_CASES = "exportCases"


class Reach(StrEnum):
    """Whose records a row shows; the words are explained at the top of `reads.toml`."""

    OWN = "own"
    ROLE = "role"
    ABOVE = "above"
    BELOW = "below"
    MEMBER = "member"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of `reads.toml`."""

    operations: frozenset[Read]
    rights: frozenset[str]
    restrictions: frozenset[Restriction]
    reach: frozenset[Reach]
    by: frozenset[str] | None = None  # kinds of member; None: of any

    def is_for(self, kind: str) -> bool:
        """Tell whether members of that kind read by this row."""
        return self.by is None or kind in self.by


@dataclass(frozen=True, slots=True)
class Sight:
    """What whoever asks may see: how far, at which restrictions, and whose seats that reaches."""

    restrictions: Mapping[Reach, frozenset[Restriction]]
    seats: Mapping[Reach, frozenset[Seat]]

    def at(self, reach: Reach) -> frozenset[Restriction]:
        """Return the restrictions of the cases that this reach shows."""
        return self.restrictions.get(reach, frozenset())

    def of(self, reach: Reach) -> frozenset[Seat]:
        """Return the seats that this reach covers."""
        return self.seats.get(reach, frozenset())


def reaches(operation: Read, rights: Collection[str], rules: Sequence[Rule]) -> dict[Reach, frozenset[Restriction]]:
    """Return how far this read goes with a purpose's rights, and at which restrictions; nothing where no row is."""
    found: dict[Reach, frozenset[Restriction]] = {}
    for row in rules:
        if operation in row.operations and not row.rights.isdisjoint(rights):
            for reach in row.reach:
                found[reach] = found.get(reach, frozenset()) | row.restrictions
    return found


def rights_for(operation: Read, rules: Sequence[Rule]) -> frozenset[str]:
    """Return the rights of which a purpose carries one if the read is to show anything."""
    return frozenset().union(*(row.rights for row in rules if operation in row.operations))


def kinds_for(operation: Read, rules: Sequence[Rule]) -> frozenset[str]:
    """Return the kinds of member to which this read is limited; none where no row limits it."""
    return frozenset().union(*(row.by or () for row in rules if operation in row.operations))


def parse(text: str) -> Sequence[Rule]:
    """Return the rules of a TOML text, or raise `TableBroken`."""
    return [_rule(row) for row in tomllib.loads(text)["reads"]]


def _rule(row: dict[str, Any]) -> Rule:  # Any: TOML; every value is checked by its type below
    if unknown := set(row) - {field.name for field in fields(Rule)}:
        raise TableBroken(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    try:
        return Rule(
            operations=frozenset(map(Read, row["operations"])),
            rights=frozenset(map(str, row["rights"])),
            restrictions=frozenset(map(Restriction, row["restrictions"])),
            reach=frozenset(map(Reach, row["reach"])),
            by=frozenset(map(str, row["by"])) if "by" in row else None,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


RULES: Final = parse((files(__package__) / "reads.toml").read_text("utf-8"))
