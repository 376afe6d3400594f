"""Checkpoints (C2SP tlog-checkpoint): signed tree heads, and whether one follows or contradicts another."""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from evidence import merkle
from evidence.merkle import EMPTY_ROOT, HASH_SIZE

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LINES: Final = 3


class CheckpointMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A text that is no checkpoint in its one spelling."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Tree head: origin of the log, number of leaves, root hash; extension lines are kept unread."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Text of the note that states it."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode("ascii"), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the checkpoint of a note's text; raise `CheckpointMalformed`."""
        lines = text.split("\n")
        if len(lines) <= _LINES or lines.pop() or not all(lines) or _SIZE.fullmatch(lines[1]) is None:
            raise CheckpointMalformed("not an origin, a size and a root, each on its line")
        try:
            root = b64decode(lines[2], validate=True)
        except (NotBase64, ValueError) as error:
            raise CheckpointMalformed("the root is no base64") from error
        checkpoint = cls(lines[0], int(lines[1]), root, tuple(lines[_LINES:]))
        if len(root) != HASH_SIZE or checkpoint.text != text or (checkpoint.size == 0 and root != EMPTY_ROOT):
            raise CheckpointMalformed("not the one spelling of a tree head")
        return checkpoint

    def follows(self, older: Self, proof: Sequence[bytes]) -> bool:
        """Tell whether this tree begins with the older checkpoint's, of the same log, by a consistency proof."""
        # from nothing to anything there is nothing to prove, and then the proof is empty
        return self.origin == older.origin and merkle.subtree_holds(
            0, older.size, self.size, proof, older.root, self.root
        )

    def contradicts(self, other: Self) -> bool:
        """Tell whether both have the same log and size but different roots: a split view."""
        return (self.origin, self.size) == (other.origin, other.size) and self.root != other.root
