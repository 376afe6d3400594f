"""Bodies made to hurt, sent to a running Saphan: each is refused for its own reason, and nobody else waits."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from chassis.client.exchange_client import Answer
from tests.support.saphan_process import SaphanProcess
from tests.support.story import CASES

pytestmark = pytest.mark.slow

DEEP = b"[" * 1000 + b"]" * 1000
CROWDED = b"[" + b",".join([b"{}"] * 300_000) + b"]"  # 0.9 MB
MANY = b"[" + b",".join([b'{"a":1234567890}'] * 50_000) + b"]"  # 0.9 MB, and a fault in each


async def posted(saphan: SaphanProcess, session: aiohttp.ClientSession, body: bytes, **headers: str) -> Answer:
    client = saphan.client("police-case-system", session)
    return await client.request("POST", CASES, body=body, idempotency_key="hurts", headers=headers)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"number": ', "malformed-json"),
        (b'{"a": 1, "a": 2}', "malformed-json"),
        (b'{"a": NaN}', "malformed-json"),
        (b'{"a": 1e400}', "malformed-json"),
        (b'{"a": 9007199254740993}', "malformed-json"),
        (b"\xff\xfe", "malformed-json"),
        (DEEP, "malformed-json"),
        (MANY, "invalid-input"),
        (CROWDED, "malformed-json"),
        (b"[]", "invalid-input"),
    ],
)
async def test_a_bad_body_is_400_with_its_reason_in_both_languages(
    shared: SaphanProcess, session: aiohttp.ClientSession, body: bytes, code: str
) -> None:
    await shared.ready()
    answer = await posted(shared, session, body)
    problem = answer.json()
    assert (answer.status, problem["code"]) == (400, code)
    assert problem["effect"] == "none"
    for fault in problem["errors"]:
        assert fault["message"]["lo"]
        assert fault["message"]["en"]


async def test_a_million_faults_do_not_stop_the_others(shared: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await shared.ready()
    hurting = asyncio.create_task(posted(shared, session, MANY))
    reader = shared.client("psc-case-system", session)
    answers = [await reader.request("GET", CASES) for _ in range(5)]
    assert [answer.status for answer in answers] == [200] * 5
    assert (await hurting).status == 400


async def test_a_body_over_the_limit_is_413(shared: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await shared.ready()
    answer = await posted(shared, session, b'"' + b"x" * (1024 * 1024) + b'"')
    assert answer.status == 413
    assert answer.json()["code"] == "body-too-large"


async def test_a_body_in_another_format_is_415(shared: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await shared.ready()
    answer = await posted(shared, session, b"<case/>", **{"Content-Type": "application/xml"})
    assert answer.status == 415


async def test_a_body_that_drips_is_given_up(shared: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await shared.ready()

    async def dripping() -> AsyncIterator[bytes]:
        for _ in range(60):
            yield b" "
            await asyncio.sleep(1)

    client = shared.client("police-case-system", session)
    proven = await client.prove("POST", CASES)
    headers = {**proven.headers(), "Idempotency-Key": "drips", "Content-Type": "application/json"}
    async with session.post(shared.base_url + CASES, data=dripping(), headers=headers) as answer:
        assert answer.status == 408
        assert (await answer.json())["code"] == "body-too-slow"


async def test_a_body_on_a_token_that_may_not_call_is_refused_before_it_is_read(
    shared: SaphanProcess, session: aiohttp.ClientSession
) -> None:
    await shared.ready()
    read = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 1
            yield b" " * 1024
            await asyncio.sleep(0.01)

    client = shared.client("hospital-records", session)
    proven = await client.prove("POST", CASES)
    headers = {**proven.headers(), "Idempotency-Key": "unread", "Content-Type": "application/json"}
    async with session.post(shared.base_url + CASES, data=counted(), headers=headers) as answer:
        assert answer.status == 403
        assert (await answer.json())["code"] == "no-agreement"
    assert read < 1000
