"""Headers that every answer of a service has: API version, trace, caching and content type options."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http import heads
from chassis.process import spans, trace


class Answers:
    """ASGI middleware: continues the caller's trace, answers HEAD by GET, and completes the response headers."""

    def __init__(self, app: ASGIApp, version: str) -> None:
        self._app = app
        self._version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app inside a trace, and add our headers to its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == heads.HEAD:
            scope, send = heads.as_get(scope, send)
        here = spans.current_place() or trace.begin(Headers(scope=scope).get("traceparent"))
        trace.enter(here)

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["API-Version"] = self._version
                headers["traceparent"] = here.traceparent
                headers.setdefault("Cache-Control", "no-store")
                # what a sender calls a PDF is not to become a web page in a browser
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, complete)
