"""The app factory: what a service declares becomes a running FastAPI app with database, bus, vouchers and health."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from contracts.catalogue import Catalogue
from fastapi import APIRouter, FastAPI
from fastapi.middleware import Middleware

from chassis import health, idempotency, internal, openapi, problems, telemetry, voucher_keys
from chassis.answers import Answers
from chassis.bus import Bus, open_bus
from chassis.caller import Vouchers
from chassis.clock import Clock, SystemClock
from chassis.consumer import Consumers, Rule
from chassis.database import answers, create_engine
from chassis.relay import Relay
from chassis.settings import ServiceSettings
from chassis.tokens import KeySource
from chassis.unit import Units
from contracts.problems import Problem

_LOG: Final = logging.getLogger(__name__)
_JANITOR_EVERY_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Service:
    """What a service is, in its own words; everything else is the chassis's business."""

    name: str  # as in the first path segment: "case-registry"
    title: str
    summary: str
    description: str
    version: str
    routers: Sequence[APIRouter]
    migrations: str
    problems: tuple[type[Problem], ...] = ()
    consumers: Mapping[str, Rule] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """Where its operations live: `/case-registry/v1`."""
        return f"/{self.name}/v{self.version.split('.')[0]}"


def create_app(
    service: Service,
    settings: ServiceSettings,
    *,
    resources: Mapping[str, object] | None = None,
    bus: Bus | None = None,
    keys: KeySource | None = None,
    clock: Clock | None = None,
) -> FastAPI:
    """Return the service's app; its lifespan opens and closes everything it works with.

    `bus` and `keys` are handed in by the one-process run, which shares them; otherwise the settings say where they are.
    """
    clock = clock or SystemClock()
    measured = telemetry.start(service.name, settings.otlp_endpoint)
    engine = create_engine(settings.database_url.get_secret_value(), pool_size=settings.pool_size)
    units = Units(engine, clock)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(engine.dispose)
            carried = bus
            if carried is None:
                carried = await open_bus(settings.bus, settings.bus_url.get_secret_value())
                stack.push_async_callback(carried.close)
            relay = Relay(settings.database_url.get_secret_value(), carried, service.name)
            units.on_announced = relay.wake
            running = [_tend(relay.run), _tend(_janitor, units)]
            if service.consumers:
                running.append(_tend(Consumers(service.consumers, carried, service.name, units).run))
            if settings.jwks_url is not None and isinstance(app.state.keys, voucher_keys.KeySet):
                running.append(_tend(voucher_keys.keep_fresh, app.state.keys, settings.jwks_url))
            stack.push_async_callback(_stop, running)
            yield
        if measured is not None:
            await asyncio.to_thread(measured.shutdown)

    app = FastAPI(
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
        telemetry=telemetry.config(measured),
        middleware=[Middleware(Answers, version=service.version)],
    )
    app.state.service = service
    app.state.units = units
    app.state.resources = dict(resources or {})
    app.state.keys = keys or _keys(settings)
    app.state.vouchers = Vouchers(service.name, app.state.keys, clock)
    problems.install(app)
    app.include_router(health.router({"database": lambda: answers(engine)}))
    app.include_router(internal.ROUTER)
    for router in service.routers:
        app.include_router(router)
    _publish_openapi(app, service)
    return app


def _keys(settings: ServiceSettings) -> KeySource:
    return voucher_keys.from_file(settings.jwks_file) if settings.jwks_file else voucher_keys.KeySet()


def _publish_openapi(app: FastAPI, service: Service) -> None:
    derived = app.openapi

    def document() -> dict[str, Any]:  # Any: an OpenAPI document is free JSON
        if app.state.openapi is None:
            found = openapi.publish(derived, service.prefix, Catalogue.load())
            found["servers"] = [{"url": service.prefix}]
            found["info"]["x-summary"] = service.summary
            app.state.openapi = found
        kept: dict[str, Any] = app.state.openapi
        return kept

    app.state.openapi = None
    app.openapi = document  # type: ignore[method-assign]  # the documented way to replace the document

    @app.get("/openapi.json", include_in_schema=False)
    async def served() -> dict[str, Any]:
        """Return the self-contained OpenAPI document of this service."""
        return app.openapi()


def _tend(work: Callable[..., Any], *args: object) -> asyncio.Task[None]:
    """Run background work for as long as the app lives; what it dies of is logged, and it is started again."""

    async def forever() -> None:
        while True:
            try:
                await work(*args)
            except Exception:  # noqa: BLE001 - the boundary of a background task: whatever it was, the next round may succeed
                _LOG.exception("background work failed", extra={"facts": {"work": str(work)}})
                await asyncio.sleep(1)
            else:
                return

    return asyncio.create_task(forever())


async def _stop(running: Sequence[asyncio.Task[None]]) -> None:
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _janitor(units: Units) -> None:
    while True:
        await asyncio.sleep(_JANITOR_EVERY_S)
        async with units.open() as unit:
            await idempotency.forget_old(unit)
