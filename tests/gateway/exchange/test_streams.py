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
from tests.support.bridge import Answer, Bridge, a_bridge, a_scope, an_agreement, until
from tests.support.postgres import FreshDatabase

MAPS = "/land-register/v1/maps"
MAP = "/land-register/v1/maps/p1"
Change = Callable[[Bridge], None]


def suspended(bridge: Bridge) -> None:
    swap(bridge, systems={})


def key_revoked(bridge: Bridge) -> None:
    system = bridge.directory.snapshot.systems["police-case-system"]
    swap(bridge, systems={system.client_id: replace(system, keys={})})


def agreement_gone(bridge: Bridge) -> None:
    swap(bridge, agreements={})


def agreement_narrowed(bridge: Bridge) -> None:
    swap(bridge, agreements={"a": an_agreement(operations=frozenset({"readParcel"}))})


def agreement_ended(bridge: Bridge) -> None:
    """Nothing changes but the time: the agreement reaches its last moment."""
    (agreement,) = bridge.directory.snapshot.agreements.values()
    agreements = {agreement.id: replace(agreement, valid_to=time.time() - 0.001)}
    bridge.directory.snapshot = replace(bridge.directory.snapshot, agreements=agreements)


def token_revoked(bridge: Bridge) -> None:
    token = next(iter(bridge.gateway.access_tokens._known.values()))
    bridge.directory.revoked = frozenset({token.claims["jti"]})


def swap(bridge: Bridge, **changes: object) -> None:
    snapshot: Snapshot = bridge.directory.snapshot
    bridge.directory.snapshot = replace(snapshot, version=snapshot.version + 1, **changes)  # type: ignore[arg-type]


WITHDRAWALS = [suspended, key_revoked, agreement_gone, agreement_narrowed, agreement_ended, token_revoked]


@pytest.fixture
async def reading(fresh_database: FreshDatabase) -> AsyncIterator[tuple[Bridge, asyncio.Task[Answer]]]:
    """Give a gateway that is in the middle of sending a file, and whoever reads it."""
    async with a_bridge(fresh_database("gateway.migrations")) as bridge:
        bridge.register.mood = "pausing"
        reader = asyncio.create_task(bridge.call("GET", MAP))
        await until(lambda: len(bridge.gateway.streams) == 1)
        yield bridge, reader
        bridge.register.go_on.set()
        await reader


@pytest.mark.parametrize("withdraw", WITHDRAWALS, ids=lambda change: change.__name__)
async def test_a_running_answer_is_cut(
    reading: tuple[Bridge, asyncio.Task[Answer]], withdraw: Change, caplog: pytest.LogCaptureFixture
):
    bridge, reader = reading
    withdraw(bridge)
    with caplog.at_level(logging.WARNING, "saphan.security"):
        bridge.gateway.streams.look(bridge.directory)
        answer = await asyncio.wait_for(reader, 1)
    assert not answer.complete
    assert len(answer.body) < len(bridge.register.file)
    assert [line.__dict__["facts"]["code"] for line in caplog.records if line.name == "saphan.security"] == [
        "rights-withdrawn"
    ]


async def test_what_does_not_concern_it_leaves_it_alone(reading: tuple[Bridge, asyncio.Task[Answer]]):
    bridge, reader = reading
    bridge.directory.revoked = frozenset({"tok_another"})
    swap(bridge, agreements={"b": an_agreement(id="agr_other", member="court"), "a": an_agreement()})
    bridge.gateway.streams.look(bridge.directory)
    bridge.register.go_on.set()
    answer = await asyncio.wait_for(reader, 5)
    assert answer.complete
    assert answer.body == bridge.register.file
    assert len(bridge.gateway.streams) == 0


async def test_a_running_upload_is_cut_and_its_effect_told(bridge: Bridge, caplog: pytest.LogCaptureFixture):
    headers = bridge.headers("POST", MAPS) | {
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

    uploading = asyncio.create_task(bridge.app(a_scope("POST", MAPS, "", raw), receive, send))
    await until(lambda: len(bridge.gateway.streams) == 1)
    suspended(bridge)
    with caplog.at_level(logging.WARNING, "saphan.security"):
        bridge.gateway.streams.look(bridge.directory)
        await asyncio.wait_for(uploading, 2)
    problem = orjson.loads(answer["body"])
    assert (answer["status"], problem["code"], problem["effect"]) == (403, "rights-withdrawn", "none")
    assert caplog.records[-1].__dict__["facts"]["code"] == "rights-withdrawn"


async def test_a_revoked_token_opens_nothing_any_more(bridge: Bridge):
    assert (await bridge.call("GET", "/land-register/v1/parcels/p1")).status == 200
    token = bridge.token()
    jti = bridge.gateway.access_tokens.verify(token, now=time.time()).claims["jti"]
    bridge.directory.revoked = frozenset({jti})
    headers: dict[str, str | None] = dict(bridge.headers("GET", "/land-register/v1/parcels/p1", token=token))
    answer = await bridge.call("GET", "/land-register/v1/parcels/p1", headers=headers)
    assert (answer.status, answer.json["params"]["reason"]) == (401, "token-revoked")
