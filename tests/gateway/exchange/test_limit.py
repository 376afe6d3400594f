import asyncio
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from chassis.http.answer_headers import HEADERS
from contracts.problems import Unavailable
from gateway.errors.passage import RateLimited
from gateway.exchange.limiter import Limiter, Policy
from tests.support.clock import DatabaseClock, a_database_clock
from tests.support.gateway_under_test import GatewayUnderTest, a_gateway_under_test, an_agreement
from tests.support.postgres import FreshDatabase

PATH = "/land-register/v1/parcels/p1"


async def test_a_system_has_so_many_calls_and_refused_ones_count(fresh_database: FreshDatabase) -> None:
    policy = Policy("system", 3, 0.01)
    async with a_gateway_under_test(fresh_database("gateway.migrations"), system_policy=policy) as gateway_under_test:
        statuses = [(await gateway_under_test.call("GET", "/land-register/v1/nothing")).status for _ in range(4)]
        assert statuses == [404, 404, 404, 429]
        answer = await gateway_under_test.call("GET", PATH)
        assert answer.code == "rate-limited"
        assert answer.headers["retry-after"] == answer.headers["ratelimit-reset"]
        assert answer.headers["ratelimit"].startswith('"system";r=0;t=')
        assert answer.headers["ratelimit-policy"] == '"system";q=3;w=300'
        assert not gateway_under_test.register.calls
        assert [(phase, details["status"]) for phase, details in await gateway_under_test.entries()] == [
            ("refused", 404)
        ] * 3
        assert sum(gateway_under_test.gateway.tally.take().values()) == 2


async def test_every_answer_to_a_known_caller_tells_its_limits_and_who_may_keep_it(
    gateway_under_test: GatewayUnderTest,
) -> None:
    answers = [
        await gateway_under_test.call("GET", PATH),
        await gateway_under_test.call("POST", "/land-register/v1/parcels", b"{}"),
        await gateway_under_test.call("GET", "/land-register/v1/nothing"),
        await gateway_under_test.call(
            "POST", "/land-register/v1/parcels", b"a", headers={"content-type": "text/plain"}
        ),
    ]
    assert [answer.status for answer in answers] == [200, 400, 404, 415]
    for answer in answers:
        assert answer.headers.keys() >= {*map(str.lower, HEADERS)} - {"api-version", "retry-after"}
        assert 0 <= int(answer.headers["ratelimit-remaining"]) < int(answer.headers["ratelimit-limit"])
        assert int(answer.headers["ratelimit-reset"]) > 0
        assert answer.headers["cache-control"] == "no-store"


async def test_the_agreement_has_a_rate_and_a_day_of_its_own(gateway_under_test: GatewayUnderTest) -> None:
    scarce = an_agreement(daily_quota=2)
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot, agreements={scarce.id: scarce}
    )
    answers = [await gateway_under_test.call("GET", PATH) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert '"day";q=2;w=86400' in answers[0].headers["ratelimit-policy"]
    assert answers[0].headers["ratelimit-limit"] == "2"
    assert answers[0].headers["ratelimit-remaining"] == "1"
    assert answers[2].json["params"]["policy"] == "day"
    assert 1 <= int(answers[2].headers["retry-after"]) <= 86_400


@pytest.fixture
async def pool(fresh_database: FreshDatabase) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(fresh_database("gateway.migrations"), min_size=1, max_size=4) as made:
        yield made


async def spend(limiter: Limiter, policy: Policy, times: int) -> int:
    spent = 0
    for _ in range(times):
        try:
            await limiter.take("bucket", policy)
        except RateLimited:
            break
        spent += 1
    return spent


async def test_two_gateways_share_one_bucket(pool: asyncpg.Pool) -> None:
    policy = Policy("system", 10, 0.001)
    assert await spend(Limiter(pool), policy, 7) == 7
    assert await spend(Limiter(pool), policy, 7) == 3


async def test_a_bucket_fills_again_at_its_rate(pool: asyncpg.Pool) -> None:
    policy = Policy("system", 2, 20)
    limiter = Limiter(pool)
    assert await spend(limiter, policy, 3) == 2
    await asyncio.sleep(0.7)
    assert await spend(limiter, policy, 3) == 2


async def test_what_a_lease_did_not_spend_goes_back(pool: asyncpg.Pool) -> None:
    quota = Policy("day", 2000, 0)
    first, second = Limiter(pool), Limiter(pool)
    await first.take("bucket", quota)
    await first.give_back(everything=True)
    assert (await second.take("bucket", quota)).remaining == 1998


async def test_many_at_once_ask_once_and_nobody_gets_more_than_there_is(pool: asyncpg.Pool) -> None:
    policy = Policy("system", 50, 0.001)
    limiter = Limiter(pool)
    results = await asyncio.gather(*(limiter.take("bucket", policy) for _ in range(80)), return_exceptions=True)
    assert sum(not isinstance(result, BaseException) for result in results) == 50
    assert sum(isinstance(result, RateLimited) for result in results) == 30


async def test_a_quota_begins_anew_with_the_day_in_vientiane(pool: asyncpg.Pool) -> None:
    before_midnight = 1_700_000_000 // 86_400 * 86_400 + 17 * 3600 - 10  # 23:59:50 in Vientiane
    now = [before_midnight]
    limiter = Limiter(pool, clock=lambda: float(now[0]))
    quota = Policy("day", 1, 0)
    assert (await limiter.take("bucket", quota)).reset_s == 10
    with pytest.raises(RateLimited):
        await limiter.take("bucket", quota)
    now[0] += 11
    assert (await limiter.take("bucket", quota)).remaining == 0


@pytest.fixture
async def set_clock(fresh_database: FreshDatabase) -> AsyncIterator[tuple[DatabaseClock, asyncpg.Pool]]:
    """A database whose clock the test sets, and two gateways' limiters on it."""
    url = fresh_database("gateway.migrations")
    async with a_database_clock(url) as clock, asyncpg.create_pool(url, min_size=1, max_size=4) as pool:
        yield clock, pool


@pytest.mark.parametrize("ahead", [timedelta(hours=-26), timedelta(seconds=-30), timedelta(hours=26)])
async def test_a_clock_that_is_set_refuses_nobody_and_gives_nobody_more_than_a_bucket(
    set_clock: tuple[DatabaseClock, asyncpg.Pool], ahead: timedelta
) -> None:
    clock, pool = set_clock
    policy = Policy("system", 40, 20)
    first, began = Limiter(pool), time.monotonic()
    before = await spend(first, policy, 30)
    await first.give_back(everything=True)
    await clock.show(ahead)
    after = await spend(Limiter(pool), policy, 60)
    assert before == 30
    filled = 1 + policy.rate_per_s * (time.monotonic() - began)
    most = (policy.capacity if ahead > timedelta(0) else 10) + filled
    assert 10 <= after <= most, "what was left, or one full bucket"
    bucket = await pool.fetchrow("select tokens, extract(epoch from now() - at)::float8 as passed_s from limit_buckets")
    assert bucket is not None
    assert 0 <= bucket["tokens"] < policy.lease
    assert 0 <= bucket["passed_s"] < 60, "it is filled by the clock as it is"
    await asyncio.sleep(0.6)
    assert await spend(Limiter(pool), policy, 5) == 5


async def test_forward_and_back_is_one_bucket_more_and_no_wait(set_clock: tuple[DatabaseClock, asyncpg.Pool]) -> None:
    clock, pool = set_clock
    policy = Policy("system", 40, 0.001)
    spent = [await spend(Limiter(pool), policy, 100)]
    for ahead in (timedelta(hours=26), timedelta(0)):
        await clock.show(ahead)
        spent.append(await spend(Limiter(pool), policy, 100))
    assert spent == [40, 40, 0]


async def test_a_bucket_that_an_older_version_left_below_zero_fills_at_its_rate(pool: asyncpg.Pool) -> None:
    policy = Policy("system", 40, 20)
    await spend(Limiter(pool), policy, 1)
    await pool.execute("update limit_buckets set tokens = -720000")
    await asyncio.sleep(0.3)
    assert await spend(Limiter(pool), policy, 3) == 3


async def test_a_daily_quota_is_each_days_own_when_the_clock_jumps_over_midnight_and_back(
    set_clock: tuple[DatabaseClock, asyncpg.Pool],
) -> None:
    clock, pool = set_clock
    now, quota = [time.time()], Policy("day", 10, 0)

    async def spent_at(ahead: timedelta, times: int) -> int:
        now[0] = time.time() + ahead.total_seconds()
        await clock.show(ahead)
        return await spend(Limiter(pool, clock=lambda: now[0]), quota, times)

    tomorrow = timedelta(days=1)
    assert await spent_at(timedelta(0), 7) == 7
    assert await spent_at(tomorrow, 4) == 4
    assert await spent_at(timedelta(0), 9) == 3, "today's, as it was left"
    assert await spent_at(tomorrow, 9) == 6, "tomorrow's, as it was left: nothing is given twice"


async def test_without_the_database_nobody_can_tell(fresh_database: FreshDatabase) -> None:
    pool = await asyncpg.create_pool(fresh_database("gateway.migrations"), min_size=0, max_size=1)
    await pool.close()
    with pytest.raises(Unavailable):
        await Limiter(pool).take("bucket", Policy("system", 10, 1))


async def spent_by_processes(url: str, *, seconds: float, policy: Policy) -> list[int]:
    """Return what two gateway processes got out of one bucket, each taking as fast as it may."""
    command = [sys.executable, "-m", "tests.support.bucket_client", url]
    command += [str(seconds), str(policy.capacity), str(policy.rate_per_s)]
    running = [await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE) for _ in range(2)]
    for process in running:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    begin = f"{time.time() + 0.2}\n".encode()
    ended = await asyncio.gather(*(process.communicate(begin) for process in running))
    return [int(out) for out, _ in ended]


@pytest.mark.slow
async def test_two_processes_keep_a_rate_within_a_tenth(fresh_database: FreshDatabase) -> None:
    policy, seconds = Policy("agreement", 100, 200.0), 3.0
    spent = await spent_by_processes(fresh_database("gateway.migrations"), seconds=seconds, policy=policy)
    allowed = policy.capacity + policy.rate_per_s * seconds
    assert abs(sum(spent) - allowed) <= allowed / 10, spent
    assert min(spent) > 0


@pytest.mark.slow
async def test_two_processes_keep_a_daily_quota_to_the_call(fresh_database: FreshDatabase) -> None:
    spent = await spent_by_processes(fresh_database("gateway.migrations"), seconds=60.0, policy=Policy("day", 5000, 0))
    assert sum(spent) == 5000
    assert min(spent) > 0
