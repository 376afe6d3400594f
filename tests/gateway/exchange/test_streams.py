"""A right that is withdrawn ends what runs: files on their way out, uploads on their way in."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
from starlette.types import Message

from gateway.directory.snapshot import Snapshot
from tests.support.gateway_under_test import (
    PATIENCE_S,
    Answer,
    GatewayUnderTest,
    a_gateway_under_test,
    a_scope,
    an_agreement,
    until,
)
from tests.support.postgres import FreshDatabase

MAPS = "/land-register/v1/maps"
MAP = "/land-register/v1/maps/p1"
Change = Callable[[GatewayUnderTest], None]


def suspended(gateway_under_test: GatewayUnderTest) -> None:
    swap(gateway_under_test, systems={})


def key_revoked(gateway_under_test: GatewayUnderTest) -> None:
    system = gateway_under_test.directory.snapshot.systems["police-case-system"]
    swap(gateway_under_test, systems={system.client_id: replace(system, keys={})})


def agreement_gone(gateway_under_test: GatewayUnderTest) -> None:
    swap(gateway_under_test, agreements={})


def agreement_narrowed(gateway_under_test: GatewayUnderTest) -> None:
    swap(gateway_under_test, agreements={"a": an_agreement(operations=frozenset({"readParcel"}))})


def agreement_ended(gateway_under_test: GatewayUnderTest) -> None:
    """Nothing changes but the time: the agreement reaches its last moment."""
    (agreement,) = gateway_under_test.directory.snapshot.agreements.values()
    agreements = {agreement.id: replace(agreement, valid_to=time.time() - 0.001)}
    gateway_under_test.directory.snapshot = replace(gateway_under_test.directory.snapshot, agreements=agreements)


def token_revoked(gateway_under_test: GatewayUnderTest) -> None:
    token = next(iter(gateway_under_test.gateway.access_tokens._known.values()))
    gateway_under_test.directory.revoked = frozenset({token.claims["jti"]})


def swap(gateway_under_test: GatewayUnderTest, **changes: object) -> None:
    snapshot: Snapshot = gateway_under_test.directory.snapshot
    gateway_under_test.directory.snapshot = replace(snapshot, version=snapshot.version + 1, **changes)  # type: ignore[arg-type]


WITHDRAWALS = [suspended, key_revoked, agreement_gone, agreement_narrowed, agreement_ended, token_revoked]


@pytest.fixture
async def reading(fresh_database: FreshDatabase) -> AsyncIterator[tuple[GatewayUnderTest, asyncio.Task[Answer]]]:
    """Give a gateway that is in the middle of sending a file, and whoever reads it."""
    async with a_gateway_under_test(fresh_database("gateway.migrations")) as gateway_under_test:
        gateway_under_test.register.mood = "pausing"
        reader = asyncio.create_task(gateway_under_test.call("GET", MAP))
        await until(lambda: len(gateway_under_test.gateway.streams) == 1)
        yield gateway_under_test, reader
        gateway_under_test.register.go_on.set()
        await reader


@pytest.mark.parametrize("withdraw", WITHDRAWALS, ids=lambda change: change.__name__)
async def test_a_running_answer_is_cut(
    reading: tuple[GatewayUnderTest, asyncio.Task[Answer]], withdraw: Change, caplog: pytest.LogCaptureFixture
) -> None:
    gateway_under_test, reader = reading
    withdraw(gateway_under_test)
    with caplog.at_level(logging.WARNING, "saphan.security"):
        gateway_under_test.gateway.streams.look(gateway_under_test.directory)
        answer = await asyncio.wait_for(reader, PATIENCE_S)
    assert not answer.complete
    assert len(answer.body) < len(gateway_under_test.register.file)
    assert [line.__dict__["facts"]["code"] for line in caplog.records if line.name == "saphan.security"] == [
        "rights-withdrawn"
    ]


async def test_what_does_not_concern_it_leaves_it_alone(reading: tuple[GatewayUnderTest, asyncio.Task[Answer]]) -> None:
    gateway_under_test, reader = reading
    gateway_under_test.directory.revoked = frozenset({"tok_another"})
    swap(gateway_under_test, agreements={"b": an_agreement(id="agr_other", member="court"), "a": an_agreement()})
    gateway_under_test.gateway.streams.look(gateway_under_test.directory)
    gateway_under_test.register.go_on.set()
    answer = await asyncio.wait_for(reader, PATIENCE_S)
    assert answer.complete
    assert answer.body == gateway_under_test.register.file
    assert len(gateway_under_test.gateway.streams) == 0


async def test_a_running_upload_is_cut_and_its_effect_told(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    headers = gateway_under_test.headers("POST", MAPS) | {
        "content-type": "application/octet-stream",
        "transfer-encoding": "chunked",
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer: dict[str, Any] = {"body": b""}
    begun, never = asyncio.Event(), asyncio.Event()

    async def receive() -> Message:
        if begun.is_set():
            await never.wait()  # a caller who has stopped in the middle
        begun.set()
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    async def send(message: Message) -> None:
        answer["status"] = message.get("status", answer.get("status"))
        answer["body"] += message.get("body", b"")

    uploading = asyncio.create_task(gateway_under_test.app(a_scope("POST", MAPS, "", raw), receive, send))
    await until(lambda: len(gateway_under_test.gateway.streams) == 1)
    suspended(gateway_under_test)
    with caplog.at_level(logging.WARNING, "saphan.security"):
        gateway_under_test.gateway.streams.look(gateway_under_test.directory)
        await asyncio.wait_for(uploading, PATIENCE_S)
    problem = orjson.loads(answer["body"])
    assert (answer["status"], problem["code"], problem["effect"]) == (403, "rights-withdrawn", "none")
    assert caplog.records[-1].__dict__["facts"]["code"] == "rights-withdrawn"


async def test_a_revoked_token_opens_nothing_any_more(gateway_under_test: GatewayUnderTest) -> None:
    assert (await gateway_under_test.call("GET", "/land-register/v1/parcels/p1")).status == 200
    token = gateway_under_test.token()
    jti = gateway_under_test.gateway.access_tokens.verify(token, now=time.time()).claims["jti"]
    gateway_under_test.directory.revoked = frozenset({jti})
    headers: dict[str, str | None] = dict(
        gateway_under_test.headers("GET", "/land-register/v1/parcels/p1", token=token)
    )
    answer = await gateway_under_test.call("GET", "/land-register/v1/parcels/p1", headers=headers)
    assert (answer.status, answer.json["params"]["reason"]) == (401, "token-revoked")
