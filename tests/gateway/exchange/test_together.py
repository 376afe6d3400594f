"""Limits of a caller over the workers of one host: what one holds, the other counts, and the dead hold nothing."""

import asyncio
from copy import copy

import pytest

from chassis.process.shared_counts import SharedCounts
from chassis.process.shared_seen import SharedSeen
from contracts.problems import Unavailable
from gateway.errors.passage import RateLimited
from gateway.exchange.bulkheads import Share
from gateway.exchange.shared_bulkheads import SharedBulkheads
from gateway.exchange.shares import Limits, Shares
from gateway.exchange.together import Together
from gateway.exchange.upstream import DOCUMENTS, BulkheadFull, Lane, UpstreamRequest
from gateway.trust.proofs import Proof, SharedProofMemory


def two_workers() -> tuple[SharedCounts, SharedCounts]:
    """Return the counts as each of two workers has them."""
    first = SharedCounts(2)
    second = copy(first)
    first.work_as(0)
    second.work_as(1)
    return first, second


def a_call(caller: str = "a", service: str = "slow") -> UpstreamRequest:
    return UpstreamRequest("GET", "http://x", "/", [], service=service, caller=caller)


def bulkheads(share: Share, *, within_s: float = 0.05) -> tuple[SharedBulkheads, SharedBulkheads, SharedCounts]:
    first, second = two_workers()
    shares: dict[Lane, Share] = {DOCUMENTS: share}
    return (
        SharedBulkheads(first, shares, within_s=within_s),
        SharedBulkheads(second, shares, within_s=within_s),
        first,
    )


async def test_a_callers_places_are_those_of_both_workers() -> None:
    one, other, _ = bulkheads(Share(9, 9, 2))
    held = [await one.acquire(a_call()), await other.acquire(a_call())]
    for worker in (one, other):
        with pytest.raises(BulkheadFull) as refused:
            await worker.acquire(a_call())
        assert refused.value.own
        assert worker.alarms() == {}
        worker.release(await worker.acquire(a_call("b")))
    one.release(held[0])
    await other.acquire(a_call())


async def test_a_services_places_are_those_of_both_workers() -> None:
    one, other, _ = bulkheads(Share(9, 2, 2))
    await one.acquire(a_call("a"))
    await one.acquire(a_call("b"))
    with pytest.raises(BulkheadFull) as refused:
        await other.acquire(a_call("c"))
    assert not refused.value.own
    assert other.alarms() == {"places-full": "documents to slow (2 at once, 1 turned away)"}
    await other.acquire(a_call("c", "quick"))


async def test_who_waits_gets_the_place_that_the_other_worker_gives_back() -> None:
    one, other, _ = bulkheads(Share(1, 1, 1), within_s=20)
    held = await one.acquire(a_call())
    waiting = [asyncio.create_task(other.acquire(a_call())) for _ in range(2)]
    await asyncio.sleep(0.05)
    assert not any(each.done() for each in waiting)
    one.release(held)
    other.release(await waiting[0])  # first come, first served
    other.release(await waiting[1])
    assert not other._queues


async def test_who_waits_no_longer_holds_nothing() -> None:
    one, other, counts = bulkheads(Share(1, 1, 1), within_s=20)
    held = await one.acquire(a_call())
    waiting = asyncio.create_task(other.acquire(a_call()))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    one.release(held)
    assert counts["places: documents"] == 0
    other.release(await other.acquire(a_call()))


async def test_what_a_dead_worker_held_is_free() -> None:
    one, other, counts = bulkheads(Share(1, 1, 1))
    await one.acquire(a_call())
    counts.forget(0)
    await other.acquire(a_call())


def test_streams_bodies_and_unread_bytes_are_those_of_both_workers() -> None:
    limits = Limits(
        streams_of_system=2, bodies_of_system=2, bodies_of_agreement=3, body_bytes_of_system=100, unread_of_system=100
    )
    one, other = (Shares(limits, counts) for counts in two_workers())
    one.begin_stream("a", "agr", "m", "s")
    other.begin_stream("a", "agr", "m", "s")
    for worker in (one, other):
        with pytest.raises(RateLimited):
            worker.begin_stream("a", "agr", "m", "s")
    one.end_stream("a", "agr", "m", "s")
    other.begin_stream("a", "agr", "m", "s")
    with one.body("a", "agr", 60), pytest.raises(RateLimited), other.body("a", "agr", 60):
        pass
    with one.body("a", "agr", 60), other.body("a", "agr", 40), pytest.raises(RateLimited), one.body("a", "agr", 0):
        pass
    with one.body("a", "agr", 60), other.body("a", "agr", 40):
        pass
    with one.unread("a", 60), other.unread("a", 40), pytest.raises(RateLimited):
        other.must_have_read("a")
    other.must_have_read("a")


def test_a_proof_that_one_worker_has_seen_is_used_up_at_the_other() -> None:
    seen = SharedSeen(2, kept_s=120, size=64)
    one, other = SharedProofMemory(seen, "dpop"), SharedProofMemory(copy(seen), "dpop")
    proof = Proof("key", "jti", 1.0)
    assert one.remember(proof)
    assert not other.remember(proof)
    assert SharedProofMemory(seen, "signature").remember(proof)
    many = (Proof("key", str(number), 1.0) for number in range(200))
    with pytest.raises(Unavailable):
        any(not other.remember(each) for each in many)


def test_what_workers_share_is_small_until_it_is_used() -> None:
    together = Together.of(8)
    assert together.counts is not None
    assert together.seen is not None
    assert together.counts["nobody"] == 0
    assert together.seen.is_new(1)
