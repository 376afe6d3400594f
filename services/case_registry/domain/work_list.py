"""Kinds of work that waits for an office. No I/O."""

from enum import StrEnum


class Work(StrEnum):
    """What waits (list work-kind)."""

    FILE = "file"
    HAND_OVER = "handOver"
    STATEMENT_REQUEST = "statementRequest"
    STATEMENT = "statement"
    CALLED_UP_FILE = "calledUpFile"
    CUSTODY = "custody"
