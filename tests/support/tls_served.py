"""An app that is served over TLS by our own listener, with a certificate of the test's authority."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from chassis.http.connection_limit import ConnectionLimit
from chassis.http.http_protocol import HttpProtocol
from chassis.http.time_limits import TimeLimits
from chassis.http.tls_listener import TlsListener
from chassis.process.tls_files import TlsContext, TlsFiles
from tests.support.authority import Authority
from tests.support.events import until
from tests.support.sockets import HOST

QUICK = TimeLimits(head_s=0.3, rest_s=0.3, read_s=0.3)
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class TlsServed:
    """A port with TLS, its certificate's files, and its limit."""

    authority: Authority
    context: TlsContext
    port: int
    limit: ConnectionLimit

    def client(self, certificate: tuple[Path, Path] | None = None) -> ssl.SSLContext:
        made = ssl.create_default_context(cafile=str(self.authority.path))
        if certificate is not None:
            made.load_cert_chain(*certificate)
        return made

    async def connect(self, tls: ssl.SSLContext | None = None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(HOST, self.port, ssl=tls or self.client())

    async def asked(self, sent: bytes = REQUEST, tls: ssl.SSLContext | None = None) -> bytes:
        """Return everything that comes back until the connection is closed by the server."""
        reader, writer = await self.connect(tls)
        try:
            writer.write(sent)
            return await reader.read()
        finally:
            writer.close()

    async def half_open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a connection that says nothing, once it is counted."""
        before = len(self.limit._all)
        opened = await asyncio.open_connection(HOST, self.port)
        await until(lambda: len(self.limit._all) > before)
        return opened


@asynccontextmanager
async def served_over_tls(
    app: ASGIApp,
    authority: Authority,
    *,
    names: Sequence[str] = (HOST,),
    days: float = 10,
    connections: int = 50,
    handshake_s: float = 5,
    clients: Path | None = None,
) -> AsyncIterator[TlsServed]:
    listened = socket.socket()
    listened.bind((HOST, 0))
    listened.setblocking(False)  # noqa: FBT003 - the socket module takes no name
    context = TlsContext(TlsFiles(*authority.files("served", *names, days=days), clients), server=True, what="served")
    limit = ConnectionLimit(connections)
    config = uvicorn.Config(app, log_level="critical", ws="none", lifespan="off", timeout_keep_alive=5)
    config.load()
    state = uvicorn.Server(config).server_state
    made = partial(HttpProtocol, config, state, {}, connection_limit=limit, time_limits=QUICK)
    listener = TlsListener(listened, made, lambda: context.current, limit=limit, handshake_s=handshake_s)
    listener.start(100)
    yield TlsServed(authority, context, listened.getsockname()[1], limit)
    listener.close()
    for connection in list(state.connections):
        connection.transport.abort()
