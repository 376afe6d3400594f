"""Benchmark of a new place through the directory's database: until every gateway and service goes by it.

Alone: `python -m bench --only places`.
"""

import asyncio
import gc
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson

from bench import bodies
from bench.imports import rows
from bench.offices import Loop, timed
from bench.stack import CALLER, Stack, beside, running
from bench.swap import OPERATIONS, SERVICES, a_service, an_agreement
from chassis.client.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from chassis.postgres.database import create_engine
from cli.components import GATEWAY
from cli.data_folder import DataFolder
from contracts.identifiers import new_id
from evidence.digests import content_digest
from gateway.directory.content import DirectoryContent
from gateway.directory.enrol import enrol
from gateway.directory.load import load

METHOD: Final = """Method. Two gateways, the case registry and PostgreSQL (fsync on) are processes, on a directory of
5,000 operations and as many agreements. An officer of the control tower proposes a new place, another approves it,
through the gateway; the clock starts when the approval is answered, which is after its commit. Before and after, three
callers ask every 50 ms: both gateways with a case at that place, which is refused until it is known, and the registry
with one row of an import. "Blocks" is the CPU of the loop's thread while this process takes the same change over as a
gateway does (the least of the rounds, and the longest pause of a task beside it): so long do its requests wait."""
ROUNDS: Final = 5
SEEN_S: Final = 2.0
BLOCKS_MS: Final = 50.0
_TRIES: Final = 1500  # of 50 ms: what is not seen then, never is
_PURPOSE: Final = "directoryKeeping"


@dataclass(frozen=True, slots=True)
class Round:
    """One new place: seconds from its commit until each asker met it, and what taking it over took of a loop."""

    seen_s: tuple[float, ...]
    taken: Loop


async def lines(_count: int) -> AsyncIterator[str]:
    """Yield a line for each new place, the figures of all, and the method."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        async with (
            running(Path(folder)) as stack,
            beside(stack, workers=1) as (port, _),
            aiohttp.ClientSession() as web,
        ):
            await stack.lead_to(stack.service_port)
            engine = create_engine(stack.server.url(GATEWAY.database), pool_size=2)
            many = DirectoryContent(
                services=tuple(a_service(n) for n in range(SERVICES)),
                agreements=tuple(an_agreement(n, o) for n in range(SERVICES) for o in range(OPERATIONS)),
            )
            async with engine.begin() as connection:
                await enrol(connection, many)
            credentials = Credentials.read(DataFolder(stack.data).sandbox / f"{CALLER}.json")
            # the second gateway has the same name: only the addresses differ
            at = f"http://127.0.0.1:{port}"
            moved = {
                "base_url": at,
                "token_endpoint": at + credentials.token_endpoint.removeprefix(credentials.base_url),
            }
            there = credentials.model_copy(update=moved)
            callers = ExchangeClient(credentials, web), ExchangeClient(there, web)
            for caller in callers:
                await _filled(caller)
            tower = _Tower(stack, web)
            held, rounds = await load(engine), []
            gc.freeze()  # as the gateway does with what it holds
            for turn in range(ROUNDS):
                code = f"01{turn + 20}"
                found = await _seen(stack, callers, tower, code)
                held, taken = await timed(load(engine, held))
                rounds.append(Round(found, taken))
                gateways = f"{found[0]:.2f} and {found[1]:.2f} s"
                yield f"{code}: seen by gateways after {gateways}, registry after {found[2]:.2f} s; taken in {taken}"
            await engine.dispose()
            yield _summary(rounds)
    yield METHOD


def _summary(rounds: list[Round]) -> str:
    slowest = max(max(each.seen_s) for each in rounds)
    middle = sorted(second for each in rounds for second in each.seen_s)[len(rounds) * 3 // 2]
    blocks = min(each.taken.cpu_s for each in rounds) * 1000
    longest = min(each.taken.longest_s for each in rounds) * 1000
    return (
        f"A new place at {SERVICES * OPERATIONS:,} operations: seen by everybody after {slowest:.2f} s at most, median "
        f"{middle:.2f} s (budget {SEEN_S:.0f}); blocks a gateway for {blocks:.1f} ms of CPU, longest pause "
        f"{longest:.1f} ms (the least of {len(rounds)}; budget {BLOCKS_MS:.0f} ms)"
    )


class _Tower:
    """The control tower's console and its two officers."""

    def __init__(self, stack: Stack, web: aiohttp.ClientSession) -> None:
        file = DataFolder(stack.data).sandbox / "control-tower-console.json"
        self._client = ExchangeClient(Credentials.read(file), web)

    async def published(self, content: dict[str, Any]) -> float:  # Any: a directory's content as JSON
        """Propose and approve it; return when the approval was answered."""
        proposal = {"reason": "Bench.", "content": content}
        change = await self._asked("/changes", "bounmy", proposal)
        await self._asked(f"/changes/{change.json()['changeId']}/approvals", "khamla")
        return time.perf_counter()

    async def _asked(self, path: str, officer: str, body: object = None) -> Answer:
        path, key = f"/directory/v1{path}", new_id("key")
        answer = await self._client.request(
            "POST", path, json=body, purpose=_PURPOSE, idempotency_key=key, officer=officer, sign=True
        )
        if not answer.ok:
            raise RuntimeError(answer.body.decode())
        return answer


async def _seen(
    stack: Stack, callers: tuple[ExchangeClient, ExchangeClient], tower: _Tower, code: str
) -> tuple[float, float, float]:
    """Publish the place; return after how many seconds both gateways and the registry took it."""

    def opening(client: ExchangeClient) -> Callable[[int], Awaitable[bool]]:
        async def ask(turn: int) -> bool:
            body = orjson.loads(bodies.opening(500, 10_000 + turn)) | {"place": code, "number": new_id("key")[-12:]}
            path, key = "/case-registry/v1/cases", new_id("key")
            answer = await client.request("POST", path, json=body, idempotency_key=key)
            return answer.status == HTTPStatus.CREATED

        return ask

    async def row(_turn: int) -> bool:
        content, key = orjson.dumps(next(rows(1)) | {"place": code}) + b"\n", new_id("key")
        headers = {"Content-Type": "application/x-ndjson", "Content-Digest": content_digest(content)}
        path = "/case-registry/v1/imports?source=places&dryRun=true"
        answer = await stack.client.request("POST", path, body=content, idempotency_key=key, headers=headers)
        return answer.ok and bool(answer.json()["status"] == "checked")

    asking = [asyncio.create_task(_until(ask)) for ask in (*map(opening, callers), row)]
    place = {"codeList": "places", "code": code, "lo": "ເມືອງໃໝ່", "en": f"New district {code}"}
    committed = await tower.published({"codes": [place | {"attributes": {"level": "district", "parent": "01"}}]})
    one, two, three = [met - committed for met in await asyncio.gather(*asking)]
    return one, two, three


async def _filled(caller: ExchangeClient) -> None:
    """Return when the gateway has all operations; until it has, it refuses whoever asks."""
    path = f"/s{SERVICES - 1}/v1/things-{OPERATIONS - 1}"
    for _ in range(_TRIES):
        with suppress(TokenRefused):
            if (await caller.request("GET", path)).status == HTTPStatus.FORBIDDEN:  # the police have no agreement on it
                return
        await asyncio.sleep(0.5)
    raise TimeoutError("a gateway did not take the operations over within the tries")


async def _until(ask: Callable[[int], Awaitable[bool]]) -> float:
    """Ask again until it is taken; return when that was. It must not have been at first."""
    if await ask(0):
        raise RuntimeError("the place was known before it was published")
    for turn in range(1, _TRIES):
        if await ask(turn):
            return time.perf_counter()
        await asyncio.sleep(0.05)
    raise TimeoutError("the place was not taken within the tries")
