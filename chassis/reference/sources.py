"""Where reference data comes from: the gateway over HTTP, or the directory of the same process by a call."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final, Protocol

import aiohttp

from chassis.process.tls_files import Contexts
from contracts.problems import Problem
from contracts.reference_data import DIRECTORY_EMPTY

_WITHIN_S: Final = 5.0
_EMPTY: Final = re.compile(rb'"code"\s*:\s*"%b"' % DIRECTORY_EMPTY.encode())
_LARGEST: Final = 32 * 1024 * 1024  # bytes: ten times what 10,000 offices take


class SourceAway(Exception):  # noqa: N818 - a state, as `Unavailable`
    """The directory cannot be asked right now."""


class DirectoryIsEmpty(SourceAway):
    """The directory can be asked, and has nobody in it yet."""


class Source(Protocol):
    """Port to the directory."""

    async def document(self, since: int | None) -> bytes:
        """Return a document of `directory/reference`: what changed since that version, or all; raise `SourceAway`."""
        ...


class OverHttp:
    """The directory behind the gateway."""

    def __init__(self, url: str, tls: Contexts | None = None) -> None:
        """`tls` is asked for the context of each call; without it, the system's authorities are believed."""
        self._url: Final = url
        self._tls: Final = tls
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Keep a connection to the gateway until the end of the block."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_WITHIN_S)) as session:
            self._session = session
            yield
            self._session = None

    async def document(self, since: int | None) -> bytes:
        """Return the document; raise `SourceAway`. Packed on its way, as aiohttp asks for it."""
        if self._session is None:
            raise SourceAway("the service is not running")
        asked = {} if since is None else {"since": str(since)}
        tls = self._tls() if self._tls is not None else True
        try:
            async with self._session.get(self._url, params=asked, ssl=tls, allow_redirects=False) as answer:
                content = bytearray()
                async for piece in answer.content.iter_any():
                    content += piece
                    if len(content) > _LARGEST:
                        raise SourceAway(f"{self._url} answers without end")
                if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and _EMPTY.search(content):
                    raise DirectoryIsEmpty(f"{self._url}: nobody is enrolled yet")
                if answer.status != HTTPStatus.OK:
                    raise SourceAway(f"{self._url} answers {answer.status}")
                return bytes(content)
        except (aiohttp.ClientError, TimeoutError) as fault:
            raise SourceAway(f"{self._url}: {fault or type(fault).__name__}") from None


class Called:
    """The directory of the same process; it says so itself once there is one."""

    def __init__(self) -> None:
        self.directory: Callable[[int | None], Awaitable[bytes]] | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Open nothing."""
        yield

    async def document(self, since: int | None) -> bytes:
        """Return the document; raise `SourceAway`."""
        if self.directory is None:
            raise SourceAway("the directory has not begun")
        try:
            return await self.directory(since)
        except Problem as fault:  # it has not been read yet, or could not be confirmed lately
            raise SourceAway(str(fault)) from None
