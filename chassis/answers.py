"""What every answer of a component carries: its API version, its trace, and an explicit word about caching."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import trace


class Answers:
    """Pure ASGI: enters the caller's trace before the app runs and completes the headers of what it answers."""

    def __init__(self, app: ASGIApp, version: str) -> None:
        self._app = app
        self._version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on with a trace, and its answer back with our headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        here = trace.begin(Headers(scope=scope).get("traceparent"))
        trace.enter(here)

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["API-Version"] = self._version
                headers["traceparent"] = here.traceparent
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, complete)
