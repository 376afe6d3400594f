"""The body of `add-checkpoint` (C2SP tlog-witness), written and read."""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from typing import Final, Self

from evidence.checkpoints import Checkpoint, CheckpointMalformed
from evidence.merkle import HASH_SIZE
from evidence.notes import Note, NoteMalformed

PATH: Final = "/add-checkpoint"
SIZE_TYPE: Final = "text/x.tlog.size"
MOST_HASHES: Final = 63
_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)


class RequestMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A body that is no `add-checkpoint` request."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """What is asked of a witness: to sign this note, whose tree begins with the one of `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    def spell(self) -> bytes:
        """Return the body."""
        lines = [f"old {self.old}", *(b64encode(hash_).decode("ascii") for hash_ in self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note.spell()

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Return what is asked; raise `RequestMalformed`, also for an old tree that is the larger one."""
        head, blank, note = body.partition(b"\n\n")
        try:
            first, *lines = head.decode("ascii").split("\n")
            old = _OLD.fullmatch(first)
            proof = tuple(b64decode(line, validate=True) for line in lines)
            read = Note.read(note)
            checkpoint = Checkpoint.read(read.text)
        except (NotBase64, NoteMalformed, CheckpointMalformed, UnicodeDecodeError) as fault:
            raise RequestMalformed(type(fault).__name__) from fault
        if old is None or not blank or len(proof) > MOST_HASHES or any(len(hash_) != HASH_SIZE for hash_ in proof):
            raise RequestMalformed("not an old size, a proof and a checkpoint")
        request = cls(int(old[1]), proof, read, checkpoint)
        if request.old > checkpoint.size or request.spell() != body:
            raise RequestMalformed("not the one spelling of a request")
        return request
