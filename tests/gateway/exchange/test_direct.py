"""Calls to services over kept connections: an answer belongs to its request, whole, or it is none."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from gateway.exchange import direct
from gateway.exchange.bulkheads import Bulkheads, Share
from gateway.exchange.direct import Direct
from gateway.exchange.http1 import MAX_BUFFERED, MAX_HEAD, Answer
from gateway.exchange.upstream import DOCUMENTS, Broken, Unreached, UpstreamAnswer, UpstreamRequest
from tests.support.events import until
from tests.support.sockets import a_peer

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
ANOTHER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen"


@dataclass
class Service:
    """A service that says what it is told to say, byte for byte, and keeps what it heard."""

    url: str = ""
    heard: list[bytes] = field(default_factory=list)  # one for each connection
    says: list[bytes] = field(default_factory=list)  # one for each request; after an empty one it hangs up
    later: bytes = b""  # said unasked after each answer
    brief: bool = False  # hangs up after each answer
    open: list[asyncio.Transport] = field(default_factory=list)


class Peer(asyncio.Protocol):
    """One connection of the service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.turn = len(service.heard)
        service.heard.append(b"")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.service.open.append(transport)

    def data_received(self, data: bytes) -> None:
        self.service.heard[self.turn] += data
        if not self.service.says:
            return
        said = self.service.says.pop(0)
        self.transport.write(said)
        if self.service.later:
            asyncio.get_running_loop().call_later(0.05, self.transport.write, self.service.later)
        if self.service.brief or not said:
            self.transport.close()


@asynccontextmanager
async def met(service: Service, *, connections: int = 4) -> AsyncIterator[Direct]:
    async with a_peer(lambda: Peer(service)) as service.url:
        adapter = Direct(Bulkheads({DOCUMENTS: Share(connections, connections, connections)}))
        await adapter.open()
        try:
            yield adapter
        finally:
            await adapter.close()
            for transport in service.open:
                transport.abort()
    await asyncio.sleep(0)  # both ends see that it is over


@pytest.fixture
async def service() -> Service:
    return Service()


@pytest.fixture
async def adapter(service: Service) -> AsyncIterator[Direct]:
    async with met(service) as built:
        yield built


def a_call(service: Service, method: str = "GET", **changes: object) -> UpstreamRequest:
    told: dict[str, object] = {"headers": (), "target": "/s/v1/x"} | changes
    return UpstreamRequest(method, service.url, **told)  # type: ignore[arg-type]  # what the test changes has its type


async def read(answer: UpstreamAnswer, limit: int = 1_000) -> bytes | None:
    try:
        return await answer.read(limit)
    finally:
        await answer.close()


async def asked(adapter: Direct, service: Service, *says: bytes, method: str = "GET") -> bytes | None:
    service.says = list(says)
    return await read(await adapter.call(a_call(service, method)))


async def test_a_request_goes_out_as_it_was_decided_and_with_nothing_else(adapter: Direct, service: Service) -> None:
    service.says = [OK]
    headers = [("content-type", "application/json"), ("x-name", "Ren\u00e9")]
    await read(await adapter.call(a_call(service, "POST", headers=headers, body=b"{}", target="/s/v1/x?a=%2F")))
    host = service.url.removeprefix("http://")
    assert service.heard == [
        f"POST /s/v1/x?a=%2F HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n".encode()
        + b"x-name: Ren\xe9\r\ncontent-length: 2\r\n\r\n{}"
    ]


@pytest.mark.parametrize(
    ("method", "framing"),
    [("GET", False), ("HEAD", False), ("DELETE", True), ("POST", True)],
    ids=["GET", "HEAD", "DELETE", "POST"],
)
async def test_a_request_without_a_body_says_so_where_one_could_be(
    adapter: Direct, service: Service, method: str, framing: bool
) -> None:
    await asked(adapter, service, OK, method=method)
    assert (b"content-length: 0\r\n" in service.heard[0]) is framing


@pytest.mark.parametrize("odd", ["a\r\nx: y", "a\nx: y", "a\rx", "a\0"], ids=["CRLF", "LF", "CR", "NUL"])
async def test_no_header_becomes_two(adapter: Direct, service: Service, odd: str) -> None:
    with pytest.raises(ValueError, match="break its line"):
        await adapter.call(a_call(service, headers=[("accept", odd)]))
    assert not service.heard


async def test_a_connection_serves_one_exchange_after_another(adapter: Direct, service: Service) -> None:
    for _ in range(3):
        assert await asked(adapter, service, OK) == b"ok"
    assert len(service.heard) == 1


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\nContent-Type: x\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nContent-Type: x\r\n\r\n" + OK,
    ],
    ids=["chunks and a trailer", "an announcement before it"],
)
async def test_an_answer_is_read_as_its_framing_says(adapter: Direct, service: Service, said: bytes) -> None:
    service.says = [said]
    answer = await adapter.call(a_call(service))
    assert (answer.status, "content-type" in answer.headers) == (200, False)
    assert await read(answer) == b"ok"
    await asked(adapter, service, OK)
    assert len(service.heard) == 1


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        OK + ANOTHER,
        OK + b"rubbish",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok" + ANOTHER,
    ],
    ids=["it says so", "an old service", "a second answer behind it", "rubbish behind it", "both"],
)
async def test_a_connection_is_dropped_when_the_next_answer_could_be_another(
    adapter: Direct, service: Service, said: bytes
) -> None:
    assert await asked(adapter, service, said) == b"ok"
    assert await asked(adapter, service, OK) == b"ok"
    assert len(service.heard) == 2


async def test_what_comes_unasked_is_nobodys_answer(adapter: Direct, service: Service) -> None:
    service.later = ANOTHER
    assert await asked(adapter, service, OK) == b"ok"
    await asyncio.sleep(0.2)
    service.later = b""
    assert await asked(adapter, service, OK) == b"ok"
    assert len(service.heard) == 2


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * MAX_HEAD,
        b"<html>",
    ],
    ids=["two framings", "two lengths", "another protocol", "a head without end", "no HTTP"],
)
async def test_an_answer_that_two_could_read_in_two_ways_is_none(
    adapter: Direct, service: Service, said: bytes
) -> None:
    with pytest.raises(Broken):
        await asked(adapter, service, said, method="POST")


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
    ],
    ids=["without framing", "shorter than it says", "without its last chunk"],
)
async def test_an_answer_that_ends_with_the_connection_is_not_believed(
    adapter: Direct, service: Service, said: bytes
) -> None:
    service.says, service.brief = [said], True
    answer = await adapter.call(a_call(service))
    with pytest.raises(Broken):
        await read(answer)


@pytest.mark.parametrize(
    "endless",
    [b"0\r\n" + b"a: b\r\n" * 100_000, b"0\r\nx: " + b"x" * 600_000, b"0\r\n" + b"x" * 600_000, b"1;" + b"x" * 600_000],
    ids=["trailers", "the value of a trailer", "the name of a trailer", "the extension of a chunk"],
)
async def test_what_has_no_end_around_the_body_of_an_answer_is_broken_off(
    adapter: Direct, service: Service, endless: bytes
) -> None:
    service.says = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n" + endless]
    answer = await adapter.call(a_call(service))
    with pytest.raises(Broken):
        async with asyncio.timeout(2):
            await read(answer)


async def test_an_answer_in_chunks_of_one_byte_is_whole(adapter: Direct, service: Service) -> None:
    service.says = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 200_000 + b"0\r\n\r\n"]
    assert await read(await adapter.call(a_call(service)), limit=200_000) == b"x" * 200_000


@pytest.mark.parametrize("name", ["Location", "ETag", "Content-Digest", "Retry-After", "Content-Type"])
async def test_a_trailer_of_an_answer_is_no_header_of_it_nor_of_the_next(
    adapter: Direct, service: Service, name: str
) -> None:
    said = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n{name}: x\r\n\r\n".encode()
    service.says = [said, OK]
    for _ in range(2):
        answer = await adapter.call(a_call(service))
        assert await read(answer) == b"ok"
        assert name.lower() not in answer.headers


async def test_the_length_in_an_answer_to_HEAD_is_of_no_body(adapter: Direct, service: Service) -> None:  # noqa: N802
    service.says = [b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nUpload-Offset: 7\r\n\r\n", OK]
    answer = await adapter.call(a_call(service, "HEAD"))
    assert (answer.headers["content-length"], answer.headers["upload-offset"]) == ("99", "7")
    assert await read(answer) == b""
    assert await read(await adapter.call(a_call(service))) == b"ok"


@pytest.mark.parametrize(
    ("method", "again"), [("GET", True), ("POST", False), ("DELETE", False)], ids=["GET", "POST", "DELETE"]
)
async def test_only_a_safe_request_is_sent_again_when_a_kept_connection_is_gone(
    adapter: Direct, service: Service, method: str, again: bool
) -> None:
    await asked(adapter, service, OK)
    if again:
        assert await asked(adapter, service, b"", OK, method=method) == b"ok"
    else:
        with pytest.raises(Broken):
            await asked(adapter, service, b"", OK, method=method)
    assert len(service.heard) == 1 + again


async def test_a_new_connection_that_is_hung_up_is_not_tried_twice(adapter: Direct, service: Service) -> None:
    with pytest.raises(Broken):
        await asked(adapter, service, b"", OK)
    assert len(service.heard) == 1


async def test_a_connection_that_was_kept_too_long_is_not_used(
    adapter: Direct, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(adapter, service, OK)
    monkeypatch.setattr(direct, "_KEEP_ALIVE_S", 0)
    await asyncio.sleep(0.01)
    assert await asked(adapter, service, OK) == b"ok"
    assert len(service.heard) == 2


async def test_a_body_over_the_limit_is_not_read(adapter: Direct, service: Service) -> None:
    service.says = [b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000]
    assert await read(await adapter.call(a_call(service)), limit=1_000) is None
    assert await asked(adapter, service, OK) == b"ok"


async def test_as_many_calls_as_there_are_connections_run_at_once(service: Service) -> None:
    async with met(service, connections=1) as adapter:
        service.says = [OK, OK]
        first = await adapter.call(a_call(service))
        second = asyncio.create_task(adapter.call(a_call(service)))
        await asyncio.sleep(0.05)
        assert not second.done()
        await read(first)
        assert await read(await second) == b"ok"
        assert len(service.heard) == 1


async def test_a_call_that_is_given_up_leaves_neither_its_place_nor_its_answer_to_the_next(service: Service) -> None:
    async with met(service, connections=1) as adapter:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await adapter.call(a_call(service))
        assert await asked(adapter, service, OK) == b"ok"
        assert len(service.heard) == 2


async def pieces(*parts: bytes, then: Callable[[], Awaitable[object]] | None = None) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if then is not None:
        await then()


async def test_a_streamed_body_of_unknown_length_goes_in_chunks(adapter: Direct, service: Service) -> None:
    waiting = a_call(service, "POST", body=pieces(b"ab", b"", b"c"))
    call = asyncio.create_task(adapter.call(waiting))
    await until(lambda: bool(service.heard) and service.heard[0].endswith(b"\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"))
    assert b"transfer-encoding: chunked\r\n" in service.heard[0]
    call.cancel()


@pytest.mark.parametrize("parts", [(b"ab",), (b"ab", b"cd")], ids=["less", "more"])
async def test_a_streamed_body_that_is_not_as_long_as_declared_breaks_off(
    adapter: Direct, service: Service, parts: tuple[bytes, ...]
) -> None:
    with pytest.raises(Broken):
        await adapter.call(a_call(service, "POST", headers=[("content-length", "3")], body=pieces(*parts)))
    assert not service.heard[0].endswith(b"cd")


async def test_a_caller_who_breaks_off_breaks_off_the_call(adapter: Direct, service: Service) -> None:
    async def fail() -> None:
        raise RuntimeError("the caller is gone")

    with pytest.raises(Broken):
        await adapter.call(a_call(service, "POST", body=pieces(b"ab", then=fail)))


async def test_an_answer_may_come_before_the_body_has_been_sent(adapter: Direct, service: Service) -> None:
    service.says = [b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno", OK]
    answer = await adapter.call(a_call(service, "POST", body=pieces(b"ab", then=asyncio.Event().wait)))
    assert (answer.status, await read(answer)) == (413, b"no")
    assert await asked(adapter, service, OK) == b"ok"
    assert len(service.heard) == 2, "what had not been sent would be read as the next request"


async def test_a_service_waits_for_a_caller_who_reads_slowly(adapter: Direct, service: Service) -> None:
    size = 30_000_000
    service.says = [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size]
    answer = await adapter.call(a_call(service))
    await asyncio.sleep(0.2)
    assert isinstance(answer, Answer)
    assert answer.waiting < 2_000_000
    assert sum([len(part) async for part in answer.chunks()]) == size
    await answer.close()
    await asked(adapter, service, OK)
    assert len(service.heard) == 1


async def test_a_connection_that_waited_for_a_slow_reader_carries_the_next_call(
    adapter: Direct, service: Service
) -> None:
    size = MAX_BUFFERED + 10_000
    service.says = [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size]
    answer = await adapter.call(a_call(service))
    await until(lambda: isinstance(answer, Answer) and answer.complete)  # all of it is here before any of it is read
    assert sum([len(part) async for part in answer.chunks()]) == size
    await answer.close()
    async with asyncio.timeout(5):
        assert await asked(adapter, service, OK) == b"ok"
    assert len(service.heard) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:1", "a service cannot be reached"),  # nothing listens there
        ("http://127.0.0.1:x", "a service cannot be reached"),
        ("http://nowhere.invalid", "a service's name has no address"),
    ],
)
async def test_a_service_that_is_not_there_has_seen_nothing_and_why_is_said_once_a_minute(
    adapter: Direct, url: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, direct.__name__)
    for _ in range(3):
        with pytest.raises(Unreached):
            await adapter.call(UpstreamRequest("GET", url, "/", []))
    (line,) = caplog.records
    assert line.message == said
    assert line.__dict__["facts"]["service"] == url
    assert line.__dict__["facts"]["reason"]


async def test_a_service_that_does_not_take_the_connection_is_said_with_the_time(
    adapter: Direct, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(direct, "_CONNECT_S", 0)
    with pytest.raises(Unreached):
        await adapter.call(UpstreamRequest("GET", service.url, "/", []))
    assert [line.__dict__["facts"]["reason"] for line in caplog.records] == ["no connection within 0 s"]
