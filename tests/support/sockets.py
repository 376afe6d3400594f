"""Real sockets of this machine: an app that is served, a peer that answers in bytes, and a caller who sends them."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from chassis.http.connection_limit import ConnectionLimit
from chassis.http.http_protocol import HttpProtocol
from chassis.http.time_limits import TimeLimits
from tests.support.events import until

HOST = "127.0.0.1"


@asynccontextmanager
async def served(
    app: ASGIApp,
    listening: socket.socket | None = None,
    *,
    connection_limit: ConnectionLimit | None = None,
    time_limits: TimeLimits | None = None,
    keep_alive_s: int = 5,
) -> AsyncIterator[int]:
    """Serve an app by our HTTP protocol, as production does; yield the port on `HOST`."""
    with listening or socket.socket() as own:
        if not own.getsockname()[1]:
            own.bind((HOST, 0))
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_level="critical",
            http=partial(
                HttpProtocol,
                connection_limit=connection_limit or ConnectionLimit(),
                time_limits=time_limits or TimeLimits(),
            ),  # type: ignore[arg-type]  # any callable that makes one
            ws="none",
            timeout_keep_alive=keep_alive_s,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([own]))
        await until(lambda: server.started)
        yield own.getsockname()[1]
        server.should_exit = server.force_exit = True
        await serving


@asynccontextmanager
async def a_peer(connection: Callable[[], asyncio.Protocol]) -> AsyncIterator[str]:
    """Have every connection answered by a protocol of its own; yield the base URL."""
    server = await asyncio.get_running_loop().create_server(connection, HOST, 0)
    try:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def said(port: int, *parts: bytes, within_s: float = 10.0, quiet_s: float = 0.3) -> bytes:
    """Send the parts as packets of their own; return what comes until the end, or until it has been quiet.

    A slow machine has long enough for the first byte; then it is quiet when for so long nothing more has come.
    """
    reader, writer = await asyncio.open_connection(HOST, port)
    heard, begun = bytearray(), asyncio.Event()

    async def listen() -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                heard.extend(piece)
                begun.set()
        begun.set()

    listening = asyncio.create_task(listen())
    with contextlib.suppress(ConnectionError):
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.02)
    await asyncio.wait_for(begun.wait(), within_s)
    before = -1
    while len(heard) > before and not listening.done():
        before = len(heard)
        await asyncio.wait({listening}, timeout=quiet_s)
    listening.cancel()
    writer.close()
    return bytes(heard)
