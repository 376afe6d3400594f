from dataclasses import replace

import pytest

from contracts.problems import Effect
from evidence.entries import leaf, spell_bytes
from gateway.exchange import record
from gateway.exchange.closer import Closer
from gateway.ledger import store
from gateway.ledger.instance import Instance
from tests.support.bridge import Bridge, a_bridge
from tests.support.postgres import FreshDatabase

PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


def a_closer(bridge: Bridge) -> Closer:
    gateway = bridge.gateway
    return Closer(bridge.pool, bridge.directory, gateway.effects, gateway.ledger, gateway.clock, grace_s=0)


async def left_open(bridge: Bridge, *, by: str) -> str:
    """Leave an intent behind as a gateway does that was killed, and return its exchange."""
    answer = await bridge.call("POST", PARCELS, A_PARCEL)
    exchange = answer.headers["exchange-id"]
    for table in ("ledger_entries", "ledger_details"):
        await bridge.pool.execute(f"delete from {table} where exchange = $1 and ended", exchange)
    await bridge.pool.execute(
        "update ledger_entries set instance = $2, at = at - interval '10 s' where exchange = $1", exchange, by
    )
    await seal(bridge, exchange)
    gone = Instance(bridge.pool, by, bridge.gateway.tally, bridge.gateway.clock.now, lease_s=-1)
    await gone.renew()
    return exchange


async def seal(bridge: Bridge, exchange: str) -> None:
    """Seal the intent as it stands now, as if its gateway had written it so."""
    (row,) = await bridge.pool.fetch("select * from ledger_entries where exchange = $1", exchange)
    stated = leaf(exchange, row["phase"], row["at"], row["commitment"])
    made = bridge.gateway.ledger.seals.seal(stated, row["instance"])
    await bridge.pool.execute("update ledger_entries set seal = $2 where exchange = $1", exchange, made)


@pytest.mark.parametrize(("applied", "effect"), [(True, "applied"), (False, "none")])
async def test_what_a_dead_gateway_left_open_is_closed_by_asking(bridge: Bridge, applied: bool, effect: str):
    exchange = await left_open(bridge, by="gateway-gone")
    if not applied:
        bridge.register.applied.clear()
    assert await a_closer(bridge).sweep() == 1
    recorded = await store.exchange(bridge.pool, exchange)
    assert recorded is not None
    assert recorded.outcome is not None
    assert (recorded.outcome["effect"], recorded.outcome["closedBy"]) == (effect, bridge.gateway.ledger.instance)
    assert await a_closer(bridge).sweep() == 0
    assert await bridge.pool.fetchval("select closed_at from gateway_instances where instance = 'gateway-gone'")


@pytest.mark.parametrize(
    ("ago_s", "closed"),
    [(39, 0), (41, 1)],
    ids=["within deadline and grace", "after both"],
)
async def test_a_call_that_may_still_be_on_its_way_is_left_alone(bridge: Bridge, ago_s: int, closed: int):
    exchange = await left_open(bridge, by="gateway-gone")
    moved = "update ledger_entries set at = now() - make_interval(secs => $2) where exchange = $1"
    await bridge.pool.execute(moved, exchange, float(ago_s))
    await seal(bridge, exchange)
    gateway = bridge.gateway  # the operation's deadline is 10 s, and 30 more are left to the service
    closer = Closer(bridge.pool, bridge.directory, gateway.effects, gateway.ledger, gateway.clock)
    await bridge.pool.execute("update gateway_instances set settled_before = now() - interval '2 min'")
    assert await closer.sweep() == closed


async def test_what_was_left_open_before_a_clock_was_set_back_does_not_wait_for_it(bridge: Bridge):
    exchange = await left_open(bridge, by="gateway-gone")
    ahead = "+ interval '26 hours'"
    await bridge.pool.execute(f"update ledger_entries set at = at {ahead} where exchange = $1", exchange)
    await seal(bridge, exchange)
    await bridge.pool.execute(
        f"update gateway_instances set expires_at = expires_at {ahead}, settled_before = settled_before {ahead} "
        "where instance = 'gateway-gone'"
    )
    assert await a_closer(bridge).sweep() == 1
    assert await bridge.pool.fetchval("select closed_at from gateway_instances where instance = 'gateway-gone'")


async def test_what_was_closed_names_its_intent_and_can_be_read_alone(bridge: Bridge):
    exchange = await left_open(bridge, by="gateway-gone")
    [found] = await store.abandoned(bridge.pool, bridge.gateway.ledger.seals, grace_s=0)
    await a_closer(bridge).sweep()
    recorded = await store.exchange(bridge.pool, exchange)
    assert recorded is not None
    assert recorded.outcome is not None
    assert recorded.outcome["intent"] == spell_bytes(found.leaf_hash)
    assert (recorded.outcome["member"], recorded.outcome["operation"]) == ("police", "registerParcel")
    assert (recorded.outcome["exchange"], recorded.outcome["phase"]) == (exchange, "outcome")


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_entries set seal = null",
        "update ledger_details set details = replace(details::text, 'police', 'court')::json",
    ],
)
async def test_what_somebody_else_has_written_is_not_made_true_by_an_end(bridge: Bridge, statement: str):
    exchange = await left_open(bridge, by="gateway-gone")
    await bridge.pool.execute(f"{statement} where exchange = $1", exchange)
    assert await a_closer(bridge).sweep() == 0


async def test_what_cannot_be_found_out_now_is_asked_again(bridge: Bridge):
    await left_open(bridge, by="gateway-gone")
    bridge.register.mood = "gone"
    assert await a_closer(bridge).sweep() == 0
    bridge.register.mood = "well"
    assert await a_closer(bridge).sweep() == 1


async def test_an_exchange_of_a_living_gateway_is_its_own_affair(bridge: Bridge):
    await left_open(bridge, by=bridge.gateway.ledger.instance)
    await Instance(bridge.pool, bridge.gateway.ledger.instance, bridge.gateway.tally, bridge.gateway.clock.now).renew()
    assert await a_closer(bridge).sweep() == 0


async def test_a_service_that_is_not_registered_any_more_stays_open(bridge: Bridge):
    await left_open(bridge, by="gateway-gone")
    bridge.directory.snapshot = replace(bridge.directory.snapshot, services={})
    assert await a_closer(bridge).sweep() == 0


async def test_the_first_outcome_counts(fresh_database: FreshDatabase):
    async with a_bridge(fresh_database("gateway.migrations")) as bridge:
        answer = await bridge.call("POST", PARCELS, A_PARCEL)
        found = store.OpenIntent(answer.headers["exchange-id"], "land-register", {}, b"")
        late = record.closed(found, bridge.gateway.clock.now(), Effect.NONE, by="late")
        assert not await bridge.gateway.ledger.record(late)
        recorded = await bridge.recorded(answer)
        assert recorded.outcome is not None
        assert recorded.outcome["effect"] == "applied"
