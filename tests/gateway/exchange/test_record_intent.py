import asyncio
import hashlib

from tests.support.gateway_under_test import GatewayUnderTest, until

PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


async def test_the_intent_is_on_disk_before_the_service_hears_of_it(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.mood = "waiting"
    calling = asyncio.create_task(gateway_under_test.call("POST", PARCELS, A_PARCEL))
    await gateway_under_test.register.entered.wait()
    [(phase, details)] = await gateway_under_test.entries()
    assert phase == "intent"
    assert details["member"] == "police"
    assert details["system"] == "police-case-system"
    assert details["purpose"] == "caseManagement"
    assert details["legalBasis"] == [{"article": "12", "law": "Law on Land"}]
    assert details["agreement"] == "agr_police-land"
    assert (details["service"], details["operation"]) == ("land-register", "registerParcel")
    assert details["contentSize"] == len(A_PARCEL)
    assert details["contentDigest"] == hashlib.sha256(A_PARCEL).hexdigest()
    assert len(details["requestDigest"]) == 64
    assert details["directoryVersion"] == 1
    gateway_under_test.register.go_on.set()
    assert (await calling).status == 201


async def test_a_read_has_no_intent(gateway_under_test: GatewayUnderTest) -> None:
    await gateway_under_test.call("GET", f"{PARCELS}/p1")
    assert [phase for phase, _ in await gateway_under_test.entries()] == ["outcome"]


async def test_without_a_ledger_nothing_is_forwarded(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.gateway.ledger.stop()
    await until(lambda: not gateway_under_test.gateway.ledger.available)
    for method, path, body in (("POST", PARCELS, A_PARCEL), ("GET", f"{PARCELS}/p1", b"")):
        answer = await gateway_under_test.call(method, path, body)
        assert (answer.status, answer.code, answer.json["effect"]) == (503, "unavailable", "none")
        assert int(answer.headers["retry-after"]) >= 1
    assert not gateway_under_test.register.calls
    assert sum(gateway_under_test.gateway.tally.take().values()) == 2
