"""A service as a caller: its own system at the gateway, by which it reads back what an event only hints at.

It has its own key, its member needs an agreement, and each read is recorded as everybody's is.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Protocol

import aiohttp

from chassis import trace
from chassis.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from chassis.secret_files import SecretFileRefused, read_secret
from contracts.problems import Unavailable

_WITHIN_S: Final = 30
# Not now, rather than no: the same read may be answered later. 502 is none of them: a service broke its contract.
_LATER: Final = frozenset(
    {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT},
)


class ReadRefused(Exception):  # noqa: N818 - a refusal is no error of ours
    """The gateway said no to a read; the answer's code says why."""

    def __init__(self, path: str, answer: Answer) -> None:
        super().__init__(f"GET {path}: {answer.status} {_code(answer)}".rstrip())


class Reads(Protocol):
    """Reads through the gateway, while it is opened."""

    member: str

    def opened(self) -> AbstractAsyncContextManager[None]:
        """Connect for the length of the block."""

    async def read(self, path: str, *, purpose: str) -> Any:  # Any: the shape is the operation's schema
        """Return the document at the path; raise `Unavailable` when nobody answers now, `ReadRefused` for a no."""


class OwnSystem:
    """Reads as one system; `opened` holds its connections."""

    def __init__(self, credentials: Credentials) -> None:
        self.member = credentials.member
        self._credentials = credentials
        self._client: ExchangeClient | None = None

    @classmethod
    def of(cls, path: Path) -> "OwnSystem":
        """Return the system of a credentials file; raise `SecretFileRefused`, which shows nothing of its content."""
        content = read_secret(path)
        try:
            return cls(Credentials.model_validate_json(content))
        except ValueError:
            raise SecretFileRefused(f"{path} holds no credentials of a system") from None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connect for the length of the block."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_WITHIN_S)) as session:
            self._client = ExchangeClient(self._credentials, session)
            try:
                yield
            finally:
                self._client = None

    async def read(self, path: str, *, purpose: str) -> Any:  # Any: the shape is the operation's schema
        """Return the document at the path; raise `Unavailable` when nobody answers now, `ReadRefused` for a no."""
        if self._client is None:
            raise Unavailable
        here = trace.current()
        headers = {"traceparent": here.traceparent} if here else {}
        try:
            answer = await self._client.request("GET", path, purpose=purpose, headers=headers)
        except TokenRefused as refused:
            answer = refused.answer
        except (aiohttp.ClientError, TimeoutError) as fault:
            raise Unavailable from fault
        if answer.status in _LATER:
            raise Unavailable
        if not answer.ok:
            raise ReadRefused(path, answer)
        return answer.json()


def _code(answer: Answer) -> str:
    told = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
    return str(told.get("code") or told.get("error") or "")
