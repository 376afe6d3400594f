import logging
import time
from dataclasses import replace
from typing import Any

import pytest

from chassis.tokens.tokens import SigningKey
from gateway.trust.nonces import Nonces
from gateway.trust.proofs import Proofs
from tests.support.gateway_under_test import PUBLIC_URL, GatewayUnderTest, a_gateway_under_test, asgi
from tests.support.postgres import FreshDatabase

PATH = "/land-register/v1/parcels/p1"
PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


async def reason(gateway_under_test: GatewayUnderTest, **headers: str | None) -> str:
    answer = await gateway_under_test.call("GET", PATH, headers=dict(headers))
    assert (answer.status, answer.code) == (401, "not-authenticated")
    assert answer.headers["www-authenticate"].startswith('DPoP algs="ES256"')
    assert answer.headers["www-authenticate"].endswith(
        f', resource_metadata="{PUBLIC_URL}/.well-known/oauth-protected-resource{PATH}"'
    )
    assert not gateway_under_test.register.calls
    assert not await gateway_under_test.entries()
    found: str = answer.json["params"]["reason"]
    return found


async def test_without_a_token_nobody_is_anybody(gateway_under_test: GatewayUnderTest) -> None:
    assert await reason(gateway_under_test, authorization=None) == "token-missing"


async def test_a_bearer_token_is_worth_nothing(gateway_under_test: GatewayUnderTest) -> None:
    assert (
        await reason(gateway_under_test, authorization=f"Bearer {gateway_under_test.token()}") == "scheme-not-accepted"
    )


async def test_a_token_without_a_proof_is_worth_nothing(gateway_under_test: GatewayUnderTest) -> None:
    assert await reason(gateway_under_test, dpop=None) == "proof-missing"


async def test_an_expired_token_is_refused_and_the_refusal_tells_the_time(gateway_under_test: GatewayUnderTest) -> None:
    token = gateway_under_test.token(now=time.time() - 400)
    headers: dict[str, str | None] = dict(gateway_under_test.headers("GET", PATH, token=token))
    answer = await gateway_under_test.call("GET", PATH, headers=headers)
    assert answer.json["params"]["reason"] == "token-expired"
    assert answer.json["params"]["serverTime"].endswith("Z")


async def test_a_token_of_another_issuer_is_refused(gateway_under_test: GatewayUnderTest) -> None:
    head, payload, _ = gateway_under_test.token().split(".")
    forged = SigningKey.generate().sign({"typ": "at+jwt"}, {"iss": "x"})
    assert (
        await reason(gateway_under_test, authorization=f"DPoP {head}.{payload}.{forged.split('.')[2]}")
        == "token-signature-invalid"
    )


async def test_a_system_that_was_suspended_since_its_token_was_made_is_refused(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.directory.snapshot = replace(gateway_under_test.directory.snapshot, systems={})
    assert await reason(gateway_under_test) == "system-not-registered"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"htm": "POST"}, "proof-for-another-request"),
        ({"htu": "http://127.0.0.1:8080/elsewhere"}, "proof-for-another-request"),
        ({"ath": "x" * 43}, "proof-for-another-token"),
        ({"iat": 1_000_000_000}, "proof-not-fresh"),
    ],
)
async def test_a_proof_is_for_this_request_and_this_token_now(
    gateway_under_test: GatewayUnderTest, changes: dict[str, Any], expected: str
) -> None:
    token = gateway_under_test.token()
    proof = gateway_under_test.proof(token, "GET", PATH, **changes)
    assert await reason(gateway_under_test, authorization=f"DPoP {token}", dpop=proof) == expected


async def test_a_proof_by_another_key_is_refused(gateway_under_test: GatewayUnderTest) -> None:
    token = gateway_under_test.token()
    thief = replace(gateway_under_test, key=SigningKey.generate())
    assert (
        await reason(gateway_under_test, authorization=f"DPoP {token}", dpop=thief.proof(token, "GET", PATH))
        == "key-mismatch"
    )


async def test_a_nonce_is_asked_for_where_it_is_wanted_and_the_next_one_comes_along(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.gateway.proofs = Proofs(PUBLIC_URL, Nonces(gateway_under_test.keys))
    refused = await gateway_under_test.call("GET", PATH)
    assert (refused.status, refused.json["params"]["reason"]) == (401, "proof-nonce-missing")
    assert 'error="use_dpop_nonce"' in refused.headers["www-authenticate"]
    token = gateway_under_test.token()
    proof = gateway_under_test.proof(token, "GET", PATH, nonce=refused.headers["dpop-nonce"])
    answer = await gateway_under_test.call("GET", PATH, headers={"authorization": f"DPoP {token}", "dpop": proof})
    assert (answer.status, "dpop-nonce" in answer.headers) == (200, True)


async def test_a_proof_is_used_once(gateway_under_test: GatewayUnderTest) -> None:
    headers: dict[str, str | None] = dict(gateway_under_test.headers("GET", PATH))
    assert (await gateway_under_test.call("GET", PATH, headers=headers)).status == 200
    again = await gateway_under_test.call("GET", PATH, headers=headers)
    assert again.json["params"]["reason"] == "proof-replayed"


@pytest.mark.parametrize(("method", "path", "body"), [("POST", PARCELS, A_PARCEL), ("GET", PATH, b"")])
async def test_a_proof_is_used_once_across_processes_and_restarts(
    fresh_database: FreshDatabase, method: str, path: str, body: bytes
) -> None:
    url = fresh_database("gateway.migrations")
    async with a_gateway_under_test(url) as first:
        headers: dict[str, str | None] = dict(first.headers(method, path))
        assert (await first.call(method, path, body, headers=headers)).status in {200, 201}
    async with a_gateway_under_test(url, key=first.key, keys=first.keys) as second:
        again = await second.call(method, path, body, headers=headers)
        assert again.status == 401
        assert again.json["params"]["reason"] == "proof-replayed"
        assert not (method == "POST" and second.register.calls)
        assert len({details["exchange"] for _, details in await second.entries()}) == 1


async def test_a_refusal_is_a_line_of_the_security_log(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "saphan.security"):
        await asgi(gateway_under_test.app, "GET", PATH, [(b"host", b"127.0.0.1")])
    [line] = caplog.records
    assert line.__dict__["facts"]["reason"] == "token-missing"
