"""The gateway put together: directory, trust, ledger and data plane in one app, with its services behind it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Receive, Scope, Send

from chassis.http import health, problems
from chassis.postgres.database import AWAY, answers, create_engine
from chassis.process import background, telemetry
from chassis.process.clock import Clock, SystemClock
from chassis.tokens import jose_engine
from chassis.tokens.key_statements import Certified
from chassis.tokens.verified_tokens import VerifiedTokens
from chassis.unit.units import Units
from contracts.identifiers import new_id
from contracts.problems import Unavailable
from gateway.access_log import app as access_log
from gateway.consent import app as consent
from gateway.consent.store import Consents
from gateway.directory.register import app as register
from gateway.directory.watch import Directory
from gateway.exchange.breaches import Breaches
from gateway.exchange.closer import Closer
from gateway.exchange.data_plane import DataPlane
from gateway.exchange.direct import Direct
from gateway.exchange.effects import Effects
from gateway.exchange.exchange import Gateway
from gateway.exchange.in_process import InProcess
from gateway.exchange.limit import SYSTEM
from gateway.exchange.limiter import Limiter, Policy
from gateway.exchange.observe import CollectorObserver, NoObserver, Observer
from gateway.exchange.places import Places
from gateway.exchange.receipts import Receipts
from gateway.exchange.shares import Shares
from gateway.exchange.streams import Streams
from gateway.exchange.upstream import Either
from gateway.front.house_of_record import Count, HouseOfRecord
from gateway.front.router import build_router
from gateway.ledger.epochs import Epochs
from gateway.ledger.instance import Instance, Tally
from gateway.ledger.key_entries import certified
from gateway.ledger.partitions import Calendar
from gateway.ledger.pool import Pool
from gateway.ledger.pseudonyms import Pseudonyms
from gateway.ledger.reports.summaries import Summaries
from gateway.ledger.seals import Seals
from gateway.ledger.service import app as ledger_service
from gateway.ledger.tree.bundles import Bundles
from gateway.ledger.tree.keeping import TreeKeeping
from gateway.ledger.tree.routes import PUBLIC
from gateway.ledger.tree.routes import build_router as tree_router
from gateway.ledger.writer import Writer
from gateway.settings import Settings
from gateway.trust.access_tokens import verified_access_tokens
from gateway.trust.answer_signatures import AnswerSigner
from gateway.trust.key_files import changed_roots, load
from gateway.trust.key_register import KeyRegister
from gateway.trust.keys import GatewayKeys
from gateway.trust.nonces import Nonces
from gateway.trust.proofs import Proofs
from gateway.trust.request_signatures import RequestSignatures
from gateway.trust.revocation import RevokedTokens
from gateway.trust.routes import router as trust_router
from gateway.trust.spent import SpentTokens
from gateway.trust.token_endpoint import TokenEndpoint
from gateway.trust.vouchers import Vouchers

_START_WITHIN_S: Final = 5.0
_KEPT: Final = 4  # connections for tokens, revocations, the directory's watch and the look at the database


def build(
    settings: Settings,
    *,
    keys: GatewayKeys | None = None,
    services: Mapping[str, FastAPI] | None = None,
    events: Count | None = None,
) -> FastAPI:
    """Return the gateway's app. The one-process run hands in keys, the services in process and a count of events."""
    jose_engine.use(settings.jose_engine)  # before the first key is built
    house = _House(settings, keys or _keys(settings), services or {})
    app = _Front(
        title="Saphan",
        lifespan=house.lifespan,
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=telemetry.config(house.measured),
    )
    app.put_in_front(house.gateway, CollectorObserver(house.measured) if house.measured else NoObserver())
    problems.install(app)
    app.include_router(health.router(house.checks(), house.alarms))
    app.include_router(trust_router(house.token_endpoint))
    app.include_router(tree_router(house.tree.shown))
    shown = HouseOfRecord(house.engine, house.pool, events)
    app.include_router(build_router(shown, public_url=settings.public_url, sandbox=settings.sandbox))
    return app


class _Front(FastAPI):
    """FastAPI with the data plane before it: an exchange passes through nothing of the framework and pays for none.

    The data plane observes itself; its spans know the operation.
    """

    def put_in_front(self, gateway: Gateway, observer: Observer) -> None:
        """Let every request meet the data plane first."""
        self._data_plane = DataPlane(super().__call__, gateway, observer, PUBLIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take an exchange through the pipeline, and hand the rest to FastAPI."""
        await self._data_plane(scope, receive, send)


def _keys(settings: Settings) -> GatewayKeys:
    if settings.key_file is None:
        raise ValueError("key_file: the gateway needs the keys that sign tokens and vouchers")
    return load(settings.key_file, issuer=settings.public_url, passphrase=settings.passphrase)


def _engines(url: str, pool_size: int) -> tuple[AsyncEngine, AsyncEngine]:
    """Return the guests' connections, and a few that no guest can take: without these every exchange would stop."""
    return create_engine(url, pool_size=pool_size), create_engine(url, pool_size=_KEPT)


class _House:
    """Everything the gateway works with, and how it is opened and closed."""

    def __init__(self, settings: Settings, keys: GatewayKeys, services: Mapping[str, FastAPI]) -> None:
        self._settings, url, clock = settings, settings.database_url.get_secret_value(), SystemClock()
        self.engine, self._kept = _engines(url, settings.pool_size)
        self.pool: Final = Pool(url)
        self._epochs = Epochs(self.pool, keys.pseudonym_key, clock, timedelta(days=settings.pseudonym_epoch_days))
        self.measured: Final = telemetry.start("gateway", settings.otlp_endpoint)
        seals = Seals(keys.pseudonym_key)
        streams, ledger = Streams(), Writer(url, new_id("gwy"), seals)
        self.tree: Final = TreeKeeping(settings.tree_plan, keys, self.pool, seals, clock, self.measured, ledger.owe)
        self._services = {**services, **self._guests(keys, clock, seals)}
        self.places: Final = Places(settings.places, within_s=settings.upstream_wait_s)
        upstream, vouchers, tokens = self._ways(), Vouchers(keys), verified_access_tokens(keys.issuer, keys)
        self._directory = self._watched(vouchers, tokens, streams)
        proofs, self.token_endpoint = self._endpoint(keys, clock)
        self.gateway: Final = Gateway(
            hosts=settings.accepted_hosts,
            hops=settings.client_cert_from,
            directory=self._directory,
            access_tokens=tokens,
            proofs=proofs,
            signatures=RequestSignatures(settings.public_url),
            answer_signer=AnswerSigner(keys),
            receipts=Receipts(keys),
            vouchers=vouchers,
            key_register=self._register(keys, clock, ledger),
            limiter=Limiter(self.pool),
            system_policy=Policy(SYSTEM, settings.system_burst, settings.system_rate_per_s),
            ledger=ledger,
            records=self.pool,
            pseudonyms=Pseudonyms(keys.pseudonym_key),
            epochs=self._epochs,
            tally=Tally(),
            upstream=upstream,
            effects=Effects(upstream, vouchers, clock),
            consents=Consents(self.pool),
            clock=clock,
            streams=streams,
            shares=Shares(settings.caller_limits),
            breaches=Breaches(clock, self.measured),
        )

    def _ways(self) -> Either:
        self._direct = Direct(self.places)
        return Either(self._direct, InProcess(self._services, self.places))

    def _guests(self, keys: GatewayKeys, clock: Clock, seals: Seals) -> dict[str, FastAPI]:
        """Return the services that live here: the gateway decides by them, or they read what it records."""
        units, bundles = Units(self.engine, clock), Bundles(self.pool, self.tree.shown, seals)
        guests = {guest.NAME: guest.build(units, keys) for guest in (register, consent)}
        return guests | {
            access_log.NAME: access_log.build(units, keys, self._epochs, self.tree.alarms, seals),
            ledger_service.NAME: ledger_service.build(units, keys, bundles),
        }

    def _watched(self, vouchers: Vouchers, tokens: VerifiedTokens, streams: Streams) -> Directory:
        def rights_changed() -> None:
            vouchers.flush()
            tokens.flush()

        def look_at_what_runs() -> None:
            streams.look(self._directory)

        return Directory(self._kept, on_change=rights_changed, on_confirmed=look_at_what_runs)

    def _endpoint(self, keys: GatewayKeys, clock: Clock) -> tuple[Proofs, TokenEndpoint]:
        proofs = Proofs(self._settings.public_url, Nonces(keys) if self._settings.dpop_nonces else None)
        spent, revoked = SpentTokens(self._kept), RevokedTokens(self._kept)
        offered = bool(self._settings.client_cert_from)
        return proofs, TokenEndpoint(keys, proofs, spent, self._directory, clock, revoked, certificates=offered)

    def _register(self, keys: GatewayKeys, clock: Clock, ledger: Writer) -> KeyRegister:
        changed = changed_roots(self._settings.key_file, self._settings.passphrase)

        def made(key: Certified) -> None:
            ledger.owe(certified(key, clock.now()))

        return KeyRegister(keys, self.pool, clock, roots=changed, made=made)

    def checks(self) -> dict[str, health.Check]:
        """Return what must hold before exchanges can succeed."""

        async def directory() -> bool:
            return self._directory.confirmed

        async def ledger() -> bool:
            return self.gateway.ledger.available

        return {"database": lambda: answers(self._kept), "directory": directory, "ledger": ledger}

    def alarms(self) -> Mapping[str, str]:
        """Return what somebody must decide about while exchanges go on."""
        return {**self.tree.alarms.holding, **self.gateway.breaches.alarms(), **self.places.alarms()}

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        """Open the services in process first and close them last: an exchange that has begun needs them to its end."""
        gateway = self.gateway
        instance = Instance(
            self.pool,
            gateway.ledger.instance,
            gateway.tally,
            lambda: gateway.ledger.settled_before(gateway.clock.now()),
        )
        async with AsyncExitStack() as stack:
            if self.measured is not None:
                stack.push_async_callback(asyncio.to_thread, self.measured.shutdown)
            stack.push_async_callback(self._let_go)
            for app in self._services.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            await self._direct.open()
            stack.push_async_callback(self._direct.close)
            await self.pool.open()
            stack.push_async_callback(self.pool.close)
            writer = asyncio.create_task(gateway.ledger.run())
            stack.push_async_callback(self._finish, instance, writer)
            await self._first_look(instance)
            closer = Closer(self.pool, self._directory, gateway.effects, gateway.ledger, gateway.clock)
            tended = [
                background.tend(work)
                for work in (
                    self._directory.run,
                    instance.run,
                    gateway.limiter.run,
                    closer.run,
                    Calendar(self.pool, gateway.clock).run,
                    gateway.key_register.run,
                    self._epochs.run,
                    Summaries(self.engine, gateway.clock).run,
                    self._count_breaches,
                    *self.tree.work(),
                )
            ]
            stack.push_async_callback(background.stop, tended)
            yield

    async def _let_go(self) -> None:
        await self.engine.dispose()
        await self._kept.dispose()

    async def _count_breaches(self) -> None:
        await self.gateway.breaches.run(self.pool)

    async def _first_look(self, instance: Instance) -> None:
        """Be ready when the port opens; a database that is away now is found by those who tend it."""
        with suppress(*AWAY, Unavailable):
            async with asyncio.timeout(_START_WITHIN_S):
                await instance.renew()
                await self._directory.confirm()
                await self._epochs.refresh()
                await self.gateway.key_register.open()
                await self.gateway.ledger.ready.wait()

    async def _finish(self, instance: Instance, writer: asyncio.Task[None]) -> None:
        """Let what has begun come to its end, write what is owed, and give everything back."""
        gateway = self.gateway
        if gateway.tasks:
            await asyncio.wait(gateway.tasks, timeout=self._settings.drain_s)
        gateway.ledger.stop()
        await asyncio.wait([writer], timeout=_START_WITHIN_S)
        writer.cancel()
        with suppress(*AWAY):
            await gateway.limiter.give_back(everything=True)
            await gateway.breaches.write(self.pool)
            await instance.end()
