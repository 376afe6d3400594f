"""What a gateway shows of itself: places, the ledger's queue and lag, the directory's ends, and who called when."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from chassis.process.clock import SystemClock
from chassis.process.sampling import Sampler
from chassis.process.telemetry import Telemetry
from contracts.calendar import VIENTIANE
from gateway.exchange import figures
from gateway.exchange.bulkheads import Bulkheads
from gateway.exchange.last_seen import LastSeen
from gateway.exchange.upstream import UpstreamRequest
from gateway.ledger import lag
from tests.support.gateway_under_test import GatewayUnderTest

PARCEL = "/land-register/v1/parcels/p1"
SYSTEM = "police-case-system"


class Shown:
    """A component's telemetry, and what would be scraped of it."""

    def __init__(self) -> None:
        self._reader = InMemoryMetricReader()
        self.measured = Telemetry(None, MeterProvider([self._reader]))

    def __call__(self, name: str) -> list[tuple[Mapping[str, Any], Any]]:
        data = self._reader.get_metrics_data()
        metrics = data.resource_metrics[0].scope_metrics[0].metrics if data is not None else []
        points = [point for metric in metrics if metric.name == name for point in metric.data.data_points]
        return [(dict(p.attributes or {}), p.value if hasattr(p, "value") else (p.count, p.sum)) for p in points]


@pytest.fixture
def shown() -> Iterator[Shown]:
    found = Shown()
    yield found
    found.measured.shutdown()


async def test_places_are_shown_by_lane_and_by_service_but_never_by_caller(shown: Shown) -> None:
    bulkheads = Bulkheads()
    figures.show_places(shown.measured, bulkheads)
    request = UpstreamRequest("GET", "", "", (), service="land-register", caller="somebody")
    permits = await bulkheads.acquire(request)
    used = shown("saphan.exchange.places.used")
    assert ({"lane": "documents", "service": ""}, 1) in used
    assert ({"lane": "documents", "service": "land-register"}, 1) in used
    assert ({"lane": "documents", "service": "land-register"}, 64) in shown("saphan.exchange.places.limit")
    assert len(used) == 4, "three lanes, and the one service that was called"
    bulkheads.release(permits)
    assert {taken for _, taken in shown("saphan.exchange.places.used")} == {0}


async def test_the_ledgers_batches_are_counted_and_its_lag_is_the_oldest_entry(
    gateway_under_test: GatewayUnderTest, shown: Shown
) -> None:
    figures.show_ledger(shown.measured, gateway_under_test.gateway.ledger)
    sampler = Sampler(shown.measured)
    lag.watch(sampler, gateway_under_test.gateway.records, SystemClock())
    await sampler.round()
    assert shown("saphan.ledger.lag") == [({}, 0.0)]
    assert shown("saphan.ledger.checkpoint.age") == [], "nothing was signed yet"
    began = time.time()
    await gateway_under_test.call("GET", PARCEL)
    await sampler.round()
    [(_, age_s)] = shown("saphan.ledger.lag")  # no tree grows here
    assert 0 < age_s <= time.time() - began + 1
    assert shown("saphan.ledger.batch") == [({}, (1, 1))]
    assert shown("saphan.ledger.pending") == [({}, 0)]


async def test_the_directory_says_what_ends_and_who_called(gateway_under_test: GatewayUnderTest, shown: Shown) -> None:
    snapshot = gateway_under_test.directory.snapshot
    endless, ending = (replace(a, id=f"agr_{a.valid_to}") for a in _with_and_without_end(snapshot.agreements))
    snapshot = replace(snapshot, agreements={a.id: a for a in (endless, ending)})
    directory, last_seen = _Directory(snapshot), LastSeen()
    last_seen.note(SYSTEM, 1_700_000_000.0)
    last_seen.note("a-system-that-was-removed", 1_700_000_000.0)
    figures.show_directory(shown.measured, directory, gateway_under_test.keys, last_seen)  # type: ignore[arg-type]  # what of it is asked for
    assert shown("saphan.directory.age") == [({}, 0.5)]
    assert shown("saphan.expiry.timestamp") == [({"kind": "agreement", "name": ending.id}, ending.valid_to)]
    assert shown("saphan.system.last_exchange.timestamp") == [({"member": "police", "system": SYSTEM}, 1.7e9)]


def _with_and_without_end(agreements: Mapping[str, Any]) -> tuple[Any, Any]:
    [agreement] = agreements.values()
    return replace(agreement, valid_to=None), replace(agreement, valid_to=1_900_000_000.0)


class _Directory:
    def __init__(self, snapshot: Any) -> None:
        self.snapshot, self.age_s = snapshot, 0.5


async def test_before_its_start_the_ledger_knows_who_called(gateway_under_test: GatewayUnderTest) -> None:
    pool, now = gateway_under_test.gateway.records, datetime.now(UTC)
    await gateway_under_test.call("GET", PARCEL)
    recalled = LastSeen()
    await recalled.recall(pool, now + timedelta(seconds=1))
    assert abs(recalled.at[SYSTEM] - now.timestamp()) < 60
    yesterday = now.astimezone(VIENTIANE).date() - timedelta(days=1)
    await pool.execute("insert into exchange_day_summaries (day) values ($1)", yesterday)
    await pool.execute(
        "insert into exchange_days (day, member, system, provider, service, operation, purpose, code, status, bucket,"
        " exchanges) values ($1, 'moj', 'court-system', 'land', 'land-register', 'readParcel', 'x', null, 200, 1, 7)",
        yesterday,
    )
    again = LastSeen()
    await again.recall(pool, now + timedelta(seconds=1))
    assert again.at.keys() == {SYSTEM, "court-system"}
    assert again.at["court-system"] <= now.timestamp(), "some time of that day, and not later"
    assert again.at["court-system"] > (now - timedelta(days=1)).timestamp()
