"""Run one app under uvicorn until SIGTERM: requests are drained, then the process exits with code 0."""

import gc
import resource
import signal
import sys
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from chassis.http.connection_limit import CONNECTIONS, PROCESS_CONNECTIONS
from chassis.http.http_protocol import HttpProtocol
from chassis.http.readiness import show_connections
from chassis.process import telemetry

_OTHER_FILES: Final = 768  # connections to services, databases and the bus, files, logs


def serve(app: ASGIApp, *, host: str, port: int, drain_s: int, connections: int = CONNECTIONS) -> None:
    """Serve until SIGTERM or SIGINT; open requests get `drain_s` seconds, then the process exits with code 0."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    if (measured := telemetry.of(app)) is not None:
        show_connections(measured)
    _freeze_imported_objects()
    PROCESS_CONNECTIONS.limit = min(connections, _allow_files(connections) - _OTHER_FILES)
    # uvicorn raises the signal again once it has drained; without this the exit code would be 143
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    uvicorn.run(
        app,
        host=host,
        port=port,
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
