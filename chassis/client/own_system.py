"""A service's own client at the gateway, by which it reads the record that an event names, or asks another service.

It has its own key, its member needs an agreement, and each read is recorded as everybody's is.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Protocol

import aiohttp

from chassis.client.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from chassis.process import trace
from chassis.process.secret_files import SecretFileRefused, read_secret
from chassis.process.tls_files import Contexts
from contracts.identifiers import new_id
from contracts.json_types import JSON
from contracts.problems import Unavailable
from contracts.seats import Seat

_WITHIN_S: Final = 30
# Not now, rather than no: the same read may be answered later. 502 is none of them: a service broke its contract.
_LATER: Final = frozenset(
    {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT},
)


class ReadRefused(Exception):  # noqa: N818 - a refusal is no error of ours
    """The gateway refused a read, or a question; the message names its status and code."""

    def __init__(self, path: str, answer: Answer, method: str = "GET") -> None:
        super().__init__(f"{method} {path}: {answer.status} {_code(answer)}".rstrip())


class SeatUnknown(Exception):  # noqa: N818 - as above
    """The system has named no office, and holds none alone; the message names it."""

    def __init__(self, client_id: str) -> None:
        super().__init__(f"{client_id} is not enrolled for one office alone: enrol it for the one that it records for")


class Reads(Protocol):
    """Reads documents, and asks questions, through the gateway, while `opened`."""

    def opened(self) -> AbstractAsyncContextManager[None]:
        """Keep connections open for the length of the block."""

    async def read(self, path: str) -> Any:  # Any: the shape is the operation's schema
        """Return the document at the path; raise `Unavailable` when it may be repeated, else `ReadRefused`."""

    async def ask(self, path: str, question: JSON) -> Any:  # Any: as above
        """Return the answer to a question that changes nothing, posted to the path; raise as `read` does."""

    async def seat(self) -> Seat:
        """Return the seat from which it reads; raise as `read` does, and `SeatUnknown`."""


class Sends(Protocol):
    """Sends documents that may have an effect through the gateway, while its connections are open."""

    async def send(self, path: str, document: JSON, *, idempotency_key: str, purpose: str) -> Answer:
        """Return the answer to a document posted to the path, whatever its status; under one key it acts once.

        Raises `Unavailable` while the gateway cannot be asked, `ReadRefused` for a token that it refuses.
        """


class ReadsAndSends(Reads, Sends, Protocol):
    """Does both, as `OwnSystem` does."""


class OwnSystem:
    """Client with the credentials of a file, for the first purpose that stands there; `opened` keeps its connections.

    A file that is not there yet is looked for again at each read: a service starts before its systems are enrolled.
    """

    def __init__(self, path: Path, tls: Contexts | None = None) -> None:
        """Raise `SecretFileRefused` for a file that others can read, or that holds no credentials.

        `tls` gives the context for the gateway; without it, the system's authorities are believed.
        """
        self._path, self._tls = path, tls
        self._credentials = _credentials(path) if path.exists() else None
        self._session: aiohttp.ClientSession | None = None
        self._client: ExchangeClient | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Keep connections open for the length of the block."""
        connector = aiohttp.TCPConnector(ssl=self._tls() if self._tls is not None else True)
        within = aiohttp.ClientTimeout(total=_WITHIN_S)
        async with aiohttp.ClientSession(timeout=within, connector=connector) as session:
            self._session = session
            try:
                yield
            finally:
                self._session = self._client = None

    async def read(self, path: str) -> Any:  # Any: the shape is the operation's schema
        """Return the document at the path; raise `Unavailable` when it may be repeated, else `ReadRefused`."""
        return await self._answered("GET", path)

    async def ask(self, path: str, question: JSON) -> Any:  # Any: as above
        """Return the answer to a question that changes nothing, posted to the path; raise as `read` does."""
        # asked anew each time: an answer of before says nothing of now
        return await self._answered("POST", path, json=question, idempotency_key=new_id("ask"))

    async def send(self, path: str, document: JSON, *, idempotency_key: str, purpose: str) -> Answer:
        """Return the answer to a document posted to the path, whatever its status; under one key it acts once.

        Raises `Unavailable` while the gateway cannot be asked, `ReadRefused` for a token that it refuses.
        """
        with _told_apart(path, "POST"):
            return await self._connected().request(
                "POST", path, json=document, purpose=purpose, idempotency_key=idempotency_key
            )

    async def _answered(self, method: str, path: str, **stated: Any) -> Any:  # Any: as `ExchangeClient.request` has it
        here = trace.current()
        headers = {"traceparent": here.traceparent} if here else {}
        with _told_apart(path, method):
            answer = await self._connected().request(method, path, headers=headers, **stated)
            _must_be_answered(path, answer, method)
        return answer.json()

    async def seat(self) -> Seat:
        """Return the seat from which it reads, as the gateway says; raise as `read` does.

        `SeatUnknown` for a system that is enrolled for none, or several: what it records would be nobody's.
        """
        client = self._connected()
        with _told_apart(client.credentials.token_endpoint):
            token = await client.token(client.credentials.purposes[0])
        if token.office is None:
            raise SeatUnknown(client.credentials.client_id)
        return Seat(client.credentials.member, token.office)

    def _connected(self) -> ExchangeClient:
        if self._session is None:
            raise Unavailable
        if self._client is None:
            self._client = ExchangeClient(self._loaded_credentials(), self._session)
        return self._client

    def _loaded_credentials(self) -> Credentials:
        if self._credentials is None:
            if not self._path.exists():
                raise Unavailable
            self._credentials = _credentials(self._path)
        return self._credentials


@contextmanager
def _told_apart(path: str, method: str = "GET") -> Iterator[None]:
    """Raise `Unavailable` for a gateway that cannot be asked now, and `ReadRefused` for a token that it refuses."""
    try:
        yield
    except TokenRefused as refused:
        _must_be_answered(path, refused.answer, method)
    except (aiohttp.ClientError, TimeoutError) as fault:
        raise Unavailable from fault


def _must_be_answered(path: str, answer: Answer, method: str = "GET") -> None:
    if answer.status in _LATER:
        raise Unavailable
    if not answer.ok:
        raise ReadRefused(path, answer, method)


def _credentials(path: Path) -> Credentials:
    content = read_secret(path)
    try:
        return Credentials.model_validate_json(content)
    except ValueError:  # it would show what it could not read, the key among it
        raise SecretFileRefused(f"{path} holds no credentials of a system") from None


def _code(answer: Answer) -> str:
    body = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
    return str(body.get("code") or body.get("error") or "")
