"""Bulkheads for calls to services: whoever is slow, or busy, holds a share and never everybody's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from chassis.process.shared_counts import SharedCounts
from gateway.exchange.bulkheads import Bulkheads, Permits, Share
from gateway.exchange.direct import Direct
from gateway.exchange.in_process import InProcess
from gateway.exchange.shared_bulkheads import SharedBulkheads
from gateway.exchange.upstream import (
    DOCUMENTS,
    LOOK_UPS,
    STREAMS,
    BulkheadFull,
    Lane,
    Upstream,
    UpstreamAnswer,
    UpstreamRequest,
)
from tests.support.land_register import LandRegister
from tests.support.sockets import HOST, served

SMALL: dict[Lane, Share] = {DOCUMENTS: Share(6, 4, 2), STREAMS: Share(2, 1, 1), LOOK_UPS: Share(1, 1, 1)}


def a_call(service: str = "slow", caller: str = "a", lane: Lane = DOCUMENTS, base_url: str = "") -> UpstreamRequest:
    headers = [("exchange-id", "xch_1"), ("content-type", "application/json")]
    return UpstreamRequest(
        "GET", base_url or f"in-process:{service}", "/x", headers, service=service, caller=caller, lane=lane
    )


async def fill(bulkheads: Bulkheads, *requests: UpstreamRequest) -> list[Permits]:
    return [await bulkheads.acquire(request) for request in requests]


@pytest.fixture(params=["alone", "together"])
def bulkheads(request: pytest.FixtureRequest) -> Bulkheads:
    """Those of a process alone, and those that workers share: the same to whoever calls."""
    if request.param == "alone":
        return Bulkheads(SMALL, within_s=0.05)
    counts = SharedCounts(2)
    counts.work_as(1)
    return SharedBulkheads(counts, SMALL, within_s=0.05)


async def test_one_caller_leaves_the_others_their_places_at_a_service(bulkheads: Bulkheads) -> None:
    await fill(bulkheads, a_call(), a_call())
    with pytest.raises(BulkheadFull) as refused:
        await bulkheads.acquire(a_call())
    assert refused.value.own
    await bulkheads.acquire(a_call(caller="b"))


async def test_one_slow_service_leaves_the_others_their_places(bulkheads: Bulkheads) -> None:
    await fill(bulkheads, *(a_call(caller=name) for name in "aabb"))
    with pytest.raises(BulkheadFull) as refused:
        await bulkheads.acquire(a_call(caller="c"))
    assert not refused.value.own
    await bulkheads.acquire(a_call("quick", "c"))


async def test_streams_documents_and_look_ups_are_apart(bulkheads: Bulkheads) -> None:
    await fill(bulkheads, *(a_call(caller=name) for name in "aabb"), a_call(lane=STREAMS))
    await bulkheads.acquire(a_call(lane=LOOK_UPS))
    with pytest.raises(BulkheadFull):
        await bulkheads.acquire(a_call(lane=STREAMS, caller="c"))
    await bulkheads.acquire(a_call("quick", "c"))


async def test_a_wait_is_short_and_the_first_in_the_line_is_the_first_served() -> None:
    bulkheads = Bulkheads(SMALL, within_s=5)
    taken = await fill(bulkheads, a_call(), a_call())
    order: list[int] = []

    async def wait(number: int) -> None:
        mine = await bulkheads.acquire(a_call())
        order.append(number)
        bulkheads.release(mine)

    waiting = [asyncio.create_task(wait(number)) for number in range(3)]
    await asyncio.sleep(0.01)
    waiting[0].cancel()
    bulkheads.release(taken[0])
    await asyncio.gather(*waiting, return_exceptions=True)
    assert order == [1, 2]


async def test_what_is_given_up_in_the_moment_it_is_handed_over_is_not_lost() -> None:
    bulkheads = Bulkheads({DOCUMENTS: Share(1, 1, 1)}, within_s=5)
    taken = await bulkheads.acquire(a_call())
    waiting = asyncio.create_task(bulkheads.acquire(a_call()))
    await asyncio.sleep(0.01)
    bulkheads.release(taken)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    bulkheads.release(await asyncio.wait_for(bulkheads.acquire(a_call()), 10))


async def test_all_places_come_back_whatever_happens(bulkheads: Bulkheads) -> None:
    for _ in range(3):
        full = await fill(bulkheads, *(a_call(caller=name) for name in "aabb"))
        refused = await asyncio.gather(
            *(bulkheads.acquire(a_call(caller=name)) for name in "abcd"), return_exceptions=True
        )
        assert all(isinstance(each, BulkheadFull) for each in refused)
        for taken in full:
            bulkheads.release(taken)
    await fill(bulkheads, *(a_call(caller=name) for name in "aabb"), a_call("quick"), a_call("quick"))


async def test_the_operator_sees_which_share_was_full(bulkheads: Bulkheads) -> None:
    assert bulkheads.alarms() == {}
    await fill(bulkheads, *(a_call(caller=name) for name in "aabb"))
    with pytest.raises(BulkheadFull):
        await bulkheads.acquire(a_call(caller="c"))
    assert bulkheads.alarms() == {"places-full": "documents to slow (4 at once, 1 turned away)"}


async def test_a_caller_at_its_own_limit_is_no_alarm(bulkheads: Bulkheads) -> None:
    await fill(bulkheads, a_call(), a_call())
    with pytest.raises(BulkheadFull):
        await bulkheads.acquire(a_call())
    assert bulkheads.alarms() == {}


@asynccontextmanager
async def reached(how: str, register: LandRegister, bulkheads: Bulkheads) -> AsyncIterator[tuple[Upstream, str]]:
    if how == "in-process":
        yield InProcess({"slow": register}, bulkheads), "in-process:slow"
        return
    direct = Direct(bulkheads)
    await direct.open()
    async with served(register) as port:
        yield direct, f"http://{HOST}:{port}"
        await direct.close()


@pytest.mark.parametrize("how", ["in-process", "direct"])
async def test_a_place_is_held_until_the_answer_is_read_or_given_up(how: str) -> None:
    register, bulkheads = LandRegister(), Bulkheads({DOCUMENTS: Share(1, 1, 1)}, within_s=0.05)
    async with reached(how, register, bulkheads) as (upstream, base_url):
        call = a_call(base_url=base_url)
        for end in (read, drop):
            answer = await upstream.call(call)
            with pytest.raises(BulkheadFull):
                await upstream.call(call)
            await end(answer)
        register.mood = "waiting"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(upstream.call(call), 0.1)
        register.mood = "broken"
        for answer_or_fault in await asyncio.gather(upstream.call(call), return_exceptions=True):
            if not isinstance(answer_or_fault, BaseException):
                await answer_or_fault.close()
        register.mood = "well"
        await read(await upstream.call(call))


async def read(answer: UpstreamAnswer) -> None:
    assert await answer.read(10_000)


async def drop(answer: UpstreamAnswer) -> None:
    await answer.close()
