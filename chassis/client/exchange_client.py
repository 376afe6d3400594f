"""Client of the gateway: obtains access tokens, proves possession (DPoP or signature), follows the server's clock."""

import asyncio
import io
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self

import aiohttp
import orjson
from multidict import CIMultiDict
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from yarl import URL

from chassis.client.client_tokens import ACCESS_TOKEN, ASSERTION_TYPE, TOKEN_EXCHANGE, client_assertion, dpop_proof
from chassis.client.request_signing import signature_fields
from chassis.process.clock import Clock, SystemClock
from chassis.tokens.tokens import SigningKey, access_token_hash

REUSE_MARGIN_S: Final = 15  # a token this close to its end could die on the way
CLOCK_TOLERANCE_S: Final = 3.0  # the Date header counts whole seconds; less than this is no difference
JSON: Final = "application/json"


class Credentials(BaseModel):
    """Credentials of a member's system: its private key, its client id and the gateway's addresses.

    `issuer` is the gateway's public URL, which proofs name; `base_url` and `token_endpoint` are where requests go. A
    service on the same network may reach the gateway by another address than the public has.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    member: str
    system: str
    client_id: str
    private_jwk: dict[str, Any] = Field(repr=False)  # Any: a JWK's members are its key type's affair (RFC 7517)
    issuer: str
    token_endpoint: str
    base_url: str
    purposes: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the credentials of a file; raise `OSError` or pydantic's `ValidationError`."""
        return cls.model_validate_json(path.read_bytes())


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Access token with its purpose, its end (epoch seconds by the server's clock), and the office that it is for."""

    text: str = field(repr=False)
    purpose: str
    ends_at: float
    office: str | None = None  # None: of none, since the system holds several and has named none


@dataclass(frozen=True, slots=True)
class Proven:
    """Headers that authenticate one request: the access token and a DPoP proof."""

    authorization: str = field(repr=False)
    proof: str = field(repr=False)

    def headers(self) -> dict[str, str]:
        """Return both as HTTP headers (RFC 9449 §7.1)."""
        return {"Authorization": self.authorization, "DPoP": self.proof}


@dataclass(frozen=True, slots=True)
class Answer:
    """Complete response of an exchange."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def receipt(self) -> str | None:
        """The signed receipt of this exchange, unchecked; `chassis.client.receipts` checks it."""
        return self.headers.get("Exchange-Receipt")

    def json(self) -> Any:  # Any: the shape is the operation's schema, which the caller knows
        """Return the body as JSON; an empty body is an empty object."""
        return orjson.loads(self.body) if self.body else {}


class TokenRefused(Exception):  # noqa: N818 - a refusal is no error of ours
    """The token endpoint refused; `answer` says why (RFC 6749 §5.2 with the problem's members)."""

    def __init__(self, answer: Answer) -> None:
        problem = answer.json() if _is_json(answer) else {}
        super().__init__(problem.get("error_description") or problem.get("detail") or f"HTTP {answer.status}")
        self.answer = answer


class ExchangeClient:
    """Client of one system; may be shared by many tasks of one event loop."""

    def __init__(self, credentials: Credentials, session: aiohttp.ClientSession, *, clock: Clock | None = None) -> None:
        self.credentials = credentials
        self._session = session
        self._clock = clock or SystemClock()
        self._offset_s = 0.0  # the server's clock minus ours, learnt from its refusals
        self._key = SigningKey.from_jwk(credentials.private_jwk)
        self._nonce: str | None = None  # what the server wants in the next proof (RFC 9449 §8)
        self._tokens: dict[tuple[str, str | None, str | None], AccessToken] = {}  # by purpose, officer and office
        self._asking = asyncio.Lock()

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        body: bytes | None = None,
        purpose: str | None = None,
        idempotency_key: str | None = None,
        headers: Mapping[str, str] | None = None,
        sign: bool = False,
        officer: str | None = None,
        office: str | None = None,
    ) -> Answer:
        """Make one exchange and return its answer, whatever its status.

        `path` starts at the service, query included. `purpose` is the first of the credentials unless said. `sign`
        proves possession by a signature (RFC 9421) instead of DPoP, as legal acts demand. A refusal that shows our
        clock to be wrong, or our token to be old, is answered once with fresh ones by the server's time.
        Raises `TokenRefused` without a token, and aiohttp's `ClientError` without a gateway.
        """
        wanted = (purpose or self.credentials.purposes[0], officer, office)
        content = orjson.dumps(json) if json is not None else body
        stated = _stated(headers, content, idempotency_key)

        async def attempt() -> Answer:
            token = await self.token(*wanted)
            proof = self.signed(method, path, stated, content, token) if sign else None
            proof = proof or (await self.prove(method, path, token=token)).headers()
            return await self._send(method, self.credentials.base_url + path, {**stated, **proof}, content)

        nonce, answer = self._nonce, await attempt()
        if answer.status == HTTPStatus.UNAUTHORIZED:
            # Nothing was done: a 401 is given before the body is read, so the same request may be proven again.
            if self._nonce == nonce:  # else the nonce was old, and the token is good
                self._tokens.pop(wanted, None)
            self._keep_time(answer)
            answer = await attempt()
        return answer

    async def send(
        self,
        method: str,
        path: str,
        proven: Proven,
        *,
        json: object = None,
        body: bytes | None = None,
        idempotency_key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request with a proof that was made before; never repeated."""
        content = orjson.dumps(json) if json is not None else body
        sent = {**_stated(headers, content, idempotency_key), **proven.headers()}
        return await self._send(method, self.credentials.base_url + path, sent, content)

    async def prove(
        self, method: str, path: str, *, purpose: str | None = None, token: AccessToken | None = None
    ) -> Proven:
        """Return the headers that prove one request; the server accepts them once."""
        token = token or await self.token(purpose or self.credentials.purposes[0])
        url = self.credentials.issuer + path
        return Proven(f"DPoP {token.text}", self._proof(method, url, ath=access_token_hash(token.text)))

    def signed(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes | None, token: AccessToken
    ) -> dict[str, str]:
        """Return the signature fields (RFC 9421) of one request; the server accepts them once."""
        shown = {"Authorization": f"DPoP {token.text}"}
        uri = str(URL(self.credentials.issuer + path))  # in the spelling in which it will be sent
        moment, nonce = int(self._now()), secrets.token_urlsafe(16)
        fields = signature_fields(self._key, method, uri, {**headers, **shown}, content, created=moment, nonce=nonce)
        return shown | fields

    async def token(
        self,
        purpose: str,
        officer: str | None = None,
        office: str | None = None,
        *,
        expires_in: int | None = None,
        subject: str | None = None,
    ) -> AccessToken:
        """Return an access token for the purpose, cached while it lasts; with `expires_in` always a new one.

        `officer` is on whose behalf we act, by our own identifier, `office` the code of the office from which we do.
        `subject` is another member's token, handed to us so that we act for that member (RFC 8693), where an agreement
        of ours allows it.
        """
        form = {"purpose": purpose} | ({"expires_in": str(expires_in)} if expires_in is not None else {})
        signed_for = {"officer": officer, "office": office}
        if subject is not None:
            named = {"grant_type": TOKEN_EXCHANGE, "subject_token": subject, "subject_token_type": ACCESS_TOKEN}
            return await self._ask_for_token({**form, **named}, signed_for)
        form["grant_type"] = "client_credentials"
        if expires_in is not None:
            return await self._ask_for_token(form, signed_for)
        wanted = (purpose, officer, office)
        async with self._asking:  # many tasks may want the first token at once; one asks
            cached = self._tokens.get(wanted)
            if cached is None or cached.ends_at - REUSE_MARGIN_S < self._now():
                cached = self._tokens[wanted] = await self._ask_for_token(form, signed_for)
            return cached

    async def _ask_for_token(self, form: Mapping[str, str], signed_for: Mapping[str, str | None]) -> AccessToken:
        nonce, answer = self._nonce, await self._token_request(form, signed_for)
        refused = answer.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}
        if refused and (self._keep_time(answer) or self._nonce != nonce):
            answer = await self._token_request(form, signed_for)
        if not answer.ok:
            raise TokenRefused(answer)
        granted = answer.json()
        ends_at = self._now() + granted["expires_in"]
        return AccessToken(granted["access_token"], form["purpose"], ends_at, granted.get("office"))

    async def _token_request(self, form: Mapping[str, str], signed_for: Mapping[str, str | None]) -> Answer:
        url, own = self.credentials.token_endpoint, self.credentials
        assertion = client_assertion(self._key, own.client_id, own.issuer, now=int(self._now()), **signed_for)
        proven = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
        proof = self._proof("POST", own.issuer + url.removeprefix(own.base_url))
        return await self._send("POST", url, {"DPoP": proof}, aiohttp.FormData({**form, **proven}))

    def _proof(self, method: str, url: str, *, ath: str | None = None) -> str:
        return dpop_proof(self._key, method, url, now=int(self._now()), ath=ath, nonce=self._nonce)

    async def _send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | aiohttp.FormData | None
    ) -> Answer:
        # as a file: bytes of megabytes would be written in one go and hold up every other exchange of this loop
        sending = io.BytesIO(body) if isinstance(body, bytes) else body
        began = time.perf_counter()
        # no content type of aiohttp's own on a request without a body: a signature covers what is there, and no more
        alone = () if sending is not None else ("Content-Type",)
        async with self._session.request(
            method, url, headers=headers, data=sending, allow_redirects=False, skip_auto_headers=alone
        ) as response:
            content = await response.read()
        self._nonce = response.headers.get("DPoP-Nonce", self._nonce)
        return Answer(response.status, response.headers, content, time.perf_counter() - began)

    def _now(self) -> float:
        return self._clock.now().timestamp() + self._offset_s

    def _keep_time(self, answer: Answer) -> bool:
        """Set our clock offset by the server's time in a refusal; return whether it changed."""
        server = _server_time(answer)
        if server is None:
            return False
        offset = server - self._clock.now().timestamp()
        changed = abs(offset - self._offset_s) > CLOCK_TOLERANCE_S
        if changed:
            self._offset_s = offset
        return changed


def _stated(headers: Mapping[str, str] | None, content: bytes | None, key: str | None) -> CIMultiDict[str]:
    """Return the request's headers without its proof."""
    stated = CIMultiDict(headers or {})
    if content is not None:
        stated.setdefault("Content-Type", JSON)
    if key is not None:
        stated["Idempotency-Key"] = key
    return stated


def _server_time(answer: Answer) -> float | None:
    """Return the server's time, epoch seconds: the refusal's `serverTime`, or the `Date` header."""
    stated_time = answer.json().get("serverTime") if _is_json(answer) else None
    if isinstance(stated_time, str):
        return datetime.fromisoformat(stated_time).timestamp()
    date = answer.headers.get("Date")
    return parsedate_to_datetime(date).timestamp() if date else None


def _is_json(answer: Answer) -> bool:
    return "json" in answer.headers.get("Content-Type", "")
