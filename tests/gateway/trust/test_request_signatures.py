"""The verifier of the one profile, with http-message-signatures as the reference on both sides."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256

from chassis.client.request_signing import signature_fields
from chassis.tokens.tokens import SigningKey, VerifyingKey
from evidence.base64url import b64url_decode
from evidence.digests import content_digest
from gateway.trust.proofs import ProofRefused
from gateway.trust.request_signatures import RequestSignatures, SignedRequest

NOW = 1_790_000_000.0
URL = "https://gateway.gov.la"
TARGET = "/civil-registration/v1/events/civ_1/registration?full=true"
BODY = b'{"bookNumber":"1"}'
KEY, STRANGER = SigningKey.generate(), SigningKey.generate()
STATED = {"authorization": "DPoP token", "content-type": "application/json", "idempotency-key": "k1"}


class Registered:
    """The system's keys."""

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:
        return KEY.verifying if (issuer, kid) == (None, KEY.kid) else None


class Resolver(HTTPSignatureKeyResolver):
    """The reference's way to ask for keys."""

    def resolve_private_key(self, key_id: str) -> Any:
        assert key_id == KEY.kid
        secret = int.from_bytes(b64url_decode(KEY.private_jwk()["d"]), "big")
        return ec.derive_private_key(secret, ec.SECP256R1())

    def resolve_public_key(self, key_id: str) -> Any:
        return self.resolve_private_key(key_id).public_key()


class Message:
    """A request as the reference wants it."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.method, self.url = "POST", URL + TARGET
        self.headers = dict(headers)


def headers(key: SigningKey = KEY, *, created: int = int(NOW), nonce: str = "n1", **changes: str) -> dict[str, str]:
    fields = signature_fields(key, "POST", URL + TARGET, STATED, BODY, created=created, nonce=nonce)
    return STATED | {name.lower(): value for name, value in fields.items()} | changes


def check(found: Mapping[str, str], signatures: RequestSignatures | None = None, **changes: Any) -> SignedRequest:
    facts: dict[str, Any] = {"method": "POST", "target": TARGET, "keys": Registered(), "now": NOW, "jkt": KEY.kid}
    return (signatures or RequestSignatures(URL)).check(found, **(facts | changes))


def reason(found: Mapping[str, str], **changes: Any) -> str:
    with pytest.raises(ProofRefused) as refused:
        check(found, **changes)
    return refused.value.reason


def test_a_signed_request_holds() -> None:
    signed = check(headers())
    assert b'"@target-uri": https://gateway.gov.la/civil-registration' in signed.base
    assert KEY.verifying.verify(signed.base, signed.signature)
    assert (signed.proof.jkt, signed.proof.made_at) == (KEY.kid, int(NOW))


def by_the_reference(**options: Any) -> dict[str, str]:
    found = STATED | {"content-digest": content_digest(BODY)}
    message = Message(found)
    covered = ("@method", "@target-uri", "content-digest", "authorization", "content-type", "idempotency-key")
    usual: dict[str, Any] = {
        "key_id": KEY.kid,
        "covered_component_ids": covered,
        "nonce": "r1",
        "tag": "saphan",
        "label": "s",
        "use_existing_digest": True,
    }
    signer = HTTPMessageSigner(signature_algorithm=ECDSA_P256_SHA256, key_resolver=Resolver())
    signer.sign(message, **(usual | options))
    return {name.lower(): value for name, value in message.headers.items()}


def test_what_the_reference_signs_is_believed() -> None:
    found = by_the_reference()
    stated = int(found["signature-input"].split("created=")[1].split(";")[0])
    assert check(found, now=stated).proof.jti == "signature r1"


def test_what_we_sign_is_believed_by_the_reference() -> None:
    found = headers(created=int(time.time()))
    verifier = HTTPMessageVerifier(signature_algorithm=ECDSA_P256_SHA256, key_resolver=Resolver())
    [result] = verifier.verify(Message(found), max_age=timedelta(minutes=1))
    assert list(result.covered_components)[:-1] == [  # the last is @signature-params
        f'"{name}"'
        for name in ("@method", "@target-uri", "content-digest", "authorization", "content-type", "idempotency-key")
    ]


@pytest.mark.parametrize(
    "covered",
    [
        ("@method", "@target-uri", "authorization", "content-type", "idempotency-key"),  # not the body
        ("@method", "@target-uri", "content-digest", "authorization"),  # not what is present besides
        ("@target-uri", "@method", "content-digest", "authorization", "content-type", "idempotency-key"),
        ("@method", "@path", "content-digest", "authorization", "content-type", "idempotency-key"),
        ("@method", "@target-uri", "content-digest", "authorization", "content-type", "idempotency-key", "@authority"),
    ],
)
def test_a_signature_covers_the_profile_and_nothing_else(covered: tuple[str, ...]) -> None:
    found = by_the_reference(covered_component_ids=covered)
    assert reason(found, now=float(found["signature-input"].split("created=")[1].split(";")[0])) == (
        "signature-components"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "PUT"},
        {"target": TARGET + "&x=1"},
        {"target": TARGET.partition("?")[0]},
    ],
)
def test_a_signature_of_another_request_is_refused(changes: dict[str, Any]) -> None:
    assert reason(headers(), **changes) == "signature-invalid"


@pytest.mark.parametrize("name", ["authorization", "content-type", "idempotency-key", "content-digest"])
def test_what_is_covered_cannot_be_changed(name: str) -> None:
    other = content_digest(b"other") if name == "content-digest" else "other"
    assert reason(headers() | {name: other}) == "signature-invalid"


def test_a_field_added_later_is_a_field_that_is_not_covered() -> None:
    assert reason(headers() | {"if-match": '"1"'}) == "signature-components"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("saphan=(", "other=("), "signature-malformed"),
        ((";tag=", ";created=1;tag="), "signature-malformed"),
        (('"@method" ', '"@method" "@method" '), "signature-malformed"),
        ((';tag="saphan"', ""), "signature-parameters"),
        ((';tag="saphan"', ';tag="other"'), "signature-parameters"),
        ((';tag="saphan"', ';tag="saphan";alg="hmac-sha256"'), "signature-parameters"),
        ((';tag="saphan"', ';tag="saphan";expires=9999999999'), "signature-parameters"),
        ((f";created={NOW:.0f}", ";created"), "signature-parameters"),
        ((f";created={NOW:.0f}", f';created="{NOW:.0f}"'), "signature-parameters"),
        ((';nonce="n1"', ';nonce=""'), "signature-parameters"),
        ((';nonce="n1"', ';nonce="n2"'), "signature-invalid"),
        ((f'keyid="{KEY.kid}"', f'keyid="{STRANGER.kid}"'), "key-mismatch"),
        ((f'keyid="{KEY.kid}"', 'keyid="../keys/1"'), "key-mismatch"),
        (('"content-digest" "authorization"', '"authorization" "content-digest"'), "signature-components"),
    ],
    ids=range(14),
)
def test_an_input_that_was_edited_is_refused(edit: tuple[str, str], expected: str) -> None:
    found = headers()
    assert edit[0] in found["signature-input"]
    assert reason(found | {"signature-input": found["signature-input"].replace(*edit)}) == expected


def test_one_of_two_signatures_stripped_is_no_signature() -> None:
    found = headers()
    both = found | {"signature-input": f"{found['signature-input']}, b={found['signature-input'].partition('=')[2]}"}
    assert reason(both) == "signature-malformed"
    without = {name: value for name, value in found.items() if name != "signature"}
    assert reason(without) == "signature-malformed"
    assert reason({name: value for name, value in found.items() if name != "signature-input"}) == "signature-malformed"


@pytest.mark.parametrize("off", [-61, 61])
def test_a_signature_is_fresh_for_a_minute_and_a_wrong_clock_is_told_the_time(off: int) -> None:
    with pytest.raises(ProofRefused) as refused:
        check(headers(created=int(NOW) + off))
    assert (refused.value.reason, refused.value.by_clock) == ("signature-not-fresh", True)


def test_a_signature_is_used_once() -> None:
    signatures = RequestSignatures(URL)
    check(headers(), signatures)
    with pytest.raises(ProofRefused, match="signature-replayed"):
        check(headers(), signatures)
    check(headers(nonce="n2"), signatures)


def test_a_signature_by_another_key_than_the_tokens_is_refused() -> None:
    assert reason(headers(), jkt=STRANGER.kid) == "key-mismatch"
    assert reason(headers(STRANGER)) == "key-mismatch"


def test_a_body_less_request_states_the_digest_of_no_bytes() -> None:
    stated = {"authorization": "DPoP token"}
    fields = signature_fields(KEY, "GET", URL + TARGET, stated, None, created=int(NOW), nonce="n")
    found = stated | {name.lower(): value for name, value in fields.items()}
    assert found["content-digest"] == content_digest(b"")
    check(found, method="GET")
    del found["content-digest"]
    assert reason(found, method="GET") == "signature-malformed"
