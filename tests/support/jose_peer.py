"""ES256 over raw bytes by joserfc: a second opinion on what our one JOSE engine signs and verifies."""

from collections.abc import Mapping

from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from chassis.tokens.jose_engine import ALGORITHM, Sign, Verify


def verifier(public_jwk: Mapping[str, str]) -> Verify:
    """Return the verification of a public P-256 key; raise `ValueError` for a point that is not on the curve."""
    key, es256 = _key(public_jwk), JWSRegistry.algorithms[ALGORITHM]
    return lambda message, signature: es256.verify(message, signature, key)


def signer(private_jwk: Mapping[str, str]) -> Sign:
    """Return the signing of a private P-256 key."""
    key, es256 = _key(private_jwk), JWSRegistry.algorithms[ALGORITHM]
    return lambda message: es256.sign(message, key)


def _key(jwk: Mapping[str, str]) -> ECKey:
    try:
        key = ECKey.import_key(dict(jwk))
        key.raw_value.curve  # noqa: B018 - the point is only looked at when it is asked for
    except JoseError as fault:
        raise ValueError(str(fault)) from fault
    return key
