"""One line of the ledger: which exchange, which phase, when, and the details as canonical JSON."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    """What an entry says about its exchange; there is at most one of each."""

    INTENT = "intent"  # this call is about to go out
    OUTCOME = "outcome"  # this is what came of it


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written. `proof` is the fingerprint of a proof of possession that this entry uses up."""

    exchange: str
    phase: Phase
    at: datetime
    details: str
    proof: bytes | None = None


class ProofReplayed(Exception):  # noqa: N818 - a fact about a proof; the step that hears it makes the refusal
    """The proof of this entry was used before, by this or another gateway, before or after a restart."""


class NotRecorded(Exception):  # noqa: N818 - as above
    """The ledger cannot be written. `maybe`: the entry was on its way, so it may be there all the same."""

    def __init__(self, *, maybe: bool) -> None:
        super().__init__()
        self.maybe = maybe
