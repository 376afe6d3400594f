"""Signs a request (RFC 9421) in the profile of `evidence/signed_requests.py`, as legal acts demand."""

from collections.abc import Mapping

from chassis.tokens.tokens import SigningKey
from evidence.digests import content_digest
from evidence.message_signatures import spell_input, spell_signature
from evidence.signed_requests import LABEL, TAG, covered, request_base


def signature_fields(
    key: SigningKey,
    method: str,
    target_uri: str,
    headers: Mapping[str, str],
    content: bytes | None,
    *,
    created: int,
    nonce: str,
) -> dict[str, str]:
    """Return the fields to add to a request with these headers, `Authorization` among them; `created`: epoch s."""
    digest = content_digest(content or b"")
    fields = {name.lower(): value for name, value in headers.items()} | {"content-digest": digest}
    text = spell_input(covered(fields), {"created": created, "nonce": nonce, "keyid": key.kid, "tag": TAG})
    signature = key.sign_bytes(request_base(method, target_uri, fields, text))
    return {
        "Content-Digest": digest,
        "Signature-Input": f"{LABEL}={text}",
        "Signature": spell_signature(LABEL, signature),
    }
