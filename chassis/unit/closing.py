"""What a changing request leaves behind beside its rows: the state of its exchange, and the answer to repeat."""

from dataclasses import dataclass
from enum import StrEnum


class EffectState(StrEnum):
    """What became of an exchange in this service."""

    APPLIED = "applied"
    REPLAYED = "replayed"
    NOT_APPLIED = "notApplied"
    NOT_SEEN = "notSeen"  # so far; it may still come, or be sent again, and then happens once


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call under an idempotency key."""

    member: str
    operation: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer of the first call, byte for byte."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Closing:
    """What a changing request leaves behind: its effect, and the answer to repeat when it came under a key."""

    state: EffectState
    attempt: Attempt | None = None
    answer: KeptAnswer | None = None
