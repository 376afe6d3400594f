"""Client of the witnesses: shows them every new checkpoint and keeps what they sign. Their silence stops nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from logging import getLogger
from typing import Final

import aiohttp

from chassis.postgres.database import AWAY
from evidence import tiles
from evidence.checkpoints import Checkpoint
from evidence.note_keys import SignatureWrong, verified
from evidence.notes import Note, NoteMalformed, Signature, VerifierKey
from evidence.tiles import TileMalformed
from gateway.ledger.pool import Pool
from gateway.ledger.tree import store
from gateway.ledger.tree.alarms import Alarms
from gateway.ledger.tree.store import Kept
from gateway.ledger.witness.requests import PATH, SIZE_TYPE, AddCheckpoint

_LOG: Final = getLogger(__name__)

PATIENCE_S: Final = 5.0
_TRIES: Final = 3  # the first may only tell how far the witness is
_MOST_BYTES: Final = 65_536


@dataclass
class WitnessSeen:
    """A witness: where it is asked, by which keys it is believed, and how far it has followed as far as we know."""

    url: str
    keys: tuple[VerifierKey, ...]
    size: int = 0
    origin: str = ""

    @property
    def name(self) -> str:
        """What it calls itself."""
        return self.keys[0].name


class WitnessContradicts(Exception):  # noqa: N818 - a fact; it becomes an alarm
    """A witness has seen another tree than ours: its word stands against ours, and one of them is wrong."""


@dataclass
class Witnesses:
    """Asks them all at once after each checkpoint, one question to each at a time."""

    seen: Sequence[WitnessSeen]
    pool: Pool
    published: asyncio.Event
    alarms: Alarms
    asked: asyncio.Event = field(default_factory=asyncio.Event, init=False)  # set when all have been heard once
    _session: aiohttp.ClientSession | None = field(default=None, init=False)

    async def run(self) -> None:
        """Ask until cancelled; only the process that sequences publishes, so only it asks."""
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        async with aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session:
            self._session = session
            while True:
                await self.published.wait()
                self.published.clear()
                try:
                    await self.ask_all()
                except (*AWAY, TileMalformed) as away:
                    _LOG.warning("witnesses could not be asked", extra={"facts": {"why": type(away).__name__}})
                self.asked.set()

    async def ask_all(self) -> None:
        """Show the newest checkpoint to every witness, and write their lines under it."""
        head = await store.head(self.pool)
        kept = await store.newest(self.pool, head.origin) if head is not None else None
        if kept is None or not self.seen:
            return
        answered = await asyncio.gather(*(self._asked(witness, kept) for witness in self.seen))
        lines = [line for found in answered for line in found]
        if lines:
            note = Note.read(kept.note).with_signatures(lines).spell()
            await store.cosign(self.pool, kept, note, witnesses=sum(bool(found) for found in answered))

    async def _asked(self, witness: WitnessSeen, kept: Kept) -> list[Signature]:
        code = f"witness-contradicts-{witness.name}"
        try:
            lines = await self._cosigned(witness, kept)
        except (aiohttp.ClientError, TimeoutError, NoteMalformed, SignatureWrong) as fault:
            _LOG.warning(
                "a witness did not sign", extra={"facts": {"witness": witness.name, "why": type(fault).__name__}}
            )
            return []
        except WitnessContradicts as contradiction:
            self.alarms.ring(code, size=kept.size, heard=contradiction)
            return []
        self.alarms.over(code)
        return lines

    async def _cosigned(self, witness: WitnessSeen, kept: Kept) -> list[Signature]:
        note = Note.read(kept.note)
        checkpoint = Checkpoint.read(note.text)
        if witness.origin != kept.origin:
            witness.size, witness.origin = 0, kept.origin
        for _ in range(_TRIES):
            status, media_type, body = await self._post(witness, await self._request(witness.size, note, checkpoint))
            if status == HTTPStatus.OK:
                witness.size = kept.size
                return _believed(note, body, witness.keys)
            if status != HTTPStatus.CONFLICT or media_type != SIZE_TYPE:
                break
            their_size = int(body) if body.strip().isdigit() else -1
            # it has signed more than we have, or another tree of this size: ours was rolled back, or there are two
            if their_size > kept.size or their_size == witness.size:
                raise WitnessContradicts(f"{their_size} leaves")
            witness.size = max(their_size, 0)
        if status == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise WitnessContradicts(f"no continuation of {witness.size} leaves")
        raise aiohttp.ClientError(f"answered {status}")

    async def _request(self, old: int, note: Note, new: Checkpoint) -> bytes:
        proof = await store.computed(self.pool, lambda read: tiles.consistency_proof(old, new.size, read))
        own = Note(note.text, tuple(line for line in note.signatures if line.name == new.origin))
        return AddCheckpoint(old, tuple(proof), own, new).spell()

    async def _post(self, witness: WitnessSeen, body: bytes) -> tuple[int, str, bytes]:
        if self._session is None:
            raise ConnectionError("nobody is asked before `run`")
        async with self._session.post(witness.url.rstrip("/") + PATH, data=body, allow_redirects=False) as answer:
            return answer.status, answer.content_type, await answer.content.read(_MOST_BYTES)


def _believed(note: Note, body: bytes, keys: tuple[VerifierKey, ...]) -> list[Signature]:
    """Return the lines of this witness; raise `SignatureWrong` when one of its keys has signed wrongly, or not at all.

    Lines in other names are passed over, as C2SP signed-note has it.
    """
    lines = [Signature.read(line) for line in body.decode("utf-8", "replace").splitlines(keepends=True)]
    theirs = [line for line in lines if any(line.is_by(key) for key in keys)]
    signed = {signature.key for signature in verified(Note(note.text, tuple(theirs)), keys)}
    for missing in (key for key in keys if key not in signed):
        raise SignatureWrong(f"{missing.name} has not signed with its {missing.type.spoken} key")
    return theirs
