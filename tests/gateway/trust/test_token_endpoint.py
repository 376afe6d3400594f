"""The token endpoint over HTTP and a real database, asked by a client that builds its JWTs with another library."""

import base64
import hashlib
import io
import json
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from fastapi import FastAPI
from joserfc import jws
from joserfc.jwk import ECKey

from chassis.client.client_tokens import ASSERTION_TYPE
from chassis.http import problems
from chassis.postgres.database import create_engine
from chassis.process import logs
from chassis.tokens.tokens import SigningKey
from contracts.catalogue import Catalogue
from contracts.organisations import MemberFacts, Organisations
from contracts.seats import Holding
from evidence.base64url import b64url
from gateway.directory.content import DirectoryContent, System
from gateway.directory.enrol import enrol
from gateway.directory.snapshot import AgreementEntry, Snapshot, SystemEntry
from gateway.directory.watch import Directory
from gateway.trust.access_tokens import verified_access_tokens
from gateway.trust.keys import GatewayKeys
from gateway.trust.nonces import Nonces
from gateway.trust.proofs import Proofs
from gateway.trust.revocation import RevokedTokens
from gateway.trust.routes import router
from gateway.trust.server_metadata import resource_metadata_url
from gateway.trust.spent import SpentTokens
from gateway.trust.token_endpoint import TokenEndpoint
from tests.support.certificates import client_cert
from tests.support.directory import BEGIN, COURT_KEY, POLICE_KEY, a_country
from tests.support.postgres import FreshDatabase

ISSUER = "https://gateway.gov.la"
TOKEN_URL = f"{ISSUER}/oauth/token"
KEYS = GatewayKeys(ISSUER, [SigningKey.generate()])
CLIENT = "police-case-system"


@dataclass
class Clock:
    """A clock that a test sets."""

    at: datetime = field(default_factory=lambda: datetime(2026, 6, 1, 8, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at


def signed(key: SigningKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jws.serialize_compact(
        {"alg": "ES256", **header}, json.dumps(claims), ECKey.import_key({**key.private_jwk()}), algorithms=["ES256"]
    )


@dataclass
class Asking:
    """A client of the endpoint: it asks rightly, but for what a test changes."""

    http: httpx2.AsyncClient
    clock: Clock
    directory: Directory
    spent: SpentTokens

    @property
    def revoked(self) -> RevokedTokens:
        return RevokedTokens(self.spent._engine)

    async def revoke(self, token: str, **form: Any) -> httpx2.Response:
        fields = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self.assertion(), "token": token} | form
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}
        return await self.http.post("/oauth/revoke", content=urlencode(fields).encode(), headers=headers)

    @property
    def now(self) -> int:
        return int(self.clock.now().timestamp())

    def assertion(self, key: SigningKey = POLICE_KEY, header: dict[str, Any] | None = None, **changes: Any) -> str:
        claims = {
            "iss": CLIENT,
            "sub": CLIENT,
            "aud": ISSUER,
            "iat": self.now,
            "exp": self.now + 60,
            "jti": uuid.uuid4().hex,
        }
        stated = {name: value for name, value in (claims | changes).items() if value is not ...}
        return signed(key, header or {"typ": "JWT", "kid": key.kid}, stated)

    def proof(self, key: SigningKey = POLICE_KEY, **changes: Any) -> str:
        claims = {"jti": uuid.uuid4().hex, "htm": "POST", "htu": TOKEN_URL, "iat": self.now}
        return signed(key, {"typ": "dpop+jwt", "jwk": dict(key.public_jwk)}, claims | changes)

    async def token(self, *, proof: str | None = "", language: str = "en", **form: Any) -> httpx2.Response:
        fields = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(),
            "purpose": "caseManagement",
        } | form
        stated = {name: value for name, value in fields.items() if value is not None}
        return await self.post(urlencode(stated).encode(), proof=proof, language=language)

    async def with_certificate(self, field: str) -> httpx2.Response:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(),
            "purpose": "caseManagement",
        }
        headers = {"Client-Cert": field, "Content-Type": "application/x-www-form-urlencoded"}
        return await self.http.post("/oauth/token", content=urlencode(form).encode(), headers=headers)

    async def post(
        self,
        body: bytes,
        *,
        proof: str | None = "",
        language: str = "en",
        media: str = "application/x-www-form-urlencoded",
    ) -> httpx2.Response:
        headers = {"Content-Type": media, "Accept-Language": language}
        if proof is not None:
            headers["DPoP"] = proof or self.proof()
        return await self.http.post("/oauth/token", content=body, headers=headers)


def in_memory() -> Snapshot:
    """Return the country of `a_country` without a database, as far as the endpoint looks at it."""
    keys = {POLICE_KEY.kid: POLICE_KEY.verifying}
    court = {COURT_KEY.kid: COURT_KEY.verifying}
    agreement = AgreementEntry(
        id="agr_police-notes",
        member="police",
        service="notes",
        operations=frozenset({"getNote"}),
        purposes=frozenset({"caseManagement"}),
        legal_basis=(),
        field_groups=frozenset(),
        valid_from=BEGIN.timestamp(),
        valid_to=None,
        rate_per_s=1,
        burst=1,
        daily_quota=1,
    )
    systems = {
        CLIENT: SystemEntry(CLIENT, "police", "police", Holding(), keys),
        "psc-case-system": SystemEntry("psc-case-system", "psc", "court", Holding(), court),
    }
    members = {"police": MemberFacts("police", "police", "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ", "Ministry of Public Security")}
    lists, organisations = Catalogue.load().code_lists, Organisations(members=members)
    return Snapshot(1, systems, {}, {agreement.id: agreement}, code_lists=lists, organisations=organisations)


class InMemory:
    """A directory that needs no database."""

    revoked: frozenset[str] = frozenset()

    def current(self) -> Snapshot:
        return in_memory()


@asynccontextmanager
async def a_client(endpoint: TokenEndpoint) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    app.include_router(router(endpoint))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1") as http:
        yield http


@pytest.fixture
async def refusing() -> AsyncIterator[Asking]:
    """A client of an endpoint whose database is away: what is refused is refused before anything is written."""
    clock, nowhere = Clock(), create_engine("postgresql://nobody@127.0.0.1:1/none")
    spent = SpentTokens(nowhere)
    async with a_client(
        TokenEndpoint(KEYS, Proofs(ISSUER), spent, InMemory(), clock, RevokedTokens(spent._engine))
    ) as http:
        yield Asking(http, clock, Directory(nowhere), spent)


@pytest.fixture
async def asking(fresh_database: FreshDatabase) -> AsyncIterator[Asking]:
    clock = Clock()
    engine = create_engine(fresh_database("gateway.migrations"))
    async with engine.begin() as connection:
        await enrol(connection, a_country())
    directory, spent = Directory(engine), SpentTokens(engine)
    await directory.confirm()
    async with a_client(
        TokenEndpoint(KEYS, Proofs(ISSUER), spent, directory, clock, RevokedTokens(spent._engine))
    ) as http:
        yield Asking(http, clock, directory, spent)
    await engine.dispose()


async def test_a_system_that_proves_its_key_gets_a_token_for_its_purpose(asking: Asking) -> None:
    answer = await asking.token()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    granted = answer.json()
    assert (granted["token_type"], granted["expires_in"], granted["purpose"]) == ("DPoP", 300, "caseManagement")
    claims = verified_access_tokens(ISSUER, KEYS).verify(granted["access_token"], now=asking.now).claims
    assert claims["sub"] == claims["client_id"] == CLIENT
    assert (claims["member"], claims["purpose"], claims["cnf"]) == ("police", "caseManagement", {"jkt": POLICE_KEY.kid})
    assert claims["iss"] == claims["aud"] == ISSUER
    assert claims["exp"] - claims["iat"] == 300
    header = jws.extract_compact(granted["access_token"].encode()).headers()
    assert header == {"alg": "ES256", "kid": KEYS.signing.kid, "typ": "at+jwt"}


BARE = {"alg": "ES256"}  # neither typ nor kid


@pytest.mark.parametrize(
    ("header", "changes"),
    [
        (BARE, {"nbf": 0}),
        (BARE, {"iat": ...}),
        ({"typ": "JWT", "kid": POLICE_KEY.kid}, {"exp": 3600}),
        ({"typ": "client-authentication+jwt", "kid": POLICE_KEY.kid}, {"aud": [ISSUER]}),
        (BARE, {"iat": 0.999, "exp": 60.5}),
    ],
    ids=["oauth4webapi", "Nimbus", "Authlib", "a list", "parts of a second"],
)
async def test_what_the_rfcs_leave_open_is_taken_as_libraries_send_it_and_once(
    asking: Asking, header: dict[str, Any], changes: dict[str, Any]
) -> None:
    dated: dict[str, Any] = {n: asking.now + v if isinstance(v, int | float) else v for n, v in changes.items()}
    assertion = asking.assertion(header=header, **dated)
    answer = await asking.token(client_assertion=assertion, purpose=None, scope="caseManagement")
    assert answer.status_code == 200, answer.json()
    assert answer.json()["scope"] == answer.json()["purpose"] == "caseManagement"
    asking.clock.at += timedelta(seconds=350)
    again = refused(await asking.token(client_assertion=assertion, proof=asking.proof()))
    assert again[3] in {"assertion-replayed", "assertion-expired"}


async def test_purpose_and_scope_may_say_the_same(asking: Asking) -> None:
    assert (await asking.token(scope="caseManagement")).status_code == 200


async def test_what_a_client_needs_is_discovered(asking: Asking) -> None:
    told = (await asking.http.get("/.well-known/oauth-authorization-server")).json()
    assert (told["issuer"], told["token_endpoint"]) == (ISSUER, TOKEN_URL)
    assert "caseManagement" in told["scopes_supported"]
    assert told["protected_resources"] == [ISSUER]


@pytest.mark.parametrize("path", ["", "/case-registry/v1/cases", "/case-registry/v1/cases/a%2Fb"])
async def test_a_resource_says_where_its_tokens_come_from(asking: Asking, path: str) -> None:
    told = (await asking.http.get(f"/.well-known/oauth-protected-resource{path}")).json()
    assert told["resource"] == ISSUER + path  # RFC 9728 §3.3: what the client has called, letter by letter
    assert told["authorization_servers"] == [ISSUER]
    assert "caseManagement" in told["scopes_supported"]
    assert (told["dpop_bound_access_tokens_required"], told["bearer_methods_supported"]) == (True, ["header"])


async def test_a_path_that_is_none_is_not_repeated(asking: Asking) -> None:
    long = "/" + "a" * 1001
    assert (await asking.http.get(f"/.well-known/oauth-protected-resource{long}")).status_code == 404
    whole = f"{ISSUER}/.well-known/oauth-protected-resource"
    assert [resource_metadata_url(ISSUER, path) for path in (long, '/a"b', "/a b")] == [whole] * 3


@pytest.mark.parametrize(("asked", "granted"), [("1", 1), ("60", 60), ("300", 300), ("301", 300), ("0003600", 300)])
async def test_a_shorter_life_may_be_asked_for_and_a_longer_one_is_cut(
    asking: Asking, asked: str, granted: int
) -> None:
    assert (await asking.token(expires_in=asked)).json()["expires_in"] == granted


@pytest.mark.parametrize("asked", ["0", "00", "-1", "1.5", "ten", "", "٣", "9" * 11])
async def test_no_other_life_may(refusing: Asking, asked: str) -> None:
    answer = await refusing.token(expires_in=asked)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def refused(answer: httpx2.Response) -> tuple[int, str, str, str | None]:
    body = answer.json()
    return answer.status_code, body["error"], body["code"], (body.get("params") or {}).get("reason")


async def test_a_refusal_is_read_by_oauth_clients_and_by_people(refusing: Asking) -> None:
    answer = await refusing.token(purpose="oversight", language="lo")
    body = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert (body["error"], body["code"], body["status"], body["effect"]) == (
        "invalid_scope",
        "purpose-not-agreed",
        400,
        "none",
    )
    assert "police" in body["error_description"]
    assert body["detail"] != body["error_description"]
    assert set(body["errors"][0]["message"]) == {"lo", "en"}
    assert body["reference"]


async def test_a_purpose_that_is_not_agreed_is_told_from_one_that_nobody_has(refusing: Asking) -> None:
    known = (await refusing.token(purpose="oversight", language="lo")).json()
    assert known["params"] == {"member": "police", "purpose": "oversight", "purposes": ["caseManagement"]}
    assert "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ (police)" in known["detail"], "the Lao name, and the code behind it"
    assert "ການດຳເນີນຄະດີ (caseManagement)" in known["detail"]
    assert "for the purpose oversight. Agreed: caseManagement." in known["error_description"]
    unknown = await refusing.token(purpose="caseManagment")
    assert refused(unknown) == (400, "invalid_scope", "purpose-unknown", None)
    assert unknown.json()["detail"] == "There is no purpose caseManagment. Agreed for police: caseManagement."


async def test_a_purpose_in_any_script_does_not_break_the_description(refusing: Asking) -> None:
    body = (await refusing.token(purpose='ລາວ"\\')).json()
    assert body["error"] == "invalid_scope"
    assert body["error_description"].isascii()
    assert not set('"\\') & set(body["error_description"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"grant_type": "password"}, (400, "unsupported_grant_type", "grant-not-supported", None)),
        ({"grant_type": None}, (400, "invalid_request", "token-request-invalid", "field-missing")),
        ({"purpose": None}, (400, "invalid_request", "token-request-invalid", "field-missing")),
        ({"purpose": ""}, (400, "invalid_request", "token-request-invalid", "field-missing")),
        ({"scope": "oversight"}, (400, "invalid_request", "token-request-invalid", "purpose-named-twice")),
        (
            {"purpose": None, "scope": "caseManagement oversight"},
            (400, "invalid_request", "token-request-invalid", "purpose-named-twice"),
        ),
        (
            {"client_assertion_type": "urn:x"},
            (400, "invalid_request", "token-request-invalid", "client-assertion-type-unknown"),
        ),
        ({"client_assertion": None}, (400, "invalid_request", "token-request-invalid", "field-missing")),
        ({"client_assertion": "x"}, (401, "invalid_client", "client-not-authenticated", "assertion-malformed")),
        ({"client_id": "psc-case-system"}, (401, "invalid_client", "client-not-authenticated", "client-id-mismatch")),
        ({"proof": None}, (400, "invalid_dpop_proof", "proof-not-accepted", "proof-missing")),
        ({"proof": "x"}, (400, "invalid_dpop_proof", "proof-not-accepted", "proof-invalid")),
    ],
)
async def test_an_incomplete_request_is_refused(
    refusing: Asking, changes: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    assert refused(await refusing.token(**changes)) == expected


@pytest.mark.parametrize(
    "body",
    [b"", b"a", b"\xff=1", b"grant_type=client_credentials&grant_type=client_credentials", b"&".join([b"a=1"] * 50)],
)
async def test_what_is_no_form_is_refused(refusing: Asking, body: bytes) -> None:
    assert refused(await refusing.post(body))[:2] == (400, "invalid_request")


async def test_a_form_is_limited_in_size_and_kind(refusing: Asking) -> None:
    for answer, status in (
        (await refusing.post(b"a=" + b"x" * 20_000), 413),
        (await refusing.post(b"{}", media="application/json"), 415),
        (await refusing.http.get("/oauth/token"), 405),
        (await refusing.http.options("/oauth/revoke"), 405),
    ):
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert (answer.json()["error"], answer.headers["content-type"]) == ("invalid_request", "application/json")
        assert answer.json()["error_description"].isascii()
    assert answer.headers["allow"] == "POST"


async def test_a_refusal_names_the_grants_and_the_fields_as_they_are_sent(refusing: Asking) -> None:
    told = (await refusing.token(grant_type="token-exchange")).json()["error_description"]
    assert "urn:ietf:params:oauth:grant-type:token-exchange" in told
    assert "scope is another name of purpose" in (await refusing.token(purpose=None)).json()["error_description"]


@pytest.mark.parametrize("typ", ["jwt", "application/client-authentication+jwt", "Client-Authentication+JWT"])
async def test_a_type_is_compared_as_media_types_are(asking: Asking, typ: str) -> None:
    """RFC 7515 §4.1.9: case does not count, and `application/` may be left out."""
    assertion = asking.assertion(header={"typ": typ, "kid": POLICE_KEY.kid})
    assert (await asking.token(client_assertion=assertion)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"aud": TOKEN_URL}, "audience-not-expected"),
        ({"aud": [ISSUER, TOKEN_URL]}, "audience-not-expected"),
        ({"aud": "https://other.test"}, "audience-not-expected"),
        ({"sub": "psc-case-system"}, "subject-not-expected"),
        ({"iss": "nobody", "sub": "nobody"}, "key-unknown"),
        ({"iss": "psc-case-system", "sub": "psc-case-system"}, "key-unknown"),
        ({"jti": "x" * 300}, "claim-invalid"),
        ({"jti": ""}, "claim-invalid"),
    ],
)
async def test_an_assertion_that_is_not_for_us_is_refused(refusing: Asking, changes: dict[str, Any], why: str) -> None:
    answer = await refusing.token(client_assertion=refusing.assertion(**changes))
    assert refused(answer) == (401, "invalid_client", "client-not-authenticated", f"assertion-{why}")
    assert "www-authenticate" not in answer.headers  # a client would tell its author of the challenge alone
    assert "serverTime" not in answer.json()["params"]
    assert ("audience" in answer.json()["params"]) == (why == "audience-not-expected")


async def test_an_assertion_of_another_kind_is_refused(refusing: Asking) -> None:
    access = refusing.assertion(header={"typ": "at+jwt", "kid": POLICE_KEY.kid})
    assert refused(await refusing.token(client_assertion=access))[3] == "assertion-type-not-expected"


async def test_the_refusal_of_an_audience_names_the_right_one(refusing: Asking) -> None:
    answer = await refusing.token(client_assertion=refusing.assertion(aud=TOKEN_URL))
    assert answer.json()["params"]["audience"] == ISSUER
    assert f"Set aud to {ISSUER}" in answer.json()["error_description"]


@pytest.mark.parametrize("off", [-400, 400])
async def test_a_wrong_clock_is_told_the_time(refusing: Asking, off: int) -> None:
    then = refusing.now + off
    answer = await refusing.token(client_assertion=refusing.assertion(iat=then, exp=then + 60))
    assert answer.json()["params"]["serverTime"] == "2026-06-01T08:00:00.000Z"
    proof = await refusing.token(proof=refusing.proof(iat=then))
    assert refused(proof)[3] == "proof-not-fresh"
    assert proof.json()["params"]["serverTime"] == "2026-06-01T08:00:00.000Z"


async def test_a_clock_that_is_half_a_minute_off_is_good_enough(asking: Asking) -> None:
    then = asking.now + 50
    answer = await asking.token(
        client_assertion=asking.assertion(iat=then, exp=then + 60), proof=asking.proof(iat=then)
    )
    assert answer.status_code == 200


async def test_an_assertion_is_used_once_in_whichever_process(asking: Asking) -> None:
    assertion = asking.assertion()
    assert (await asking.token(client_assertion=assertion)).status_code == 200
    again = await asking.token(client_assertion=assertion)
    assert refused(again) == (401, "invalid_client", "client-not-authenticated", "assertion-replayed")


async def test_a_proof_is_used_once_in_whichever_process(asking: Asking) -> None:
    proof = asking.proof()
    assert (await asking.token(proof=proof)).status_code == 200
    assert refused(await asking.token(proof=proof))[3] == "proof-replayed"
    other = TokenEndpoint(KEYS, Proofs(ISSUER), asking.spent, asking.directory, asking.clock, asking.revoked)
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE, "purpose": "caseManagement"}
    with pytest.raises(Exception, match="proof-replayed"):
        await other.grant(urlencode(form | {"client_assertion": asking.assertion()}).encode(), proof)


async def test_a_proof_by_another_members_key_is_refused(refusing: Asking) -> None:
    assert refused(await refusing.token(proof=refusing.proof(COURT_KEY)))[3] == "key-mismatch"


async def test_a_certificate_of_a_registered_key_binds_the_token_in_place_of_a_proof(asking: Asking) -> None:
    cert = client_cert(POLICE_KEY, begins=asking.clock.at - timedelta(hours=1))
    granted = await asking.with_certificate(cert)
    assert granted.json()["token_type"] == "Bearer"
    claims = verified_access_tokens(ISSUER, KEYS).verify(granted.json()["access_token"], now=asking.now).claims
    der = base64.b64decode(cert.strip(":"))
    assert claims["cnf"] == {"x5t#S256": b64url(hashlib.sha256(der).digest())}


async def test_a_token_ends_with_the_certificate_that_holds_it(asking: Asking) -> None:
    days = 1 / 24 + 100 / 86_400  # 100 seconds from now
    cert = client_cert(POLICE_KEY, begins=asking.clock.at - timedelta(hours=1), days=days)
    assert 90 <= (await asking.with_certificate(cert)).json()["expires_in"] <= 100


async def test_a_certificate_of_another_key_binds_nothing(refusing: Asking) -> None:
    cert = client_cert(COURT_KEY, begins=refusing.clock.at - timedelta(hours=1))
    assert refused(await refusing.with_certificate(cert))[3] == "key-mismatch"
    assert refused(await refusing.with_certificate("nonsense"))[3] == "certificate-malformed"


async def test_a_nonce_is_asked_for_where_it_is_wanted(asking: Asking) -> None:
    proofs = Proofs(ISSUER, Nonces(KEYS))
    endpoint = TokenEndpoint(KEYS, proofs, asking.spent, asking.directory, asking.clock, asking.revoked)
    app = FastAPI()
    problems.install(app)
    app.include_router(router(endpoint))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER) as http:
        there = replace(asking, http=http)
        wanted = await there.token()
        assert refused(wanted)[:3] == (400, "use_dpop_nonce", "dpop-nonce-required")
        granted = await there.token(proof=there.proof(nonce=wanted.headers["dpop-nonce"]))
        assert (granted.status_code, "dpop-nonce" in granted.headers) == (200, True)


async def test_an_assertion_may_be_made_within_a_second(asking: Asking) -> None:
    asserted = asking.assertion(iat=asking.now - 0.25, exp=asking.now + 59.75)
    assert (await asking.token(client_assertion=asserted)).status_code == 200


async def test_the_officer_is_the_members_word_and_stands_in_the_token(asking: Asking) -> None:
    granted = await asking.token(client_assertion=asking.assertion(officer="somchai.v"))
    claims = verified_access_tokens(ISSUER, KEYS).verify(granted.json()["access_token"], now=asking.now).claims
    assert claims["officer"] == "somchai.v"


@pytest.mark.parametrize(
    "officer", ["", 5, None, ["a"], "x" * 65, "two words", "-a", "a\nb", "a\x7f", "...", "\u200b", "ສົມໄຊ"]
)
async def test_an_officer_is_a_short_identifier(refusing: Asking, officer: object) -> None:
    answer = await refusing.token(client_assertion=refusing.assertion(officer=officer))
    assert refused(answer) == (401, "invalid_client", "client-not-authenticated", "assertion-officer-invalid")


async def test_a_system_takes_its_token_back_and_every_gateway_hears_of_it(
    asking: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    asking.clock.at = datetime.now(UTC)  # the database asks its own clock what has ended
    token = (await asking.token()).json()["access_token"]
    with caplog.at_level(logging.WARNING, "saphan.security"):
        assert (await asking.revoke(token)).status_code == 200
    assert [line.message for line in caplog.records if line.name == "saphan.security"] == ["token revoked"]
    await asking.directory.confirm()
    jti = verified_access_tokens(ISSUER, KEYS).verify(token, now=asking.now).claims["jti"]
    assert asking.directory.revoked == {jti}
    assert (await asking.revoke(token)).status_code == 200


async def test_what_is_not_ones_own_is_not_taken_back_and_nobody_learns_whose_it_was(asking: Asking) -> None:
    asking.clock.at = datetime.now(UTC)
    token = (await asking.token()).json()["access_token"]
    claims: dict[str, Any] = {"iss": "psc-case-system", "sub": "psc-case-system"}
    for taken in (token, "nonsense", asking.assertion()):
        answer = await asking.revoke(taken, client_assertion=asking.assertion(COURT_KEY, **claims))
        assert (answer.status_code, answer.content) == (200, b"")
    await asking.directory.confirm()
    assert asking.directory.revoked == frozenset()


async def test_nobody_takes_a_token_back_without_saying_who_asks(refusing: Asking) -> None:
    assert refused(await refusing.revoke("x", client_assertion="x"))[:2] == (401, "invalid_client")
    assert refused(await refusing.revoke(""))[:2] == (400, "invalid_request")


async def test_two_proofs_are_none(refusing: Asking) -> None:
    headers = [
        ("DPoP", refusing.proof()),
        ("DPoP", refusing.proof()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ]
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "purpose": "caseManagement",
        "client_assertion": refusing.assertion(),
    }
    answer = await refusing.http.post("/oauth/token", content=urlencode(form).encode(), headers=headers)
    assert refused(answer)[3] == "proof-missing"


def of_whom(caplog: pytest.LogCaptureFixture) -> list[tuple[str | None, str | None]]:
    """Return of each line the system that is proven, and the one that is claimed."""
    told = [line.__dict__["facts"] for line in caplog.records if line.name == "saphan.security"]
    assert all(facts["peer"] == "127.0.0.1" and facts["traceId"] for facts in told)
    return [(facts.get("system"), facts.get("claimed")) for facts in told]


async def test_the_line_about_a_refusal_says_what_is_proven_and_what_is_only_claimed(
    refusing: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = SigningKey.generate()
    as_ours = refusing.assertion(unknown, {"typ": "JWT", "kid": POLICE_KEY.kid})
    with caplog.at_level(logging.WARNING, "saphan.security"):
        for assertion in (
            refusing.assertion(unknown),
            as_ours,
            refusing.assertion(unknown, iss="Mr Somchai, 020 5555 1234"),
            refusing.assertion(unknown, iss=["psc-case-system"]),
            "garbage",
            refusing.assertion(aud="https://other.test"),
            refusing.assertion(iat=0, exp=60),  # recorded long ago, by whoever saw it
        ):
            assert (await refusing.token(client_assertion=assertion)).status_code == 401
            assert (await refusing.revoke("x", client_assertion=assertion)).status_code == 401
        await refusing.token(proof=None)
        await refusing.token(purpose="oversight")
        await refusing.post(b"no form")
    stranger, nobody, ours = (None, CLIENT), (None, None), (CLIENT, None)
    each = [stranger, stranger, nobody, nobody, nobody, stranger, stranger]
    assert of_whom(caplog) == [who for who in each for _ in range(2)] + [ours, ours, nobody]
    assert "Somchai" not in str([line.__dict__ for line in caplog.records])


async def test_a_flood_in_the_name_of_a_suspended_system_does_not_silence_its_own_refusal(asking: Asking) -> None:
    suspended = System(member="police", name="case-system", keys=(dict(POLICE_KEY.public_jwk),), suspended=True)
    async with asking.spent._engine.begin() as connection:
        await enrol(connection, DirectoryContent(systems=(suspended,)))
    await asking.directory.confirm()
    written, security, stranger = io.StringIO(), logging.getLogger("saphan.security"), SigningKey.generate()
    handler = logs.RateLimitedHandler(written)
    handler.setFormatter(logs.JsonLines("gateway"))
    security.addHandler(handler)
    try:
        for _ in range(15):
            await asking.token(client_assertion=asking.assertion(stranger))
        own = (await asking.token()).json()
    finally:
        security.removeHandler(handler)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line.get("claimed") for line in lines] == [CLIENT] * 10 + [None]
    assert (lines[-1]["system"], lines[-1]["traceId"]) == (CLIENT, own["instance"])
    assert max(map(len, written.getvalue().splitlines())) <= 300


async def test_a_suspended_system_gets_no_token(asking: Asking) -> None:
    suspended = System(member="police", name="case-system", keys=(dict(POLICE_KEY.public_jwk),), suspended=True)
    async with asking.spent._engine.begin() as connection:
        await enrol(connection, DirectoryContent(systems=(suspended,)))
    await asking.directory.confirm()
    assert refused(await asking.token())[3] == "assertion-key-unknown"


async def test_before_an_agreement_begins_there_is_no_token(refusing: Asking) -> None:
    refusing.clock.at = datetime(2024, 12, 31, tzinfo=UTC)
    assert refused(await refusing.token())[:2] == (400, "invalid_scope")


async def test_the_memory_of_used_assertions_forgets_the_old(asking: Asking) -> None:
    for _ in range(3):
        await asking.token()
    asking.clock.at += timedelta(hours=1)
    await asking.token()
    async with asking.spent._engine.connect() as connection:
        rows = await connection.exec_driver_sql("select count(*) from spent_tokens")
        assert rows.scalar() == 2


async def test_without_the_database_there_is_no_token_and_the_client_is_told_to_come_back(refusing: Asking) -> None:
    answer = await refusing.token()
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"]


async def test_the_server_describes_itself(refusing: Asking) -> None:
    described = (await refusing.http.get("/.well-known/oauth-authorization-server")).json()
    assert (described["issuer"], described["token_endpoint"]) == (ISSUER, TOKEN_URL)
    assert described["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    published = await refusing.http.get("/.well-known/jwks.json")
    assert published.json() == KEYS.jwks()
    assert "max-age" in published.headers["cache-control"]
