"""Status lists (draft-ietf-oauth-status-list): the statuses of many certificates as bits, in one signed CWT.

A reader asks for a whole list, so nobody learns which certificate is checked; and keeps it for a day, for where no
network is.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Self

from evidence.certificates.cbor import decoded, encoded
from evidence.certificates.claims import EXPIRES, ISSUED, ISSUER, SUBJECT, demanded, mapping, optional
from evidence.certificates.cose import Sign1, sign1
from evidence.certificates.keys import SignerKeys, short
from evidence.certificates.layers import NotStated, Stopped
from evidence.certificates.texts import inflated

MEDIA_TYPE: Final = "application/statuslist+cwt"
DAY: Final = 86_400  # seconds: an older list says nothing about today
LARGEST: Final = 2 * 1024 * 1024  # bytes of statuses, 8 million certificates; there may be several lists

_LIST, _TTL = 65533, 65534  # draft-ietf-oauth-status-list §5.2
_BITS, _STATUSES = "bits", "lst"
_WIDTH: Final = 2  # bits of a status
_PER_BYTE: Final = 8 // _WIDTH


class Status(IntEnum):
    """Status of a certificate, as the list has it."""

    VALID = 0
    REVOKED = 1  # INVALID
    SUPERSEDED = 3  # APPLICATION_SPECIFIC: a later print says what is right


class Statuses:
    """The statuses of certificates by their index; each is valid until somebody says otherwise."""

    def __init__(self, bits: bytes | bytearray = b"") -> None:
        self.bits: Final = bytearray(bits)

    @classmethod
    def of(cls, count: int) -> Self:
        """Return the statuses of that many certificates."""
        return cls(bytes(-(-count // _PER_BYTE)))

    def __len__(self) -> int:
        return len(self.bits) * _PER_BYTE

    def __getitem__(self, index: int) -> int:
        place, shift = self._place(index)
        return self.bits[place] >> shift & 3

    def __setitem__(self, index: int, status: Status) -> None:
        place, shift = self._place(index)
        self.bits[place] = self.bits[place] & ~(3 << shift) | status << shift

    def _place(self, index: int) -> tuple[int, int]:
        """Return byte and shift: the first status is in the lowest bits (§4.1)."""
        if not 0 <= index < len(self):
            raise IndexError(f"there are {len(self)} statuses")
        return index // _PER_BYTE, index % _PER_BYTE * _WIDTH


@dataclass(frozen=True, slots=True)
class StatusList:
    """Statuses as an issuer stated them at a moment (epoch seconds), at the address that certificates name."""

    uri: str
    issuer: str
    issued_at: int
    statuses: Statuses
    expires_at: int | None = None

    def signed(self, *, kid: str, sign: Callable[[bytes], bytes]) -> bytes:
        """Return the signed list: `kid` is the key's thumbprint, `sign` makes r ‖ s over bytes (ES256)."""
        if len(self.statuses.bits) > LARGEST:
            raise NotStated(f"a list has at most {LARGEST * _PER_BYTE} statuses")
        expires_at = self.issued_at + DAY if self.expires_at is None else self.expires_at
        claims = {
            ISSUER: self.issuer,
            SUBJECT: self.uri,
            EXPIRES: expires_at,
            ISSUED: self.issued_at,
            _TTL: DAY,
            _LIST: {_BITS: _WIDTH, _STATUSES: zlib.compress(bytes(self.statuses.bits), 9)},
        }
        return sign1(encoded(claims), kid=short(kid), sign=sign, typ=MEDIA_TYPE)

    @classmethod
    def read(cls, token: bytes, keys: SignerKeys, *, at: int) -> Self:
        """Return the list of a signed CWT if a key that counts at that second signed it; raise `Stopped`."""
        sign1 = Sign1.read(token)
        if sign1.typ != MEDIA_TYPE:
            raise Stopped("typ-other")
        key = keys.signer_of(sign1)
        claims = mapping(decoded(sign1.payload), "claims")
        listed = demanded(claims, _LIST, "status_list", dict)
        if demanded(listed, _BITS, "bits", int) != _WIDTH:
            raise Stopped("claim-other", member="bits")
        found = cls(
            uri=demanded(claims, SUBJECT, "subject", str),
            issuer=demanded(claims, ISSUER, "issuer", str),
            issued_at=demanded(claims, ISSUED, "issuedAt", int),
            statuses=Statuses(inflated(demanded(listed, _STATUSES, "lst", bytes), LARGEST)),
            expires_at=optional(claims, EXPIRES, "expiresAt", int),
        )
        key.vouches(found.issuer, found.issued_at, at)
        return found

    def fresh(self, at: int) -> bool:
        """Tell whether the list still says something at that second."""
        return at - self.issued_at <= DAY and (self.expires_at is None or at < self.expires_at)


def status_of(found: StatusList, index: int) -> int:
    """Return the status at an index; raise `Stopped`."""
    try:
        return found.statuses[index]
    except IndexError:
        raise Stopped("index-outside", index=index) from None
