from dataclasses import replace

import pytest

from contracts.problems import Effect
from evidence.base64url import b64url
from evidence.entries import leaf
from gateway.exchange import record
from gateway.exchange.closer import Closer
from gateway.ledger import store
from gateway.ledger.instance import Instance
from tests.support.gateway_under_test import GatewayUnderTest, a_gateway_under_test
from tests.support.postgres import FreshDatabase

PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


def a_closer(gateway_under_test: GatewayUnderTest) -> Closer:
    gateway = gateway_under_test.gateway
    return Closer(
        gateway_under_test.pool, gateway_under_test.directory, gateway.effects, gateway.ledger, gateway.clock, grace_s=0
    )


async def left_open(gateway_under_test: GatewayUnderTest, *, by: str) -> str:
    """Leave an intent behind as a gateway does that was killed, and return its exchange."""
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    exchange = answer.headers["exchange-id"]
    for table in ("ledger_entries", "ledger_details"):
        await gateway_under_test.pool.execute(f"delete from {table} where exchange = $1 and ended", exchange)
    await gateway_under_test.pool.execute(
        "update ledger_entries set instance = $2, at = at - interval '10 s' where exchange = $1", exchange, by
    )
    await seal(gateway_under_test, exchange)
    gone = Instance(
        gateway_under_test.pool, by, gateway_under_test.gateway.tally, gateway_under_test.gateway.clock.now, lease_s=-1
    )
    await gone.renew()
    return exchange


async def seal(gateway_under_test: GatewayUnderTest, exchange: str) -> None:
    """Seal the intent as it stands now, as if its gateway had written it so."""
    (row,) = await gateway_under_test.pool.fetch("select * from ledger_entries where exchange = $1", exchange)
    stated = leaf(exchange, row["phase"], row["at"], row["commitment"])
    made = gateway_under_test.gateway.ledger.seals.seal(stated, row["instance"])
    await gateway_under_test.pool.execute("update ledger_entries set seal = $2 where exchange = $1", exchange, made)


@pytest.mark.parametrize(("applied", "effect"), [(True, "applied"), (False, "none")])
async def test_what_a_dead_gateway_left_open_is_closed_by_asking(
    gateway_under_test: GatewayUnderTest, applied: bool, effect: str
) -> None:
    exchange = await left_open(gateway_under_test, by="gateway-gone")
    if not applied:
        gateway_under_test.register.applied.clear()
    assert await a_closer(gateway_under_test).sweep() == 1
    recorded = await store.exchange(gateway_under_test.pool, exchange)
    assert recorded is not None
    assert recorded.outcome is not None
    assert (recorded.outcome["effect"], recorded.outcome["closedBy"]) == (
        effect,
        gateway_under_test.gateway.ledger.instance,
    )
    assert await a_closer(gateway_under_test).sweep() == 0
    assert await gateway_under_test.pool.fetchval(
        "select closed_at from gateway_instances where instance = 'gateway-gone'"
    )


@pytest.mark.parametrize(
    ("ago_s", "closed"),
    [(39, 0), (41, 1)],
    ids=["within deadline and grace", "after both"],
)
async def test_a_call_that_may_still_be_on_its_way_is_left_alone(
    gateway_under_test: GatewayUnderTest, ago_s: int, closed: int
) -> None:
    exchange = await left_open(gateway_under_test, by="gateway-gone")
    moved = "update ledger_entries set at = now() - make_interval(secs => $2) where exchange = $1"
    await gateway_under_test.pool.execute(moved, exchange, float(ago_s))
    await seal(gateway_under_test, exchange)
    gateway = gateway_under_test.gateway  # the operation's deadline is 10 s, and 30 more are left to the service
    closer = Closer(
        gateway_under_test.pool, gateway_under_test.directory, gateway.effects, gateway.ledger, gateway.clock
    )
    await gateway_under_test.pool.execute("update gateway_instances set settled_before = now() - interval '2 min'")
    assert await closer.sweep() == closed


async def test_what_was_left_open_before_a_clock_was_set_back_does_not_wait_for_it(
    gateway_under_test: GatewayUnderTest,
) -> None:
    exchange = await left_open(gateway_under_test, by="gateway-gone")
    ahead = "+ interval '26 hours'"
    await gateway_under_test.pool.execute(f"update ledger_entries set at = at {ahead} where exchange = $1", exchange)
    await seal(gateway_under_test, exchange)
    await gateway_under_test.pool.execute(
        f"update gateway_instances set expires_at = expires_at {ahead}, settled_before = settled_before {ahead} "
        "where instance = 'gateway-gone'"
    )
    assert await a_closer(gateway_under_test).sweep() == 1
    assert await gateway_under_test.pool.fetchval(
        "select closed_at from gateway_instances where instance = 'gateway-gone'"
    )


async def test_what_was_closed_names_its_intent_and_can_be_read_alone(gateway_under_test: GatewayUnderTest) -> None:
    exchange = await left_open(gateway_under_test, by="gateway-gone")
    [found] = await store.abandoned(gateway_under_test.pool, gateway_under_test.gateway.ledger.seals, grace_s=0)
    await a_closer(gateway_under_test).sweep()
    recorded = await store.exchange(gateway_under_test.pool, exchange)
    assert recorded is not None
    assert recorded.outcome is not None
    assert recorded.outcome["intent"] == b64url(found.leaf_hash)
    assert (recorded.outcome["member"], recorded.outcome["operation"]) == ("police", "registerParcel")
    assert (recorded.outcome["exchange"], recorded.outcome["phase"]) == (exchange, "outcome")


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_entries set seal = null",
        "update ledger_details set salt = 'x'",
        "update ledger_details set details = replace(details::text, 'police', 'court')::json",
    ],
)
async def test_what_somebody_else_has_written_is_not_made_true_by_an_end(
    gateway_under_test: GatewayUnderTest, statement: str
) -> None:
    exchange = await left_open(gateway_under_test, by="gateway-gone")
    await gateway_under_test.pool.execute(f"{statement} where exchange = $1", exchange)
    assert await a_closer(gateway_under_test).sweep() == 0


async def test_what_cannot_be_found_out_now_is_asked_again(gateway_under_test: GatewayUnderTest) -> None:
    await left_open(gateway_under_test, by="gateway-gone")
    gateway_under_test.register.mood = "gone"
    assert await a_closer(gateway_under_test).sweep() == 0
    gateway_under_test.register.mood = "well"
    assert await a_closer(gateway_under_test).sweep() == 1


async def test_an_exchange_of_a_living_gateway_is_its_own_affair(gateway_under_test: GatewayUnderTest) -> None:
    await left_open(gateway_under_test, by=gateway_under_test.gateway.ledger.instance)
    await Instance(
        gateway_under_test.pool,
        gateway_under_test.gateway.ledger.instance,
        gateway_under_test.gateway.tally,
        gateway_under_test.gateway.clock.now,
    ).renew()
    assert await a_closer(gateway_under_test).sweep() == 0


async def test_a_service_that_is_not_registered_any_more_stays_open(gateway_under_test: GatewayUnderTest) -> None:
    await left_open(gateway_under_test, by="gateway-gone")
    gateway_under_test.directory.snapshot = replace(gateway_under_test.directory.snapshot, services={})
    assert await a_closer(gateway_under_test).sweep() == 0


async def test_the_first_outcome_counts(fresh_database: FreshDatabase) -> None:
    async with a_gateway_under_test(fresh_database("gateway.migrations")) as gateway_under_test:
        answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
        found = store.OpenIntent(answer.headers["exchange-id"], "land-register", {}, b"")
        late = record.closed(found, gateway_under_test.gateway.clock.now(), Effect.NONE, by="late")
        assert not await gateway_under_test.gateway.ledger.record(late)
        recorded = await gateway_under_test.recorded(answer)
        assert recorded.outcome is not None
        assert recorded.outcome["effect"] == "applied"
