"""The HTTP protocol of every component, over real sockets: ordinary clients, and callers who only hold a connection."""

import asyncio
import re
import socket
import struct
import subprocess
import time
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import orjson
import pytest
import uvloop
from starlette.types import Receive, Scope, Send

from chassis.http.connection_limit import ConnectionLimit
from chassis.http.http_protocol import HttpProtocol
from chassis.http.pipelining import MAX_PIPELINED, PIECE_BYTES
from chassis.http.time_limits import TimeLimits
from tests.support.events import until
from tests.support.sockets import said, served

HOST = b"Host: 127.0.0.1\r\n"
JAVA = """
import java.net.URI;
import java.net.http.*;

public class Client {
    public static void main(String[] args) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (String body : new String[] {"one", "and two", ""}) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(args[0]));
            if (!body.isEmpty()) request.POST(HttpRequest.BodyPublishers.ofString(body));
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            System.out.println(answer.statusCode() + " " + answer.version() + " " + answer.body());
        }
    }
}
"""


class Echo:
    """An app that says what it heard, and on which connection."""

    def __init__(self) -> None:
        self.peers: list[int] = []
        self.large = b""
        self.fields: list[list[tuple[bytes, bytes]]] = []  # of each request, once its body was there
        self.go_on = asyncio.Event()
        self.left: list[str] = []  # what /gone hears behind its body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        self.peers.append(scope["client"][1])
        if path == "/early":
            await answer(send, 401, b"no")
            return
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message["body"]
            more = message["more_body"]
        self.fields.append(list(scope["headers"]))
        if path == "/fault":
            raise RuntimeError("a fault")
        if path == "/silence":
            return
        if path == "/wait":
            await self.go_on.wait()
        if path == "/gone":
            self.left.append((await receive())["type"])
        names = {name for name, _ in scope["headers"]}
        assert b"upgrade" not in names
        said = b"%s %s %s" % (scope["method"].encode(), scope["raw_path"], body)
        await answer(send, 200, self.large if path == "/large" else said)


async def answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def app() -> Echo:
    return Echo()


@pytest.fixture
async def port(app: Echo) -> AsyncIterator[int]:
    async with served(app) as found:
        yield found


def request(method: bytes = b"GET", target: bytes = b"/x", *fields: bytes, body: bytes = b"") -> bytes:
    length = (b"Content-Length: %d" % len(body),) if body else ()
    head = b"".join(field + b"\r\n" for field in (*fields, *length))
    return method + b" " + target + b" HTTP/1.1\r\n" + HOST + head + b"\r\n" + body


H2C = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA")


@pytest.mark.parametrize("method", [b"GET", b"POST"])
@pytest.mark.parametrize("cut", [0, 1, 7, 40, 150])
async def test_an_offer_of_another_protocol_is_ignored_and_the_connection_goes_on(
    port: int, method: bytes, cut: int
) -> None:
    body = b"a body that ends" if method == b"POST" else b""
    sent = request(method, b"/x", *H2C, body=body) + request(b"POST", b"/y", body=b"second") + request(b"GET", b"/z")
    heard = await said(port, *(sent[:cut], sent[cut:]) if cut else (sent,))
    answers = [part.partition(b"\r\n\r\n")[2] for part in heard.split(b"HTTP/1.1 200 OK")[1:]]
    assert answers == [method + b" /x " + body, b"POST /y second", b"GET /z "]


async def test_an_offer_with_a_body_in_chunks_and_another_behind_it(port: int) -> None:
    chunked = request(b"POST", b"/x", *H2C, b"Transfer-Encoding: chunked") + b"3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"
    heard = await said(port, chunked + request(b"POST", b"/y", *H2C, body=b"more") + request(b"GET", b"/z", *H2C))
    assert [b"POST /x abcd" in heard, b"POST /y more" in heard, b"GET /z " in heard] == [True] * 3
    assert heard.count(b"HTTP/1.1 ") == 3


async def test_what_looks_like_a_request_in_a_body_behind_an_offer_is_a_body(port: int, app: Echo) -> None:
    hidden = request(b"GET", b"/hidden")
    heard = await said(port, request(b"POST", b"/x", *H2C, body=hidden))
    assert heard.count(b"HTTP/1.1 ") == 1
    assert len(app.peers) == 1


async def test_a_thousand_offers_in_one_packet_cost_no_more_than_their_length(port: int) -> None:
    begun = asyncio.get_running_loop().time()
    heard = await said(port, request(b"GET", b"/x", *H2C) * 400)
    assert heard.count(b"HTTP/1.1 200") == 400
    assert asyncio.get_running_loop().time() - begun < 5


async def test_the_client_of_java_speaks_with_us_as_it_comes(port: int, app: Echo, tmp_path: Path) -> None:
    (tmp_path / "Client.java").write_text(JAVA)
    command = ("java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "Client.java", f"http://127.0.0.1:{port}/x")
    java = await asyncio.create_subprocess_exec(*command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = await asyncio.wait_for(java.communicate(), 60)
    assert out.decode().splitlines() == [
        "200 HTTP_1_1 POST /x one",
        "200 HTTP_1_1 POST /x and two",
        "200 HTTP_1_1 GET /x ",
    ], err
    assert len(set(app.peers)) == 1, "all on one connection"


@pytest.mark.parametrize("more", [(), ("-d", "a body")])
async def test_curl_that_offers_http2_is_answered(port: int, more: tuple[str, ...]) -> None:
    command = ("curl", "-s", "--http2", *more, f"http://127.0.0.1:{port}/x", f"http://127.0.0.1:{port}/x")
    curl = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    out, _ = await asyncio.wait_for(curl.communicate(), 20)
    assert out == (b"POST /x a body" if more else b"GET /x ") * 2


@pytest.mark.parametrize(
    ("target", "host", "path"),
    [
        (b"http://127.0.0.1/x?a=b", b"127.0.0.1", b"/x"),
        (b"http://127.0.0.1:80/x", b"127.0.0.1", b"/x"),
        (b"HTTP://EXAMPLE.test:8080/x", b"example.test:8080", b"/x"),
        (b"https://example.test/x", b"example.test:443", b"/x"),
        (b"http://127.0.0.1", b"127.0.0.1", b"/"),
        (b"http://127.0.0.1?a=b", b"127.0.0.1", b"/"),
    ],
)
async def test_an_address_in_full_is_served_as_its_path(port: int, target: bytes, host: bytes, path: bytes) -> None:
    heard = await said(port, b"GET " + target + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
    assert heard.endswith(b"GET " + path + b" ")


async def test_an_old_client_is_answered_and_left(port: int) -> None:
    heard = await said(port, b"GET /x HTTP/1.0\r\n" + HOST + b"\r\n")
    assert heard.endswith(b"GET /x ")
    assert b"connection: close" in heard


@pytest.mark.parametrize("target", [b"*", b"http://127.0.0.1"])
async def test_the_server_as_a_whole_says_what_it_knows(port: int, target: bytes) -> None:
    heard = await said(port, request(b"OPTIONS", target) + request(b"GET", b"/x"))
    assert heard.count(b"HTTP/1.1 200") == 2
    assert b"allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" in heard


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01", 400, "not-http"),
        (b"hello\r\n\r\n", 400, "not-http"),
        (b"GET /x\r\n\r\n", 505, "http-version-not-supported"),
        (b"GET /x HTTP/1.2\r\n\r\n", 505, "http-version-not-supported"),
        (b"GET /x HTTP/3\r\n\r\n", 505, "http-version-not-supported"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http-version-not-supported"),
        (b"BREW /x HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method-not-allowed"),
        (b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", 405, "method-not-allowed"),
        (request(b"POST", b"/x", b"Content-Length: 1", b"Transfer-Encoding: chunked"), 400, "not-http"),
        (request(b"GET", b"http://elsewhere.test/x"), 400, "target-refused"),
        (request(b"GET", b"*"), 400, "target-refused"),
        (b"GET /x HTTP/1.1\r\n\r\n", 400, "host-missing"),
        (request(b"GET", b"/x#y"), 400, "target-refused"),
        (request(b"GET", b"/x", b"X: " + b"x" * 70_000), 431, "head-too-long"),
        (request(b"POST", b"/x", b"Transfer-Encoding: chunked") + b"zz\r\n", 400, "not-http"),
        (request(b"GET", b"/fault"), 500, "internal-fault"),
        (request(b"GET", b"/silence"), 500, "internal-fault"),
    ],
)
async def test_what_the_server_itself_refuses_is_a_problem_in_two_languages(
    port: int, sent: bytes, status: int, code: str
) -> None:
    head, _, body = (await said(port, sent)).partition(b"\r\n\r\n")
    problem = orjson.loads(body)
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    assert (b"allow: " in head) is (status == 405)
    [date] = re.findall(rb"\r\ndate: ([^\r]+ GMT)", head)
    assert abs(parsedate_to_datetime(date.decode()).timestamp() - time.time()) < 10
    assert (problem["code"], problem["status"]) == (code, status)
    assert set(problem["errors"][0]["message"]) == {"lo", "en"}


@pytest.mark.parametrize(
    ("language", "title", "name"),
    [(b"en", "Method Not Allowed", b"Accept-Language"), (b"lo", "ວິທີການ", b"accept-language"), (b"", "ວິທີການ", b"X")],
)
@pytest.mark.parametrize("before", [b"", request(b"GET", b"/x", b"Accept-Language: fr")])
async def test_a_word_that_is_no_method_is_refused_in_the_language_of_its_head(
    port: int, before: bytes, language: bytes, title: str, name: bytes
) -> None:
    sent = request(b"FOO", b"/x", name + b": " + language)
    heard = await said(port, before + sent) if not before else await said(port, before, sent)
    head, _, body = heard[heard.rindex(b"HTTP/1.1 ") :].partition(b"\r\n\r\n")
    problem = orjson.loads(body)
    assert (problem["code"], b"allow: GET, HEAD" in head) == ("method-not-allowed", True)
    assert title in problem["title"] + problem["detail"]


@pytest.mark.parametrize("target", [b"http://elsewhere.test/x", b"/x#y"])
async def test_a_refusal_of_head_at_the_door_has_no_body(port: int, target: bytes) -> None:
    head, _, body = (await said(port, request(b"HEAD", target), within_s=5)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert re.search(rb"content-length: [1-9]", head)
    assert body == b""


async def test_rubbish_behind_a_request_is_no_answer_to_it(port: int, app: Echo) -> None:
    async def let_go() -> None:
        await until(lambda: len(app.peers) == 1)
        await asyncio.sleep(0.1)
        app.go_on.set()

    heard, _ = await asyncio.gather(said(port, request(b"POST", b"/wait", body=b"a"), b"rubbish\r\n\r\n"), let_go())
    assert heard.startswith(b"HTTP/1.1 200")
    assert heard.endswith(b"POST /wait a"), "and after it the connection ends"
    assert heard.count(b"HTTP/1.1 ") == 1


async def test_what_is_left_of_a_body_after_its_answer_is_not_waited_for(app: Echo) -> None:
    drops = [b"x"] * 60
    begun = asyncio.get_running_loop().time()
    head = b"POST /early HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\n"
    async with served(app, time_limits=TimeLimits(rest_s=0.3)) as port:
        heard = await said(port, head, *drops)
    assert heard.count(b"HTTP/1.1 ") == 1
    assert asyncio.get_running_loop().time() - begun < 4


@pytest.mark.parametrize("ends", [b"Connection: close", b"X-Stays: yes"])
async def test_a_caller_who_does_not_read_is_cut_off(app: Echo, ends: bytes, caplog: pytest.LogCaptureFixture) -> None:
    app.large = b"x" * 30_000_000
    async with served(app, time_limits=TimeLimits(read_s=0.3)) as port:
        with socket.create_connection(("127.0.0.1", port)) as caller:
            caller.sendall(request(b"GET", b"/large", ends))
            await until(lambda: cut_off(caplog))


def cut_off(caplog: pytest.LogCaptureFixture) -> bool:
    return any(line.__dict__.get("facts", {}).get("reason") == "answer-not-read" for line in caplog.records)


@pytest.mark.parametrize(
    ("at_once", "later"),
    [(b"", b"\x16\x03rubbish\r\n\r\n"), (b"", b"G"), (b"GET /", b"")],
    ids=["rubbish", "half a head", "half a head at once"],
)
async def test_a_caller_who_does_not_read_is_cut_off_whatever_he_sends_behind_it(
    app: Echo, at_once: bytes, later: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    app.large, connection_limit = b"x" * 30_000_000, ConnectionLimit()
    async with served(app, connection_limit=connection_limit, time_limits=TimeLimits(head_s=0.2, read_s=0.5)) as port:
        with socket.create_connection(("127.0.0.1", port)) as caller:
            caller.sendall(request(b"GET", b"/large") + request(b"GET", b"/x") + at_once)
            await until(lambda: bool(app.peers))
            await asyncio.sleep(0.05)  # the answer fills what the caller's own network takes
            caller.sendall(later)
            await until(lambda: not connection_limit._all)
    assert cut_off(caplog)


async def test_rubbish_does_not_cut_off_a_caller_whose_answer_is_not_made_yet(app: Echo) -> None:
    async with served(app, time_limits=TimeLimits(read_s=0.1)) as port:
        answered = asyncio.create_task(said(port, request(b"GET", b"/wait"), b"rubbish\r\n\r\n", within_s=3))
        await until(lambda: bool(app.peers))
        await asyncio.sleep(0.4)
        app.go_on.set()
        assert (await answered).endswith(b"GET /wait ")


async def test_a_caller_who_reads_slowly_but_in_earnest_gets_everything(app: Echo) -> None:
    app.large = b"x" * 20_000_000
    async with served(app, time_limits=TimeLimits(read_s=0.3)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=65536)
        writer.write(request(b"GET", b"/large", b"Connection: close"))
        size = 0
        while piece := await reader.read(1_000_000):
            size += len(piece)
            await asyncio.sleep(0.01)
        writer.close()
    assert size > len(app.large)


async def test_whoever_has_sat_longest_makes_room_for_who_has_something_to_say(app: Echo) -> None:
    connection_limit = ConnectionLimit(limit=5)
    async with served(app, connection_limit=connection_limit) as port:
        sitting = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        await asyncio.sleep(0.1)
        for _ in range(3):
            assert (await said(port, request(b"GET", b"/x", b"Connection: close"))).endswith(b"GET /x ")
        assert await asyncio.wait_for(sitting[0][0].read(), 2) == b"", "the first has gone"
        assert set(connection_limit.alarms()) == {"connections-full"}
        for _, writer in sitting:
            writer.close()


async def test_when_all_are_at_work_a_newcomer_is_told_to_come_again(app: Echo) -> None:
    async with served(app, connection_limit=ConnectionLimit(limit=2)) as port:
        working = [asyncio.create_task(said(port, request(b"GET", b"/wait"))) for _ in range(2)]
        await until(lambda: len(app.peers) == 2)
        head, _, body = (await said(port, request(b"GET", b"/x"))).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503")
        assert b"retry-after: " in head
        assert orjson.loads(body)["code"] == "unavailable"
        app.go_on.set()
        for waited in await asyncio.gather(*working):
            assert waited.endswith(b"GET /wait ")


CHUNKED = request(b"POST", b"/x", b"Transfer-Encoding: chunked") + b"3\r\nabc\r\n"
BELIEVED = [b"DPoP", b"Authorization", b"Idempotency-Key", b"Client-Cert", b"Content-Digest", b"Expect", b"Host"]


@pytest.mark.parametrize("name", BELIEVED)
async def test_a_trailer_is_no_field_of_its_request_nor_of_the_next(port: int, app: Echo, name: bytes) -> None:
    heard = await said(port, CHUNKED + b"0\r\n" + name + b": 100-continue\r\n\r\n" + request(b"GET", b"/y"))
    assert heard.count(b"HTTP/1.1 200") == 2
    assert [(field, value) for fields in app.fields for field, value in fields if value == b"100-continue"] == []


@pytest.mark.parametrize("name", [b"Connection", b"Proxy-Connection"])
@pytest.mark.parametrize("behind", [b"", request(b"GET", b"/y")])
async def test_a_trailer_that_closes_for_the_parser_closes_for_the_caller(
    port: int, name: bytes, behind: bytes
) -> None:
    """Else the parser takes the next request for nothing, and nobody ever answers it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(CHUNKED + b"0\r\n" + name + b": close\r\n\r\n" + behind)
    heard = await asyncio.wait_for(reader.read(), 3)
    writer.close()
    assert heard.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in heard


async def test_a_trailer_that_closes_behind_an_early_answer_ends_the_connection(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(b"POST", b"/early", b"Transfer-Encoding: chunked") + b"3\r\nabc\r\n")
    assert (await asyncio.wait_for(reader.readuntil(b"no"), 3)).startswith(b"HTTP/1.1 401")
    writer.write(b"0\r\nConnection: close\r\n\r\n")
    assert await asyncio.wait_for(reader.read(), 4) == b""
    writer.close()


@pytest.mark.parametrize(
    "trailer", [b"Connection: upgrade\r\nUpgrade: h2c", b"Connection: keep-alive", b"Upgrade: h2c"]
)
async def test_a_trailer_does_nothing_to_the_next_request(port: int, trailer: bytes) -> None:
    heard = await said(port, CHUNKED + b"0\r\n" + trailer + b"\r\n\r\n" + request(b"GET", b"/y"))
    assert heard.endswith(b"GET /y ")


@pytest.mark.parametrize(
    "endless",
    [
        b"0\r\n" + b"a: b\r\n" * 500_000,
        b"0\r\nx: " + b"x" * 3_000_000,
        b"0\r\n" + b"x" * 3_000_000,
        b"1;" + b"x" * 3_000_000,
        b"0" * 3_000_000,
    ],
    ids=["trailers", "a value", "a name", "an extension", "a size"],
)
async def test_what_has_no_end_around_a_body_is_refused(port: int, endless: bytes) -> None:
    heard = await said(port, CHUNKED, endless)
    assert heard.startswith(b"HTTP/1.1 431 ")
    assert orjson.loads(heard.partition(b"\r\n\r\n")[2])["code"] == "framing-too-long"


async def test_a_body_may_come_in_chunks_as_small_as_there_are(port: int) -> None:
    heard = await said(port, CHUNKED + b"00000001\r\nx\r\n" * 100_000 + b"0\r\nA: b\r\n\r\n")
    assert heard.endswith(b"POST /x abc" + b"x" * 100_000)


TINY = b"GET /a HTTP/1.1\r\nHost:x\r\n\r\n"


async def test_of_requests_sent_ahead_few_are_read_and_all_are_answered(app: Echo) -> None:
    connection_limit, many = ConnectionLimit(), 4_000
    async with served(app, connection_limit=connection_limit, time_limits=TimeLimits(head_s=0.2)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(b"GET", b"/wait") + TINY * many)
        await until(lambda: bool(app.peers))
        [connection] = connection_limit._all
        assert isinstance(connection, HttpProtocol)
        await until(lambda: connection.flow.read_paused)
        await asyncio.sleep(0.3)  # nobody waits for the rest of a head that he does not read
        assert len(connection.pipeline) <= MAX_PIPELINED + PIECE_BYTES / len(TINY)
        assert len(connection.flow.buffered) <= 65_536 + 262_144
        app.go_on.set()
        found, most = 0, 0
        while found < many and (piece := await asyncio.wait_for(reader.read(65_536), 10)):
            found += piece.count(b"GET /a ")
            most = max(most, len(connection.pipeline))
        writer.close()
    assert found == many
    assert most <= MAX_PIPELINED + PIECE_BYTES / len(TINY)


async def test_of_a_body_sent_ahead_little_is_taken_before_its_turn(app: Echo) -> None:
    connection_limit, body = ConnectionLimit(), b"x" * 3_000_000
    async with served(app, connection_limit=connection_limit) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(b"GET", b"/wait") + request(b"GET", b"/y") * 20 + request(b"POST", b"/x", body=body))
        await until(lambda: bool(app.peers))
        [connection] = connection_limit._all
        assert isinstance(connection, HttpProtocol)
        await until(lambda: connection.flow.body_waits)
        app.go_on.set()
        await until(lambda: len(app.peers) == 22 or len(connection.cycle.body) > 600_000)
        assert len(connection.cycle.body) <= 600_000
        size = 0
        while size < len(body) and (piece := await asyncio.wait_for(reader.read(65_536), 10)):
            size += piece.count(b"x")
        writer.close()
    assert size >= len(body)


async def test_many_short_heads_are_no_long_one(port: int) -> None:
    end = request(b"GET", b"/end", b"Connection: close")
    heard = await said(port, request(b"GET", b"/livez") * 2_000 + end, within_s=30)
    assert heard.count(b"HTTP/1.1 200") == 2_001


@pytest.mark.parametrize("behind", [0, 3])
async def test_a_head_that_is_too_long_is_refused_behind_others_too(port: int, behind: int) -> None:
    heard = await said(port, request(b"GET", b"/y") * behind, request(b"GET", b"/x", *[b"A: b"] * 12_000))
    assert heard.count(b"HTTP/1.1 200") == behind
    assert b'"code":"head-too-long"' in heard


async def test_blank_lines_between_requests_keep_no_connection(app: Echo) -> None:
    async with served(app, keep_alive_s=1) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(b"GET", b"/x"))
        assert (await reader.readuntil(b"GET /x ")).startswith(b"HTTP/1.1 200")
        writer.write(b"\r\n")
        assert await asyncio.wait_for(reader.read(), 4) == b""
        writer.close()


async def test_the_app_at_work_hears_that_the_caller_has_gone_however_much_he_has_asked_behind_it(
    port: int, app: Echo
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(b"GET", b"/gone") + request(b"GET", b"/y") * 50)
    await until(lambda: bool(app.peers))
    writer.transport.abort()
    await until(lambda: app.left == ["http.disconnect"])
    assert len(app.peers) == 1, "what he asked behind it is not begun"


def test_to_a_caller_who_has_gone_nothing_is_written() -> None:
    """Over the loop of production, which takes it for a fault."""
    became: list[str] = []

    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        caller.close()
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for _ in range(5):
                await asyncio.sleep(0.02)
                await send({"type": "http.response.body", "body": b"too late", "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except RuntimeError as fault:
            became.append(str(fault))
        else:
            became.append("over")

    async def a_caller_who_goes() -> None:
        async with served(slow) as port:
            caller.connect(("127.0.0.1", port))
            caller.sendall(request(b"GET", b"/x") * 2)
            await until(lambda: bool(became))

    with socket.socket() as caller, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # it goes with a reset
        runner.run(a_caller_who_goes())
    assert became == ["over"]
