"""Liveness and readiness probes of every component: `/livez` and `/healthz`."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from chassis.http.connection_limit import PROCESS_CONNECTIONS
from chassis.process.tls_files import PROCESS_TLS

Check = Callable[[], Awaitable[bool]]
Alarms = Callable[[], Mapping[str, str]]


def router(checks: Mapping[str, Check], *alarms: Alarms) -> APIRouter:
    """Return `/livez` (the process answers) and `/healthz` (everything in `checks` is there: 200, else 503).

    `alarms` are shown and change no status: an operator must decide something while calls still succeed. A full share
    is an alarm too: with 503 a load balancer would take the process from everybody because of the one who filled it.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/livez")
    async def alive() -> Response:
        """Answer that the process runs."""
        return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})

    @routes.get("/healthz")
    async def ready() -> Response:
        """Answer whether exchanges would succeed, and which part is missing when not."""
        holds = {name: await check() for name, check in checks.items()}
        body: dict[str, object] = {"status": "ready" if all(holds.values()) else "not ready", "checks": holds}
        if raised := {
            code: text
            for source in (*alarms, PROCESS_CONNECTIONS.alarms, PROCESS_TLS.alarms)
            for code, text in source().items()
        }:
            body["alarms"] = raised
        headers = {"Cache-Control": "no-store"} | ({} if all(holds.values()) else {"Retry-After": "2"})
        return JSONResponse(body, 200 if all(holds.values()) else 503, headers=headers)

    return routes
