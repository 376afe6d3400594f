"""Alive and ready: two questions an operator's probe asks of every component."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from chassis.http.connection_limit import HERE

Check = Callable[[], Awaitable[bool]]


Alarms = Callable[[], Mapping[str, str]]


def router(checks: Mapping[str, Check], *alarms: Alarms) -> APIRouter:
    """Return `/livez` (the process answers) and `/healthz` (everything in `checks` is there: 200, else 503).

    `alarms` tell what somebody must decide about while calls still succeed: shown, and no reason to send callers away.
    So are shares that are full: a 503 here takes the process from everybody because of the one who filled it.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/livez")
    async def alive() -> Response:
        """Answer that the process runs."""
        return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})

    @routes.get("/healthz")
    async def ready() -> Response:
        """Answer whether exchanges would succeed, and which part is missing when not."""
        found = {name: await check() for name, check in checks.items()}
        body: dict[str, object] = {"status": "ready" if all(found.values()) else "not ready", "checks": found}
        if holding := {code: found for each in (*alarms, HERE.alarms) for code, found in each().items()}:
            body["alarms"] = holding
        headers = {"Cache-Control": "no-store"} | ({} if all(found.values()) else {"Retry-After": "2"})
        return JSONResponse(body, 200 if all(found.values()) else 503, headers=headers)

    return routes
