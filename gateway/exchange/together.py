"""What the worker processes of one gateway share: how much each caller holds, and which proofs were used."""

from dataclasses import dataclass
from typing import Final, Self

from chassis.process.shared_counts import SharedCounts
from chassis.process.shared_seen import SharedSeen
from gateway.trust.proofs import REMEMBERED_S


@dataclass(frozen=True, slots=True)
class Together:
    """Memory that is made before the workers are forked, and gone with the last of them; none: a process alone."""

    counts: SharedCounts | None = None
    seen: SharedSeen | None = None

    @classmethod
    def of(cls, workers: int) -> Self:
        """Return empty memory for so many workers."""
        return cls(SharedCounts(workers), SharedSeen(workers, kept_s=REMEMBERED_S))


ALONE: Final = Together()
