"""Entries of the ledger: a leaf that tells nothing about anybody, and the details that it commits to (salted hash)."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from evidence.entries import SALT_SIZE, Phase, commitment, leaf, to_the_millisecond
from evidence.merkle import leaf_hash

SUBJECT_SIZE: Final = 32  # bytes of a pseudonym


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written. `proof` is the fingerprint of a proof of possession that this entry uses up."""

    exchange: str
    phase: Phase
    at: datetime  # UTC, whole milliseconds: the moment that stands in the leaf
    details: str  # canonical JSON
    salt: bytes
    commitment: bytes
    proof: bytes | None = None
    signature: str | None = None  # canonical JSON of what is too bulky for a receipt; its digest stands in the details
    subjects: tuple[bytes, ...] = ()  # pseudonyms of those whose data it was about
    epoch: int | None = None  # of the key that made the pseudonyms
    leaf: bytes = field(init=False)  # what is logged of it: spelt once, and read by receipt, seal and hash

    def __post_init__(self) -> None:
        """Spell the leaf."""
        object.__setattr__(self, "leaf", leaf(self.exchange, self.phase.value, self.at, self.commitment))

    @property
    def ended(self) -> bool:
        """Whether nothing comes after it."""
        return self.phase is not Phase.INTENT

    @property
    def leaf_hash(self) -> bytes:
        """The hash by which the tree knows it."""
        return leaf_hash(self.leaf)


def sealed(
    exchange: str,
    phase: Phase,
    at: datetime,
    details: str,
    *,
    proof: bytes | None = None,
    signature: str | None = None,
    subjects: tuple[bytes, ...] = (),
    epoch: int | None = None,
) -> Entry:
    """Return the entry with a commitment to its details that nobody can open by guessing."""
    if any(len(subject) != SUBJECT_SIZE for subject in subjects):
        raise ValueError(f"a subject has {SUBJECT_SIZE} bytes")  # they are written end to end
    salt, at = os.urandom(SALT_SIZE), to_the_millisecond(at)
    return Entry(
        exchange, phase, at, details, salt, commitment(salt, details.encode()), proof, signature, subjects, epoch
    )


class ProofReplayed(Exception):  # noqa: N818 - a fact about a proof; the step that hears it makes the refusal
    """The proof of this entry was used before, by this or another gateway, before or after a restart."""


class NotRecorded(Exception):  # noqa: N818 - as above
    """The ledger cannot be written. `maybe`: the entry was on its way, so it may be there all the same."""

    def __init__(self, *, maybe: bool) -> None:
        super().__init__()
        self.maybe = maybe
