"""Pseudonym keys of people, one per epoch: random, wrapped with AES-GCM, erased when their time is over.

Who has a subject's identifier and an epoch's key finds the subject's exchanges of that epoch. Without the key nobody
does, and pseudonyms of two epochs cannot be told to be one person's.
"""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chassis.postgres.connection import Connection
from chassis.postgres.database import AWAY
from chassis.process.clock import Clock
from contracts.problems import Unavailable
from evidence.base64url import b64url

_LOG: Final = logging.getLogger(__name__)
_Row: TypeAlias = Mapping[str, Any]  # Any: column values

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12  # of AES-GCM (NIST SP 800-38D §8.2)
REFRESH_S: Final = 10.0
AHEAD: Final = timedelta(hours=1)  # the next key is there long before anybody needs it
NOTICE: Final = timedelta(minutes=1)  # what every process needs to hear of a key that is made late

_KNOWN: Final = "select epoch, begins_at, wrapped from pseudonym_epochs order by epoch"
# Two processes make the next key at once; the first one's is kept, and both read that one back.
_ADD: Final = "insert into pseudonym_epochs (epoch, begins_at, wrapped) values ($1, $2, $3) on conflict do nothing"


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch's key and the moment from which it is used."""

    number: int
    begins_at: datetime
    key: bytes = field(repr=False)
    # with the key taken in: a case names fifty people, and half of the work is the key's
    _keyed: HMAC = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keyed", HMAC(self.key, SHA256()))

    def pseudonym(self, subject: str) -> bytes:
        """Return the 32 bytes (HMAC-SHA-256) under which a subject, as `contracts.subjects` has it, stands here."""
        keyed = self._keyed.copy()
        keyed.update(subject.encode())
        return keyed.finalize()

    def pseudonyms(self, subjects: Iterable[str]) -> tuple[bytes, ...]:
        """Return the pseudonyms of these subjects, sorted: their order tells nothing about the document."""
        return tuple(sorted({self.pseudonym(subject) for subject in subjects}))

    def subjects(self, named: Iterable[str], before: "Subjects | None" = None) -> "Subjects":
        """Return the people an exchange was about, as its entry and its details have them.

        `before`: the same for those who were named before; nobody is hashed twice.
        """
        known = before.known if before is not None else {}
        return Subjects.of({name: known.get(name) or self.pseudonym(name) for name in named}, self.number)


@dataclass(frozen=True, slots=True)
class Subjects:
    """The people an exchange was about, under pseudonyms."""

    pseudonyms: tuple[bytes, ...]
    epoch: int
    facts: Mapping[str, int | str]  # what the details say of them: the list itself can be erased
    known: Mapping[str, bytes] = field(repr=False)  # the pseudonym of each

    @classmethod
    def of(cls, known: Mapping[str, bytes], epoch: int) -> "Subjects":
        """Return them with the digest that ties the list to the details: SHA-256 of it, spelt in base64url."""
        pseudonyms = tuple(sorted(known.values()))  # their order tells nothing about the document
        spelt = orjson.dumps(sorted(b64url(pseudonym) for pseudonym in pseudonyms))
        digest = b64url(hashlib.sha256(spelt).digest())
        return cls(pseudonyms, epoch, {"count": len(pseudonyms), "digest": digest, "epoch": epoch}, known)

    @property
    def blinded(self) -> Mapping[str, int | str]:
        """What the details say of them where their receipt must not tell how many there are, or whether any.

        The list has to hold `nobody` of the exchange then: whoever knows no key cannot tell it from a person.
        """
        return {"blinded": self.facts["digest"], "epoch": self.epoch}


def nobody(exchange: str) -> str:
    """Return a subject that is no person's: no name of `contracts.subjects` begins with U+0000."""
    return f"\0{exchange}"


class Epochs:
    """The epochs as this process knows them; it looks anew every few seconds and makes the next one ahead of time."""

    def __init__(self, connection: Connection, pseudonym_key: bytes, clock: Clock, life: timedelta) -> None:
        self._connection, self._clock, self._life = connection, clock, life
        self._wrapping: Final = AESGCM(
            HKDF(SHA256(), KEY_BYTES, salt=None, info=b"saphan pseudonym epochs").derive(pseudonym_key)
        )
        self._epochs: tuple[Epoch, ...] = ()

    @property
    def readable(self) -> Sequence[Epoch]:
        """The epochs whose keys are not erased, oldest first."""
        return self._epochs

    def at(self, moment: datetime) -> Epoch:
        """Return the epoch of a moment; raise `Unavailable` while none is known: nobody may be left unrecorded."""
        for epoch in reversed(self._epochs):
            if epoch.begins_at <= moment:
                return epoch
        if not self._epochs:
            raise Unavailable(retry_after_s=2)
        return self._epochs[0]  # a clock that was set back

    async def run(self) -> None:
        """Look anew until cancelled."""
        while True:
            await asyncio.sleep(REFRESH_S)
            try:
                await self.refresh()
            except AWAY as away:
                _LOG.warning("the epochs could not be read: %s", type(away).__name__)

    async def refresh(self) -> None:
        """Take the epochs as the database has them, erased ones left out; add the next when the last is ending."""
        rows = await self._connection.fetch(_KNOWN)
        if (following := self._next(rows)) is not None:
            await self._connection.execute(_ADD, *following)
            rows = await self._connection.fetch(_KNOWN)
        opened = (self._opened(row["epoch"], row["begins_at"], row["wrapped"]) for row in rows if row["wrapped"])
        self._epochs = tuple(epoch for epoch in opened if epoch is not None)

    def _next(self, rows: Sequence[_Row]) -> tuple[int, datetime, bytes] | None:
        now = self._clock.now()
        if not rows:
            number, begins_at = 1, now
        else:
            last = rows[-1]
            ends_at = last["begins_at"] + self._life if last["wrapped"] else now  # erased before its time
            if now < ends_at - AHEAD:
                return None
            number, begins_at = last["epoch"] + 1, max(ends_at, now + NOTICE)
        return number, begins_at, self._wrapped(number, secrets.token_bytes(KEY_BYTES))

    def _wrapped(self, number: int, key: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, key, _about(number))

    def _opened(self, number: int, begins_at: datetime, wrapped: bytes) -> Epoch | None:
        try:
            key = self._wrapping.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _about(number))
        except InvalidTag:
            _LOG.error(
                "an epoch's key was wrapped by another gateway's pseudonymKey", extra={"facts": {"epoch": number}}
            )
            return None
        return Epoch(number, begins_at, key)


def _about(number: int) -> bytes:
    return b"epoch %d" % number  # a wrapped key cannot pass for that of another epoch
