"""COSE_Sign1 (RFC 9052): one signature over a payload, and the protected header that says by which key.

Algorithm and key are believed only where the signature covers them, so nothing stands in the unprotected header.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import cbor2

from evidence.certificates.cbor import decoded, encoded
from evidence.certificates.layers import Stopped

ES256: Final = -7
EDDSA: Final = -8
PS256: Final = -37

_CWT, _SIGN1, _ENCRYPT0 = 61, 18, 16  # tags: RFC 8392 §6, RFC 9052 §2
_ALG, _KID, _TYP = 1, 4, 16  # labels: RFC 9052 §3.1, RFC 9596
_LONGEST_KID: Final = 64
_PARTS: Final = (bytes, Mapping, bytes, bytes)  # protected header, unprotected header, payload, signature


@dataclass(frozen=True, slots=True)
class Sign1:
    """A parsed COSE_Sign1 whose signature is not verified."""

    alg: int
    kid: bytes | None
    typ: str | None
    protected: bytes
    payload: bytes
    signature: bytes

    @classmethod
    def read(cls, token: bytes) -> Self:
        """Return the parts of a tagged COSE_Sign1; raise `Stopped`."""
        value = decoded(token, tags=(_CWT, _SIGN1, _ENCRYPT0))
        if _tag(value) == _CWT:
            value = value.value
        if _tag(value) == _ENCRYPT0:
            raise Stopped("encrypted")
        protected, unprotected, payload, signature = _parts(value.value if _tag(value) == _SIGN1 else None)
        if unprotected:
            outside = {_KID: "kid-outside", _ALG: "alg-outside"}
            raise Stopped(next((outside[label] for label in outside if label in unprotected), "outside-protected"))
        return cls(*_header(protected), protected, payload, signature)

    @property
    def message(self) -> bytes:
        """What the signature is over (RFC 9052 §4.4)."""
        return _message(self.protected, self.payload)


def sign1(payload: bytes, *, kid: bytes, sign: Callable[[bytes], bytes], typ: str | None = None) -> bytes:
    """Return the COSE_Sign1 of a payload: `sign` makes r ‖ s over bytes (ES256)."""
    protected = encoded({_ALG: ES256, _KID: kid} | ({} if typ is None else {_TYP: typ}))
    signature = sign(_message(protected, payload))
    return encoded(cbor2.CBORTag(_SIGN1, [protected, {}, payload, signature]))


def _message(protected: bytes, payload: bytes) -> bytes:
    return encoded(["Signature1", protected, b"", payload])


def _tag(value: object) -> int | None:
    return value.tag if isinstance(value, cbor2.CBORTag) else None


def _parts(value: Any) -> tuple[bytes, Mapping[Any, Any], bytes, bytes]:  # Any: free data
    if not isinstance(value, list | tuple) or len(value) != len(_PARTS):
        raise Stopped("not-signed-once")
    if not all(isinstance(part, type_) for part, type_ in zip(value, _PARTS, strict=True)):
        raise Stopped("not-signed-once")
    protected, unprotected, payload, signature = value
    return protected, unprotected, payload, signature


def _header(protected: bytes) -> tuple[int, bytes | None, str | None]:
    header = decoded(protected) if protected else {}
    if not isinstance(header, dict):
        raise Stopped("not-signed-once")
    if others := header.keys() - {_ALG, _KID, _TYP}:
        raise Stopped("header-other", label=min(map(str, others)))  # it might change how the rest is to be read
    alg, kid, typ = (header.get(label) for label in (_ALG, _KID, _TYP))
    if type(alg) is not int:
        raise Stopped("alg-missing")
    if kid is not None and not (isinstance(kid, bytes) and 0 < len(kid) <= _LONGEST_KID):
        raise Stopped("kid-missing")
    if typ is not None and not isinstance(typ, str):
        raise Stopped("typ-other")
    return alg, kid, typ
