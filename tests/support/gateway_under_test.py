"""A gateway's data plane on a real ledger, with one member, one system and the land register behind it."""

import asyncio
import contextlib
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any, cast
from urllib.parse import unquote
from uuid import uuid4

import asyncpg
import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.client.request_signing import signature_fields
from chassis.postgres.connection import Connection
from chassis.process.clock import Clock, SystemClock
from chassis.tokens.tokens import SigningKey, access_token_hash
from contracts.catalogue import Catalogue
from contracts.organisations import MemberFacts, Organisations
from contracts.seats import Holding
from gateway.directory.compiler import compile_service
from gateway.directory.entries import AgreementEntry, LegalBasis, ServiceEntry, SystemEntry
from gateway.directory.snapshot import Snapshot
from gateway.errors.passage import DirectoryStale
from gateway.exchange.breaches import Breaches
from gateway.exchange.data_plane import DataPlane
from gateway.exchange.direct import Direct
from gateway.exchange.effects import Effects
from gateway.exchange.exchange import Gateway
from gateway.exchange.in_process import InProcess
from gateway.exchange.limiter import Limiter, Policy
from gateway.exchange.observe import NoObserver
from gateway.exchange.receipts import Receipts
from gateway.exchange.streams import Streams
from gateway.exchange.upstream import Upstream
from gateway.ledger import store
from gateway.ledger.epochs import Epochs, nobody
from gateway.ledger.instance import Instance, Tally
from gateway.ledger.pseudonyms import Pseudonyms
from gateway.ledger.seals import Seals
from gateway.ledger.writer import Writer
from gateway.trust.access_tokens import Grant, mint, verified_access_tokens
from gateway.trust.answer_signatures import AnswerSigner
from gateway.trust.key_register import KeyRegister
from gateway.trust.keys import GatewayKeys
from gateway.trust.proofs import Proofs
from gateway.trust.request_signatures import RequestSignatures
from gateway.trust.vouchers import Vouchers
from tests.support.land_register import DOCUMENT, LandRegister

PUBLIC_URL = "http://127.0.0.1:8080"
PATIENCE_S = 30.0  # for what takes milliseconds where nothing else runs


@dataclass
class Directory:
    """A directory that a test holds in its hand."""

    snapshot: Snapshot
    stale: bool = False
    revoked: frozenset[str] = frozenset()

    def current(self) -> Snapshot:
        if self.stale:
            raise DirectoryStale
        return self.snapshot


@dataclass
class Answer:
    """An answer of the gateway, as its caller reads it."""

    status: int
    headers: dict[str, str]
    body: bytes
    complete: bool

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        found: str = self.json["code"]
        return found


def an_agreement(**changes: Any) -> AgreementEntry:
    """Return the police's agreement on the land register, with these changes."""
    return replace(
        AgreementEntry(
            id="agr_police-land",
            member="police",
            service="land-register",
            operations=frozenset({"registerParcel", "readParcel", "issueTitle", "uploadMap", "readMap"}),
            purposes=frozenset({"caseManagement"}),
            legal_basis=(LegalBasis("Law on Land", "12", verified=False),),
            field_groups=frozenset({"remarks"}),
            valid_from=0.0,
            valid_to=None,
            rate_per_s=1000.0,
            burst=1000,
            daily_quota=100_000,
        ),
        **changes,
    )


@dataclass
class GatewayUnderTest:
    """The gateway, its caller, and what it left behind."""

    gateway: Gateway
    app: DataPlane
    register: LandRegister
    directory: Directory
    key: SigningKey
    keys: GatewayKeys
    pool: asyncpg.Pool
    database_url: str
    behind: list[str] = field(default_factory=list)

    def token(self, *, purpose: str = "caseManagement", now: float | None = None, life_s: int = 300) -> str:
        grant = Grant("police-case-system", "police", purpose, self.key.kid, life_s)
        return mint(self.keys.signing, PUBLIC_URL, grant, now=now or time.time())

    def proof(self, token: str, method: str, path: str, **changes: Any) -> str:
        claims = {
            "jti": str(uuid4()),
            "htm": method,
            "htu": PUBLIC_URL + path.partition("?")[0],
            "iat": int(time.time()),
            "ath": access_token_hash(token),
        } | changes
        return self.key.sign({"typ": "dpop+jwt", "jwk": dict(self.key.verifying.public_jwk)}, claims)

    def headers(self, method: str, path: str, *, token: str | None = None) -> dict[str, str]:
        token = token or self.token()
        headers = {"host": "127.0.0.1:8080", "authorization": f"DPoP {token}", "dpop": self.proof(token, method, path)}
        if method == "POST":
            headers |= {"content-type": "application/json", "idempotency-key": str(uuid4())}
        return headers

    def signed(
        self, method: str, path: str, body: bytes = b"", *, token: str | None = None, key: SigningKey | None = None
    ) -> dict[str, str]:
        """Return the headers of a signed request; it needs no DPoP proof."""
        headers = {"host": "127.0.0.1:8080", "authorization": f"DPoP {token or self.token()}"}
        if method == "POST":
            headers |= {"content-type": "application/json", "idempotency-key": str(uuid4())}
        moment, nonce = int(time.time()), str(uuid4())
        fields = signature_fields(
            key or self.key, method, PUBLIC_URL + path, headers, body, created=moment, nonce=nonce
        )
        return headers | {name.lower(): value for name, value in fields.items()} | {"content-length": str(len(body))}

    async def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send these headers and no others."""
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        return await asgi(self.app, method, path, raw, [body])

    async def call(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] = b"",
        *,
        headers: dict[str, str | None] | None = None,
        raw: list[tuple[bytes, bytes]] | None = None,
    ) -> Answer:
        """Make a proven call; `headers` change single ones (None takes one away), `raw` replaces all."""
        fields = self.headers(method, path) | (headers or {})  # None marks what is taken away
        parts = [body] if isinstance(body, bytes) else list(body)
        if isinstance(body, bytes) and body:
            fields.setdefault("content-length", str(len(body)))
        sent = [(n.encode(), v.encode("latin-1")) for n, v in fields.items() if v is not None]
        return await asgi(self.app, method, path, raw if raw is not None else sent, parts)

    def hurry(self, deadline_s: float = 0.5) -> None:
        """Give every operation a short deadline."""
        base_url = self.directory.snapshot.services["land-register"].base_url
        service = the_service(base_url, deadline_s=deadline_s)
        self.directory.snapshot = a_snapshot(self.key, service, an_agreement(), version=2)

    async def recorded(self, answer: Answer) -> store.Recorded:
        """Return what the ledger says about the exchange of an answer."""
        found = await store.exchange(self.pool, answer.headers["exchange-id"])
        assert found is not None
        return found

    async def looks(self) -> list[Mapping[str, Any]]:
        """Return the rows of the people whom exchanges named, in the order of exchanges, without what is nobody's."""
        rows = await self.pool.fetch("select subject, exchange from ledger_subjects order by exchange")
        epoch = self.gateway.epochs.at(self.gateway.clock.now())
        return [dict(row) for row in rows if row["subject"] != epoch.pseudonym(nobody(row["exchange"]))]

    async def entries(self) -> list[tuple[str, dict[str, Any]]]:
        """Return every entry of the ledger, in the order of time."""
        rows = await self.pool.fetch(
            "select phase, details from ledger_entries join ledger_details using (exchange, ended) order by at, ended"
        )
        return [(row["phase"], orjson.loads(row["details"])) for row in rows]


async def asgi(
    app: ASGIApp, method: str, path: str, headers: list[tuple[bytes, bytes]], parts: list[bytes] | None = None
) -> Answer:
    """Call an ASGI app as a server would."""
    raw_path, _, query = path.partition("?")
    waiting = list(parts or [b""])
    started: dict[str, Any] = {}
    body = bytearray()
    over = asyncio.Event()

    async def receive() -> Message:
        if not waiting:
            await over.wait()
            return {"type": "http.disconnect"}
        part = waiting.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        else:
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                started["complete"] = True

    await app(a_scope(method, raw_path, query, headers), receive, send)
    found: dict[str, str] = {}
    for name, value in started.get("headers", []):  # repeated ones are one list, as clients read them (RFC 9110 §5.3)
        said = value.decode("latin-1")
        found[name.decode()] = f"{found[name.decode()]}, {said}" if name.decode() in found else said
    return Answer(started.get("status", 0), found, bytes(body), started.get("complete", False))


def a_scope(method: str, raw_path: str, query: str, headers: list[tuple[bytes, bytes]]) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": headers,
        "server": ("127.0.0.1", 8080),
        "client": ("127.0.0.1", 50000),
    }


@cache
def _compiled(deadline_s: float) -> ServiceEntry:
    document = orjson.loads(orjson.dumps(DOCUMENT).replace(b'"x-deadline-s":10', b'"x-deadline-s":%g' % deadline_s))
    return compile_service("land-register", "moic", "", document, hashlib.sha256(orjson.dumps(document)).hexdigest())


def the_service(base_url: str, *, deadline_s: float = 10) -> ServiceEntry:
    """Return the land register as the directory knows it; compiled once per test process."""
    return replace(_compiled(deadline_s), base_url=base_url)


def a_snapshot(key: SigningKey, service: ServiceEntry, *agreements: AgreementEntry, version: int = 1) -> Snapshot:
    """Return a directory with one member, one system, one service and these agreements."""
    system = SystemEntry("police-case-system", "police", "police", Holding(), {key.kid: key.verifying})
    return Snapshot(
        version,
        {system.client_id: system},
        {service.name: service},
        {agreement.id: agreement for agreement in agreements},
        organisations=Organisations.of(version, [MemberFacts("police", "police", "ຕຳຫຼວດ", "Police")], []),
        code_lists=Catalogue.load().code_lists,
    )


async def until(happens: Callable[[], bool]) -> None:
    """Wait until something is so; give up after `PATIENCE_S`."""
    async with asyncio.timeout(PATIENCE_S):
        while not happens():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)


async def _behind(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


@asynccontextmanager
async def _ledger(
    database_url: str, pool: asyncpg.Pool, tally: Tally, clock: Clock, seals: Seals
) -> AsyncIterator[Writer]:
    """Run a ledger's writer, on a lease of its own, until the end of the block."""
    writer = Writer(database_url, f"gateway-{uuid4()}", seals)
    await Instance(pool, writer.instance, tally, lambda: writer.settled_before(clock.now())).renew()
    running = asyncio.create_task(writer.run())
    await writer.ready.wait()
    try:
        yield writer
    finally:
        writer.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(running, 5)


@asynccontextmanager
async def _network() -> AsyncIterator[Direct]:
    """Reach services over sockets until the end of the block."""
    direct = Direct()
    await direct.open()
    try:
        yield direct
    finally:
        await direct.close()


def _gateway(
    keys: GatewayKeys, pool: asyncpg.Pool, clock: Clock, directory: Directory, upstream: Upstream, **others: Any
) -> Gateway:
    vouchers = Vouchers(keys)
    return Gateway(
        hosts=frozenset({"127.0.0.1", "localhost"}),
        hops=(),
        directory=directory,
        access_tokens=verified_access_tokens(PUBLIC_URL, keys),
        proofs=Proofs(PUBLIC_URL),
        signatures=RequestSignatures(PUBLIC_URL),
        answer_signer=AnswerSigner(keys),
        receipts=Receipts(keys),
        vouchers=vouchers,
        key_register=KeyRegister(keys, pool, clock),
        limiter=Limiter(cast("Connection", pool)),  # its stubs overload a method that the port states once
        records=pool,
        pseudonyms=Pseudonyms(keys.pseudonym_key),
        upstream=upstream,
        effects=Effects(upstream, vouchers, clock),
        clock=clock,
        streams=Streams(),
        breaches=Breaches(clock),
        **others,
    )


@asynccontextmanager
async def a_gateway_under_test(
    database_url: str,
    *,
    base_url: str = "in-process:land-register",
    register: LandRegister | None = None,
    upstream: Upstream | None = None,
    system_policy: Policy | None = None,
    key: SigningKey | None = None,
    keys: GatewayKeys | None = None,
) -> AsyncIterator[GatewayUnderTest]:
    """Build a gateway over a migrated database; its ledger runs until the end of the block."""
    register, clock, tally = register or LandRegister(), SystemClock(), Tally()
    key, keys = key or SigningKey.generate(), keys or GatewayKeys(PUBLIC_URL, [SigningKey.generate()])
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(asyncpg.create_pool(database_url, min_size=1, max_size=4))
        if upstream is None and base_url.startswith("http"):
            upstream = await stack.enter_async_context(_network())
        upstream = upstream or InProcess({"land-register": register})
        writer = await stack.enter_async_context(_ledger(database_url, pool, tally, clock, Seals(keys.pseudonym_key)))
        epochs = Epochs(pool, keys.pseudonym_key, clock, timedelta(days=365))
        await epochs.refresh()
        directory = Directory(a_snapshot(key, the_service(base_url), an_agreement()))
        policy = system_policy or Policy("system", 1000, 1000.0)
        gateway = _gateway(
            keys, pool, clock, directory, upstream, ledger=writer, epochs=epochs, tally=tally, system_policy=policy
        )
        app = DataPlane(_behind, gateway, NoObserver())
        yield GatewayUnderTest(gateway, app, register, directory, key, keys, pool, database_url)
        if gateway.tasks:
            await asyncio.wait(gateway.tasks, timeout=5)
