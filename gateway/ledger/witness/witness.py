"""Rules of a witness: it signs a checkpoint of a log it knows, whose tree continues the one it has signed before."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from evidence.checkpoints import Checkpoint
from evidence.key_pairs import Pair, lacking, pairs, signed_by_pair
from evidence.merkle import EMPTY_ROOT
from evidence.note_keys import NoteSigner
from evidence.notes import Note, SignatureType, VerifierKey
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.witness.requests import SIZE_TYPE, AddCheckpoint, RequestMalformed


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP answer to `add-checkpoint`: status, body and media type."""

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
            request = AddCheckpoint.read(body)
        except RequestMalformed:
            return Answer(HTTPStatus.BAD_REQUEST)
        shown = request.checkpoint
        keys = self._logs.get(shown.origin)
        if keys is None:
            return Answer(HTTPStatus.NOT_FOUND)
        if not signed_by_pair(request.note, keys).whole:
            return Answer(HTTPStatus.FORBIDDEN)
        kept = self._kept(shown.origin)
        before = kept or Checkpoint(shown.origin, 0, EMPTY_ROOT)
        if request.old != before.size or before.contradicts(shown):
            return Answer(HTTPStatus.CONFLICT, b"%d\n" % before.size, SIZE_TYPE)
        if not shown.follows(before, request.proof):
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY)
        at = self._now()
        lines = [signer.sign(request.note.text, at=at) for signer in self._signers]
        self._anchor(shown.origin).keep(request.note.spell())
        return Answer(HTTPStatus.OK, "".join(line.line for line in lines).encode())

    def _kept(self, origin: str) -> Checkpoint | None:
        note = self._anchor(origin).newest()
        return Checkpoint.read(Note.read(note).text) if note is not None else None

    def _anchor(self, origin: str) -> Anchor:
        return Anchor(self._folder / hashlib.sha256(origin.encode()).hexdigest()[:32])


class KeyMissing(ValueError):  # noqa: N818 - a fact about what the operator has said
    """Of a log's pair one key only was told: whoever has computed that one would lead the witness astray."""

    def __init__(self, origin: str, missing: SignatureType) -> None:
        super().__init__(f"the {missing.spoken} key of {origin} is missing")


def known(logs: Iterable[VerifierKey]) -> Mapping[str, Sequence[Pair]]:
    """Return the key pairs (Ed25519, ML-DSA-44) by the origin whose checkpoints they sign; raise `KeyMissing`."""
    keys = list(logs)
    found = {key.name: pairs(keys, key.name) for key in keys}
    for origin, its in found.items():
        for missing in (type_ for pair in its for type_ in lacking(pair)):
            raise KeyMissing(origin, missing)
    return found
