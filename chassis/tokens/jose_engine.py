"""The one file that touches a JOSE library: ES256 over raw bytes, by python-jose or joserfc as the setting says.

Both verify and sign bytes here and do nothing else; what a token may be is decided in chassis/tokens/tokens.py.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from jose import jwk as jose_jwk
from jose.exceptions import JOSEError

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

Name: TypeAlias = Literal["python-jose", "joserfc"]
Verify: TypeAlias = Callable[[bytes, bytes], bool]  # message, signature
Sign: TypeAlias = Callable[[bytes], bytes]

ALGORITHM: Final = "ES256"
_chosen: list[Name] = ["python-jose"]


def use(name: Name) -> None:
    """Let keys that are built from now on work with this engine; said once, at start, by a component's settings."""
    _chosen[0] = name


def in_use() -> Name:
    """Return the engine that new keys will work with."""
    return _chosen[0]


def verifier(public_jwk: Mapping[str, str]) -> Verify:
    """Return the verification of a public P-256 key; raise `ValueError` for a point that is not on the curve."""
    return _joserfc_verifier(public_jwk) if in_use() == "joserfc" else _python_jose_verifier(public_jwk)


def signer(private_jwk: Mapping[str, str]) -> Sign:
    """Return the signing of a private P-256 key; raise `ValueError` for anything else."""
    return _joserfc_signer(private_jwk) if in_use() == "joserfc" else _python_jose_signer(private_jwk)


def _python_jose_verifier(public_jwk: Mapping[str, str]) -> Verify:
    try:
        key = jose_jwk.construct(dict(public_jwk), ALGORITHM)
    except JOSEError as fault:
        raise ValueError(str(fault)) from fault
    return lambda message, signature: bool(key.verify(message, signature))


def _python_jose_signer(private_jwk: Mapping[str, str]) -> Sign:
    try:
        key = jose_jwk.construct(dict(private_jwk), ALGORITHM)
    except JOSEError as fault:
        raise ValueError(str(fault)) from fault
    return lambda message: bytes(key.sign(message))


def _joserfc_key(jwk: Mapping[str, str]) -> "ECKey":
    from joserfc.errors import JoseError  # only a process that uses this engine pays for loading it
    from joserfc.jwk import ECKey

    try:
        key = ECKey.import_key(dict(jwk))
        key.raw_value.curve  # noqa: B018 - the point is only looked at when it is asked for
    except JoseError as fault:
        raise ValueError(str(fault)) from fault
    return key


def _joserfc_verifier(public_jwk: Mapping[str, str]) -> Verify:
    from joserfc.jws import JWSRegistry  # as above

    key, es256 = _joserfc_key(public_jwk), JWSRegistry.algorithms[ALGORITHM]
    return lambda message, signature: es256.verify(message, signature, key)


def _joserfc_signer(private_jwk: Mapping[str, str]) -> Sign:
    from joserfc.jws import JWSRegistry  # as above

    key, es256 = _joserfc_key(private_jwk), JWSRegistry.algorithms[ALGORITHM]
    return lambda message: es256.sign(message, key)
