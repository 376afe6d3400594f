"""Proofs and signatures that somebody stole, changed or made up; and what only the inside may say."""

import hashlib
import time
from typing import Any

import pytest

from chassis.tokens.tokens import SigningKey, access_token_hash
from evidence.digests import content_digest
from gateway.trust.access_tokens import Grant, mint
from tests.support.certificates import client_cert
from tests.support.gateway_under_test import PUBLIC_URL, GatewayUnderTest, a_gateway_under_test
from tests.support.postgres import FreshDatabase
from tests.support.refusals import Now, dated, noted, security_log

PATH = "/land-register/v1/parcels/p1"
TITLES = "/land-register/v1/titles"
A_TITLE = b'{"name": "Rice field", "area": 3}'


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"htm": "POST"}, "proof-for-another-request"),
        ({"htm": "get"}, "proof-for-another-request"),
        ({"htu": PUBLIC_URL + "/elsewhere"}, "proof-for-another-request"),
        ({"htu": "https://evil.test" + PATH}, "proof-for-another-request"),
        ({"htu": f"{PUBLIC_URL}@evil.test{PATH}"}, "proof-for-another-request"),
        ({"ath": access_token_hash("another")}, "proof-for-another-token"),
        ({"ath": ""}, "proof-for-another-token"),
        ({"iat": Now(-3600)}, "proof-not-fresh"),
        ({"iat": Now(3600)}, "proof-not-fresh"),
        ({"iat": True}, "proof-invalid"),
        ({"iat": "1"}, "proof-invalid"),
        ({"jti": ""}, "proof-invalid"),
        ({"jti": "x" * 300}, "proof-invalid"),
    ],
)
async def test_a_proof_of_something_else(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], word: str
) -> None:
    token = gateway_under_test.token()
    proof = gateway_under_test.proof(token, "GET", PATH, **dated(changes))
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("GET", PATH, headers={"authorization": f"DPoP {token}", "dpop": proof})
    assert noted(answer, lines, gateway_under_test) == word


async def test_a_proof_by_another_key(gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    token, thief = gateway_under_test.token(), SigningKey.generate()
    claims = {
        "jti": "j",
        "htm": "GET",
        "htu": PUBLIC_URL + PATH,
        "iat": int(time.time()),
        "ath": access_token_hash(token),
    }
    for jwk, word in ((thief.public_jwk, "key-mismatch"), (gateway_under_test.key.public_jwk, "proof-invalid")):
        proof = thief.sign({"typ": "dpop+jwt", "jwk": dict(jwk)}, claims)
        with security_log(caplog) as lines:
            answer = await gateway_under_test.call(
                "GET", PATH, headers={"authorization": f"DPoP {token}", "dpop": proof}
            )
        assert noted(answer, lines, gateway_under_test) == word


async def test_a_proof_used_twice(gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    headers: dict[str, str | None] = dict(gateway_under_test.headers("GET", PATH))
    assert (await gateway_under_test.call("GET", PATH, headers=headers)).status == 200
    gateway_under_test.register.calls.clear()
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("GET", PATH, headers=headers)
    assert noted(answer, lines, gateway_under_test) == "proof-replayed"


@pytest.mark.parametrize("way", ["proof", "signature"])
async def test_a_proof_or_signature_used_again_at_another_gateway_after_a_restart(
    fresh_database: FreshDatabase, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    url = fresh_database("gateway.migrations")
    async with a_gateway_under_test(url) as first:
        path = "/land-register/v1/parcels"
        headers = first.signed("POST", path, A_TITLE) if way == "signature" else first.headers("POST", path)
        assert (await first.send("POST", path, A_TITLE, headers)).status == 201
    async with a_gateway_under_test(url, key=first.key, keys=first.keys) as second:
        with security_log(caplog) as lines:
            answer = await second.send("POST", path, A_TITLE, headers)
        assert noted(answer, lines, second) == "proof-replayed"


@pytest.mark.parametrize(
    ("edits", "word"),
    [
        ({"content-digest": content_digest(b"another")}, "signature-invalid"),
        ({"idempotency-key": "another"}, "signature-invalid"),
        ({"content-type": "text/plain"}, "signature-invalid"),
        ({"if-match": '"1"'}, "signature-components"),
        ({"signature": None}, "signature-malformed"),
        ({"signature-input": None}, "signature-malformed"),
        ({"content-digest": None}, "signature-malformed"),
        ({"idempotency-key": None}, "signature-components"),
    ],
)
async def test_a_request_changed_after_it_was_signed(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, edits: dict[str, str | None], word: str
) -> None:
    headers = {**gateway_under_test.signed("POST", TITLES, A_TITLE), **edits}
    left = {name: value for name, value in headers.items() if value is not None}
    with security_log(caplog) as lines:
        answer = await gateway_under_test.send("POST", TITLES, A_TITLE, left)
    assert noted(answer, lines, gateway_under_test) == word


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('"content-digest" ', "", "signature-components"),  # the body is not covered
        ('"@method" "@target-uri"', '"@target-uri" "@method"', "signature-components"),
        ('"@method" ', '"@method" "@method" ', "signature-malformed"),
        ('"@method"', '"@path"', "signature-components"),
        (";created=", ";created=1;created=", "signature-malformed"),
        (';tag="saphan"', ';tag="other"', "signature-parameters"),
        (';tag="saphan"', ';tag="saphan";alg="hmac-sha256"', "signature-parameters"),
        (';tag="saphan"', ';tag="saphan";expires=9', "signature-parameters"),
        ("saphan=(", 'other=("@method");created=1, saphan=(', "signature-malformed"),
    ],
)
async def test_a_signature_that_says_something_else(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, old: str, new: str, word: str
) -> None:
    headers = gateway_under_test.signed("POST", TITLES, A_TITLE)
    assert old in headers["signature-input"]
    headers["signature-input"] = headers["signature-input"].replace(old, new, 1)
    with security_log(caplog) as lines:
        answer = await gateway_under_test.send("POST", TITLES, A_TITLE, headers)
    assert noted(answer, lines, gateway_under_test) == word


async def test_one_of_two_signatures_stripped(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    headers = gateway_under_test.signed("POST", TITLES, A_TITLE)
    headers["signature"] += ", other=:AAAA:"
    with security_log(caplog) as lines:
        answer = await gateway_under_test.send("POST", TITLES, A_TITLE, headers)
    assert noted(answer, lines, gateway_under_test) == "signature-malformed"


async def test_another_body_under_the_digest_that_was_signed(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    with security_log(caplog) as lines:
        body = A_TITLE.replace(b"3", b"9")
        answer = await gateway_under_test.send("POST", TITLES, body, gateway_under_test.signed("POST", TITLES, A_TITLE))
    assert noted(answer, lines, gateway_under_test) == "digest-mismatch"


async def test_a_legal_act_without_a_signature(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("POST", TITLES, A_TITLE)
    assert noted(answer, lines, gateway_under_test) == "signature-required"


@pytest.mark.parametrize(
    "name",
    [
        "client-cert",
        "client-cert-chain",
        "exchange-id",
        "exchange-receipt",
        "forwarded",
        "idempotent-replayed",
        "voucher",
        "voucher-key",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-anything",
        "x-real-ip",
    ],
)
@pytest.mark.parametrize("path", [PATH, "/oauth/token", "/docs"])
async def test_what_only_the_inside_may_say(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, name: str, path: str
) -> None:
    value = client_cert(gateway_under_test.key) if name == "client-cert" else "xch_1"
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("GET", path, headers={name: value})
    assert noted(answer, lines, gateway_under_test) == "reserved-header"


@pytest.mark.parametrize(
    "name", ["authorization", "dpop", "idempotency-key", "content-type", "signature", "signature-input", "traceparent"]
)
async def test_a_header_that_stands_twice(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    headers = gateway_under_test.headers("GET", PATH) | {name: "a"}
    raw = [(n.encode(), v.encode()) for n, v in headers.items()]
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("GET", PATH, raw=[*raw, (name.encode(), b"b")])
    assert noted(answer, lines, gateway_under_test) == "repeated-header"


async def test_a_token_bound_to_a_certificate_without_its_hop(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    x5t = hashlib.sha256(b"x").hexdigest()[:43]
    grant = Grant("police-case-system", "police", "caseManagement", gateway_under_test.key.kid, x5t=x5t)
    token = mint(gateway_under_test.keys.signing, PUBLIC_URL, grant, now=time.time())
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("GET", PATH, headers={"authorization": f"Bearer {token}"})
    assert noted(answer, lines, gateway_under_test) == "certificate-missing"
