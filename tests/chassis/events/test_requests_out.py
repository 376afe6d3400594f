"""Requests to another service: sent under one key until they are answered, by whichever process comes first."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import orjson
import pytest

from chassis.client.exchange_client import Answer
from chassis.events.requests_out import (
    AWAY_PAUSE_S,
    LONGEST_PAUSE_S,
    METADATA,
    Answered,
    NotYet,
    Request,
    RequestsOut,
    final,
    give_up,
    hasten,
    owe,
    pause_after,
)
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from tests.support.clock import SetClock
from tests.support.component import create_tables, engine_of
from tests.support.fake_gateway import FakeGateway
from tests.support.killable_requests import NOW, PATH, SETTLED, noted, settle
from tests.support.postgres import FreshDatabase

STEPS: Final = ("answered",)
JSON: Final = {"Content-Type": "application/json", "Exchange-Id": "xch_1"}


def an_answer(status: int = 200, **told: Any) -> Answer:
    return Answer(status, JSON, orjson.dumps(told), 0.0)


class Owing:
    """A component that owes requests, at a time that a test sets, with a peer that answers as it is told."""

    def __init__(self, url: str) -> None:
        self.clock = SetClock(NOW)
        self.units = Units(engine_of(url), self.clock)
        self.gateway = FakeGateway({})
        self.settled: list[tuple[str, Answered]] = []

    async def owe(self, *ids: str) -> None:
        async with self.units.open() as unit:
            for each in ids:
                await owe(unit, Request(each, f"civ_{each}", PATH, "vitalRegistration", {"id": each}))

    def out(self) -> RequestsOut:
        async def keep(unit: Unit, request: Request, answered: Answered) -> None:
            await settle(unit, request, answered)
            self.settled.append((request.id, answered))

        return RequestsOut(self.gateway, keep)

    def answers(self, answer: Callable[[Any], Answer]) -> None:
        self.gateway.peers[PATH] = answer

    def later(self, seconds: float) -> None:
        self.clock.moment += timedelta(seconds=seconds)

    async def rows(self) -> list[dict[str, Any]]:
        async with self.units.engine.connect() as connection:
            found = await connection.exec_driver_sql("select * from requests_out order by request_id")
            return [dict(row) for row in found.mappings()]


@pytest.fixture
async def owing(fresh_database: FreshDatabase) -> Owing:
    url = fresh_database()
    await create_tables(url)
    made = Owing(url)
    async with made.units.open() as unit:
        await unit.connection.run_sync(METADATA.create_all)
        await unit.connection.exec_driver_sql(SETTLED)
    return made


async def test_what_is_answered_is_settled_once_and_asked_no_more(owing: Owing) -> None:
    owing.answers(lambda asked: an_answer(given=asked["id"]))
    await owing.owe("rqo_1", "rqo_2")
    out = owing.out()
    assert await out.round(owing.units) == 2
    assert await out.round(owing.units) == 0
    assert sorted(owing.gateway.keys) == ["rqo_1", "rqo_2"], "the id is the key"
    assert dict(owing.settled)["rqo_1"] == Answered(ok=True, document={"given": "rqo_1"}, exchange_id="xch_1")
    assert (await owing.rows(), await noted(owing.units)) == ([], ["rqo_1", "rqo_2"])


async def test_a_request_of_a_unit_that_fails_is_not_owed(owing: Owing) -> None:
    async with owing.units.open() as unit:
        await owe(unit, Request("rqo_1", "civ_1", PATH, "vitalRegistration", {}))
        unit.abandon()
    assert await owing.rows() == []


async def test_pauses_grow_and_the_key_stays(owing: Owing) -> None:
    owing.answers(lambda _: an_answer(503, code="unavailable", effect="none"))
    await owing.owe("rqo_1")
    out, pauses = owing.out(), []
    for _ in range(12):
        assert await out.round(owing.units) == 1
        (row,) = await owing.rows()
        pauses.append((row["next_at"] - owing.clock.moment).total_seconds())
        owing.later(pauses[-1] - 0.001)
        assert await out.round(owing.units) == 0, "not before its time"
        owing.later(0.002)
    assert set(owing.gateway.keys) == {"rqo_1"}
    assert (row["attempts"], row["fault"]) == (12, "503 unavailable")
    for sent, pause in enumerate(pauses, start=1):
        assert 2**sent / 2 - 0.01 <= pause <= 2**sent + 0.01
    owing.answers(lambda _: an_answer(given=True))
    await out.round(owing.units)
    assert await owing.rows() == []


def test_no_pause_is_longer_than_a_day() -> None:
    assert max(pause_after(attempts) for attempts in range(1, 5000)) <= LONGEST_PAUSE_S


async def test_a_gateway_that_is_away_delays_no_request_for_long(owing: Owing) -> None:
    await owing.owe("rqo_1")
    out = owing.out()
    for _ in range(20):
        owing.gateway.away = 1
        assert await out.round(owing.units) == 1
        (row,) = await owing.rows()
        owing.later((row["next_at"] - owing.clock.moment).total_seconds() + 0.001)
    assert (row["next_at"] - owing.clock.moment).total_seconds() <= AWAY_PAUSE_S


async def test_who_takes_a_request_holds_it_against_others_until_its_lease_ends(owing: Owing) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    class Slow(FakeGateway):
        async def send(self, path: str, document: Any, *, idempotency_key: str, purpose: str) -> Answer:  # noqa: ARG002
            self.keys.append(idempotency_key)
            reached.set()
            await go_on.wait()
            return an_answer(given=True)

    owing.gateway = slow = Slow({})
    await owing.owe("rqo_1")
    first = asyncio.create_task(owing.out().round(owing.units))
    await reached.wait()
    assert await owing.out().round(owing.units) == 0, "another process finds nothing to do"
    owing.later(61)
    second = asyncio.create_task(owing.out().round(owing.units))
    await asyncio.sleep(0.2)
    go_on.set()
    assert [await first, await second] == [1, 1], "whose lease has ended is thought dead"
    assert slow.keys == ["rqo_1", "rqo_1"]
    assert (await owing.rows(), await noted(owing.units)) == ([], ["rqo_1"])


async def test_a_request_that_was_given_up_is_sent_no_more(owing: Owing) -> None:
    await owing.owe("rqo_1")
    async with owing.units.open() as unit:
        await give_up(unit, "rqo_1")
    assert await owing.out().round(owing.units) == 0


async def test_a_person_brings_a_request_forward(owing: Owing) -> None:
    owing.answers(lambda _: an_answer(500))
    await owing.owe("rqo_1")
    out = owing.out()
    await out.round(owing.units)
    async with owing.units.open() as unit:
        await hasten(unit, "rqo_1")
    assert await out.round(owing.units) == 1


async def test_an_answer_that_cannot_be_settled_holds_up_no_other(owing: Owing) -> None:
    async def breaks(unit: Unit, request: Request, answered: Answered) -> None:
        await settle(unit, request, answered)
        if request.id == "rqo_1":
            raise ZeroDivisionError
        if request.id == "rqo_2":
            raise NotYet("pending")

    owing.answers(lambda _: an_answer(given=True))
    await owing.owe("rqo_1", "rqo_2", "rqo_3")
    assert await RequestsOut(owing.gateway, breaks).round(owing.units) == 3
    assert [(row["request_id"], row["fault"]) for row in await owing.rows()] == [
        ("rqo_1", "ZeroDivisionError"),
        ("rqo_2", "pending"),
    ]
    assert await noted(owing.units) == ["rqo_3"]


@pytest.mark.parametrize(
    ("answer", "decides"),
    [
        (an_answer(400, code="invalid-input", effect="none"), True),
        (an_answer(409, code="child-unknown", effect="none"), True),
        (an_answer(410, code="gone"), True),
        (an_answer(409, code="request-in-flight", effect="none"), False),
        (an_answer(409, code="child-unknown", effect="unknown"), False),
        (an_answer(403, code="not-agreed", effect="none"), False),
        (an_answer(404, code="not-found", effect="none"), False),
        (an_answer(429, code="too-many", effect="none"), False),
        (an_answer(502, code="contract-broken", effect="applied"), False),
        (Answer(200, JSON, b"<html>", 0.0), False),
        (Answer(400, JSON, b"[1]", 0.0), True),
    ],
)
def test_only_what_would_be_refused_again_is_final(answer: Answer, decides: bool) -> None:
    if decides:
        assert not final(answer).ok
    else:
        with pytest.raises(NotYet):
            final(answer)


async def test_a_request_that_nobody_answers_for_a_day_is_an_alarm(owing: Owing) -> None:
    owing.answers(lambda _: an_answer(503))
    await owing.owe("rqo_1")
    out = owing.out()
    assert (out.age_s, out.alarms()) == (0.0, {})
    await out.round(owing.units)
    owing.later(86_399)
    assert (out.age_s, out.alarms()) == (86_399.0, {})
    owing.later(1)
    assert list(out.alarms()) == ["requests-unanswered"]
    owing.answers(lambda _: an_answer(given=True))
    await out.round(owing.units)
    await out.round(owing.units)
    assert (out.age_s, out.alarms()) == (0.0, {})


@pytest.mark.slow
async def test_a_process_killed_between_the_answer_and_its_commit_settles_it_once(
    fresh_database: FreshDatabase, owing: Owing
) -> None:
    del fresh_database
    await owing.owe("rqo_1")
    url = owing.units.engine.url.render_as_string(hide_password=False)

    async def sender(hours: int, crash_at: str | None = None) -> tuple[int | None, list[str]]:
        armed = {"SAPHAN_TEST": "1", "SAPHAN_CRASH_AT": crash_at} if crash_at else {}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.killable_requests", url, str(hours)),
            stdout=subprocess.PIPE,
            env={**os.environ, **armed},
        )
        async with asyncio.timeout(60):
            said, _ = await process.communicate()
        return process.returncode, said.decode().split()

    assert await sender(1, *STEPS) == (-signal.SIGKILL, ["rqo_1"])
    assert await noted(owing.units) == []
    assert await sender(1) == (0, []), "the lease of the killed one holds"
    assert await sender(2) == (0, ["rqo_1"])
    assert (await owing.rows(), await noted(owing.units)) == ([], ["rqo_1"])
