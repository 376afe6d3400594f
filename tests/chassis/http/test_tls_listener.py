"""TLS at our own port: the limits of connections, heads and handshakes hold as without it, on production's loop."""

import asyncio
import ssl
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
import uvloop
from starlette.types import Receive, Scope, Send

from tests.support.authority import Authority
from tests.support.events import until
from tests.support.sockets import HOST
from tests.support.tls_served import REQUEST, served_over_tls


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    told = scope["scheme"].encode()
    headers = [(b"content-length", b"%d" % len(told))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": told})


def on_our_loop(story: Callable[[Authority], Coroutine[None, None, None]], folder: Path) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(story(Authority(folder)))


async def requests_are_answered_over_tls(authority: Authority) -> None:
    async with served_over_tls(app, authority) as there:
        reader, writer = await there.connect()
        for _ in range(2):
            writer.write(REQUEST)
            assert (await reader.readuntil(b"https")).startswith(b"HTTP/1.1 200")
        tls = writer.get_extra_info("ssl_object")
        assert tls.version() == "TLSv1.3"
        writer.close()
        old = there.client()
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        old.set_alpn_protocols(["h2", "http/1.1"])
        reader, writer = await there.connect(old)
        tls = writer.get_extra_info("ssl_object")
        assert (tls.version(), tls.selected_alpn_protocol()) == ("TLSv1.2", "http/1.1")
        assert tls.cipher()[0].startswith("ECDHE-")
        writer.close()


async def the_guard_of_heads_is_the_same(authority: Authority) -> None:
    async with served_over_tls(app, authority) as there:
        assert b" 408 " in await there.asked(b"GET / HT")
        assert b" 408 " in await there.asked(b"")
        assert b" 431 " in await there.asked(b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 70_000)
        assert b" 400 " in await there.asked(b"GET / HTTP/1.1\r\nHost: x\r\nnot http\r\n\r\n")
        assert not there.limit._all


async def a_handshake_has_its_time(authority: Authority) -> None:
    async with served_over_tls(app, authority, handshake_s=0.3) as there:
        began = time.monotonic()
        reader, writer = await there.half_open()
        assert await reader.read() == b""
        assert time.monotonic() - began < 4
        writer.close()
        await until(lambda: not there.limit._all)


async def who_never_ends_a_handshake_makes_room(authority: Authority) -> None:
    async with served_over_tls(app, authority, connections=3) as there:
        waiting = [await there.half_open() for _ in range(3)]
        reader, writer = await there.connect()
        writer.write(REQUEST)
        assert await reader.readuntil(b"https")
        assert await waiting[0][0].read() == b""  # the longest idle
        assert len(there.limit._all) == 3
        for _, each in [*waiting, (reader, writer)]:
            each.close()
        await until(lambda: not there.limit._all)


async def what_is_no_tls_is_cut_and_not_counted(authority: Authority) -> None:
    async with served_over_tls(app, authority) as there:
        for sent in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x00\x05hello", b"\x00" * 300):
            reader, writer = await asyncio.open_connection(HOST, there.port)
            writer.write(sent)
            told = await reader.read()
            assert b"HTTP" not in told
            writer.close()
        await until(lambda: not there.limit._all)
        assert there.limit.alarms() == {}


async def a_new_certificate_is_for_new_connections(authority: Authority) -> None:
    async with served_over_tls(app, authority) as there:
        reader, writer = await there.connect()
        serial = writer.get_extra_info("peercert")["serialNumber"]
        authority.files("served")
        there.context._looked_at -= 2
        _, newer = await there.connect()
        assert newer.get_extra_info("peercert")["serialNumber"] != serial
        writer.write(REQUEST)
        assert await reader.readuntil(b"https")
        writer.close()
        newer.close()


async def who_must_show_a_certificate_shows_one_of_the_authority(authority: Authority) -> None:
    (authority.folder / "others").mkdir()
    others = Authority(authority.folder / "others", "Somebody else")
    async with served_over_tls(app, authority, clients=authority.path) as there:
        good = there.client(authority.files("caller", "gateway"))
        reader, writer = await there.connect(good)
        writer.write(REQUEST)
        assert await reader.readuntil(b"https")
        writer.close()
        for wrong in (None, others.files("stranger", "gateway"), authority.files("late", "gateway", days=-1)):
            try:
                told = await there.asked(tls=there.client(wrong))
            except (ssl.SSLError, ConnectionError):
                told = b""
            assert told == b""
        await until(lambda: not there.limit._all)


@pytest.mark.parametrize(
    "story",
    [
        requests_are_answered_over_tls,
        the_guard_of_heads_is_the_same,
        a_handshake_has_its_time,
        who_never_ends_a_handshake_makes_room,
        what_is_no_tls_is_cut_and_not_counted,
        a_new_certificate_is_for_new_connections,
        who_must_show_a_certificate_shows_one_of_the_authority,
    ],
    ids=lambda story: story.__name__,
)
def test_over_tls(story: Callable[[Authority], Coroutine[None, None, None]], tmp_path: Path) -> None:
    on_our_loop(story, tmp_path)
