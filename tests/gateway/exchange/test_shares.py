"""What one caller may hold at once: streams by number, unread answers by their bytes, a slow reader by his pace."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import orjson
import pytest
from pydantic import ValidationError
from starlette.types import Message

from gateway.errors.passage import RateLimited
from gateway.exchange import streams
from gateway.exchange.bulkheads import SHARES, Bulkheads, Share
from gateway.exchange.direct import Direct
from gateway.exchange.in_process import InProcess
from gateway.exchange.shares import Limits, Shares
from gateway.exchange.upstream import DOCUMENTS, LOOK_UPS, STREAMS, Lane
from gateway.settings import Settings
from tests.support.gateway_under_test import Answer, GatewayUnderTest, a_gateway_under_test, a_scope, until
from tests.support.land_register import LandRegister
from tests.support.postgres import FreshDatabase

PARCELS = "/land-register/v1/parcels"
MAPS = "/land-register/v1/maps"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


def test_a_system_has_so_many_streams_and_an_agreement_too() -> None:
    shares = Shares(Limits(streams_of_system=2, streams_of_agreement=3))
    for system in ("a", "a", "b"):
        shares.begin_stream(system, "agr", "police", "maps")
    for system, policy in (("a", "streams-of-system"), ("b", "streams-of-agreement")):
        with pytest.raises(RateLimited) as refused:
            shares.begin_stream(system, "agr", "police", "maps")
        assert refused.value.particulars["policy"] == policy
    shares.end_stream("a", "agr", "police", "maps")
    shares.begin_stream("a", "agr", "police", "maps")
    shares.begin_stream("b", "agr_other", "police", "maps")


def test_the_systems_of_two_members_leave_a_service_to_the_others() -> None:
    shares, begun = Shares(), 0
    for number in range(64):
        member = ("police", "court")[number % 2]
        with suppress(RateLimited):
            shares.begin_stream(f"{member}-{number // 4}", f"agr_{number}", member, "maps")
            begun += 1
    assert begun == 2 * 24 < SHARES[STREAMS].of_service
    with pytest.raises(RateLimited) as refused:
        shares.begin_stream("police-new", "agr_new", "police", "maps")
    assert refused.value.particulars["policy"] == "streams-of-member"
    shares.begin_stream("police-new", "agr_new", "police", "another-service")
    shares.begin_stream("land-1", "agr_land", "land", "maps")


def test_what_is_not_read_counts_until_it_is() -> None:
    shares = Shares(Limits(unread_of_system=100))
    with shares.unread("a", 60), shares.unread("a", 40):
        shares.must_have_read("b")
        with pytest.raises(RateLimited) as refused:
            shares.must_have_read("a")
    assert refused.value.particulars["policy"] == "unread-answers"
    shares.must_have_read("a")


def test_a_system_sends_so_many_documents_and_so_many_bytes_at_once() -> None:
    shares = Shares(Limits(bodies_of_system=2, bodies_of_agreement=3, body_bytes_of_system=100))
    with shares.body("a", "agr", 60), shares.body("a", "agr", 40), shares.body("b", "agr", 500):
        for system, agreement in (("a", "other"), ("c", "agr"), ("b", "other")):
            with pytest.raises(RateLimited) as refused, shares.body(system, agreement, 1):
                pass
            assert refused.value.particulars["policy"] == "bodies-at-once"
    assert not shares._bodies
    assert not shares._body_bytes


def test_a_members_share_is_less_than_half_of_a_services() -> None:
    told = {"database_url": "postgresql://127.0.0.1/none", "public_url": "http://127.0.0.1:8080"}
    assert Settings.model_validate(told | {"streams_per_member": 31}).caller_limits.streams_of_member == 31
    with pytest.raises(ValidationError, match="streams_per_member"):
        Settings.model_validate(told | {"streams_per_member": 32})


class Upload:
    """An upload that has begun, and ends when it is told to."""

    def __init__(self, gateway_under_test: GatewayUnderTest) -> None:
        self.answer: dict[str, Any] = {"body": b""}
        self._end = asyncio.Event()
        self._begun = False
        octets = {"content-type": "application/octet-stream", "transfer-encoding": "chunked"}
        headers = gateway_under_test.headers("POST", MAPS) | octets
        scope = a_scope("POST", MAPS, "", [(name.encode(), value.encode()) for name, value in headers.items()])
        self.task = asyncio.create_task(gateway_under_test.app(scope, self._receive, self._send))

    async def _receive(self) -> Message:
        if self._begun:
            await self._end.wait()
        more, self._begun = not self._begun, True
        return {"type": "http.request", "body": b"map", "more_body": more}

    async def _send(self, message: Message) -> None:
        self.answer |= {"status": message["status"], "headers": dict(message["headers"])} if "status" in message else {}
        self.answer["body"] += message.get("body", b"")

    async def end(self) -> int:
        self._end.set()
        await self.task
        return int(self.answer["status"])


@pytest.fixture
async def limited(fresh_database: FreshDatabase) -> AsyncIterator[GatewayUnderTest]:
    shares: dict[Lane, Share] = {DOCUMENTS: Share(2, 1, 1), STREAMS: Share(3, 2, 3), LOOK_UPS: Share(1, 1, 1)}
    register = LandRegister()
    upstream = InProcess({"land-register": register}, Bulkheads(shares, within_s=0.2))
    async with a_gateway_under_test(
        fresh_database("gateway.migrations"), register=register, upstream=upstream
    ) as built:
        built.gateway.shares = Shares(Limits(streams_of_system=2))
        yield built


async def test_one_upload_too_many_is_refused_before_anything_is_recorded_and_the_rest_go_on(
    limited: GatewayUnderTest,
) -> None:
    running = [Upload(limited) for _ in range(2)]
    await until(lambda: len(limited.gateway.streams) == 2)
    third = Upload(limited)
    await third.task
    problem, headers = orjson.loads(third.answer["body"]), third.answer["headers"]
    assert (third.answer["status"], problem["code"], problem["effect"]) == (429, "rate-limited", "none")
    assert problem["params"]["policy"] == "streams-of-system"
    assert headers[b"retry-after"] == b"10"
    assert headers[b"connection"] == b"close"
    assert b"exchange-id" not in headers
    assert (await limited.call("GET", f"{PARCELS}/p1")).status == 200, "documents have places of their own"
    assert [await upload.end() for upload in running] == [201, 201]
    again = Upload(limited)
    assert await again.end() == 201


async def test_a_stream_that_is_refused_gives_its_place_back(limited: GatewayUnderTest) -> None:
    for _ in range(5):
        answer = await limited.call("POST", MAPS, b"x", headers={"content-type": "text/odd"})
        assert answer.status == 415
    assert await Upload(limited).end() == 201


async def dripping(gateway_under_test: GatewayUnderTest, end: asyncio.Event, pace_s: float = 0.0) -> Answer:
    """Send a document but for its last byte, which comes at the end."""
    drops, found = [A_PARCEL[:-1], *[b" "] * 100], Answer(0, {}, b"", complete=True)
    fields = gateway_under_test.headers("POST", PARCELS) | {"content-length": str(len(A_PARCEL) + 100)}
    scope = a_scope("POST", PARCELS, "", [(name.encode(), value.encode()) for name, value in fields.items()])

    async def receive() -> Message:
        if pace_s and len(drops) > 1:
            await asyncio.sleep(pace_s)
            return {"type": "http.request", "body": drops.pop(0), "more_body": True}
        if drops:
            body = b"".join(drops)
            drops.clear()
            return {"type": "http.request", "body": body, "more_body": True}
        await end.wait()
        return {"type": "http.request", "body": A_PARCEL[-1:], "more_body": False}

    async def send(message: Message) -> None:
        found.status = message.get("status", found.status)
        found.body += message.get("body", b"")

    await gateway_under_test.app(scope, receive, send)
    return found


async def test_documents_that_are_not_whole_take_their_callers_share_and_no_more(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.gateway.shares = Shares(Limits(bodies_of_system=2))
    end = asyncio.Event()
    waiting = [asyncio.create_task(dripping(gateway_under_test, end)) for _ in range(2)]
    await until(lambda: sum(dict(gateway_under_test.gateway.shares._bodies).values()) == 4)  # type: ignore[call-overload]  # of one process: a Counter
    third = await dripping(gateway_under_test, end)
    assert (third.status, third.json["params"]["policy"]) == (429, "bodies-at-once")
    assert (await gateway_under_test.call("POST", PARCELS, A_PARCEL)).status == 201, (
        "one that comes whole is not counted"
    )
    end.set()
    assert [(await each).status for each in waiting] == [201, 201]
    assert not gateway_under_test.gateway.shares._bodies
    assert (await dripping(gateway_under_test, end)).status == 201


async def test_a_document_that_has_not_begun_to_come_is_counted_too(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.gateway.shares = Shares(Limits(bodies_of_system=1))
    fields = gateway_under_test.headers("POST", PARCELS) | {"content-length": "9"}
    scope = a_scope("POST", PARCELS, "", [(name.encode(), value.encode()) for name, value in fields.items()])
    gone = asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(_message: Message) -> None:
        return

    waiting = asyncio.create_task(gateway_under_test.app(scope, receive, send))
    await until(lambda: bool(gateway_under_test.gateway.shares._bodies))
    gone.set()
    await waiting
    assert not gateway_under_test.gateway.shares._bodies


async def test_a_document_has_an_end_however_it_drips(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.gateway.shares = Shares(Limits(document_within_s=0.2))
    answer = await asyncio.wait_for(dripping(gateway_under_test, asyncio.Event(), 0.05), 4)
    assert (answer.status, answer.json["code"]) == (408, "body-too-slow")


async def test_a_service_without_a_free_place_is_busy_and_nothing_has_happened(limited: GatewayUnderTest) -> None:
    limited.register.mood = "waiting"
    first = asyncio.create_task(limited.call("GET", f"{PARCELS}/p1"))
    await until(limited.register.entered.is_set)
    limited.gateway.upstream._bulkheads._callers.clear()  # type: ignore[attr-defined]  # another system calls
    answer = await limited.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.code, answer.json["effect"]) == (503, "service-busy", "none")
    assert answer.headers["retry-after"] == "2"
    recorded = await limited.recorded(answer)
    assert recorded.outcome is not None
    assert (recorded.outcome["status"], recorded.outcome["effect"]) == (503, "none")
    limited.register.go_on.set()
    assert (await first).status == 200
    assert [call.method for call in limited.register.calls] == ["GET"]


async def test_a_caller_who_has_all_his_places_is_told_so(limited: GatewayUnderTest) -> None:
    limited.register.mood = "waiting"
    first = asyncio.create_task(limited.call("GET", f"{PARCELS}/p1"))
    await until(limited.register.entered.is_set)
    answer = await limited.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.json["params"]["policy"]) == (429, "calls-at-once")
    limited.register.go_on.set()
    assert (await first).status == 200


async def reads(gateway_under_test: GatewayUnderTest, path: str, pace_s: float) -> Answer:
    """Read an answer with a pause at every piece."""
    fields = gateway_under_test.headers("GET", path)
    scope = a_scope("GET", path, "", [(name.encode(), value.encode()) for name, value in fields.items()])
    found = Answer(0, {}, b"", complete=False)

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.status = message["status"]
            return
        await asyncio.sleep(pace_s)
        found.body += message.get("body", b"")
        found.complete = not message.get("more_body", False)

    await asyncio.wait_for(gateway_under_test.app(scope, receive, send), 20)
    return found


async def test_a_streamed_answer_is_not_held_for_one_who_hardly_reads(
    gateway_under_test: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "READ_GRACE_S", 0.3)
    monkeypatch.setattr(streams, "READ_BYTES_PER_S", 10_000_000)
    answer = await reads(gateway_under_test, f"{MAPS}/p1", 0.2)
    assert not answer.complete
    assert 0 < len(answer.body) < len(gateway_under_test.register.file)
    assert len(gateway_under_test.gateway.streams) == 0


async def test_a_streamed_answer_is_sent_to_one_who_reads_slowly(
    gateway_under_test: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "READ_GRACE_S", 0.3)
    monkeypatch.setattr(streams, "READ_BYTES_PER_S", 100_000)
    answer = await reads(gateway_under_test, f"{MAPS}/p1", 0.1)
    assert answer.complete
    assert answer.body == gateway_under_test.register.file


async def test_an_answer_that_nobody_takes_counts_against_its_caller_alone(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.gateway.shares = Shares(Limits(unread_of_system=65_536))
    gateway_under_test.register.answer["note"] = "x" * 100_000
    reading = asyncio.create_task(reads(gateway_under_test, f"{PARCELS}/p1", 1.0))
    await until(lambda: bool(gateway_under_test.gateway.shares._unread))
    refused = await gateway_under_test.call("GET", f"{PARCELS}/p1")
    assert (refused.status, refused.json["params"]["policy"]) == (429, "unread-answers")
    assert (await reading).complete
    assert (await gateway_under_test.call("GET", f"{PARCELS}/p1")).status == 200


def test_the_adapters_share_what_they_are_given() -> None:
    bulkheads = Bulkheads()
    assert Direct(bulkheads)._bulkheads is InProcess({}, bulkheads)._bulkheads
