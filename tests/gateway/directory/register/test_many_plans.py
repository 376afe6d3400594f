"""Plans are reads: however many and however long they are, a suspension waits for none of them."""

import asyncio
from typing import Any

import pytest

from chassis.process.clock import SystemClock
from contracts.problems import Unavailable
from gateway.directory import store
from gateway.directory.enact import enact
from gateway.directory.register.errors import TooManyChanges
from gateway.directory.register.routes.turns import Turns
from gateway.directory.register.usecases import changes
from gateway.directory.register.wire import content_of
from tests.gateway.directory.register.conftest import BOUNMY, KHAMLA, Register, moic
from tests.gateway.directory.register.test_long_changes import many

PLANS = 16
WITHIN_S = 60  # generous: what waits for a lock here waits for ever


async def suspended(register: Register) -> int:
    body = {"kind": "system", "id": "police-case-system", "reason": "Astray."}
    answer = await register.call("POST", "/suspensions", caller=KHAMLA, json=body)
    return int(answer.status_code)


async def test_a_plan_waits_for_no_change_that_is_being_made(register: Register) -> None:
    content = {"equipment": many(3)}
    async with register.units.engine.connect() as other, other.begin():
        await store.lock_version(other)
        await enact(other, await content_of(content), at=SystemClock().now(), change="dch_other")
        async with asyncio.timeout(WITHIN_S):
            answer = await register.call("POST", "/plans", caller=moic(), json=content)
    assert [each["action"] for each in register.valid("plan", answer.json())["differences"]] == ["added"] * 3


async def test_a_suspension_waits_for_no_plan(register: Register) -> None:
    system: dict[str, Any] = {"member": "police", "name": "case-system", "office": None, "keys": []}
    async with register.units.open() as unit:
        planned = await content_of({"systems": [system], "equipment": many(3)})
        _, differences = await changes.plan(unit, BOUNMY, planned)
        assert "police-case-system" in differences
        async with asyncio.timeout(WITHIN_S):  # the plan's transaction is still open
            assert await suspended(register) == 201


async def test_many_long_plans_at_once_let_a_suspension_pass(register: Register) -> None:
    body = {"equipment": many(1000)}
    plans = [asyncio.create_task(register.call("POST", "/plans", caller=moic(), json=body)) for _ in range(PLANS)]
    # one is at work, one waits, and the first of the others is told so
    await asyncio.wait(plans, return_when=asyncio.FIRST_COMPLETED)
    assert await suspended(register) == 201
    answers = await asyncio.gather(*plans)
    told = [answer.status_code for answer in answers]
    assert (told.count(200), told.count(429)) == (2, PLANS - 2)
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert (refused.json()["code"], refused.headers["Retry-After"]) == ("too-many-changes", "5")


async def test_a_change_that_waits_for_another_too_long_is_told_to_come_again(register: Register) -> None:
    async with register.units.engine.connect() as other, other.begin():
        await store.lock_version(other)
        async with asyncio.timeout(WITHIN_S):
            assert await suspended(register) == 503
    assert await suspended(register) == 201


async def test_one_member_waits_once_and_others_wait_beside_it() -> None:
    turns, done = Turns(), asyncio.Event()

    async def work(member: str) -> str:
        async with turns.take(member):
            await done.wait()
            return member

    first = [asyncio.create_task(work(member)) for member in ("moic", "moic", "police")]
    await asyncio.sleep(0)
    with pytest.raises(TooManyChanges):
        await work("moic")
    done.set()
    assert await asyncio.gather(*first) == ["moic", "moic", "police"]
    assert await work("moic") == "moic"


async def test_nobody_waits_for_a_turn_for_ever() -> None:
    turns = Turns(wait_s=0.01)
    async with turns.take("moic"):
        with pytest.raises(Unavailable):
            async with turns.take("police"):
                pass
    async with turns.take("police"):
        pass
