"""App factory: makes a FastAPI app of what a service declares, with database, bus, vouchers and health."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final, TypeAlias

from fastapi import APIRouter, FastAPI
from fastapi.middleware import Middleware
from fastapi.telemetry import TelemetryConfig
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.types import Lifespan

from chassis.bus import open_bus
from chassis.bus.port import Bus
from chassis.bus.security import Security
from chassis.bus.topics import topics
from chassis.client.own_system import Reads
from chassis.events import backlog
from chassis.events.consumer import Consumers
from chassis.events.relay import Relay
from chassis.events.rules import Rule
from chassis.events.spans import EventSpans
from chassis.events.ticks import Job, Ticks
from chassis.http import health, internal, openapi, problems, readiness
from chassis.http.answers import Answers
from chassis.http.beside import Beside
from chassis.http.caller import Vouchers
from chassis.postgres.database import answers, create_engine
from chassis.postgres.retention import Kept
from chassis.postgres.schema_check import SchemaCheck
from chassis.postgres.sweep import Sweep
from chassis.process import background, telemetry
from chassis.process.clock import Clock, SystemClock
from chassis.process.sampling import Sampler
from chassis.process.settings import ServiceSettings
from chassis.process.telemetry import Telemetry
from chassis.process.tls_files import PROCESS_TLS, Contexts, TlsFiles
from chassis.tokens import voucher_keys
from chassis.tokens.tokens import KeySource
from chassis.tokens.voucher_keys import KeySet
from chassis.unit.retention import of_the_chassis
from chassis.unit.units import Units
from contracts.catalogue import Catalogue
from contracts.problems import Problem

Work: TypeAlias = Callable[[Units], Coroutine[None, None, None]]  # of a service, until it is cancelled


@dataclass(frozen=True, slots=True)
class Service:
    """Declaration of a service: its name, routes, refusals, event rules and migrations."""

    name: str  # as in the first path segment: "case-registry"
    title: str
    title_lo: str
    summary: str
    description: str
    version: str
    routers: Sequence[APIRouter]
    migrations: str
    problems: tuple[type[Problem], ...] = ()
    consumers: Mapping[str, Rule] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """Path prefix of its operations: `/case-registry/v1`."""
        return f"/{self.name}/v{self.version.split('.')[0]}"


def create_app(
    service: Service,
    settings: ServiceSettings,
    *,
    resources: Mapping[str, object] | None = None,
    bus: Bus | None = None,
    keys: KeySource | None = None,
    clock: Clock | None = None,
    gateway: Reads | None = None,
    work: Sequence[Work] = (),
    kept: Sequence[Kept] = (),
    beside: Sequence[Beside] = (),
    jobs: Sequence[Job] = (),
) -> FastAPI:
    """Return the service's app; its lifespan opens and closes everything it works with.

    `bus` and `keys` are handed in by the one-process run, which shares them; otherwise the settings say where they are.
    `gateway` is the service's own system, for events that need a read-back; `work` goes on beside the requests. What
    operations find in `resources` they find by its type (`chassis.http.resources`), one thing of each. `kept` says how
    long the rows of the service's own tables are. `jobs` are done once a day, by one of its processes.
    """
    runtime = _Runtime(service, settings, bus, keys, clock or SystemClock(), gateway, work, kept, beside, jobs)
    app = _app(service, runtime.lifespan, telemetry.config(runtime.measured))
    _set_up(app, service, runtime.units, Vouchers(service.name, runtime.keys, runtime.clock), resources or {})
    app.state.checks = runtime.checks()  # a gateway in the same process is ready once its services are
    app.include_router(health.router(app.state.checks, runtime.alarms))
    app.state.measured = runtime.measured
    return app


def create_guest(
    service: Service, units: Units, keys: KeySource, resources: Mapping[str, object] | None = None
) -> FastAPI:
    """Return the app of a service that runs inside another component: same process and database, no bus.

    The host opens and closes the database, answers for its health, and enters the app's lifespan.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield

    app = _app(service, lifespan, telemetry.config(None))
    _set_up(app, service, units, Vouchers(service.name, keys, units.clock), resources or {})
    return app


def guest_document(service: Service) -> dict[str, Any]:  # Any: an OpenAPI document
    """Return a guest's OpenAPI document, as the directory registers it; connects to nothing."""
    unused = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1/none")
    document: dict[str, Any] = create_guest(service, Units(unused), KeySet({"keys": []})).openapi()
    return document


def _app(service: Service, lifespan: Lifespan[FastAPI], observed: TelemetryConfig) -> FastAPI:
    return FastAPI(
        title=service.title,
        summary=service.summary,
        description=service.description,
        version=service.version,
        lifespan=lifespan,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=observed,
        middleware=[Middleware(Answers, version=service.version)],
    )


def _set_up(app: FastAPI, service: Service, units: Units, vouchers: Vouchers, resources: Mapping[str, object]) -> None:
    app.state.service = service
    app.state.units = units
    app.state.resources = dict(resources)
    app.state.vouchers = vouchers
    problems.install(app)
    app.include_router(internal.ROUTER)
    for router in service.routers:
        app.include_router(router)
    _publish_openapi(app, service)


class _Runtime:
    """Resources of a running service: database, keys, bus and background work; opened and closed by `lifespan`."""

    def __init__(
        self,
        service: Service,
        settings: ServiceSettings,
        bus: Bus | None,
        keys: KeySource | None,
        clock: Clock,
        gateway: Reads | None,
        work: Sequence[Work],
        kept: Sequence[Kept],
        beside: Sequence[Beside],
        jobs: Sequence[Job],
    ) -> None:
        self._service, self._settings, self._bus, self._gateway, self._own_work = service, settings, bus, gateway, work
        self._beside: Final = beside
        self._jobs: Final = jobs
        self._opened: Bus | None = None
        self._security = Security.of(settings)  # now: a file that is not usable stops the start
        self.clock: Final = clock
        self.measured: Final = telemetry.start(service.name, settings.otlp_endpoint, settings.metrics_at)
        self.engine: Final = create_engine(settings.database_url.get_secret_value(), pool_size=settings.pool_size)
        self.units: Final = Units(self.engine, clock)
        self.sweep: Final = Sweep(self.engine, [*of_the_chassis(), *kept], clock)
        self._fetched: Final = voucher_keys.KeySet()
        self._gateway_tls: Final = gateway_tls(settings)
        self.keys: Final = keys or (voucher_keys.from_file(settings.jwks_file) if settings.jwks_file else self._fetched)

    def checks(self) -> dict[str, health.Check]:
        """Return the readiness checks."""
        checks: dict[str, health.Check] = {
            "database": lambda: answers(self.engine),
            "schema": SchemaCheck(self.engine, self._service.migrations),
        }
        for each in self._beside:
            checks.update(each.checks())
        return checks if self.keys is not self._fetched else checks | {"keys": self._fetched.arrived}

    def alarms(self) -> Mapping[str, str]:
        """Return what an operator must see to while calls succeed, so that no check says it."""
        found = dict(self._opened.alarms()) if self._opened is not None else {}
        for each in self._beside:
            found.update(each.alarms())
        return found

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        """Run the relay, the consumers and the other background work while the app lives."""
        async with AsyncExitStack() as stack:
            if self.measured is not None:
                stack.push_async_callback(asyncio.to_thread, self.measured.shutdown)
            stack.push_async_callback(self.engine.dispose)
            bus = self._bus
            if bus is None:
                bus = await open_bus(self._settings.bus, self._settings.bus_url.get_secret_value(), self._security)
                stack.push_async_callback(bus.close)
            self._opened = bus
            if self._gateway is not None:
                await stack.enter_async_context(self._gateway.opened())
            stack.push_async_callback(background.stop, [background.supervise(work) for work in self._work(bus)])
            yield

    def _sampler(self, measured: Telemetry, consumers: Consumers | None) -> Sampler:
        sampler = Sampler(measured)
        readiness.watch(sampler, self.checks(), self.alarms)
        readiness.show_ends(measured, readiness.certificate_ends)
        self.sweep.show(measured.gauge)
        backlog.watch(sampler, self.units, consumers)
        for each in self._beside:
            each.show(measured)
        return sampler

    def _work(self, bus: Bus) -> Iterator[Callable[[], Coroutine[None, None, None]]]:
        spans = EventSpans(self.measured, bus.system, self._service.name)
        relay = Relay(self._settings.database_url.get_secret_value(), bus, self._service.name, spans)
        self.units.on_announced = relay.wake
        yield relay.run
        if self._jobs:
            yield Ticks(self.units, self._jobs, lambda: relay.leads).run
        yield self.sweep.run
        if owned := [each.name for each in topics().values() if each.owner == self._service.name]:
            yield partial(bus.watch, owned)
        yield from (partial(work, self.units) for work in self._own_work)
        yield from (partial(each.run, self.units) for each in self._beside)
        consumers = None
        if rules := self._service.consumers:
            consumers = Consumers(rules, bus, self._service.name, self.units, self._gateway, spans)
            yield consumers.run
        if self.measured is not None:
            yield self._sampler(self.measured, consumers).run
        if self._settings.jwks_url is not None:
            yield partial(voucher_keys.keep_fresh, self._fetched, self._settings.jwks_url, self._gateway_tls)


def gateway_tls(settings: ServiceSettings) -> Contexts | None:
    """Return what gives the TLS context for calls to the gateway; None: the system's authorities are believed."""
    if settings.gateway_ca_file is None:
        return None
    return PROCESS_TLS.opened(TlsFiles(authorities=settings.gateway_ca_file), server=False, what="towards the gateway")


def _publish_openapi(app: FastAPI, service: Service) -> None:
    derived = app.openapi

    @cache
    def document() -> dict[str, Any]:  # Any: an OpenAPI document is free JSON
        published = openapi.publish(derived, service.prefix, Catalogue.load())
        published["servers"] = [{"url": service.prefix}]
        published["info"]["x-summary"] = service.summary
        published["info"]["x-label"] = {"lo": service.title_lo, "en": service.title}
        # a gateway in a process of its own explains refusals that only this service knows
        published["x-problems"] = [openapi.explained(problem) for problem in service.problems]
        return published

    app.openapi = document  # type: ignore[method-assign]  # the documented way to replace the document

    @app.get("/openapi.json", include_in_schema=False)
    async def served() -> dict[str, Any]:
        """Return the self-contained OpenAPI document of this service."""
        return document()
