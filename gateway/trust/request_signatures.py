"""Signed requests (RFC 9421): proof of possession that is kept as evidence of exactly this request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chassis.process.shared_seen import SharedSeen
from chassis.tokens.tokens import KeySource
from evidence.message_signatures import (
    ALGORITHM,
    SignatureInput,
    SignatureMalformed,
    read_input,
    read_signature,
)
from evidence.signed_requests import TAG, covered, request_base
from gateway.trust.proofs import FRESH_S, MAX_JTI, Proof, ProofMemory, ProofRefused, SharedProofMemory

_KNOWN: Final = frozenset({"created", "nonce", "keyid", "tag", "alg"})  # all but the last are required


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A verified signature: its signature base, its bytes, and the proof that is used up by it."""

    proof: Proof
    base: bytes
    signature: bytes


class RequestSignatures:
    """Verifies signatures against the gateway's public URL, in the profile of `evidence.signed_requests`."""

    def __init__(self, public_url: str, seen: SharedSeen | None = None) -> None:
        """With `seen`, the workers of this host remember together."""
        self._public_url: Final = public_url.rstrip("/")
        self._memory: Final = SharedProofMemory(seen, "signature") if seen is not None else ProofMemory()

    def check(
        self, headers: Mapping[str, str], *, method: str, target: str, keys: KeySource, now: float, jkt: str
    ) -> SignedRequest:
        """Return the signature, now used up on this host; raise `ProofRefused` with a reason `signature-…`.

        `target` is the raw path with its query, `headers` by lower-case name; `jkt` is the key of the access token.
        That the body has the digest which is signed is seen when the body has come, in `receive`.
        """
        try:
            stated = read_input(headers.get("signature-input", ""))
            signature = read_signature(headers.get("signature", ""), stated.label)
            created, nonce, keyid = _parameters(stated)
            if stated.components != covered(headers):
                raise ProofRefused("signature-components")
            base = request_base(method, self._public_url + target, headers, stated.text)
        except SignatureMalformed:
            raise ProofRefused("signature-malformed") from None
        if abs(now - created) > FRESH_S:
            raise ProofRefused("signature-not-fresh")
        key = keys.key(None, keyid)
        if key is None or keyid != jkt:
            raise ProofRefused("key-mismatch")
        if not key.verify(base, signature):
            raise ProofRefused("signature-invalid")
        proof = Proof(jkt, f"signature {nonce}", created)  # a nonce is no jti: the two may be the same
        if not self._memory.remember(proof):
            raise ProofRefused("signature-replayed")
        return SignedRequest(proof, base, signature)


def _parameters(stated: SignatureInput) -> tuple[int, str, str]:
    found = stated.parameters
    created, nonce, keyid = found.get("created"), found.get("nonce"), found.get("keyid")
    if (
        not found.keys() <= _KNOWN
        or found.get("tag") != TAG
        or found.get("alg", ALGORITHM) != ALGORITHM
        or type(created) is not int  # a bool is none
        or type(nonce) is not str
        or type(keyid) is not str
        or not 0 < len(nonce) <= MAX_JTI
    ):
        raise ProofRefused("signature-parameters")
    return created, nonce, keyid
