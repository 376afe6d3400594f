import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import pytest

from gateway.ledger import store
from tests.support.gateway_under_test import GatewayUnderTest, a_scope

PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


async def test_a_caller_who_hangs_up_does_not_stop_what_has_begun(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.mood = "waiting"
    calling = asyncio.create_task(gateway_under_test.call("POST", PARCELS, A_PARCEL))
    await gateway_under_test.register.entered.wait()
    calling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await calling
    gateway_under_test.register.go_on.set()
    await asyncio.wait(gateway_under_test.gateway.tasks)
    entries = await gateway_under_test.entries()
    assert [phase for phase, _ in entries] == ["intent", "outcome"]
    assert (entries[1][1]["status"], entries[1][1]["effect"]) == (201, "applied")


class SetBack:
    """A clock that is set, forward or back, while the first exchange runs."""

    def __init__(self, by: timedelta) -> None:
        self._by, self._asked = by, 0

    def now(self) -> datetime:
        self._asked += 1
        return datetime.now(UTC) + (self._by if self._asked > 1 else timedelta(0))


@pytest.mark.parametrize("by", [timedelta(hours=-26), timedelta(days=40)])
async def test_how_long_an_exchange_took_does_not_change_with_the_clock(
    gateway_under_test: GatewayUnderTest, by: timedelta
) -> None:
    gateway_under_test.gateway.clock = SetBack(by)
    assert (await gateway_under_test.call("GET", f"{PARCELS}/p1")).status == 200
    [(_, details)] = await gateway_under_test.entries()
    assert 0 <= details["durationMs"] < 60_000  # 40 days in milliseconds are too many for the reports


async def test_nothing_leaves_before_the_outcome_is_on_disk(gateway_under_test: GatewayUnderTest) -> None:
    seen: list[int] = []
    fields = gateway_under_test.headers("POST", PARCELS) | {"content-length": str(len(A_PARCEL))}
    waiting = [{"type": "http.request", "body": A_PARCEL, "more_body": False}]

    async def receive() -> dict[str, object]:
        return dict(waiting.pop())

    async def send(message: dict[str, object]) -> None:
        seen.append(len(await gateway_under_test.entries()))

    scope = a_scope("POST", PARCELS, "", [(n.encode(), v.encode()) for n, v in fields.items()])
    await gateway_under_test.app(scope, receive, send)  # type: ignore[arg-type]  # starlette's messages are mutable mappings
    assert seen == [2, 2]


async def test_when_the_outcome_cannot_be_recorded_the_caller_hears_what_happened_and_it_is_recorded_later(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.register.mood = "waiting"
    calling = asyncio.create_task(gateway_under_test.call("POST", PARCELS, A_PARCEL))
    await gateway_under_test.register.entered.wait()
    await gateway_under_test.pool.execute("alter table ledger_entries rename to ledger_entries_away")
    gateway_under_test.register.go_on.set()
    answer = await calling
    assert (answer.status, answer.code, answer.json["effect"]) == (503, "unavailable", "applied")
    assert await gateway_under_test.pool.fetchval("select count(*) from ledger_entries_away") == 1
    await gateway_under_test.pool.execute("alter table ledger_entries_away rename to ledger_entries")
    async with asyncio.timeout(5):
        while len(entries := await gateway_under_test.entries()) < 2:  # noqa: ASYNC110 - a table has no event
            await asyncio.sleep(0.05)
    assert (entries[1][1]["status"], entries[1][1]["effect"]) == (503, "applied")


async def test_exchanges_are_counted_with_their_outcomes(gateway_under_test: GatewayUnderTest) -> None:
    assert await store.exchanges(gateway_under_test.pool) == 0
    await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    await gateway_under_test.call("GET", f"{PARCELS}/p1")
    await gateway_under_test.call("GET", f"{PARCELS}/P!")
    await gateway_under_test.call("GET", "/land-register/v1/nothing")
    assert await store.exchanges(gateway_under_test.pool) == 4
