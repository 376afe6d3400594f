"""Run one app under uvicorn until SIGTERM: requests are drained, then the process exits with code 0."""

import gc
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE

from chassis.http.connection_limit import CONNECTIONS, PROCESS_CONNECTIONS
from chassis.http.http_protocol import HttpProtocol
from chassis.http.listening import BACKLOG, bound
from chassis.http.readiness import show_connections
from chassis.http.tls_listener import TlsListener
from chassis.process import telemetry
from chassis.process.tls_files import Contexts

_OTHER_FILES: Final = 768  # connections to services, databases and the bus, files, logs


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a process listens, and how."""

    host: str
    port: int
    connections: int = CONNECTIONS
    tls: Contexts | None = None  # none: TLS ends before us
    together: bool = False  # other workers listen at the same port
    started: Callable[[], None] = lambda: None  # told once requests are answered


def serve(app: ASGIApp, listening: Listening, *, drain_s: int) -> None:
    """Serve until SIGTERM or SIGINT; open requests get `drain_s` seconds, then the process exits with code 0."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    if (measured := telemetry.of(app)) is not None:
        show_connections(measured)
    _freeze_imported_objects()
    PROCESS_CONNECTIONS.limit = min(listening.connections, _allow_files(listening.connections) - _OTHER_FILES)
    # uvicorn raises the signal again once it has drained; without this the exit code would be 143
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    config = uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        loop="uvloop",
        http=HttpProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=drain_s,
        timeout_keep_alive=65,
    )
    server = _Server(config, listening)
    server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


class _Server(uvicorn.Server):
    """uvicorn's server, which listens as we say."""

    def __init__(self, config: uvicorn.Config, listening: Listening) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the app, then the port."""
        here = self._listening
        if here.tls is None:
            await super().startup([bound(here.host, here.port, together=True)] if here.together else sockets)
        else:
            await super().startup([])
            self._listen_with_tls(bound(here.host, here.port, together=here.together), here.tls)
        here.started()

    def _listen_with_tls(self, listened: socket.socket, contexts: Contexts) -> None:
        made = partial(HttpProtocol, self.config, self.server_state, self.lifespan.state)
        listener = TlsListener(listened, made, contexts)
        listener.start(BACKLOG)
        self.servers.append(listener)  # type: ignore[arg-type]  # closed and waited for as they are


def _allow_files(connections: int) -> int:
    """Raise the soft limit of open files to what the connections need, at most the hard limit; return the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHER_FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    # a connection for which there is no file is not accepted and not refused either: it hangs
    return wanted if soft == resource.RLIM_INFINITY else max(soft, most)


def _freeze_imported_objects() -> None:
    # What was imported lives as long as the process. Left to the collector, every full collection walks it again and
    # stops all exchanges for 120 ms (measured with everything loaded); frozen, it takes 0.002 ms.
    gc.collect()
    gc.freeze()
