import base64
import hashlib

import pytest

from evidence.canonical import canonical
from evidence.digests import content_digest
from tests.support.gateway_under_test import GatewayUnderTest, a_gateway_under_test
from tests.support.postgres import FreshDatabase

TITLES = "/land-register/v1/titles"
PARCEL = "/land-register/v1/parcels/p1"
A_TITLE = b'{"name": "Rice field", "area": 3}'


async def test_a_signed_request_is_let_through_without_a_proof_and_does_a_legal_act(
    gateway_under_test: GatewayUnderTest,
) -> None:
    answer = await gateway_under_test.send("POST", TITLES, A_TITLE, gateway_under_test.signed("POST", TITLES, A_TITLE))
    assert answer.status == 201
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.intent is not None
    kept = recorded.signature
    assert kept is not None
    assert recorded.intent["signature"]["digest"] == hashlib.sha256(canonical(kept)).hexdigest()
    base, signature = kept["base"].encode(), base64.b64decode(kept["signature"])
    assert gateway_under_test.key.verifying.verify(base, signature)
    assert recorded.intent["signature"]["keyId"] == gateway_under_test.key.kid
    assert f'"content-digest": {content_digest(A_TITLE)}'.encode() in base
    assert b'"@method": POST' in base


async def test_what_is_no_legal_act_keeps_no_signature(gateway_under_test: GatewayUnderTest) -> None:
    path = "/land-register/v1/parcels"
    answer = await gateway_under_test.send("POST", path, A_TITLE, gateway_under_test.signed("POST", path, A_TITLE))
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.intent is not None
    assert "signature" not in recorded.intent


async def test_reading_may_be_signed_too(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.send(
        "GET", PARCEL + "?full=true", b"", gateway_under_test.signed("GET", PARCEL + "?full=true")
    )
    assert answer.status == 200


async def test_a_signature_over_another_body_is_refused_before_anything_happens(
    gateway_under_test: GatewayUnderTest,
) -> None:
    answer = await gateway_under_test.send(
        "POST", TITLES, b'{"name": "Forest", "area": 30}', gateway_under_test.signed("POST", TITLES, A_TITLE)
    )
    assert (answer.status, answer.code) == (400, "digest-mismatch")
    assert not gateway_under_test.register.calls


async def test_a_body_less_request_cannot_have_signed_a_body(gateway_under_test: GatewayUnderTest) -> None:
    headers = gateway_under_test.signed("GET", PARCEL, b"something") | {"content-length": "0"}
    assert (await gateway_under_test.send("GET", PARCEL, b"", headers)).code == "digest-mismatch"


async def test_a_signature_that_does_not_hold_is_a_401_with_one_word(gateway_under_test: GatewayUnderTest) -> None:
    headers = gateway_under_test.signed("POST", TITLES, A_TITLE) | {"idempotency-key": "another"}
    answer = await gateway_under_test.send("POST", TITLES, A_TITLE, headers)
    assert (answer.status, answer.json["params"]["reason"]) == (401, "signature-invalid")


async def test_a_proof_beside_a_signature_is_checked_as_well(gateway_under_test: GatewayUnderTest) -> None:
    token = gateway_under_test.token()
    headers = gateway_under_test.signed("GET", PARCEL, token=token) | {
        "dpop": gateway_under_test.proof(token, "GET", PARCEL)
    }
    assert (await gateway_under_test.send("GET", PARCEL, b"", headers)).status == 200
    wrong = gateway_under_test.signed("GET", PARCEL, token=token) | {
        "dpop": gateway_under_test.proof(token, "GET", "/elsewhere")
    }
    answer = await gateway_under_test.send("GET", PARCEL, b"", wrong)
    assert answer.json["params"]["reason"] == "proof-for-another-request"


@pytest.mark.parametrize(("method", "path", "body"), [("POST", TITLES, A_TITLE), ("GET", PARCEL, b"")])
async def test_a_signature_is_used_once_across_processes_and_restarts(
    fresh_database: FreshDatabase, method: str, path: str, body: bytes
) -> None:
    url = fresh_database("gateway.migrations")
    async with a_gateway_under_test(url) as first:
        headers = first.signed(method, path, body)
        assert (await first.send(method, path, body, headers)).status in {200, 201}
        again = await first.send(method, path, body, headers)
        assert again.json["params"]["reason"] == "signature-replayed"
    async with a_gateway_under_test(url, key=first.key, keys=first.keys) as second:
        again = await second.send(method, path, body, headers)
        assert (again.status, again.json["params"]["reason"]) == (401, "proof-replayed")
