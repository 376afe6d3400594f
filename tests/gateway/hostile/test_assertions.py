"""The token endpoint asked by somebody who is not who he says, or asks again: refused, and noted."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx2
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.client.client_tokens import ASSERTION_TYPE, dpop_proof
from chassis.http import problems
from chassis.postgres.database import create_engine
from chassis.tokens.tokens import SigningKey
from evidence.base64url import b64url
from gateway.trust.proofs import Proofs
from gateway.trust.revocation import RevokedTokens
from gateway.trust.routes import router
from gateway.trust.spent import SpentTokens
from gateway.trust.token_endpoint import TokenEndpoint
from tests.support.gateway_under_test import PUBLIC_URL, GatewayUnderTest
from tests.support.refusals import Lines, Now, dated, security_log

TOKEN_URL = PUBLIC_URL + "/oauth/token"


@dataclass
class TokenEndpointUnderTest:
    """One gateway process's token endpoint."""

    gateway_under_test: GatewayUnderTest
    engine: AsyncEngine

    async def ask(self, assertion: str, proof: str | None = None) -> httpx2.Response:
        gateway = self.gateway_under_test.gateway
        endpoint = TokenEndpoint(
            self.gateway_under_test.keys,
            Proofs(PUBLIC_URL),  # of this process: nothing is remembered but in the database
            SpentTokens(self.engine),
            self.gateway_under_test.directory,
            gateway.clock,
            RevokedTokens(self.engine),
        )
        app = FastAPI()
        problems.install(app)
        app.include_router(router(endpoint))
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
            "purpose": "caseManagement",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "DPoP": proof or dpop_proof(self.gateway_under_test.key, "POST", TOKEN_URL, now=int(time.time())),
        }
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as http:
            return await http.post("/oauth/token", content=urlencode(form).encode(), headers=headers)

    def assertion(self, header: dict[str, Any] | None = None, key: SigningKey | None = None, **changes: Any) -> str:
        name, now = "police-case-system", int(time.time())
        claims = {"iss": name, "sub": name, "aud": PUBLIC_URL, "iat": now, "exp": now + 60, "jti": str(uuid4())}
        stated = {n: v for n, v in (claims | dated(changes)).items() if v is not ...}
        return (key or self.gateway_under_test.key).sign({"typ": "JWT"} | (header or {}), stated)


@pytest.fixture
async def endpoint(gateway_under_test: GatewayUnderTest) -> AsyncIterator[TokenEndpointUnderTest]:
    engine = create_engine(gateway_under_test.database_url)
    yield TokenEndpointUnderTest(gateway_under_test, engine)
    await engine.dispose()


def unnamed(key: SigningKey, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """Return a JWT whose header has no more than the algorithm and what is given."""
    name, now = "police-case-system", int(time.time())
    claims = {"iss": name, "sub": name, "aud": PUBLIC_URL, "iat": now, "exp": now + 60, "jti": str(uuid4())} | changes
    message = f"{b64url(orjson.dumps({'alg': 'ES256'} | (header or {})))}.{b64url(orjson.dumps(claims))}"
    return f"{message}.{b64url(key.sign_bytes(message.encode()))}"


def noted(answer: httpx2.Response, lines: Lines) -> tuple[int, str, str]:
    problem = answer.json()
    [facts] = lines.facts
    assert (facts["code"], facts["reason"]) == (problem["code"], problem["params"]["reason"])
    return answer.status_code, problem["error"], problem["params"]["reason"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"aud": TOKEN_URL}, "audience-not-expected"),
        ({"aud": [PUBLIC_URL, PUBLIC_URL]}, "audience-not-expected"),
        ({"aud": []}, "audience-not-expected"),
        ({"aud": [[PUBLIC_URL]]}, "audience-not-expected"),
        ({"aud": [PUBLIC_URL, TOKEN_URL]}, "audience-not-expected"),
        ({"aud": "https://other.test"}, "audience-not-expected"),
        ({"aud": ...}, "audience-not-expected"),
        ({"sub": "psc-case-system"}, "subject-not-expected"),
        ({"iss": "psc-case-system", "sub": "psc-case-system"}, "key-unknown"),
        ({"iss": ...}, "key-unknown"),
        ({"jti": ...}, "claim-missing"),
        ({"jti": ""}, "claim-invalid"),
        ({"jti": 5}, "claim-invalid"),
        ({"jti": "x" * 300}, "claim-invalid"),
        ({"exp": ...}, "claim-missing"),
        ({"exp": True}, "claim-invalid"),
        ({"iat": ..., "exp": Now(420)}, "life-too-long"),
        ({"iat": ..., "exp": 2**53 - 1}, "life-too-long"),
        ({"iat": ..., "exp": Now(-61)}, "expired"),
        ({"iat": Now(-400), "exp": Now(3600)}, "expired"),
        ({"iat": Now(0.5), "exp": Now(0.5)}, "life-too-long"),
        ({"iat": Now(-500.5), "exp": Now(-300.5)}, "expired"),
        ({"iat": Now(300.5), "exp": Now(360.5)}, "not-yet-valid"),
        ({"exp": False}, "claim-invalid"),
        ({"iat": "1790000000.5"}, "claim-invalid"),
        ({"exp": -1}, "life-too-long"),
        ({"iat": Now(-500), "exp": Now(-300)}, "expired"),
        ({"iat": Now(300), "exp": Now(360)}, "not-yet-valid"),
        ({"officer": "a b"}, "officer-invalid"),
        ({"officer": "a\u007fb"}, "officer-invalid"),
        ({"officer": "\u200b"}, "officer-invalid"),
        ({"officer": "..."}, "officer-invalid"),
        ({"officer": ["a"]}, "officer-invalid"),
    ],
    ids=lambda value: " ".join(f"{n}={v}" for n, v in value.items())[:60] if isinstance(value, dict) else value,
)
async def test_an_assertion_that_is_not_for_us_now(
    endpoint: TokenEndpointUnderTest, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], word: str
) -> None:
    with security_log(caplog) as lines:
        answer = await endpoint.ask(endpoint.assertion(**changes))
    assert noted(answer, lines) == (401, "invalid_client", f"assertion-{word}")


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ({"typ": "at+jwt"}, "type-not-expected"),
        ({"typ": "dpop+jwt"}, "type-not-expected"),
        ({"typ": "voucher+jwt"}, "type-not-expected"),
        ({"kid": "../x"}, "key-unknown"),
        ({"jku": "https://evil.test"}, "header-not-allowed"),
        ({"crit": ["exp"]}, "header-not-allowed"),
        ({"alg": "none"}, "algorithm-not-allowed"),
        ({"alg": "HS256"}, "algorithm-not-allowed"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_an_assertion_of_another_kind(
    endpoint: TokenEndpointUnderTest, caplog: pytest.LogCaptureFixture, header: dict[str, Any], word: str
) -> None:
    with security_log(caplog) as lines:
        answer = await endpoint.ask(endpoint.assertion(header))
    assert noted(answer, lines) == (401, "invalid_client", f"assertion-{word}")


async def test_an_assertion_by_another_key(endpoint: TokenEndpointUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    thief = SigningKey.generate()
    for header, word in (({}, "key-unknown"), ({"kid": endpoint.gateway_under_test.key.kid}, "signature-invalid")):
        with security_log(caplog) as lines:
            answer = await endpoint.ask(endpoint.assertion(header, thief))
        assert noted(answer, lines) == (401, "invalid_client", f"assertion-{word}")


async def test_an_assertion_without_a_key_id_is_by_the_only_key_of_its_system(
    endpoint: TokenEndpointUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong signature, several keys and an unknown system look alike: nobody learns which systems there are."""
    thief, own = SigningKey.generate(), endpoint.gateway_under_test.key
    directory = endpoint.gateway_under_test.directory
    assert (await endpoint.ask(unnamed(own))).status_code == 200
    for key, name in ((thief, "police-case-system"), (own, "nobody"), (own, "psc-case-system")):
        with security_log(caplog) as lines:
            answer = await endpoint.ask(unnamed(key, iss=name, sub=name))
        assert noted(answer, lines) == (401, "invalid_client", "assertion-key-not-found")
    system = directory.snapshot.systems["police-case-system"]
    both = replace(system, keys={**system.keys, thief.kid: thief.verifying})
    directory.snapshot = replace(directory.snapshot, systems={"police-case-system": both})
    with security_log(caplog) as lines:
        answer = await endpoint.ask(unnamed(own))
    assert noted(answer, lines) == (401, "invalid_client", "assertion-key-not-found")
    assert (await endpoint.ask(endpoint.assertion())).status_code == 200


@pytest.mark.parametrize("typ", ["at+jwt", "dpop+jwt", "voucher+jwt", "secevent+jwt", "logout+jwt"])
async def test_a_foreign_type_is_refused_without_a_key_id_too(
    endpoint: TokenEndpointUnderTest, caplog: pytest.LogCaptureFixture, typ: str
) -> None:
    for name in ("police-case-system", "nobody"):  # nor does it tell which of them is a system
        with security_log(caplog) as lines:
            answer = await endpoint.ask(unnamed(endpoint.gateway_under_test.key, {"typ": typ}, iss=name, sub=name))
        assert noted(answer, lines) == (401, "invalid_client", "assertion-type-not-expected")


async def test_a_proof_without_a_type_is_refused(
    endpoint: TokenEndpointUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    """RFC 9449 §4.2 demands it, and every library sends it."""
    key = endpoint.gateway_under_test.key
    header = {"jwk": dict(key.verifying.public_jwk)}
    proof = unnamed(key, header, htm="POST", htu=TOKEN_URL)
    with security_log(caplog) as lines:
        answer = await endpoint.ask(endpoint.assertion(), proof)
    assert noted(answer, lines) == (400, "invalid_dpop_proof", "proof-invalid")
    proof = unnamed(key, header | {"typ": "dpop+jwt"}, htm="POST", htu=TOKEN_URL)
    assert (await endpoint.ask(endpoint.assertion(), proof)).status_code == 200


async def test_an_assertion_or_proof_used_again_at_another_process(
    endpoint: TokenEndpointUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    assertion, proof = (
        endpoint.assertion(),
        dpop_proof(endpoint.gateway_under_test.key, "POST", TOKEN_URL, now=int(time.time())),
    )
    assert (await endpoint.ask(assertion, proof)).status_code == 200
    with security_log(caplog) as lines:
        answer = await endpoint.ask(assertion)
    assert noted(answer, lines) == (401, "invalid_client", "assertion-replayed")
    with security_log(caplog) as lines:
        answer = await endpoint.ask(endpoint.assertion(), proof)
    assert noted(answer, lines) == (400, "invalid_dpop_proof", "proof-replayed")


async def test_a_suspended_system_looks_like_none(
    endpoint: TokenEndpointUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    systems = endpoint.gateway_under_test.directory.snapshot.systems
    assert isinstance(systems, dict)
    systems.clear()
    with security_log(caplog) as lines:
        answer = await endpoint.ask(endpoint.assertion())
    assert noted(answer, lines) == (401, "invalid_client", "assertion-key-unknown")
