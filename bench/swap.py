"""Benchmark of a change in a directory of 5,000 operations while exchanges go on."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.driver import Result, drive
from bench.stack import Stack
from chassis.postgres.database import create_engine
from cli.components import GATEWAY
from gateway.directory.agreement import Agreement, Basis
from gateway.directory.content import DirectoryContent, Service
from gateway.directory.enrol import enrol
from gateway.directory.load import load

SERVICES: Final = 50
OPERATIONS: Final = 100  # of each
RATE: Final = 200.0  # exchanges per second meanwhile
BUDGET_S: Final = 1.0
_BEGIN: Final = datetime(2025, 1, 1, tzinfo=UTC)
_LOOKS_EVERY_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Swap:
    """One change of the directory: written, taken over, and what the exchanges saw of it."""

    written_s: float
    loaded_s: float  # from the tables to a snapshot, in a process that has the version before
    seen_s: float  # after the commit, until a caller meets it
    meanwhile: Result

    def __str__(self) -> str:
        slowest = self.meanwhile.percentile(1)
        return (
            f"Directory of {SERVICES * OPERATIONS:,} operations, one service changed: written in {self.written_s:.2f} s"
            f", taken over in {self.loaded_s:.2f} s (budget {BUDGET_S:.0f}), seen by callers after {self.seen_s:.2f} s "
            f"(gateways look every {_LOOKS_EVERY_S:.0f} s); {self.meanwhile.count:,} exchanges meanwhile, "
            f"{sum(self.meanwhile.failures.values())} failed, slowest {slowest:.0f} ms"
        )


def a_service(number: int, more: int = 0) -> Service:
    """Return a service with a hundred operations, each with an answer of its own."""

    def operation(n: int) -> dict[str, Any]:  # Any: OpenAPI
        answer = {
            "type": "object",
            "properties": {"id": {"type": "string"}, f"member{n}": {"type": "integer", "minimum": n}},
            "required": ["id"],
            "additionalProperties": False,
            "x-data-class": "general",
        }
        content = {"application/json": {"schema": answer}}
        return {"operationId": f"readThing{n}", "responses": {"200": {"description": "", "content": content}}}

    document = {
        "openapi": "3.1.0",
        "info": {"title": f"Service {number}", "version": "1.0.0"},
        "servers": [{"url": f"/s{number}/v1"}],
        "paths": {f"/things-{n}": {"get": operation(n)} for n in range(OPERATIONS + more)},
    }
    return Service(name=f"s{number}", member="moj", base_url="http://127.0.0.1:9", document=document)


def an_agreement(service: int, operation: int) -> Agreement:
    """Return an agreement of a member on one operation."""
    return Agreement(
        id=f"agr_s{service}-{operation}",
        member="ospp",
        service=f"s{service}",
        operations=frozenset({f"readThing{operation}"}),
        purposes=frozenset({"caseManagement"}),
        legal_basis=(Basis(law="Bench"),),
        valid_from=_BEGIN,
    )


async def swapped(stack: Stack, prepared: Callable[[int], Awaitable[list[bytes]]]) -> Swap:
    """Fill the directory, then change one service while exchanges go on; `prepared` makes their requests."""
    await stack.lead_to(stack.canned_port)  # it has what is read here; the real registry was asked last
    engine = create_engine(stack.server.url(GATEWAY.database), pool_size=2)
    try:
        services = tuple(a_service(n) for n in range(SERVICES))
        agreements = tuple(an_agreement(n, o) for n in range(SERVICES) for o in range(OPERATIONS))
        await _written(engine, DirectoryContent(services=services, agreements=agreements))
        before = await load(engine)
        gc.freeze()  # as the gateway does with what it holds
        await _seen(stack, "/s0/v1/things-1")
        driving = asyncio.create_task(
            drive(stack.gateway_port, await prepared(int(RATE * 6)), connections=8, rate=RATE)
        )
        await asyncio.sleep(1.5)
        written_s = await _written(engine, DirectoryContent(services=(a_service(0, more=1),)))
        seen_s = await _seen(stack, f"/s0/v1/things-{OPERATIONS}")
        meanwhile = await driving
        began = time.perf_counter()
        await load(engine, before)
        return Swap(written_s, time.perf_counter() - began, seen_s, meanwhile)
    finally:
        await engine.dispose()


async def _written(engine: AsyncEngine, content: DirectoryContent) -> float:
    began = time.perf_counter()
    async with engine.begin() as connection:
        await enrol(connection, content)
    return time.perf_counter() - began


async def _seen(stack: Stack, path: str) -> float:
    """Return after how many seconds the gateway knows the operation; the police have no agreement on it."""
    began = time.perf_counter()
    while (await stack.client.request("GET", path)).status == HTTPStatus.NOT_FOUND:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.01)
    return time.perf_counter() - began
