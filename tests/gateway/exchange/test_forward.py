import asyncio
import hashlib
import socket
from base64 import b64encode
from collections.abc import AsyncIterator

import pytest

from gateway.exchange import receive
from tests.support.gateway_under_test import (
    GatewayUnderTest,
    a_gateway_under_test,
    a_scope,
    a_snapshot,
    an_agreement,
    the_service,
)
from tests.support.land_register import LandRegister
from tests.support.postgres import FreshDatabase
from tests.support.sockets import HOST, served

PARCELS = "/land-register/v1/parcels"
MAPS = "/land-register/v1/maps"
A_PARCEL = b'{"name": "Rice field", "area": 3}'
OCTETS = "application/octet-stream"


@pytest.fixture(params=["in-process", "direct"])
async def either(request: pytest.FixtureRequest, fresh_database: FreshDatabase) -> AsyncIterator[GatewayUnderTest]:
    """The same gateway over both adapters: whatever holds for one holds for the other."""
    url = fresh_database("gateway.migrations")
    register = LandRegister()
    if request.param == "in-process":
        async with a_gateway_under_test(url, register=register) as built:
            yield built
    else:
        async with (
            served(register) as port,
            a_gateway_under_test(url, base_url=f"http://{HOST}:{port}", register=register) as built,
        ):
            yield built


async def test_a_call_arrives_as_it_was_made(either: GatewayUnderTest) -> None:
    answer = await either.call("POST", PARCELS, A_PARCEL)
    assert answer.status == 201
    [call] = either.register.calls
    assert (call.method, call.path, call.body) == ("POST", PARCELS, A_PARCEL)
    assert call.headers["content-type"] == "application/json"
    assert call.headers["accept-encoding"] == "identity"
    assert "idempotency-key" in call.headers


async def test_the_target_arrives_raw(either: GatewayUnderTest) -> None:
    await either.call("GET", f"{PARCELS}/p1?full=%74rue")
    assert either.register.calls[0].query == "full=%74rue"


async def test_a_service_that_is_too_slow_has_applied_what_it_says_it_has(either: GatewayUnderTest) -> None:
    either.hurry()
    either.register.mood = "hanging"
    answer = await either.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.code, answer.json["effect"]) == (504, "upstream-timeout", "applied")
    recorded = await either.recorded(answer)
    assert recorded.outcome is not None
    assert (recorded.outcome["status"], recorded.outcome["effect"]) == (504, "applied")


async def test_a_service_that_never_got_to_it_has_applied_nothing(either: GatewayUnderTest) -> None:
    either.hurry()
    either.register.mood = "unmoved"
    answer = await either.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.json["effect"]) == (504, "none")
    assert either.register.looked_up == [answer.headers["exchange-id"]]


async def test_a_slow_read_has_no_effect_and_nobody_asks(either: GatewayUnderTest) -> None:
    either.hurry()
    either.register.mood = "hanging"
    answer = await either.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.json["effect"]) == (504, "none")
    assert not either.register.looked_up


async def test_a_service_that_breaks_down_after_the_fact_has_done_it(either: GatewayUnderTest) -> None:
    either.register.mood = "broken"
    answer = await either.call("POST", PARCELS, A_PARCEL)
    in_process = either.directory.snapshot.services["land-register"].base_url.startswith("in-process:")
    assert answer.status == (502 if in_process else 500), "its own server says so, as a problem"
    assert answer.json["effect"] == "applied"


async def test_a_service_that_says_503_of_itself_is_asked_all_the_same(either: GatewayUnderTest) -> None:
    either.register.mood = "down"
    answer = await either.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.code, answer.json["effect"]) == (503, "unavailable", "applied")
    recorded = await either.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["effect"] == "applied"


async def test_a_service_that_cannot_say_leaves_it_unknown(either: GatewayUnderTest) -> None:
    either.register.mood = "gone"
    either.register.raw = b"{"
    answer = await either.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.code, answer.json["effect"]) == (502, "upstream-invalid", "unknown")


async def test_a_service_nobody_reaches_has_seen_nothing(fresh_database: FreshDatabase) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with a_gateway_under_test(fresh_database("gateway.migrations"), base_url=nobody) as gateway_under_test:
            answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
            assert (answer.status, answer.code, answer.json["effect"]) == (502, "upstream-unreachable", "none")
            assert (await gateway_under_test.recorded(answer)).outcome is not None


async def test_a_service_in_process_that_is_not_there_is_unreachable(gateway_under_test: GatewayUnderTest) -> None:
    snapshot = a_snapshot(gateway_under_test.key, the_service("in-process:elsewhere"), an_agreement())
    gateway_under_test.directory.snapshot = snapshot
    assert (await gateway_under_test.call("GET", f"{PARCELS}/p1")).code == "upstream-unreachable"


async def test_a_stream_passes_through_with_its_digest(either: GatewayUnderTest) -> None:
    pieces = [b"map" * 30_000] * 10
    answer = await either.call("POST", MAPS, pieces, headers={"content-type": OCTETS, "transfer-encoding": "chunked"})
    assert answer.status == 201
    whole = b"".join(pieces)
    assert either.register.calls[0].body == whole
    recorded = await either.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["contentDigest"] == hashlib.sha256(whole).hexdigest()
    assert recorded.outcome["contentSize"] == len(whole)


@pytest.mark.parametrize("mood", ["well", "protesting"])
async def test_a_stream_that_is_not_what_it_said_never_becomes_whole(either: GatewayUnderTest, mood: str) -> None:
    either.register.mood = mood  # a service that answers all the same knows only that the body broke off
    said = f"sha-256=:{b64encode(hashlib.sha256(b'something else').digest()).decode()}:"
    headers: dict[str, str | None] = {"content-type": OCTETS, "content-digest": said, "transfer-encoding": "chunked"}
    answer = await either.call("POST", MAPS, [b"map"] * 3, headers=headers)
    assert (answer.status, answer.code, answer.json["effect"]) == (400, "digest-mismatch", "none")
    assert not either.register.calls
    recorded = await either.recorded(answer)
    assert recorded.intent is not None
    assert recorded.intent["contentDigest"] == hashlib.sha256(b"something else").hexdigest()


async def test_a_stream_over_the_limit_breaks_off(either: GatewayUnderTest) -> None:
    headers: dict[str, str | None] = {"content-type": OCTETS, "transfer-encoding": "chunked"}
    answer = await either.call("POST", MAPS, [b"x" * 1_000_000] * 4, headers=headers)
    assert (answer.status, answer.code) == (413, "body-too-large")
    assert not either.register.calls


async def test_a_stream_that_drips_is_given_up(either: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive, "GRACE_S", 0.3)
    fields = either.headers("POST", MAPS) | {"content-type": OCTETS, "transfer-encoding": "chunked"}
    sent: list[dict[str, object]] = []

    async def drip() -> dict[str, object]:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = a_scope("POST", MAPS, "", [(n.encode(), v.encode()) for n, v in fields.items()])
    await asyncio.wait_for(either.app(scope, drip, send), 5)  # type: ignore[arg-type]  # starlette's messages are mutable
    assert sent[0]["status"] == 408
    assert not either.register.calls
