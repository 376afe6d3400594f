"""TLS over accepted connections: one counts from its first byte on, and has ten seconds for its handshake.

A server that leaves this to its loop hears of a connection only after the handshake: whoever never ends one would hold
files that nobody counts.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from typing import Final

from chassis.http.connection_limit import PROCESS_CONNECTIONS, ConnectionLimit
from chassis.http.protocol_answers import log_connection
from chassis.process.tls_files import Contexts

_LOG: Final = logging.getLogger(__name__)
_AT_ONCE: Final = 100  # accepted in a row, before others have a turn
_NO_FILES_S: Final = 1.0  # without a file for a connection, accepting again at once fails again
_FAREWELL_S: Final = 5.0  # for the other side's end of TLS
HANDSHAKE_S: Final = 10.0


class TlsListener:
    """Accepts connections of a socket and makes them TLS, with the context of the moment; an asyncio server."""

    def __init__(
        self,
        listened: socket.socket,
        protocol: Callable[[], asyncio.Protocol],
        contexts: Contexts,
        *,
        limit: ConnectionLimit = PROCESS_CONNECTIONS,
        handshake_s: float = HANDSHAKE_S,
    ) -> None:
        self.sockets: Final = (listened,)
        self._socket, self._protocol, self._contexts = listened, protocol, contexts
        self._limit, self._handshake_s = limit, handshake_s
        self._loop: Final = asyncio.get_running_loop()
        self._shaking: Final = set[_Handshake]()

    def start(self, backlog: int) -> None:
        """Listen."""
        self._socket.listen(backlog)
        self._loop.add_reader(self._socket, self._accept)

    def close(self) -> None:
        """Listen no more; whoever still shakes hands is cut."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._socket.close()
        for handshake in list(self._shaking):
            handshake.close_idle()

    async def wait_closed(self) -> None:
        """Return at once: the connections are waited for by the server."""

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                accepted, address = self._socket.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as fault:
                _LOG.error("a connection cannot be accepted", extra={"facts": {"why": fault}})
                self._loop.remove_reader(self._socket)
                self._loop.call_later(_NO_FILES_S, self._accept_again)
                return
            accepted.setblocking(False)  # noqa: FBT003 - the socket module takes no name
            self._begin(accepted, address[0])

    def _accept_again(self) -> None:
        if self._socket.fileno() >= 0:
            self._loop.add_reader(self._socket, self._accept)

    def _begin(self, accepted: socket.socket, peer: str) -> None:
        handshake = _Handshake()
        if not self._limit.add(handshake):
            log_connection((peer, 0), "connections-full")
            accepted.close()  # no language to refuse in before TLS
            return
        self._shaking.add(handshake)
        handshake.task = self._loop.create_task(self._shake_hands(handshake, accepted, peer))

    async def _shake_hands(self, handshake: "_Handshake", accepted: socket.socket, peer: str) -> None:
        try:
            await self._loop.connect_accepted_socket(
                lambda: self._counted_anew(handshake),
                accepted,
                ssl=self._contexts(),
                ssl_handshake_timeout=self._handshake_s,
                ssl_shutdown_timeout=_FAREWELL_S,
            )
        except (OSError, ssl.SSLError, TimeoutError) as fault:
            reason = getattr(fault, "reason", None) or "handshake-broken"
            log_connection((peer, 0), f"tls: {reason}".lower().replace("_", "-"))
        finally:
            self._limit.remove(handshake)
            self._shaking.discard(handshake)

    def _counted_anew(self, handshake: "_Handshake") -> asyncio.Protocol:
        """Return a protocol that takes the handshake's place among the connections, and no second one beside it."""
        protocol = self._protocol()
        counts_itself = protocol.connection_made

        def connection_made(transport: asyncio.BaseTransport) -> None:
            self._limit.remove(handshake)
            counts_itself(transport)

        protocol.connection_made = connection_made  # type: ignore[method-assign]  # of this connection alone
        return protocol


class _Handshake:
    """A connection that is not TLS yet; it makes room for another as one that sits idle does."""

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None

    def close_idle(self) -> None:
        """Cut it."""
        if self.task is not None:
            self.task.cancel()
