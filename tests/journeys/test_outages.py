"""The database server is killed under a running Saphan: callers are told to wait, and it comes back by itself."""

import asyncio
import time

import aiohttp
import pytest

from chassis.client.exchange_client import Answer, ExchangeClient, TokenRefused
from tests.support import sample_records as records
from tests.support.saphan_process import SaphanProcess
from tests.support.story import CASES, Story

pytestmark = pytest.mark.slow

BACK_S = 30.0


async def reading(client: ExchangeClient) -> Answer:
    try:
        return await client.request("GET", CASES)
    except TokenRefused as refusal:  # the token endpoint needs the database, too
        return refusal.answer


async def test_a_killed_database_is_503_with_retry_after_and_comes_back_without_a_restart(
    own: SaphanProcess, session: aiohttp.ClientSession
) -> None:
    await own.start().ready()
    story = Story(own, session, "outage")
    assert await story.tell()
    client = own.client("police-case-system", session)
    assert (await reading(client)).ok
    killed = own.database_server()
    killed.kill()

    refused: list[Answer] = []
    began = time.monotonic()
    while (answer := await reading(client)).status != 200 or not refused:
        assert answer.status in {200, 503}, answer
        refused += [answer] if answer.status == 503 else []
        assert time.monotonic() - began < BACK_S, "it did not come back"
        await asyncio.sleep(0.02)

    for answer in refused:
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["effect"] == "none"
    assert own.process is not None
    assert own.process.poll() is None
    assert await story.tell(), "what was acknowledged before is still there"
    assert await story.cases() == 1
    later = await client.request("POST", CASES, json=records.case_opening(778), idempotency_key="after-the-outage")
    assert later.status == 201
    assert await own.stop() == 0


async def test_readiness_says_what_is_missing(own: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await own.start().ready()
    server = own.database_server()
    silent = [server, *server.children(recursive=True)]
    for process in silent:
        process.suspend()  # alive and silent: worse than dead
    try:
        async with session.get(f"{own.base_url}/healthz") as answer:
            assert answer.status == 503
            assert "Retry-After" in answer.headers
        async with session.get(f"{own.base_url}/livez") as answer:
            assert answer.status == 200
    finally:
        for process in silent:
            process.resume()
    await own.ready()
