"""ES256 over raw bytes by python-jose: the only file that uses a JOSE library.

It verifies and signs bytes and does nothing else; what a token may be is decided in chassis/tokens/tokens.py.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from jose import jwk as jose_jwk
from jose.backends.base import Key
from jose.exceptions import JOSEError

Verify: TypeAlias = Callable[[bytes, bytes], bool]  # message, signature
Sign: TypeAlias = Callable[[bytes], bytes]

ALGORITHM: Final = "ES256"


def verifier(public_jwk: Mapping[str, str]) -> Verify:
    """Return the verify function of a public P-256 key; raise `ValueError` for a point that is not on the curve."""
    key = _key(public_jwk)
    return lambda message, signature: bool(key.verify(message, signature))


def signer(private_jwk: Mapping[str, str]) -> Sign:
    """Return the sign function of a private P-256 key; raise `ValueError` for anything else."""
    key = _key(private_jwk)
    return lambda message: bytes(key.sign(message))


def _key(jwk: Mapping[str, str]) -> Key:
    try:
        return jose_jwk.construct(dict(jwk), ALGORITHM)
    except JOSEError as fault:
        raise ValueError(str(fault)) from fault
