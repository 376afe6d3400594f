"""A client for the request fuzzer: sends as each system, a few requests at a time, and counts the answers."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from chassis.client.exchange_client import ExchangeClient
from evidence.message_signatures import SignatureMalformed
from tests.support.odd_requests import Example, Odd, Request, repeatable
from tests.support.saphan_process import SaphanProcess

AT_ONCE: Final = 6
# What only a service says of an operation that is there; its 400 looks like the gateway's and is not counted.
_BEYOND: Final = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED}
# A 503 that passes when the same is sent again was of the moment; one that stays is of the request, and fails.
_LATER: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_TOLD_AFTER: Final = 1000  # requests
_ATTEMPTS: Final = 20  # of one that is told to wait, or to prove itself with a new nonce


@dataclass
class Tally:
    """What became of the requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    beyond: Counter[int] = field(default_factory=Counter)  # of those that the gateway's own checks let through
    reached: set[str] = field(default_factory=set)  # operations that were
    done: set[str] = field(default_factory=set)  # operations that did what was asked
    waited: int = 0
    faults: list[str] = field(default_factory=list)

    def note(self, example: Example, request: Request, answer: aiohttp.ClientResponse, body: bytes) -> None:
        """Count an answer; keep the request, when it is one that nobody may get."""
        self.statuses[answer.status] += 1
        if self.statuses.total() % _TOLD_AFTER == 0:
            print(self, flush=True)  # noqa: T201 - for whoever watches the night
        if example.system and (answer.ok or answer.status in _BEYOND):
            self.beyond[answer.status] += 1
            self.reached.add(example.key)
            if answer.ok:
                self.done.add(example.key)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.faults.append(f"{answer.status} {example.key}: {repeatable(example, request)}\n    {body!r:.300}")
            print(self.faults[-1], flush=True)  # noqa: T201 - as above

    def __str__(self) -> str:
        made, beyond = sum(self.statuses.values()), sum(self.beyond.values())
        return (
            f"{made} requests, {beyond} of them let through by the gateway; operations reached {len(self.reached)}, "
            f"done {len(self.done)}; statuses {dict(sorted(self.statuses.items()))}, beyond "
            f"{dict(sorted(self.beyond.items()))}; waited {self.waited} times"
        )


class Sender:
    """The systems of the sample country, sending whatever they are given."""

    def __init__(self, saphan: SaphanProcess, session: aiohttp.ClientSession) -> None:
        self._saphan, self._session = saphan, session
        self._clients: dict[str, ExchangeClient] = {}
        self.tally = Tally()

    async def send_all(self, requests: Iterator[tuple[Example, Request]], odd: Odd) -> None:
        """Send them, `AT_ONCE` at a time."""

        async def work() -> None:
            for example, request in requests:
                await self._send(example, request, odd)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())

    async def _send(self, example: Example, request: Request, odd: Odd) -> None:
        for _ in range(_ATTEMPTS):
            url = URL(self._saphan.base_url + request.path, encoded=True)
            headers = await self._proven(example, request)
            try:
                async with self._session.request(
                    request.method, url, headers=headers, data=request.body, allow_redirects=False,
                    skip_auto_headers=("Content-Type",), timeout=aiohttp.ClientTimeout(60),
                ) as answer:  # fmt: skip
                    body = await answer.read()
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                continue  # a connection that the server was about to close
            if example.system and "DPoP-Nonce" in answer.headers:
                self._client(example)._nonce = answer.headers["DPoP-Nonce"]
            if answer.status == HTTPStatus.UNAUTHORIZED and b"use_dpop_nonce" in body:
                continue
            if answer.status not in _LATER:
                break
            self.tally.waited += 1
            await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))
        else:
            raise AssertionError(f"never answered: {repeatable(example, request)}")
        if answer.ok:
            odd.learn(body)
        self.tally.note(example, request, answer, body)

    async def _proven(self, example: Example, request: Request) -> CIMultiDict[str]:
        headers = CIMultiDict(request.headers)
        if request.method == "POST" and "Idempotency-Key" not in headers:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if not example.system:
            return headers
        client = self._client(example)
        token = await client.token(example.purpose, example.officer)
        proven = (await client.prove(request.method, request.path, token=token)).headers()
        if example.sign:
            first = {name: headers.getall(name)[0] for name in headers}
            with suppress(SignatureMalformed):  # what no signature can cover is sent without one
                proven = client.signed(request.method, request.path, first, request.body, token)
        headers.update(proven)
        return headers

    def _client(self, example: Example) -> ExchangeClient:
        if example.system not in self._clients:
            self._clients[example.system] = self._saphan.client(example.system, self._session)
        return self._clients[example.system]
