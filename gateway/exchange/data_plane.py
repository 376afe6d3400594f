"""The data plane as ASGI app: runs the pipeline for paths of services, and hands other paths to the app behind it."""

import re
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http import problems
from chassis.http.heads import HEAD, as_get
from chassis.http.languages import stated_in
from chassis.process import trace
from contracts.identifiers import new_id
from contracts.problems import Problem
from gateway import security_log
from gateway.directory.entries import MethodMismatch, ResolvedOperation
from gateway.errors.passage import DirectoryEmpty, DirectoryStale
from gateway.exchange.exchange import Exchange, Gateway
from gateway.exchange.guard import check
from gateway.exchange.observe import Observer
from gateway.exchange.pipeline import run, run_public

# Asked by probes that know an address and no name.
_PROBES: Final = frozenset({"/livez", "/healthz"})
_LIKE_A_SERVICE: Final = re.compile(r"/[a-z0-9-]+/v[0-9]+(?:/|$)")


class DataPlane:
    """Runs exchanges through the pipeline, and checks the headers of every other request before the app behind it."""

    def __init__(self, app: ASGIApp, gateway: Gateway, observer: Observer, public: tuple[str, ...] = ()) -> None:
        """`public` are beginnings of paths that are for everybody although a service's name stands before them."""
        self._app = app
        self._gateway = gateway
        self.observer = observer
        self._public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. It decides by `scope["path"]`, never by a URL built from what the caller says about us."""
        gateway = self._gateway
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] in _PROBES:
            await self._behind(scope, receive, send)
        elif self._public and scope["path"].startswith(self._public):
            await self._guarded(gateway, scope, receive, send)
        elif _service(scope["path"]) in gateway.directory.snapshot.services:
            exchange = self._exchange(scope, receive, send)
            try:
                await (run_public(exchange) if _is_for_everybody(exchange) else run(exchange))
            finally:
                self.observer.end(exchange)
        elif not gateway.directory.snapshot.version and _LIKE_A_SERVICE.match(scope["path"]):
            # a gateway that has never seen its directory must not say that there is nothing here
            await _refuse(_not_enrolled(gateway), scope, send)
        else:
            await self._guarded(gateway, scope, receive, send)

    def _exchange(self, scope: Scope, receive: Receive, send: Send) -> Exchange:
        query = scope["query_string"]
        gateway = self._gateway
        here, span = self.observer.begin(_traceparent(scope))
        trace.enter(here)
        raw = scope["raw_path"] + b"?" + query if query else scope["raw_path"]
        return Exchange(
            gateway=gateway,
            scope=scope,
            receive=receive,
            send=send,
            id=new_id("xch"),
            trace=here,
            at=gateway.clock.now(),
            method=scope["method"],
            path=scope["path"],
            target=raw.decode("latin-1"),
            span=span,
        )

    async def _guarded(self, gateway: Gateway, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            check(scope, gateway.hosts, gateway.hops, gateway.public.hops)
        except Problem as refusal:
            await _refuse(refusal, scope, send)
        else:
            await self._behind(scope, receive, send)

    async def _behind(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the app behind; HEAD is answered wherever GET is, and browsers may not guess a media type (nosniff)."""
        if scope["method"] == HEAD:
            scope, send = as_get(scope, send)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("X-Content-Type-Options", "nosniff")
            await send(message)

        await self._app(scope, receive, marked)


async def _refuse(refusal: Problem, scope: Scope, send: Send) -> None:
    here = trace.begin(None)
    security_log.note_at_the_door(refusal, trace=here.trace_id, path=scope["path"], client=scope.get("client"))
    rendered = problems.render(refusal, accept_language=stated_in(scope["headers"]), here=here)
    headers = [(n.lower().encode("ascii"), v.encode("latin-1")) for n, v in rendered.headers.items()]
    headers.append((b"content-length", str(len(rendered.body)).encode("ascii")))
    await send({"type": "http.response.start", "status": rendered.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == HEAD else rendered.body})


def _not_enrolled(gateway: Gateway) -> Problem:
    """Return why no service is known: nobody has been enrolled yet, or the directory could not be read."""
    try:
        gateway.directory.current()
    except DirectoryStale as stale:
        return stale
    return DirectoryEmpty()


def _is_for_everybody(x: Exchange) -> bool:
    """Tell whether anybody may make the call: another method than the address knows needs no token to be refused.

    Neither does a slash behind an address that is for everybody: it makes another one, where nothing is.
    """
    snapshot, service = x.gateway.directory.snapshot, _service(x.path)
    if not snapshot.services[service].has_public:
        return False
    path = x.path.removesuffix("/")
    found = snapshot.resolve(service, x.method, path)
    methods = found.allowed if isinstance(found, MethodMismatch) else (x.method,)
    known = (snapshot.resolve(service, method, path) for method in methods)
    return any(isinstance(each, ResolvedOperation) and each.operation.public for each in known)


def _service(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""


def _traceparent(scope: Scope) -> str | None:
    """Return the caller's place in its trace; even a request that the guard refuses has one."""
    for name, value in scope["headers"]:
        if name == b"traceparent":
            traceparent: str = value.decode("latin-1")
            return traceparent
    return None
