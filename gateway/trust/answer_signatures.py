"""Signatures of answers (RFC 9421), for callers who ask by `Accept-Signature`: evidence of what was answered."""

from typing import Final

from evidence.digests import spell_digest
from evidence.message_signatures import (
    ALGORITHM,
    SignatureInput,
    SignatureMalformed,
    read_input,
    signature_base,
    spell_input,
    spell_signature,
)
from evidence.signed_requests import TAG
from gateway.trust.keys import GatewayKeys
from gateway.trust.proofs import MAX_JTI

_COVERED: Final = ("@status", "content-digest", "exchange-id")


class AnswerSigner:
    """Signs answers with the key that signs tokens; it is published in the JWK set."""

    def __init__(self, keys: GatewayKeys) -> None:
        self._keys: Final = keys

    def fields(self, asked: str, status: int, digest: str, exchange_id: str | None, *, now: float) -> dict[str, str]:
        """Return `Content-Digest`, `Signature-Input` and `Signature`, or nothing when what is asked is not our profile.

        `asked` is the `Accept-Signature` field, `digest` the SHA-256 of the body in hexadecimal. The exchange's id is
        covered too, where there is one: an answer must not pass for that of another exchange.
        """
        wanted = _wanted(asked, exchange_id)
        if wanted is None:
            return {}
        values = {"@status": str(status), "content-digest": spell_digest(bytes.fromhex(digest))}
        values |= {"exchange-id": exchange_id} if exchange_id is not None else {}
        key = self._keys.signing
        parameters: dict[str, str | int] = {"created": int(now), "keyid": key.kid, "tag": TAG}
        nonce = wanted.parameters.get("nonce")
        if isinstance(nonce, str) and len(nonce) <= MAX_JTI:  # ties the answer to the question
            parameters["nonce"] = nonce
        text = spell_input(values, parameters)
        signature = key.sign_bytes(signature_base(values, values, text))
        return {
            "content-digest": values["content-digest"],
            "signature-input": f"{wanted.label}={text}",
            "signature": spell_signature(wanted.label, signature),
        }


def _wanted(asked: str, exchange_id: str | None) -> SignatureInput | None:
    try:
        found = read_input(asked)
    except SignatureMalformed:
        return None
    ours = _COVERED if exchange_id is not None else _COVERED[:2]
    fits = set(ours).issuperset(found.components) and found.parameters.get("tag", TAG) == TAG
    return found if fits and found.parameters.get("alg", ALGORITHM) == ALGORITHM else None
