"""Receipts: the gateway's signed statement about one exchange, with salt and details that open its ledger entry."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Self

import orjson

from evidence.base64url import b64url, b64url_decode
from evidence.canonical import NotCanonical, canonical
from evidence.entries import Leaf, commitment, spell_moment
from evidence.findings import Finding, fails, found
from evidence.jws import ALGORITHM, Jws, Members
from evidence.trusted_keys import TrustedKeys

TYP: Final = "receipt+jwt"
CERTIFICATION: Final = "certification"  # header member: what vouches for the key, so that a receipt needs no more
_ALSO: Final = frozenset({CERTIFICATION})


class ReceiptMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A text that is no receipt."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A parsed receipt whose signature is not verified."""

    issuer: str
    at: int  # epoch seconds
    leaf_text: bytes
    leaf: Leaf
    salt: bytes
    details: Members
    jws: Jws

    @classmethod
    def read(cls, token: str) -> Self:
        """Return the receipt of a compact JWS; raise `ReceiptMalformed`."""
        try:
            jws = Jws.read(token.strip(), typ=TYP, also=_ALSO)
            issuer, at, leaf, details = (jws.payload[name] for name in ("iss", "iat", "leaf", "details"))
            if not isinstance(issuer, str) or type(at) is not int or not isinstance(details, dict):
                raise ReceiptMalformed("a member has another type")
            text = leaf.encode()
            return cls(issuer, at, text, Leaf.read(text), b64url_decode(jws.payload["salt"]), details, jws)
        except KeyError as error:
            raise ReceiptMalformed(f"it lacks {error}") from error
        except (AttributeError, TypeError, ValueError) as error:
            raise ReceiptMalformed(str(error)) from error


def issue(
    *,
    issuer: str,
    at: int,
    leaf: bytes,
    salt: bytes,
    details: bytes,
    kid: str,
    sign: Callable[[bytes], bytes],
    certification: str | None = None,
) -> str:
    """Return the receipt of an entry: `details` is its canonical JSON, `sign` makes r ‖ s over bytes (ES256).

    Nothing is parsed or checked here: the entry was made a moment ago by the same process.
    """
    stated = {
        "details": orjson.Fragment(details),
        "iat": at,
        "iss": issuer,
        "leaf": leaf.decode(),
        "salt": b64url(salt),
    }
    message = _header(kid, certification) + b64url(orjson.dumps(stated))
    return f"{message}.{b64url(sign(message.encode('ascii')))}"


@lru_cache(maxsize=16)  # one per key of a day
def _header(kid: str, certification: str | None) -> str:
    header = {"alg": ALGORITHM, "kid": kid, "typ": TYP}
    if certification is not None:
        header[CERTIFICATION] = certification
    return b64url(orjson.dumps(header)) + "."


def check(token: str, keys: TrustedKeys, *, answer: bytes | None = None) -> list[Finding]:
    """Return the findings about a receipt; with the answer's body, also whether it belongs to it."""
    try:
        receipt = Receipt.read(token)
    except ReceiptMalformed as error:
        return [fails("receipt-read", why=str(error))]
    stated = {"issuer": receipt.issuer, "at": spell_moment(receipt.leaf.at), "exchange": receipt.leaf.exchange}
    findings = [Finding("receipt-read", holds=True, particulars=stated), *_signed(receipt, keys)]
    findings += opened(receipt.leaf, receipt.salt, receipt.details)
    if answer is not None:
        findings.append(_of_answer(receipt.details, answer))
    return findings


def _signed(receipt: Receipt, keys: TrustedKeys) -> Iterator[Finding]:
    kid, certification = receipt.jws.header["kid"], receipt.jws.header.get(CERTIFICATION)
    given = [certification] if certification else []
    voucher = keys.signer(kid, issuer=receipt.issuer, at=receipt.at, statements=given)
    root = voucher.root if voucher is not None else ""
    yield found("key-vouched-for", voucher is not None, kid=kid, root=root, at=receipt.at)
    if voucher is not None:
        yield found("receipt-signed", voucher.key.verify(receipt.jws.message, receipt.jws.signature), kid=kid)


def opened(leaf: Leaf, salt: bytes, details: Members) -> Iterator[Finding]:
    """Yield whether salt and details open the leaf's commitment, and whether they name the same exchange."""
    of = {"exchange": leaf.exchange, "phase": leaf.phase.value}
    yield found("entry-opened", opens(leaf, salt, details), **of)
    yield found("details-agree", agrees(leaf, details), **of)


def opens(leaf: Leaf, salt: bytes, details: Members) -> bool:
    """Tell whether salt and details open the leaf's commitment."""
    try:
        return commitment(salt, canonical(details)) == leaf.commitment
    except (NotCanonical, ValueError):
        return False


def agrees(leaf: Leaf, details: Members) -> bool:
    """Tell whether the details are of the same exchange, phase and time as the leaf."""
    named: tuple[Any, ...] = (details.get("exchange"), details.get("phase"), details.get("at"))  # Any: free JSON
    return named == (leaf.exchange, leaf.phase.value, spell_moment(leaf.at))


def _of_answer(details: Members, answer: bytes) -> Finding:
    holds = details.get("responseDigest") == hashlib.sha256(answer).hexdigest()
    return found("answer-matches", holds, exchange=details.get("exchange"))
