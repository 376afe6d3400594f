"""A country that `make country` has started in containers, and what is done to it from outside."""

import asyncio
import ssl
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import aiohttp
import pytest
from rich.console import Console

from chassis.client.exchange_client import ExchangeClient
from cli.demo import records, scenes
from cli.demo.stage import Stage, Step
from cli.demo.words import CIVIL, FOR_BIRTHS, FOR_CASES
from deploy.country.engine import Engine
from deploy.country.folder import ROOT, Country

PATIENCE_S: Final = 180.0
CASES: Final = "/case-registry/v1/cases"


@dataclass(frozen=True)
class Running:
    """A country that `make country` has started, and what it said."""

    country: Country
    engine: Engine
    environment: dict[str, str]
    said: str

    def verb(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return told([sys.executable, "-m", "deploy.country", *words], self.environment)

    def container(self, service: str) -> dict[str, Any]:  # Any: what an engine says of one
        (found,) = self.engine.containers(self.country, service)
        return dict(found)


def told(command: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    ended = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=1500, check=False
    )
    sys.stderr.write(ended.stdout + ended.stderr)  # minutes pass: who watches sees where it is
    return ended


@asynccontextmanager
async def stage(running: Running) -> AsyncIterator[Stage]:
    trust = ssl.create_default_context(cafile=str(running.country.certificate))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as session:
        yield Stage(running.country.sandbox / "sandbox", session, Console(quiet=True))


async def opened_for_sure(client: ExchangeClient, case: dict[str, Any]) -> str:
    """Open the case; a call without an answer, or with one that says later, is repeated under its key."""
    key, deadline = str(uuid.uuid4()), time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            answer = await client.request("POST", CASES, json=case, purpose=FOR_CASES, idempotency_key=key)
        except aiohttp.ClientError:
            continue
        if answer.status == HTTPStatus.CREATED:
            return str(answer.json()["caseId"])
        assert answer.status in {409, 500, 502, 503, 504}, answer.body
    pytest.fail("no case was opened")


async def register_a_birth(outside: Stage, book_number: str) -> None:
    birth = Step("hospital-records", CIVIL, "declareBirth", FOR_BIRTHS, "POST", f"/{CIVIL}/v1/births", 201)
    declared = await outside.exchange(birth, json={**records.birth_declaration()})
    path = f"/{CIVIL}/v1/events/{declared.json()['eventId']}/registration"
    register = Step("registrar-desk", CIVIL, "registerEvent", FOR_BIRTHS, "POST", path, 201)
    version = {"If-Match": declared.headers["ETag"]}
    await outside.exchange(register, json={"bookNumber": book_number}, headers=version, sign=True)


async def counted(outside: Stage, births: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while await scenes.births_counted(outside) < births:
        assert time.monotonic() < deadline, "the event has not arrived"
        await asyncio.sleep(0.5)
    assert await scenes.births_counted(outside) == births


async def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.5)


async def answers(client: ExchangeClient, path: str, done: asyncio.Event) -> Counter[str]:
    """Call again and again, and count what is answered, or what befell the call."""
    heard: Counter[str] = Counter()
    while not done.is_set():
        try:
            heard[str(int((await client.request("GET", path, purpose=FOR_CASES)).status))] += 1
        except (aiohttp.ClientError, TimeoutError) as fault:
            heard[type(fault).__name__] += 1
        await asyncio.sleep(0.2)
    return heard


async def proven(running: Running, exchange: str) -> None:
    """Wait until the tree holds the entries of the exchange."""
    trust = ssl.create_default_context(cafile=str(running.country.certificate))
    url = f"{running.country.url}/ledger/v1/proofs/inclusion"
    deadline = time.monotonic() + PATIENCE_S
    while True:
        async with (
            aiohttp.ClientSession() as session,
            session.get(url, params={"exchange": exchange}, ssl=trust) as said,
        ):
            if said.status == HTTPStatus.OK:
                return
        assert time.monotonic() < deadline, f"{exchange} is not in the tree"
        await asyncio.sleep(0.5)
