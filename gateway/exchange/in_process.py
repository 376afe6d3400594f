"""Client for services in the same process: calls their ASGI app without a socket, for `saphan run`."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import Final
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Scope

from gateway.exchange.bulkheads import Bulkheads
from gateway.exchange.upstream import IN_PROCESS, Broken, Unreached, UpstreamAnswer, UpstreamRequest

_WINDOW: Final = 16  # pieces of an answer that may wait: a service must not run ahead of a slow caller


class InProcess:
    """Calls services by their name, through their ASGI app."""

    def __init__(self, apps: Mapping[str, ASGIApp], bulkheads: Bulkheads | None = None) -> None:
        self._apps = apps
        self._bulkheads: Final = bulkheads or Bulkheads()

    async def call(self, request: UpstreamRequest) -> UpstreamAnswer:
        """Hand the request to the service's app; return when the head of the answer is there."""
        app = self._apps.get(request.base_url.removeprefix(IN_PROCESS))
        if app is None:
            raise Unreached
        call = _Call(request, partial(self._bulkheads.release, await self._bulkheads.acquire(request)))
        # a task of its own: what the service puts into its context (its trace) must not become ours
        call.task = asyncio.create_task(call.run(app))
        try:
            await call.head.wait()
        except asyncio.CancelledError:
            await call.close()
            raise
        if not call.status:
            await call.close()
            raise Broken from call.fault
        return call


class _Call:
    """One call of a service's app: its request, and its answer as it comes."""

    def __init__(self, request: UpstreamRequest, done: Callable[[], None]) -> None:
        self._done: Callable[[], None] | None = done
        self.status = 0
        self.headers: dict[str, str] = {}
        self.head = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self.fault: BaseException | None = None
        self._request: Final = request
        self._body = _pieces(request.body)
        self._sent_body = False
        self._gone = asyncio.Event()
        self._parts: deque[bytes] = deque()
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._complete = False

    async def run(self, app: ASGIApp) -> None:
        """Run the app to its end; Starlette raises again what it has already answered with 500."""
        try:
            await app(self._scope(), self._receive, self._send)
        except Exception as fault:  # noqa: BLE001 - whatever a service raises, the exchange goes on without it
            self.fault = fault
        finally:
            self.head.set()
            self._changed.set()

    def _scope(self) -> Scope:
        raw_path, _, query = self._request.target.partition("?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": "http",
            "path": unquote(raw_path),
            "raw_path": raw_path.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in self._request.headers],
            "server": ("in-process", None),
            "client": None,
            "state": {},
        }

    async def _receive(self) -> Message:
        if self._sent_body:
            await self._gone.wait()
            return {"type": "http.disconnect"}
        try:
            piece = await anext(self._body)
        except StopAsyncIteration:
            self._sent_body = True
            return {"type": "http.request", "body": b"", "more_body": False}
        except Exception:  # noqa: BLE001 - whatever broke the body off, the service must not take what it has for the whole
            self._sent_body = True
            self._gone.set()
            return {"type": "http.disconnect"}
        whole = isinstance(self._request.body, bytes)
        self._sent_body = whole
        return {"type": "http.request", "body": piece, "more_body": not whole}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.headers = {n.decode("latin-1").lower(): v.decode("latin-1") for n, v in message.get("headers", ())}
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.head.set()
            await self._room.wait()
            if message.get("body"):
                self._parts.append(message["body"])
            self._complete = not message.get("more_body", False)
            if len(self._parts) >= _WINDOW:
                self._room.clear()
            self._changed.set()

    async def read(self, limit: int) -> bytes | None:
        """Return the body, or None when it is longer than the limit."""
        parts: list[bytes] = []
        size = 0
        async for part in self.chunks():
            parts.append(part)
            size += len(part)
            if size > limit:
                return None
        await self.close()
        return b"".join(parts)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Return the body as the service sends it."""
        while True:
            while self._parts:
                part = self._parts.popleft()
                self._room.set()
                yield part
            if self._complete:
                return
            if self.task is None or self.task.done():
                raise Broken from self.fault
            self._changed.clear()
            await self._changed.wait()

    async def close(self) -> None:
        """Release the permits; cancel the app unless it has answered completely: then it may finish its work."""
        done, self._done = self._done, None
        if done is not None:
            done()
        self._gone.set()
        self._room.set()
        if self.task is not None and not self._complete:
            self.task.cancel()


async def _pieces(body: bytes | AsyncIterator[bytes] | None) -> AsyncIterator[bytes]:
    if isinstance(body, bytes):
        yield body
    elif body is not None:
        async for piece in body:
            yield piece
