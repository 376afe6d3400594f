"""The disk is full: nothing is forwarded that could not be recorded, and it goes on when there is room."""

from datetime import UTC, datetime

import pytest

from gateway.ledger.partitions import TABLES, name
from tests.support.bridge import Bridge, until
from tests.support.full_disk import no_room_for

PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


@pytest.mark.parametrize("table", TABLES[:2])
async def test_without_room_for_the_record_nothing_is_forwarded(
    bridge: Bridge, table: str, caplog: pytest.LogCaptureFixture
):
    full = name(table, datetime.now(UTC).date())
    async with no_room_for(bridge.pool, full):
        for _ in range(3):
            answer = await bridge.call("POST", PARCELS, A_PARCEL)
            assert (answer.status, answer.code, answer.json["effect"]) == (503, "unavailable", "none")
            assert int(answer.headers["retry-after"]) >= 1
            assert "exchange-receipt" not in answer.headers
        answer = await bridge.call("GET", f"{PARCELS}/p1")
        assert answer.status == 503, "what cannot be recorded does not leave"
        assert not [call for call in bridge.register.calls if call.method == "POST"]
        assert not await bridge.entries()
        assert "DiskFullError" in caplog.text
    await until(lambda: bridge.gateway.ledger.available)
    answer = await bridge.call("POST", PARCELS, A_PARCEL)
    assert answer.status == 201
    assert "exchange-receipt" in answer.headers
