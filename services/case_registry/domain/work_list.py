"""Kinds of work that waits for an office, and cases that wait for nobody. No I/O."""

from enum import StrEnum
from typing import Final

from services.case_registry.domain.words import Status


class Work(StrEnum):
    """What waits (list work-kind)."""

    FILE = "file"
    HAND_OVER = "handOver"
    STATEMENT_REQUEST = "statementRequest"
    STATEMENT = "statement"
    CALLED_UP_FILE = "calledUpFile"
    CUSTODY = "custody"
    DEATH = "death"
    APPEAL = "appeal"
    HEARING = "hearing"


# A file of such a case waits for nobody: it ended, or goes on elsewhere. Whoever takes it up again moves it.
ENDED: Final = frozenset(
    {
        *(Status.DISMISSED, Status.JOINED, Status.PETITION_REFUSED, Status.WITHDRAWN, Status.DISCONTINUED),
        *(Status.ENFORCED, Status.UNENFORCEABLE, Status.AMNESTIED, Status.PARDONED, Status.CLOSED),
    }
)
# Ended where it was judged or settled; elsewhere somebody has the file to enforce it.
ENDED_IN_COURT: Final = frozenset({Status.FINAL, Status.SETTLED})
