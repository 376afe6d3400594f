import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import asyncpg
import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.client.exchange_client import Credentials, ExchangeClient
from chassis.postgres.database import create_engine
from chassis.tokens.tokens import SigningKey
from contracts.catalogue import compile_schema
from contracts.compiled import CompiledSchema
from gateway.app import build
from gateway.directory.agreement import Agreement, Basis
from gateway.directory.content import DirectoryContent, Service, System
from gateway.directory.enrol import enrol
from gateway.directory.organisations import Member
from gateway.front.contact import Contact
from gateway.ledger import store
from gateway.ledger.key_entries import place_of
from gateway.settings import Settings
from gateway.trust.keys import GatewayKeys
from tests.support.gateway_under_test import PUBLIC_URL, asgi
from tests.support.land_register import DOCUMENT, LandRegister
from tests.support.postgres import FreshDatabase
from tests.support.sockets import served

HOST = [(b"host", b"127.0.0.1:8080")]


@dataclass
class Country:
    app: FastAPI
    register: LandRegister
    key: SigningKey
    url: str

    def credentials(self, public_url: str) -> Credentials:
        return Credentials(
            member="police",
            system="case-system",
            client_id="police-case-system",
            private_jwk=self.key.private_jwk(),
            issuer=public_url,
            token_endpoint=f"{public_url}/oauth/token",
            base_url=public_url,
            purposes=("caseManagement",),
        )


async def enrolled(engine: AsyncEngine, key: SigningKey) -> None:
    content = DirectoryContent(
        members=(
            Member.model_validate({"id": "police", "kind": "police", "lo": "ຕຳຫຼວດ", "en": "Police"}),
            Member.model_validate({"id": "moic", "kind": "ministry", "lo": "ກະຊວງ", "en": "Ministry"}),
        ),
        systems=(System(member="police", name="case-system", keys=(dict(key.public_jwk),)),),
        services=(
            Service(name="land-register", member="moic", base_url="in-process:land-register", document=DOCUMENT),
        ),
        agreements=(
            Agreement(
                id="agr_police-land",
                member="police",
                service="land-register",
                operations=frozenset({"registerParcel", "readParcel"}),
                purposes=frozenset({"caseManagement"}),
                legal_basis=(Basis(law="Law on Land"),),
                valid_from=datetime(2020, 1, 1, tzinfo=UTC),
            ),
        ),
    )
    async with engine.begin() as connection:
        await enrol(connection, content)


@asynccontextmanager
async def a_country(url: str, public_url: str = PUBLIC_URL) -> AsyncIterator[Country]:
    key, register = SigningKey.generate(), LandRegister()
    engine = create_engine(url, pool_size=1)
    await enrolled(engine, key)
    await engine.dispose()
    behind = FastAPI()
    behind.mount("/", register)
    settings = Settings(database_url=url, public_url=public_url)
    keys = GatewayKeys(public_url, [SigningKey.generate()])
    app = build(settings, keys=keys, services={"land-register": behind})
    async with app.router.lifespan_context(app):
        yield Country(app, register, key, url)


@pytest.fixture
async def country(fresh_database: FreshDatabase) -> AsyncIterator[Country]:
    async with a_country(fresh_database("gateway.migrations")) as made:
        yield made


async def test_a_gateway_is_ready_when_its_port_opens(country: Country) -> None:
    ready = await asgi(country.app, "GET", "/healthz", [])
    assert (ready.status, ready.json["checks"]) == (
        200,
        {"database": True, "schema": True, "directory": True, "ledger": True},
    )
    assert (await asgi(country.app, "GET", "/livez", [])).status == 200


async def test_a_gateway_is_ready_once_the_services_in_its_process_are(fresh_database: FreshDatabase) -> None:
    """Half a second between the two gave the first writes after a start a 503 on a busy machine."""
    url, knows_offices = fresh_database("gateway.migrations"), asyncio.Event()

    async def reference() -> bool:
        return knows_offices.is_set()

    behind = FastAPI()
    behind.state.checks = {"reference": reference}
    engine = create_engine(url, pool_size=1)
    await enrolled(engine, SigningKey.generate())
    await engine.dispose()
    keys = GatewayKeys(PUBLIC_URL, [SigningKey.generate()])
    app = build(Settings(database_url=url, public_url=PUBLIC_URL), keys=keys, services={"land-register": behind})
    async with app.router.lifespan_context(app):
        waits = await asgi(app, "GET", "/healthz", [])
        assert (waits.status, waits.json["checks"]["land-register.reference"]) == (503, False)
        knows_offices.set()
        assert (await asgi(app, "GET", "/healthz", [])).status == 200


async def test_behind_the_data_plane_are_trust_and_front(country: Country) -> None:
    for path in ("/.well-known/jwks.json", "/.well-known/oauth-authorization-server", "/openapi.json", "/"):
        assert (await asgi(country.app, "GET", path, HOST)).status == 200
    unknown = await asgi(country.app, "GET", "/nothing", HOST)
    assert (unknown.status, unknown.code) == (404, "not-found")


async def test_the_token_server_answers_what_the_reference_says(country: Country) -> None:
    document = (await asgi(country.app, "GET", "/openapi.json", HOST)).json
    components = document["components"]["schemas"]

    def told(name: str) -> CompiledSchema:
        return compile_schema({"$ref": f"#/components/schemas/{name}"}, definitions=components)

    for path, name in (
        ("/.well-known/oauth-authorization-server", "OAuthServerMetadata"),
        ("/.well-known/oauth-protected-resource", "OAuthResourceMetadata"),
        ("/.well-known/jwks.json", "JsonWebKeySet"),
    ):
        answer = await asgi(country.app, "GET", path, HOST)
        assert (path, answer.status, told(name).faults(answer.json)) == (path, 200, ([], False))
    form = [*HOST, (b"content-type", b"application/x-www-form-urlencoded")]
    for path in ("/oauth/token", "/oauth/revoke"):
        refused = await asgi(country.app, "POST", path, form, [b"a=b"])
        assert str(refused.status) in document["paths"][path]["post"]["responses"]
        assert told("OAuthRefusal").faults(refused.json) == ([], False)
        assert not told("OAuthToken").is_valid(refused.json)


PUBLIC = (
    "/",
    "/counts",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/openapi/land-register.json",
    "/openapi.yaml",
    "/openapi/land-register.yaml",
    "/static/samples/saphan.sh",
    "/problems",
    "/problems/not-found",
    "/static/front.css",
    "/.well-known/jwks.json",
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource",
    "/.well-known/oauth-protected-resource/land-register/v1/parcels",
    "/livez",
    "/healthz",
    "/ledger/v1/checkpoint",
    "/ledger/v1/keys",
    "/ledger/v1/tile/0/000.p/1",
    "/ledger/v1/proofs/consistency?from=0",
)


async def test_whatever_is_for_everybody_answers_head_and_lets_no_type_be_guessed(country: Country) -> None:
    async with asyncio.timeout(10):
        while (await asgi(country.app, "GET", "/ledger/v1/tile/0/000.p/1", HOST)).status != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    for path in PUBLIC:
        got, head = [await asgi(country.app, method, path, HOST) for method in ("GET", "HEAD")]
        assert (path, got.status, got.headers["x-content-type-options"]) == (path, 200, "nosniff")
        assert (path, head.status, head.body, head.complete) == (path, 200, b"", True)
        assert head.headers == got.headers
        assert head.headers["content-length"] == str(len(got.body))


@pytest.mark.parametrize("path", ["/nothing", "/static/nothing", "/land-register/v1/parcels/p1", "/problems/nothing"])
async def test_a_refusal_of_head_has_no_body_and_no_type_to_guess(country: Country, path: str) -> None:
    got, head = [await asgi(country.app, method, path, HOST) for method in ("GET", "HEAD")]
    assert (head.status, head.body) == (got.status, b"")
    assert got.headers["x-content-type-options"] == head.headers["x-content-type-options"] == "nosniff"
    at_the_door = await asgi(country.app, "HEAD", path, [(b"host", b"elsewhere.example")])
    assert (at_the_door.status, at_the_door.body) == (400, b"")


async def test_405_names_head_where_get_is(country: Country) -> None:
    for path in ("/docs", "/livez", "/ledger/v1/keys"):
        for method in ("POST", "TRACE", "PROPFIND"):
            answer = await asgi(country.app, method, path, HOST)
            assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    for method in ("TRACE", "PROPFIND"):
        odd = await asgi(country.app, method, "/oauth/token", HOST)
        assert (odd.status, odd.headers["allow"]) == (405, "POST")
    token = await asgi(country.app, "HEAD", "/oauth/token", HOST)
    assert (token.status, token.body, token.headers["allow"]) == (405, b"", "POST")


async def test_the_data_plane_is_in_front(country: Country) -> None:
    refused = await asgi(country.app, "GET", "/land-register/v1/parcels/p1", HOST)
    assert (refused.status, refused.code) == (401, "not-authenticated")


async def test_leaving_lets_the_lease_go(fresh_database: FreshDatabase) -> None:
    url = fresh_database("gateway.migrations")
    settings = Settings(database_url=url, public_url=PUBLIC_URL)
    app = build(settings, keys=GatewayKeys(PUBLIC_URL, [SigningKey.generate()]))
    async with app.router.lifespan_context(app):
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("select count(*) from gateway_instances where expires_at > now()") == 1
    assert await connection.fetchval("select count(*) from gateway_instances where expires_at > now()") == 0
    await connection.close()


async def test_a_gateway_starts_without_its_database_and_says_it_is_not_ready() -> None:
    settings = Settings(database_url="postgresql://nobody@127.0.0.1:1/x", public_url=PUBLIC_URL)
    app = build(settings, keys=GatewayKeys(PUBLIC_URL, [SigningKey.generate()]))
    async with app.router.lifespan_context(app):
        assert (await asgi(app, "GET", "/healthz", [])).status == 503
        assert (await asgi(app, "GET", "/livez", [])).status == 200
        answer = await asgi(app, "GET", "/land-register/v1/parcels/p1", HOST)
        assert (answer.status, answer.code) == (503, "directory-stale")


async def test_a_system_gets_a_token_and_passes_the_gateway_over_a_real_socket(fresh_database: FreshDatabase) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        public_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with (
            a_country(fresh_database("gateway.migrations"), public_url) as country,
            served(country.app, listening),
            aiohttp.ClientSession() as session,
        ):
            client = ExchangeClient(country.credentials(public_url), session)
            read = await client.request("GET", "/land-register/v1/parcels/p1")
            parcel = {"name": "Rice field", "area": 3}
            written = await client.request("POST", "/land-register/v1/parcels", json=parcel, idempotency_key="k1")
    seen = {"parcelId": "p1", "name": "ນາ", "area": 3}  # the note is of a field group outside this agreement
    assert (read.status, read.json()) == (200, seen)
    assert (written.status, written.json()) == (201, seen)
    assert len(country.register.calls) == 2


async def test_a_contract_that_is_broken_rings_on_healthz_and_is_counted_before_the_process_ends(
    fresh_database: FreshDatabase,
) -> None:
    url = fresh_database("gateway.migrations")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        public_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with (
            a_country(url, public_url) as country,
            served(country.app, listening),
            aiohttp.ClientSession() as session,
        ):
            country.register.answer = {"name": "", "area": 3}
            client = ExchangeClient(country.credentials(public_url), session)
            assert (await client.request("GET", "/land-register/v1/parcels/p1")).status == 502
            health = await asgi(country.app, "GET", "/healthz", [])
    rung = {"contract-broken": "land-register/readParcel schema"}
    assert (health.status, health.json["alarms"]) == (200, rung)
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("select failed from contract_breaches where pointer = '/name'") == 1
    await connection.close()


async def test_the_key_of_the_process_is_in_the_ledger_with_what_vouches_for_it(fresh_database: FreshDatabase) -> None:
    url = fresh_database("gateway.migrations")
    async with a_country(url) as country:
        answer = await asgi(country.app, "GET", "/.well-known/jwks.json", HOST)
        [day] = [key for key in answer.json["keys"] if "certification" in key]
        connection = await asyncpg.connect(url)
        async with asyncio.timeout(5):
            while (found := await store.exchange(connection, place_of(day["kid"]))) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert found.outcome is not None
        assert found.outcome["statement"] == day["certification"]
        assert await store.exchanges(connection) == 0, "a key is no exchange"
        await connection.close()


def some(**changes: object) -> Settings:
    return Settings.model_validate({"database_url": "postgresql://x@y/z", "public_url": PUBLIC_URL} | changes)


def test_a_machine_of_its_own_has_two_names() -> None:
    assert some().accepted_hosts == {"127.0.0.1", "localhost", "[::1]"}
    assert some(public_url="https://gateway.example:8443").accepted_hosts == {"gateway.example"}
    assert some(hosts=["inside.example"], public_url="https://g.example").accepted_hosts == {"inside.example"}


@pytest.mark.parametrize(
    "url", ["gateway.example", "https://gateway.example/path", "http://gateway.example", "ftp://x"]
)
def test_a_public_url_that_cannot_be_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValidationError):
        some(public_url=url)


def test_the_operators_contact_is_whole_or_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = {"name": "Help desk", "email": "help@gateway.example", "url": "https://gateway.example/help"}
    monkeypatch.setenv("SAPHAN_GATEWAY_CONTACT", json.dumps(desk))
    assert some().contact == Contact(**desk)
    monkeypatch.setenv("SAPHAN_GATEWAY_CONTACT", json.dumps({"name": "Help desk"}))
    with pytest.raises(ValidationError, match="email"):
        some()


def test_a_gateway_without_keys_does_not_start() -> None:
    with pytest.raises(ValueError, match="key_file"):
        build(some())
