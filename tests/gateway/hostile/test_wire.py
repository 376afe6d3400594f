"""Requests that two readers read differently, over a real socket: the server and the guard behind it.

Each is refused, reaches no service, and the bytes that were to become a second request are never answered.
"""

import logging

import orjson
import pytest

from chassis.http.time_limits import TimeLimits
from tests.support.gateway_under_test import GatewayUnderTest
from tests.support.sockets import said, served

TARGET = b"/land-register/v1/parcels/p1"
SMUGGLED = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
HOST = b"Host: 127.0.0.1\r\n"


def post(*fields: bytes, body: bytes = b"", target: bytes = b"/land-register/v1/parcels") -> bytes:
    return b"POST " + target + b" HTTP/1.1\r\n" + HOST + b"".join(f + b"\r\n" for f in fields) + b"\r\n" + body


def get(target: bytes = TARGET, head: bytes = HOST) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + head + b"\r\n"


CHUNK = b"5\r\nhello\r\n0\r\n\r\n"
FORMS: dict[str, bytes] = {
    "length and chunked": post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=CHUNK + SMUGGLED),
    "chunked and length": post(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=CHUNK + SMUGGLED),
    "two lengths": post(b"Content-Length: 0", b"Content-Length: 41", body=SMUGGLED),
    "two equal lengths": post(b"Content-Length: 41", b"Content-Length: 41", body=SMUGGLED),
    "a list of lengths": post(b"Content-Length: 0, 41", body=SMUGGLED),
    "a signed length": post(b"Content-Length: +41", body=SMUGGLED),
    "a negative length": post(b"Content-Length: -1", body=SMUGGLED),
    "a hexadecimal length": post(b"Content-Length: 0x29", body=SMUGGLED),
    "a huge length": post(b"Content-Length: 99999999999999999999999", body=SMUGGLED),
    "two codings": post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", body=CHUNK + SMUGGLED),
    "identity, chunked": post(b"Transfer-Encoding: identity, chunked", body=CHUNK + SMUGGLED),
    "chunked, identity": post(b"Transfer-Encoding: chunked, identity", body=CHUNK + SMUGGLED),
    "gzip, chunked": post(b"Transfer-Encoding: gzip, chunked", body=CHUNK + SMUGGLED),
    "xchunked": post(b"Transfer-Encoding: xchunked", body=CHUNK + SMUGGLED),
    "chunked twice": post(b"Transfer-Encoding: chunked, chunked", body=CHUNK + SMUGGLED),
    "chunked in quotes": post(b'Transfer-Encoding: "chunked"', body=CHUNK + SMUGGLED),
    "vertical tab before chunked": post(b"Transfer-Encoding: \x0bchunked", body=CHUNK + SMUGGLED),
    "space before the colon": post(b"Transfer-Encoding : chunked", body=CHUNK + SMUGGLED),
    "folded coding": post(b"Transfer-Encoding:\r\n chunked", body=CHUNK + SMUGGLED),
    "folded field": post(b"X-A: b\r\n\tContent-Length: 41", b"Content-Length: 0", body=SMUGGLED),
    "space before a name": post(b" Content-Length: 41", b"Content-Length: 0", body=SMUGGLED),
    "NUL in a value": post(b"X-A: b\x00c", b"Content-Length: 0"),
    "CR in a value": post(b"X-A: b\rContent-Length: 41", b"Content-Length: 0", body=SMUGGLED),
    "no colon": post(b"Transfer-Encoding chunked", b"Content-Length: 0", body=SMUGGLED),
    "chunk size that is no number": post(b"Transfer-Encoding: chunked", body=b"zz\r\nhello\r\n0\r\n\r\n"),
    "chunk size with a sign": post(b"Transfer-Encoding: chunked", body=b"+5\r\nhello\r\n0\r\n\r\n"),
    "chunk size with 0x": post(b"Transfer-Encoding: chunked", body=b"0x5\r\nhello\r\n0\r\n\r\n"),
    "chunk longer than said": post(b"Transfer-Encoding: chunked", body=b"3\r\nhello\r\n0\r\n\r\n" + SMUGGLED),
    "chunk with bare line feeds": post(b"Transfer-Encoding: chunked", body=b"5\nhello\n0\n\n" + SMUGGLED),
    "huge chunk size": post(b"Transfer-Encoding: chunked", body=b"fffffffffffffffff1\r\nhello\r\n"),
    "bare line feeds": b"POST /land-register/v1/parcels HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 0\n\n" + SMUGGLED,
    "line feed inside": post(b"X-A: b\nContent-Length: 41", b"Content-Length: 0", body=SMUGGLED),
    "HTTP/0.9": b"GET /land-register/v1/parcels/p1\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/1.2": b"GET /land-register/v1/parcels/p1 HTTP/1.2\r\n" + HOST + b"\r\n",
    "CONNECT": b"CONNECT 10.0.0.1:5432 HTTP/1.1\r\n" + HOST + b"\r\n",
    "TRACE": b"TRACE /land-register/v1/parcels/p1 HTTP/1.1\r\n" + HOST + b"\r\n",
    "unknown method": b"SMUGGLE /land-register/v1/parcels/p1 HTTP/1.1\r\n" + HOST + b"\r\n",
    "chunked before 1.1": b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK + SMUGGLED,
    "no HTTP at all": b"hello, is there anybody?\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "absolute form of ours for another": get(b"http://127.0.0.1/livez", b"Host: evil.test\r\n"),
    "absolute form with a user": get(b"http://a@127.0.0.1/livez"),
    "absolute form without a host": get(b"http:///livez"),
    "absolute form of another scheme": get(b"ftp://127.0.0.1/livez"),
    "absolute form of another port": get(b"http://127.0.0.1:81/livez"),
    "absolute form": get(b"http://evil.test/land-register/v1/parcels/p1"),
    "asterisk": get(b"*"),
    "no leading slash": get(b"land-register/v1/parcels/p1"),
    "no host": get(head=b""),
    "two hosts": get(head=HOST + b"Host: evil.test\r\n"),
    "another host": get(head=b"Host: evil.test\r\n"),
    "host with a user": get(head=b"Host: 127.0.0.1@evil.test\r\n"),
    "host with a path": get(head=b"Host: 127.0.0.1/land\r\n"),
    "host with a port that is none": get(head=b"Host: 127.0.0.1:99999999\r\n"),
    "host list": get(head=b"Host: 127.0.0.1, evil.test\r\n"),
    "empty host": get(head=b"Host: \r\n"),
    "encoded slash": get(b"/land-register/v1/parcels%2fp1"),
    "encoded backslash": get(b"/land-register/v1/parcels%5cp1"),
    "encoded NUL": get(b"/land-register/v1/parcels/p1%00"),
    "dot segments": get(b"/docs/../land-register/v1/parcels/p1"),
    "encoded dot segments": get(b"/docs/%2e%2e/land-register/v1/parcels/p1"),
    "double slash": get(b"//land-register/v1/parcels/p1"),
    "bytes beyond ASCII": get(b"/land-register/v1/parcels/\xff"),
    "a fragment": get(b"/land-register/v1/parcels/p1#a"),
    "too many fields": get(head=HOST + b"".join(b"X-%d: a\r\n" % n for n in range(150))),
    "too much head": get(head=HOST + b"X-A: " + b"a" * 20_000 + b"\r\n"),
    "far too much head": get(head=HOST + b"X-A: " + b"a" * 200_000 + b"\r\n"),
    "a long target": get(TARGET + b"?a=" + b"a" * 20_000),
}


@pytest.mark.parametrize("form", FORMS)
async def test_a_request_of_two_meanings_is_refused(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, form: str
) -> None:
    with caplog.at_level(logging.WARNING, "saphan.security"):
        async with served(gateway_under_test.app) as port:
            answer = await said(port, FORMS[form])
    status = int(answer.split(b" ", 2)[1])
    assert status in {400, 401, 405, 431, 505}, answer
    assert answer.count(b"HTTP/1.1 ") == 1, answer
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head.lower()
    problem = orjson.loads(body)
    assert set(problem["errors"][0]["message"]) == {"lo", "en"}
    assert b"behind" not in answer
    assert not gateway_under_test.register.calls
    codes = {line.__dict__["facts"]["code"] for line in caplog.records if line.name == "saphan.security"}
    assert codes
    assert codes <= {
        "ambiguous-framing",
        "bad-connection",
        "bad-request-target",
        "headers-too-large",
        "host-refused",
        "method-unknown",
        "not-authenticated",  # the head was read before the body was seen to be odd, and it has no token
    }


async def test_a_connection_after_a_framing_trick_is_closed(gateway_under_test: GatewayUnderTest) -> None:
    async with served(gateway_under_test.app) as port:
        answer = await said(port, FORMS["identity, chunked"], SMUGGLED)
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("signed", [False, True])
async def test_an_address_in_full_and_an_offer_of_http2_are_proven_as_any_request_is(
    gateway_under_test: GatewayUnderTest, signed: bool
) -> None:
    offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
    path, parcel = "/land-register/v1/parcels", b'{"name": "Rice field", "area": 3}'
    sent = b""
    for line, extra in ((f"http://127.0.0.1:8080{path}", ""), (path, offer), (f"http://127.0.0.1:8080{path}", offer)):
        proven = gateway_under_test.signed("POST", path, parcel) if signed else gateway_under_test.headers("POST", path)
        fields = "".join(
            f"{name}: {value}\r\n" for name, value in (proven | {"content-length": str(len(parcel))}).items()
        )
        sent += f"POST {line} HTTP/1.1\r\n{extra}{fields}\r\n".encode() + parcel
    async with served(gateway_under_test.app) as port:
        answer = await said(port, sent)
    assert answer.count(b"HTTP/1.1 201") == 3, answer
    assert [(call.path, call.body) for call in gateway_under_test.register.calls] == [(path, parcel)] * 3
    assert not {name for call in gateway_under_test.register.calls for name in call.headers} & {
        "upgrade",
        "http2-settings",
    }


async def test_two_honest_requests_on_one_connection_are_two(gateway_under_test: GatewayUnderTest) -> None:
    async with served(gateway_under_test.app) as port:
        answer = await said(port, get(b"/livez") + get(b"/livez"))
    assert answer.count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "])
async def test_a_head_that_does_not_come_is_not_waited_for(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    async with served(gateway_under_test.app, time_limits=TimeLimits(head_s=0.3)) as port:
        answer = await said(port, sent, within_s=3)
    assert answer.startswith(b"HTTP/1.1 408")
    assert [line.__dict__["facts"]["reason"] for line in caplog.records if line.name == "saphan.security"] == [
        "head-too-slow"
    ]


async def test_a_head_that_drips_is_not_waited_for_and_a_second_one_neither(
    gateway_under_test: GatewayUnderTest,
) -> None:
    drops = [b"X-%d: a\r\n" % n for n in range(20)]
    async with served(gateway_under_test.app, time_limits=TimeLimits(head_s=0.3)) as port:
        answer = await said(port, get(b"/livez") + b"GET /livez HTTP/1.1\r\n" + HOST, *drops)
    assert answer.count(b"HTTP/1.1 200") == 1
    assert answer.count(b"HTTP/1.1 408") <= 1
    assert answer.count(b"HTTP/1.1 ") <= 2
