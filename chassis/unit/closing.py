"""What a changing request stores beside its rows: the effect state of its exchange and its kept answer."""

from dataclasses import dataclass
from enum import StrEnum


class EffectState(StrEnum):
    """State of an exchange's effect in this service."""

    APPLIED = "applied"
    REPLAYED = "replayed"
    NOT_APPLIED = "notApplied"
    FORGOTTEN = "forgotten"  # so old that it may have been applied and forgotten: nobody knows any more
    NOT_SEEN = "notSeen"  # so far; it may still come, or be sent again, and then happens once


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call under an idempotency key: its scope (member, operation, key) and its fingerprint."""

    member: str
    operation: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """Answer of the first call under an idempotency key, byte for byte."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Closing:
    """What `settle` writes for a changing request: the effect state, and the answer kept under its key."""

    state: EffectState
    attempt: Attempt | None = None
    answer: KeptAnswer | None = None
