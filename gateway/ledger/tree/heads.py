"""Rules for heads of the tree: what may follow a checkpoint, decided without I/O."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from evidence.checkpoints import Checkpoint
from evidence.merkle import EMPTY_ROOT

_REOPENS: Final = "reopens"


REFUSALS: Final = ("ledger-another", "ledger-behind", "ledger-forked", "checkpoint-not-ours", "checkpoint-not-kept")


class LedgerRefused(Exception):  # noqa: N818 - a fact about the database; whoever sequences hears it and stops
    """The database does not continue the checkpoint that is kept outside of it; `code` says in which way."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code}: {facts}")
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Head:
    """The committed state of the tree: whose it is, how large, its root, and when it last grew."""

    origin: str
    size: int
    root: bytes
    at: datetime
    reopens: str | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        """What is said about it."""
        return Checkpoint(self.origin, self.size, self.root, (self.reopens,) if self.reopens else ())


def first(origin: str, at: datetime) -> Head:
    """Return the head of a tree that has no leaf yet."""
    return Head(origin, 0, EMPTY_ROOT, at)


def reopened(head: Head, last: Checkpoint, at: datetime) -> Head:
    """Return the head under a new origin: the same leaves, and a line that cites the last checkpoint of the old one.

    The first origin of a ledger has no number, the second has `/2` behind it.
    """
    base, _, number = last.origin.rpartition("/")
    origin = f"{base}/{int(number) + 1}" if number.isdecimal() else f"{last.origin}/2"
    return Head(origin, head.size, head.root, at, citation(last))


def citation(last: Checkpoint) -> str:
    """Return the extension line by which a new origin names the checkpoint that it does not continue."""
    return f"{_REOPENS} {last.origin} {last.size} {b64encode(last.root).decode('ascii')}"


def cites(checkpoint: Checkpoint, anchor: Checkpoint) -> bool:
    """Tell whether the checkpoint reopens the ledger after `anchor` or after a later checkpoint of the same origin."""
    for line in checkpoint.extensions:
        word, _, rest = line.partition(" ")
        origin, _, cited = rest.partition(" ")
        size = cited.partition(" ")[0]
        if word == _REOPENS and origin == anchor.origin and size.isdecimal():
            return int(size) > anchor.size or line == citation(anchor)
    return False


def must_continue(head: Head, older: Checkpoint, root_then: bytes | None) -> None:
    """Raise `LedgerRefused` unless the head continues an older checkpoint of its origin; `root_then` is its root then.

    Its code is `ledger-behind` for a database that was rolled back, truncated or failed over too early,
    `ledger-forked` for one that has grown another way since.
    """
    if head.size < older.size:
        raise LedgerRefused("ledger-behind", size=head.size, kept=older.size)
    if root_then != older.root:
        raise LedgerRefused("ledger-forked", size=head.size, kept=older.size)
