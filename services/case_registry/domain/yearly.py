"""Yearly figures of courts for the National Assembly: what is counted, and what is not known. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.case_registry.domain.stays import Stage
from services.case_registry.domain.words import Status

# Judgments against which a remedy was asked for, by the instance that gave them.
APPEALED_FROM: Final[Mapping[Status, Stage]] = {
    Status.PETITION_REFUSED: Stage.FIRST_INSTANCE,  # counted among what was decided, too
    Status.JUDGED_FIRST_INSTANCE: Stage.FIRST_INSTANCE,
    Status.JUDGED_ON_APPEAL: Stage.APPEAL,
    Status.DECIDED_IN_CASSATION: Stage.CASSATION,
}
REMEDIES: Final = (Stage.APPEAL, Stage.CASSATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was counted of one court, category or instance, or of all; the identity holds: see `pending`."""

    carried: int = 0
    received: int = 0
    resumed: int = 0
    decided: int = 0
    otherwise: int = 0
    passed_on: int = 0
    changed: int = 0
    remanded: int = 0
    appealed: int = 0
    median_days: float | None = None

    @property
    def pending(self) -> int:
        """The cases that were there when the year ended."""
        return self.carried + self.received + self.resumed - self.decided - self.otherwise - self.passed_on
