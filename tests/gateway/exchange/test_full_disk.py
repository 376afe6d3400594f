"""The disk is full: nothing is forwarded that could not be recorded, and it goes on when there is room."""

import asyncio
from datetime import UTC, datetime

import pytest

from gateway.ledger.partitions import TABLES, name
from tests.support.full_disk import no_room_for
from tests.support.gateway_under_test import GatewayUnderTest, until

PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


@pytest.mark.parametrize("table", TABLES[:2])
async def test_without_room_for_the_record_nothing_is_forwarded(
    gateway_under_test: GatewayUnderTest, table: str, caplog: pytest.LogCaptureFixture
) -> None:
    full = name(table, datetime.now(UTC).date())
    async with no_room_for(gateway_under_test.pool, full):
        for _ in range(3):
            answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
            assert (answer.status, answer.code, answer.json["effect"]) == (503, "unavailable", "none")
            assert int(answer.headers["retry-after"]) >= 1
            assert "exchange-receipt" not in answer.headers
        for _ in range(3):  # through several rounds of the writer: none of them takes a connection for room
            await asyncio.sleep(0.3)
            assert not gateway_under_test.gateway.ledger.available
            assert (await gateway_under_test.call("GET", f"{PARCELS}/p1")).status == 503
        assert not gateway_under_test.register.calls, "a service is not asked for an answer that could not leave"
        assert not await gateway_under_test.entries()
        assert "DiskFullError" in caplog.text
    await until(lambda: gateway_under_test.gateway.ledger.available)
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert answer.status == 201
    assert "exchange-receipt" in answer.headers
