"""Facts of a case's history (event sourcing): the case is the sum of its facts, in their order, and of nothing else.

A new kind of fact is a class with a `kind` of its own, in the module of its aspect, and a place in `fact_kinds.FACTS`;
`applied_to` says what it changes. Facts name people by their participant's id, and have ids and codes where texts stand
beside the history: there they can be corrected, and the fact stays true.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState


class Fact(BaseModel):
    """Base of every fact: something that happened to a case, named in the past tense."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]

    def applied_to(self, state: CaseState, entry: "Entry") -> CaseState:  # noqa: ARG002 - most facts ask who or when
        """Return the state of the case after this fact; most facts leave it as it was."""
        return state


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact in the history of a case: its place, when it happened and was recorded, and by whom."""

    position: int  # from 1; the version of the case that it makes
    fact: Fact
    happened_on: date  # in Vientiane
    recorded_at: datetime
    by: Seat
    officer: str | None = None


class Role(BaseModel):
    """A participant's role since the day of the fact."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    participant: str
    role: str


class ChargePlace(BaseModel):
    """Where a charge stands in a case, and on whom it is there."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sequence: int
    participant: str
