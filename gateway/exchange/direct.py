"""Services on the network: pooled HTTP/1.1 connections, the caller's bytes as they came, no surprise on the way."""

from collections.abc import AsyncIterator
from typing import Final

import aiohttp
from yarl import URL

from gateway.exchange.upstream import Broken, Unreached, UpstreamAnswer, UpstreamRequest

_KEEP_ALIVE_S: Final = 15  # shorter than the services keep theirs, or a call could meet a closing connection
_CONNECT_S: Final = 3
# aiohttp would add these by itself; the services get what the pipeline decided and nothing else
_NOT_AUTOMATIC: Final = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")


class Direct:
    """Reaches services by their URL."""

    def __init__(self, *, connections: int = 256) -> None:
        self._connections: Final = connections
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make the pool; needs a running loop."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_KEEP_ALIVE_S, ttl_dns_cache=10),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=_NOT_AUTOMATIC,
        )

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def call(self, request: UpstreamRequest) -> UpstreamAnswer:
        """Send the request; return when the head of the answer is there."""
        if self._session is None:
            raise Unreached
        try:
            response = await self._session.request(
                request.method,
                URL(request.base_url + request.target, encoded=True),
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
            )
        except aiohttp.ClientConnectorError as fault:
            raise Unreached from fault
        except (aiohttp.ClientError, ConnectionError) as fault:
            raise Broken from fault
        return _Answer(response)


class _Answer:
    """An answer whose body is still on the wire."""

    __slots__ = ("_response", "headers", "status")

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.raw_headers}

    async def read(self, limit: int) -> bytes | None:
        """Return the body, or None when it is longer than the limit."""
        try:
            if (self._response.content_length or 0) > limit:
                return None
            if self._response.content_length is not None:
                return await self._response.read()
            parts: list[bytes] = []
            async for part in self._response.content.iter_any():
                parts.append(part)
                if sum(map(len, parts)) > limit:
                    return None
            return b"".join(parts)
        except (aiohttp.ClientError, ConnectionError) as fault:
            raise Broken from fault

    async def chunks(self) -> AsyncIterator[bytes]:
        """Return the body as it arrives."""
        try:
            async for part in self._response.content.iter_any():
                yield part
        except (aiohttp.ClientError, ConnectionError) as fault:
            raise Broken from fault

    async def close(self) -> None:
        """Give the connection back when the body has been read, else drop it."""
        self._response.release()
