"""A stub gateway with a token endpoint and one operation; an independent JOSE library (joserfc) checks the tokens."""

import hashlib
import json
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from aiohttp import web
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256
from joserfc import jws
from joserfc.jwk import ECKey

from chassis.client.exchange_client import Credentials
from chassis.tokens.tokens import SigningKey

TOLERANCE_S = 60


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, key: SigningKey) -> None:
        self._key = key

    def resolve_public_key(self, key_id: str) -> Any:
        assert key_id == self._key.kid
        return ECKey.import_key(dict(self._key.public_jwk)).public_key


@dataclass
class TokenPeer:
    """Answers the client and remembers what it was sent."""

    key: SigningKey = field(default_factory=SigningKey.generate)
    base_url: str = ""
    clock_ahead_s: float = 0.0
    tells_server_time: bool = True
    token_life_s: int = 300
    token_requests: list[dict[str, str]] = field(default_factory=list)
    proofs: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    refuse_next: int = 0
    nonce: str | None = None  # what proofs must carry
    office: str | None = None  # that its tokens are for

    def credentials(self) -> Credentials:
        return Credentials(
            member="police",
            system="case-system",
            client_id="police-case-system",
            private_jwk=self.key.private_jwk(),
            issuer=self.base_url,
            token_endpoint=f"{self.base_url}/oauth/token",
            base_url=self.base_url,
            purposes=("caseManagement", "oversight"),
        )

    def refuse_all(self) -> None:
        """Answer no call any more, however often it is repeated."""
        self.refuse_next = sys.maxsize

    def now(self) -> float:
        return time.time() + self.clock_ahead_s

    async def token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.token_requests.append(form)
        proof = self._proof(request)
        if proof.get("nonce") != self.nonce:
            return self._refusal(400, "dpop-nonce-required")
        assertion = self._opened(form["client_assertion"])
        if abs(assertion["iat"] - self.now()) > TOLERANCE_S or abs(proof["iat"] - self.now()) > TOLERANCE_S:
            return self._refusal(401, "client-not-authenticated")
        if form["purpose"] not in {"caseManagement", "oversight"}:
            return self._refusal(400, "purpose-not-agreed")
        assert assertion["iss"] == assertion["sub"] == "police-case-system"
        assert assertion["aud"] == self.base_url
        life = min(int(form.get("expires_in", self.token_life_s)), self.token_life_s)
        token = f"token-{len(self.token_requests)}"
        office = {} if self.office is None else {"office": self.office}
        return web.json_response({"access_token": token, "token_type": "DPoP", "expires_in": life, **office})

    async def operation(self, request: web.Request) -> web.Response:
        if "Signature" in request.headers:
            self.requests.append((dict(request.headers), await request.read()))
            self._must_be_signed(request, self.requests[-1][1])
            return web.json_response({"path": request.path_qs})
        proof = self._proof(request)
        self.requests.append((dict(request.headers), await request.read()))
        if proof.get("nonce") != self.nonce:
            return self._refusal(401, "not-authenticated")
        if self.refuse_next:
            self.refuse_next -= 1
            return self._refusal(401, "not-authenticated")
        token = request.headers["Authorization"].removeprefix("DPoP ")
        digest = urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
        assert proof["ath"] == digest
        return web.json_response({"path": request.path_qs})

    def _proof(self, request: web.Request) -> dict[str, Any]:
        proof = self._opened(request.headers["DPoP"])
        assert proof["htm"] == request.method
        assert proof["htu"] == f"{self.base_url}{request.path}"
        assert proof["jti"] not in {earlier["jti"] for earlier in self.proofs}
        self.proofs.append(proof)
        return proof

    def _must_be_signed(self, request: web.Request, body: bytes) -> None:
        """Verify with http-message-signatures, body included."""
        message = SimpleNamespace(method=request.method, url=str(request.url), headers=dict(request.headers))
        verifier = HTTPMessageVerifier(signature_algorithm=ECDSA_P256_SHA256, key_resolver=_OneKey(self.key))
        [result] = verifier.verify(message, max_age=timedelta(minutes=1), expect_tag="saphan", body=body)
        assert '"authorization"' in result.covered_components

    def _opened(self, token: str) -> dict[str, Any]:
        key = ECKey.import_key(dict(self.key.public_jwk))
        payload = jws.deserialize_compact(token, key, algorithms=["ES256"]).payload
        assert payload is not None
        claims: dict[str, Any] = json.loads(payload)
        return claims

    def _refusal(self, status: int, code: str) -> web.Response:
        now = datetime.fromtimestamp(self.now(), UTC)
        told = {"serverTime": now.isoformat()} if self.tells_server_time else {}
        answer = web.json_response(
            {"code": code, "detail": "no", **told}, status=status, content_type="application/problem+json"
        )
        if self.nonce is not None:
            answer.headers["DPoP-Nonce"] = self.nonce
        answer.headers["Date"] = now.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return answer


@asynccontextmanager
async def listening(peer: TokenPeer) -> AsyncIterator[TokenPeer]:
    """Serve the peer on a free port of this machine."""
    app = web.Application(client_max_size=8 * 2**20)
    app.router.add_post("/oauth/token", peer.token)
    app.router.add_route("*", "/{service}/v1/{rest:.*}", peer.operation)
    app.router.add_get("/.well-known/jwks.json", peer.operation)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    peer.base_url = f"http://127.0.0.1:{port}"
    try:
        yield peer
    finally:
        await runner.cleanup()
