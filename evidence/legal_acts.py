"""Checks the signed request of a legal act: it is kept, it is the one that the entry names, and its key signed it."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from evidence.canonical import NotCanonical, canonical
from evidence.findings import Finding, fails, found
from evidence.jws import Members, PublicKey

SIGNATURE: Final = "signature"  # member of the details: keyId, algorithm, digest
LEGAL_ACT: Final = "legalAct"  # member of the details: the operation demands a signature
_CITES: Final = "intent"  # member of the details of an outcome: then the signature lies beside the intent
_KEPT: Final = ("base", "signature")

SystemKeys: TypeAlias = Mapping[str, PublicKey]  # by thumbprint, which the entry names: no registry is needed


def system_keys(jwks: Iterable[Any]) -> SystemKeys:  # Any: free JSON
    """Return the P-256 public keys by thumbprint; other JWKs are skipped."""
    known: dict[str, PublicKey] = {}
    for jwk in jwks:
        try:
            key = PublicKey(jwk)
        except (AttributeError, TypeError, ValueError):
            continue
        known[key.kid] = key
    return known


def is_signed(details: Members, kept: Members | None) -> bool:
    """Tell whether there is a signature to check: one is named, demanded or kept."""
    return kept is not None or SIGNATURE in details or details.get(LEGAL_ACT) is True


def check(details: Members, kept: Members | None, keys: SystemKeys, exchange: str) -> Iterator[Finding]:
    """Yield whether the signature that opened details name is kept, and whether it verifies with its key.

    An outcome that cites its intent names the signature again, which lies beside the intent.
    """
    named = details.get(SIGNATURE)
    if kept is None and named is not None and _CITES in details:
        return
    named = named if isinstance(named, dict) else {}
    is_kept = kept is not None and digest(kept) == named.get("digest")
    yield found("request-kept", is_kept, exchange=exchange)
    if kept is None or not named:
        return
    kid = named.get("keyId")
    key = keys.get(kid) if isinstance(kid, str) else None
    if key is None:
        yield fails("system-key-known", exchange=exchange, kid=kid)
    else:
        yield found("request-signed", _verifies(key, kept), kid=kid, exchange=exchange)


def digest(kept: Members) -> str | None:
    """Return the SHA-256 by which details name a kept signature, over its canonical JSON; None when it is malformed."""
    try:
        return hashlib.sha256(canonical({name: kept[name] for name in _KEPT})).hexdigest()
    except (KeyError, NotCanonical):
        return None


def _verifies(key: PublicKey, kept: Members) -> bool:
    try:
        return key.verify(kept["base"].encode(), base64.b64decode(kept["signature"], validate=True))
    except (AttributeError, KeyError, TypeError, ValueError, binascii.Error):
        return False
