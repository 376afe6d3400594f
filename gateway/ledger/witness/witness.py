"""What a witness signs: a checkpoint of a log it knows, whose tree begins with the one it has signed before."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from typing import Final

from evidence.checkpoints import Checkpoint
from evidence.merkle import EMPTY_ROOT
from evidence.note_keys import NoteSigner, SignatureWrong, verified
from evidence.notes import Note, VerifierKey
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.witness.requests import SIZE_TYPE, AddCheckpoint, RequestMalformed


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker hears."""

    status: HTTPStatus
    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"


class Witness:
    """Remembers of each log the last checkpoint that it has signed, on disk before anybody sees the signature."""

    def __init__(
        self, folder: Path, signers: Sequence[NoteSigner], logs: Iterable[VerifierKey], now: Callable[[], int]
    ) -> None:
        """`logs` are the keys under which logs are believed, by their origins; `now` tells the POSIX second."""
        self._folder, self._signers, self._now = folder, signers, now
        self._logs: Final = known(logs)

    def add(self, body: bytes) -> Answer:
        """Check and co-sign, or say why not (C2SP tlog-witness). One call at a time: look and write are one step."""
        try:
            asked = AddCheckpoint.read(body)
        except RequestMalformed:
            return Answer(HTTPStatus.BAD_REQUEST)
        shown = asked.checkpoint
        keys = self._logs.get(shown.origin)
        if keys is None:
            return Answer(HTTPStatus.NOT_FOUND)
        if not _signed(asked.note, keys):
            return Answer(HTTPStatus.FORBIDDEN)
        kept = self._kept(shown.origin)
        before = kept or Checkpoint(shown.origin, 0, EMPTY_ROOT)
        if asked.old != before.size or before.contradicts(shown):
            return Answer(HTTPStatus.CONFLICT, b"%d\n" % before.size, SIZE_TYPE)
        if not shown.follows(before, asked.proof):
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY)
        at = self._now()
        lines = [signer.sign(asked.note.text, at=at) for signer in self._signers]
        self._anchor(shown.origin).keep(asked.note.spell())
        return Answer(HTTPStatus.OK, "".join(line.line for line in lines).encode())

    def _kept(self, origin: str) -> Checkpoint | None:
        note = self._anchor(origin).newest()
        return Checkpoint.read(Note.read(note).text) if note is not None else None

    def _anchor(self, origin: str) -> Anchor:
        return Anchor(self._folder / hashlib.sha256(origin.encode()).hexdigest()[:32])


def known(logs: Iterable[VerifierKey]) -> Mapping[str, tuple[VerifierKey, ...]]:
    """Return the keys by the origin whose checkpoints they sign."""
    in_order = sorted(logs, key=lambda key: key.name)
    return {origin: tuple(keys) for origin, keys in groupby(in_order, key=lambda key: key.name)}


def _signed(note: Note, keys: tuple[VerifierKey, ...]) -> bool:
    try:
        return {signed.key for signed in verified(note, keys)} == set(keys)
    except SignatureWrong:
        return False
