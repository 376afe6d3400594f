"""HTTP/1.1 client with a connection pool for services on the network; no redirects, no retries of unsafe calls."""

import asyncio
import logging
import socket
import ssl
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from chassis.http.request_line import SAFE
from chassis.process.once_per_minute import Seldom
from chassis.process.tls_files import Contexts
from gateway.exchange.bulkheads import Bulkheads, Permits
from gateway.exchange.http1 import Answer, Connection, spell_head
from gateway.exchange.upstream import Broken, Closed, Unreached, UpstreamAnswer, UpstreamRequest

_LOG: Final = logging.getLogger(__name__)
_KEEP_ALIVE_S: Final = 15  # shorter than the services keep theirs, or a call could meet a closing connection
_CONNECT_S: Final = 3
_PING_BYTES: Final = 65_536
_PORTS: Final = {"http": 80, "https": 443}


class Direct:
    """Calls services by their registered URL (scheme and authority, no path)."""

    def __init__(
        self, bulkheads: Bulkheads | None = None, tls: Contexts | None = None, *, shows_certificate: bool = False
    ) -> None:
        """`tls` is asked for the context of each new connection over https; without it, the system's authorities.

        `shows_certificate` says that it has a certificate of ours, which a service may refuse.
        """
        self._shows_certificate: Final = shows_certificate
        self._bulkheads: Final = bulkheads or Bulkheads()
        self._tls: Final = tls or _of_the_system
        self._kept: dict[str, list[Connection]] = {}  # by URL, the one that was used last at the end
        self._opened = False
        self._seldom: Final = Seldom()

    async def open(self) -> None:
        """Allow calls; before, each raises `Unreached`."""
        self._opened = True

    async def close(self) -> None:
        """Close every connection that nobody uses; those in use are closed after their exchange."""
        self._opened = False
        for kept in self._kept.values():
            for connection in kept:
                connection.abort()
        self._kept.clear()

    async def call(self, request: UpstreamRequest) -> UpstreamAnswer:
        """Send the request; return when the head of the answer is there."""
        if not self._opened:
            raise Unreached
        head = spell_head(request, _authority(request.base_url))
        permits = await self._bulkheads.acquire(request)
        try:
            if not request.fresh and (connection := self._take(request.base_url)) is not None:
                try:
                    return await self._over(connection, request, head, permits)
                except Closed:
                    # what is safe is sent again over a new connection: nothing can happen twice
                    if request.method not in SAFE or request.body is not None:
                        raise
            return await self._over(await self._connect(request.base_url), request, head, permits)
        except BaseException:
            self._bulkheads.release(permits)
            raise

    async def _over(self, connection: Connection, request: UpstreamRequest, head: bytes, permits: Permits) -> Answer:
        def done() -> None:
            self._bulkheads.release(permits)
            if not connection.release():
                return
            if self._opened:
                connection.kept_at = asyncio.get_running_loop().time()
                self._kept.setdefault(request.base_url, []).append(connection)
            else:
                connection.abort()

        return await connection.exchange(request, head, done)

    def _take(self, base_url: str) -> Connection | None:
        """Return the connection that was used last, if it is not too old; the others are older still."""
        kept = self._kept.get(base_url)
        while kept:
            connection = kept.pop()
            if asyncio.get_running_loop().time() - connection.kept_at > _KEEP_ALIVE_S:
                connection.abort()
            elif not connection.lost:
                connection.kept = True
                return connection
        return None

    async def _connect(self, base_url: str, *, known: bool = False) -> Connection:
        try:
            url = urlsplit(base_url)
            tls = self._tls() if url.scheme == "https" else None
            async with asyncio.timeout(_CONNECT_S):
                _, connection = await asyncio.get_running_loop().create_connection(
                    Connection, url.hostname or "", url.port or _PORTS[url.scheme], ssl=tls
                )
        except (OSError, ValueError, KeyError) as fault:  # a timeout and a wrong certificate are errors of the system
            self._say(base_url, *_why(fault))
            raise Unreached from fault
        if tls is not None and self._shows_certificate and not known and not await self._let_in(connection, base_url):
            return await self._connect(base_url, known=True)
        return connection

    async def _let_in(self, connection: Connection, base_url: str) -> bool:
        """Ask for nothing, and return whether the connection lives on; raise `Unreached` when no answer comes.

        With TLS 1.3 a client has ended its handshake before the service has looked at its certificate (RFC 8446
        §4.4.2). Sent at once, a call that was not let in would look as one that broke off, perhaps with an effect.
        """
        ping = UpstreamRequest("OPTIONS", base_url, "*", [])  # RFC 9110 §9.3.7
        try:
            async with asyncio.timeout(_CONNECT_S):
                answer = await connection.exchange(ping, spell_head(ping, _authority(base_url)), lambda: None)
                await answer.read(_PING_BYTES)
        except (Broken, TimeoutError) as fault:
            connection.abort()
            self._say(base_url, "a service does not let us in", type(fault).__name__)
            raise Unreached from fault
        except BaseException:
            connection.abort()
            raise
        return connection.release()

    def _say(self, base_url: str, what: str, reason: str) -> None:
        """Log it once a minute: a service that is away is asked for by every call."""
        if self._seldom.may_be_said((base_url, what)):
            _LOG.warning(what, extra={"facts": {"service": base_url, "reason": reason}})


def _why(fault: Exception) -> tuple[str, str]:
    """Return what an operator looks into, and what the system said of it."""
    if isinstance(fault, ssl.SSLError):
        return "a service's certificate is refused", getattr(fault, "verify_message", "") or str(fault.reason)
    if isinstance(fault, socket.gaierror):
        return "a service's name has no address", str(fault)
    if isinstance(fault, TimeoutError) and not fault.args:
        return "a service cannot be reached", f"no connection within {_CONNECT_S} s"
    return "a service cannot be reached", str(fault)


def _authority(base_url: str) -> str:
    return base_url.partition("://")[2].rpartition("@")[2]


@cache
def _of_the_system() -> ssl.SSLContext:
    return ssl.create_default_context()  # reads every root of the system: 30 ms that no start has to wait for
