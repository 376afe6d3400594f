"""Ledger entries: a leaf without personal data that commits to details, and what opens the commitment."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Self

import orjson

from evidence.base64url import b64url, b64url_decode

SALT_SIZE: Final = 32  # bytes, from the system's random source: without them the details could be guessed and tried
DIGEST_SIZE: Final = 32
_MILLISECOND: Final = 1000  # microseconds
_ZONE: Final = len("+00:00")


class Phase(StrEnum):
    """Phase of an exchange that an entry records: its intent, or one of its two outcomes."""

    INTENT = "intent"  # this call is about to go out
    OUTCOME = "outcome"  # this is what came of it
    REFUSED = "refused"  # this is why it never went out


class LeafMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """Bytes that are no leaf in its one spelling."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf's members: exchange, phase, time, and the commitment to the details."""

    exchange: str
    phase: Phase
    at: datetime
    commitment: bytes

    @property
    def text(self) -> bytes:
        """The exact bytes of the leaf."""
        return leaf(self.exchange, self.phase, self.at, self.commitment)

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Return the leaf of these bytes; raise `LeafMalformed` unless they are its one canonical spelling."""
        try:
            members = orjson.loads(text)
            read = cls(
                members["exchange"],
                Phase(members["phase"]),
                datetime.fromisoformat(members["at"]),
                b64url_decode(members["commitment"]),
            )
            # an exchange is a text: a list that spells itself alike would be a fault of whoever looks it up
            if isinstance(read.exchange, str) and read.text == text:
                return read
        except (KeyError, OverflowError, TypeError, ValueError) as error:  # the first hour of the calendar overflows
            raise LeafMalformed("no leaf") from error
        raise LeafMalformed("not the one spelling of a leaf")


def commitment(salt: bytes, details: bytes) -> bytes:
    """Return SHA-256(salt ‖ canonical details), 32 bytes; raise `ValueError` for a salt that is not 32 bytes long."""
    if len(salt) != SALT_SIZE:  # else a byte could wander between salt and details
        raise ValueError(f"a salt has {SALT_SIZE} bytes")
    return hashlib.sha256(salt + details).digest()


def leaf(exchange: str, phase: str, at: datetime, commitment: bytes) -> bytes:
    """Return the leaf of an entry: the canonical JSON (RFC 8785) of its four members.

    `at` counts to the millisecond; what is finer is cut off, see `to_the_millisecond`.
    """
    # canonical by construction: ASCII names in order, texts alone
    stated = {"at": spell_moment(at), "commitment": b64url(commitment), "exchange": exchange, "phase": phase}
    return orjson.dumps(stated)


def to_the_millisecond(moment: datetime) -> datetime:
    """Return the moment cut off to the millisecond, as a leaf states it; a database would round it."""
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // _MILLISECOND * _MILLISECOND)


def spell_moment(moment: datetime) -> str:
    """Return the moment in UTC with milliseconds, `2026-11-22T18:00:00.123Z`; raise `ValueError` without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-_ZONE] + "Z"
