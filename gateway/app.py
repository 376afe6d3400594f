"""The gateway's ASGI app: the data plane in front; behind it token endpoint, ledger tree, health and front page."""

from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.middleware import Middleware
from starlette.types import Receive, Scope, Send

from chassis.http import health, problems
from chassis.http.packing import Packing
from chassis.process import telemetry
from gateway.composition import Composition
from gateway.exchange.data_plane import DataPlane
from gateway.exchange.exchange import Gateway
from gateway.exchange.observe import Observer
from gateway.exchange.together import ALONE, Together
from gateway.front.database_source import Count, DatabaseSource
from gateway.front.router import build_router
from gateway.ledger.tree.routes import PUBLIC
from gateway.ledger.tree.routes import build_router as tree_router
from gateway.lifespan import lifespan
from gateway.settings import Settings
from gateway.trust.key_files import load
from gateway.trust.keys import GatewayKeys
from gateway.trust.routes import router as trust_router


def build(
    settings: Settings,
    *,
    keys: GatewayKeys | None = None,
    services: Mapping[str, FastAPI] | None = None,
    events: Count | None = None,
    together: Together = ALONE,
) -> FastAPI:
    """Return the gateway's app. The one-process run hands in keys, the services in process and a count of events.

    `together` is what a worker shares with the others of its host.
    """
    parts = Composition(settings, keys or _keys(settings), services or {}, together)
    app = _Front(
        title="Saphan",
        lifespan=lambda _: lifespan(parts),
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(Packing)],
        telemetry=telemetry.config(parts.measured),
    )
    app.put_in_front(parts.gateway, parts.observer())
    app.state.measured = parts.measured
    app.state.reference = parts.reference  # services of the same process ask it without a request
    problems.install(app)
    app.include_router(health.router(parts.checks(), parts.alarms))
    app.include_router(trust_router(parts.token_endpoint))
    app.include_router(tree_router(parts.tree.shown))
    shown = DatabaseSource(parts.engine, parts.pool, events)
    app.include_router(
        build_router(shown, public_url=settings.public_url, contact=settings.contact, sandbox=settings.sandbox)
    )
    return app


class _Front(FastAPI):
    """FastAPI with the data plane before it: an exchange passes through nothing of the framework and pays for none.

    The data plane observes itself; its spans know the operation.
    """

    def put_in_front(self, gateway: Gateway, observer: Observer) -> None:
        """Put the data plane before FastAPI: every request passes through it first."""
        self._data_plane = DataPlane(super().__call__, gateway, observer, PUBLIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take an exchange through the pipeline, and hand the rest to FastAPI."""
        await self._data_plane(scope, receive, send)


def _keys(settings: Settings) -> GatewayKeys:
    if settings.key_file is None:
        raise ValueError("key_file: the gateway needs the keys that sign tokens and vouchers")
    return load(settings.key_file, issuer=settings.public_url, passphrase=settings.passphrase)
