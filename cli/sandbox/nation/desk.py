"""The desks of all offices: every act goes through the gateway as its member's system, and its receipt is kept."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import aiohttp

from chassis.client.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from cli.refusals import Refused
from cli.sandbox.country import Sandbox
from cli.sandbox.nation.acts import Act, Done
from cli.sandbox.nation.country import system_of
from evidence.digests import content_digest

PATIENCE: Final = 5  # times that an act is sent again when the gateway asks for it
BUSY: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(slots=True)
class GatewayDesk:
    """The desks of one data folder's country; counts what it did and keeps what it got."""

    country: Sandbox
    credentials: Path
    session: aiohttp.ClientSession
    tell: Callable[[int], None]
    log: list[dict[str, Any]] = field(default_factory=list)  # Any: a line of `acts.jsonl`
    _clients: dict[str, ExchangeClient] = field(default_factory=dict)

    async def act(self, act: Act) -> Done:
        """Make the exchange and keep its receipt; raise `Refused` naming an act that did not end well."""
        answer = await self._answer(act, str(uuid.uuid4()) if act.method == "POST" else None)
        if not answer.ok or answer.receipt is None:
            raise _stopped(act, answer)
        self.log.append(
            {
                "day": act.day.isoformat(),
                **act.seat.to_document(),
                "operation": act.operation,
                "request": f"{act.method} {act.path}",
                "location": answer.headers.get("Location"),
                "receipt": answer.receipt,
            }
        )
        self.tell(len(self.log))
        return Done(answer.json(), answer.headers.get("ETag"))

    @property
    def acts(self) -> int:
        """How many acts there were, without what was only read."""
        return sum(not line["request"].startswith("GET") for line in self.log)

    async def _answer(self, act: Act, key: str | None) -> Answer:
        """Send the act, again under the same key where the gateway says that it has no room now."""
        for _ in range(PATIENCE):
            answer = await self._sent(act, key)
            if answer.status not in BUSY:
                return answer
            await asyncio.sleep(float(answer.headers.get("Retry-After", "1")))
        return answer

    async def _sent(self, act: Act, key: str | None) -> Answer:
        headers = {} if act.version is None else {"If-Match": act.version}
        if act.content is not None:
            headers |= {"Content-Type": "text/plain", "Content-Digest": content_digest(act.content)}
        try:
            return await self._client(act.seat.member).request(
                act.method,
                act.path,
                json=act.body,
                body=act.content,
                purpose=act.purpose,
                office=act.seat.office,
                idempotency_key=key,
                headers=headers,
                sign=act.signed,
            )
        except TokenRefused as refused:
            return refused.answer

    def _client(self, member: str) -> ExchangeClient:
        if member not in self._clients:
            file = self.credentials / f"{system_of(self.country, member)}.json"
            self._clients[member] = ExchangeClient(Credentials.read(file), self.session)
        return self._clients[member]


def _stopped(act: Act, answer: Answer) -> Refused:
    """Return the refusal that says where the month stopped, and why."""
    where = f"{act.day} {act.seat} {act.operation} {act.path}"
    why = f"{answer.status} {answer.body.decode(errors='replace')[:600]}"
    return Refused(f"The month stopped at {where}: {why}", f"ເລື່ອງຂອງເດືອນຢຸດຢູ່ {where}: {why}")
