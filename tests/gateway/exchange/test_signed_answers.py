"""Answers that are signed because somebody asked, checked by http-message-signatures."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256
from joserfc.jwk import ECKey

from evidence.digests import content_digest
from tests.support.gateway_under_test import Answer, GatewayUnderTest

PARCEL = "/land-register/v1/parcels/p1"
ASKED = 's=("@status" "content-digest")'


class Published(HTTPSignatureKeyResolver):
    """The keys of /.well-known/jwks.json."""

    def __init__(self, gateway_under_test: GatewayUnderTest) -> None:
        jwks: Any = gateway_under_test.keys.jwks()
        self._keys = {jwk["kid"]: jwk for jwk in jwks["keys"]}

    def resolve_public_key(self, key_id: str) -> Any:
        return ECKey.import_key(dict(self._keys[key_id])).public_key


def covered(gateway_under_test: GatewayUnderTest, answer: Answer, body: bytes | None = None) -> list[str]:
    """Verify the signature over an answer and its body; return what it covers."""
    message = SimpleNamespace(status_code=answer.status, headers=answer.headers, request=None)
    verifier = HTTPMessageVerifier(signature_algorithm=ECDSA_P256_SHA256, key_resolver=Published(gateway_under_test))
    body = answer.body if body is None else body
    [result] = verifier.verify(message, max_age=timedelta(minutes=1), expect_tag="saphan", body=body)
    return [name.strip('"') for name in result.covered_components]


async def test_an_answer_is_signed_for_whoever_asks(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", PARCEL, headers={"accept-signature": ASKED})
    assert answer.status == 200
    assert covered(gateway_under_test, answer)[:3] == ["@status", "content-digest", "exchange-id"]
    with pytest.raises(Exception, match=r"(?i)digest"):
        covered(gateway_under_test, answer, b"{}")


async def test_nobody_else_gets_a_signature(gateway_under_test: GatewayUnderTest) -> None:
    assert "signature" not in (await gateway_under_test.call("GET", PARCEL)).headers


async def test_a_refusal_is_signed_too(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", "/land-register/v1/nothing", headers={"accept-signature": ASKED})
    assert answer.status == 404
    assert covered(gateway_under_test, answer)[:2] == ["@status", "content-digest"]


async def test_a_file_is_signed_by_the_digest_that_it_will_have(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", "/land-register/v1/maps/p1", headers={"accept-signature": ASKED})
    assert answer.headers["content-digest"] == content_digest(gateway_under_test.register.file)
    covered(gateway_under_test, answer)


async def test_a_broken_contract_is_signed_as_the_refusal_that_it_becomes(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.answers_with = (404, b"", "")
    answer = await gateway_under_test.call("GET", PARCEL, headers={"accept-signature": ASKED})
    covered(gateway_under_test, answer)
    assert answer.headers["content-digest"] == content_digest(answer.body)


async def test_the_nonce_of_the_question_is_in_the_answer(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", PARCEL, headers={"accept-signature": ASKED + ';nonce="mine"'})
    assert ';nonce="mine"' in answer.headers["signature-input"]


@pytest.mark.parametrize("asked", ["nonsense", 's=("@status" "x-other")', ASKED + ';tag="other"', ASKED + ";alg=1"])
async def test_what_we_cannot_sign_is_sent_without_a_signature(
    gateway_under_test: GatewayUnderTest, asked: str
) -> None:
    answer = await gateway_under_test.call("GET", PARCEL, headers={"accept-signature": asked})
    assert (answer.status, "signature" in answer.headers) == (200, False)
