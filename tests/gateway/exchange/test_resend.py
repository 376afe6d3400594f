"""A service closes a kept connection as a change arrives on it: once more, if it has not seen it, and never twice."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import orjson
import pytest

from tests.support.gateway_under_test import GatewayUnderTest, a_gateway_under_test, until
from tests.support.postgres import FreshDatabase
from tests.support.sockets import a_peer

PARCELS = "/land-register/v1/parcels"
MAPS = "/land-register/v1/maps"
A_PARCEL = b'{"name": "Rice field", "area": 3}'
Act = Literal["answer", "close", "apply and close", "close and apply later", "half", "refuse"]


@dataclass
class Provider:
    """A land register of another house, byte for byte: what it has applied, and what it will not apply any more."""

    acts: list[Act] = field(default_factory=list)  # one for each change
    knows_the_question: bool = True  # that a look-up may settle nothing
    changes: list[str] = field(default_factory=list)  # exchange ids, as they came
    applied: list[str] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)
    later: str = ""  # will be applied when the next change comes
    connections: int = 0

    def answer(self, method: str, target: str, exchange: str) -> bytes | None:
        """Return what is said; None: nothing, and the connection closes."""
        if target.startswith("/internal/effects/"):
            return _said(200, {"state": self._state(*target.removeprefix("/internal/effects/").split("?"))})
        act = self.acts.pop(0) if method == "POST" and self.acts else "answer"
        if method == "POST":
            self.changes.append(exchange)
        if self.later:
            self._apply(self.later)
        if act == "close":
            return None
        if act == "close and apply later":
            self.later = exchange
            return None
        if act == "refuse" or not self._apply(exchange):
            return _said(409, a_refusal("exchange-expired"))
        return {"apply and close": None, "half": b"HTTP/1.1 201 Cre"}.get(
            act, _said(201, {"parcelId": "p1", "name": "x", "area": 3})
        )

    def _state(self, exchange: str, settle: str = "") -> str:
        if exchange in self.applied:
            return "applied"
        if settle == "settle=false" and self.knows_the_question and exchange not in self.settled:
            return "notSeen"
        self.settled.add(exchange)
        return "notApplied"

    def _apply(self, exchange: str) -> bool:
        if exchange in self.settled or exchange in self.applied:
            return False
        self.applied.append(exchange)
        return True


class Peer(asyncio.Protocol):
    """One connection of the provider."""

    def __init__(self, provider: Provider) -> None:
        self.provider, self.heard = provider, b""
        provider.connections += 1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard += data
        head, ended, body = self.heard.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
        if not ended or len(body) < int(fields.get("content-length", "0")):
            return
        self.heard = b""
        method, target, _ = head.decode("latin-1").split("\r\n")[0].split(" ")
        said = self.provider.answer(method, target, fields.get("exchange-id", ""))
        if said is not None:
            self.transport.write(said)
        if said is None or not said.endswith(b"}"):
            self.transport.close()


def _said(status: int, document: dict[str, object]) -> bytes:
    body = orjson.dumps(document)
    media = b"application/json" if status < 400 else b"application/problem+json"
    return b"HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (status, media, len(body), body)


def a_refusal(code: str) -> dict[str, object]:
    words = {"lo": "ບໍ່ໄດ້", "en": "No."}
    return {
        "type": f"/problems/{code}",
        "title": "No",
        "status": 409,
        "detail": "No.",
        "instance": "0" * 31 + "1",
        "reference": "0000-0000",
        "code": code,
        "effect": "none",
        "errors": [{"code": code, "message": words}],
    }


@asynccontextmanager
async def met(provider: Provider, database_url: str) -> AsyncIterator[GatewayUnderTest]:
    async with (
        a_peer(lambda: Peer(provider)) as base_url,
        a_gateway_under_test(database_url, base_url=base_url) as gateway_under_test,
    ):
        yield gateway_under_test


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def gateway_under_test(provider: Provider, fresh_database: FreshDatabase) -> AsyncIterator[GatewayUnderTest]:
    async with met(provider, fresh_database("gateway.migrations")) as built:
        yield built


async def the_second(gateway_under_test: GatewayUnderTest, provider: Provider, *acts: Act) -> tuple[int, str]:
    """Make a change over the connection that an earlier one has left, and return its status and effect, as recorded."""
    provider.acts = ["answer", *acts]
    assert (await gateway_under_test.call("POST", PARCELS, A_PARCEL)).status == 201
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    effect = str(recorded.outcome.get("effect", "applied"))
    assert (recorded.outcome["status"], answer.json.get("effect", "applied")) == (answer.status, effect)
    assert set(provider.changes[1:]) == {answer.headers["exchange-id"]}, "one exchange, however often it is sent"
    assert (answer.headers["exchange-id"] in provider.applied) == (effect == "applied"), "the ledger is true"
    assert len(provider.applied) == len(set(provider.applied))
    return answer.status, effect


async def test_a_change_that_was_not_seen_is_sent_once_more(
    gateway_under_test: GatewayUnderTest, provider: Provider
) -> None:
    assert await the_second(gateway_under_test, provider, "close", "answer") == (201, "applied")
    assert len(provider.changes) == 3


async def test_a_change_that_was_applied_is_not(gateway_under_test: GatewayUnderTest, provider: Provider) -> None:
    assert await the_second(gateway_under_test, provider, "apply and close") == (502, "applied")
    assert len(provider.changes) == 2


async def test_a_service_that_can_only_settle_is_not_sent_it_again(
    gateway_under_test: GatewayUnderTest, provider: Provider
) -> None:
    provider.knows_the_question = False
    assert await the_second(gateway_under_test, provider, "close") == (502, "none")
    assert len(provider.changes) == 2


async def test_the_first_may_arrive_after_all_and_is_then_the_only_one(
    gateway_under_test: GatewayUnderTest, provider: Provider
) -> None:
    assert await the_second(gateway_under_test, provider, "close and apply later", "answer") == (502, "applied")
    assert len(provider.changes) == 3


async def test_what_is_refused_the_second_time_is_settled_before_anybody_is_told(
    gateway_under_test: GatewayUnderTest, provider: Provider
) -> None:
    assert await the_second(gateway_under_test, provider, "close", "refuse") == (409, "none")
    assert provider.settled == {provider.changes[1]}, "and the first may not have an effect any more"


async def test_it_is_sent_twice_and_not_three_times(gateway_under_test: GatewayUnderTest, provider: Provider) -> None:
    assert await the_second(gateway_under_test, provider, "close", "close", "answer") == (502, "none")
    assert len(provider.changes) == 3


async def test_half_an_answer_is_no_silence(gateway_under_test: GatewayUnderTest, provider: Provider) -> None:
    assert await the_second(gateway_under_test, provider, "half") == (502, "applied")
    assert len(provider.changes) == 2


async def test_a_new_connection_that_closes_was_not_an_old_one(
    gateway_under_test: GatewayUnderTest, provider: Provider
) -> None:
    provider.acts = ["close"]
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
    assert (answer.status, answer.json["effect"], len(provider.changes)) == (502, "none", 1)


async def test_a_stream_is_gone_and_not_sent_again(gateway_under_test: GatewayUnderTest, provider: Provider) -> None:
    provider.acts = ["answer", "close"]
    assert (await gateway_under_test.call("POST", PARCELS, A_PARCEL)).status == 201
    headers: dict[str, str | None] = {"content-type": "application/octet-stream", "content-length": "3"}
    answer = await gateway_under_test.call("POST", MAPS, [b"map"], headers=headers)
    assert (answer.status, answer.json["effect"], len(provider.changes)) == (502, "none", 2)


KILLABLE_SERVICE = """
import os, pathlib, signal, socket, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
port, folder, dies = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
seen = []
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def say(self, status, body):
        self.send_response(status); self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def do_GET(self):
        exchange, _, settle = self.path.rpartition("/")[2].partition("?")
        done = (folder / exchange).exists()
        state = "applied" if done else "notSeen" if settle == "settle=false" else "notApplied"
        self.say(200, b'{"state": "%s"}' % state.encode())
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"])); seen.append(1)
        last = len(seen) == 2 and dies
        if last == "before": os.kill(os.getpid(), signal.SIGKILL)
        (folder / self.headers["Exchange-Id"]).touch(exist_ok=False)
        if last == "after": os.kill(os.getpid(), signal.SIGKILL)
        self.say(201, b'{"parcelId": "p1", "name": "x", "area": 3}')
class Server(ThreadingHTTPServer):
    def server_bind(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        super().server_bind()
server = Server(("127.0.0.1", port), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@asynccontextmanager
async def killable_service(port: int, folder: Path, dies: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLABLE_SERVICE, str(port), str(folder), dies, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        yield process, int(await process.stdout.readline())
    finally:
        if process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)
        await process.wait()


def changes_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize(("dies", "status", "effect"), [("before", 201, "applied"), ("after", 502, "applied")])
async def test_a_service_killed_in_mid_change_has_changed_once(
    fresh_database: FreshDatabase, tmp_path: Path, dies: str, status: int, effect: str
) -> None:
    """`kill -9` before and after the change is on disk; another process of the same service takes over."""
    async with killable_service(0, tmp_path, dies) as (first, port):
        base_url = f"http://127.0.0.1:{port}"
        async with a_gateway_under_test(fresh_database("gateway.migrations"), base_url=base_url) as gateway_under_test:
            assert (await gateway_under_test.call("POST", PARCELS, A_PARCEL)).status == 201
            async with killable_service(port, tmp_path, ""):
                answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL)
                await until(lambda: first.returncode is not None)
            assert (answer.status, answer.json.get("effect", "applied")) == (status, effect)
            changed = changes_in(tmp_path)
            assert (len(changed), changed.count(answer.headers["exchange-id"])) == (2, 1)
