import asyncio
import hashlib
import time
from base64 import b64encode
from collections.abc import AsyncIterator

import pytest

from gateway.exchange import receive
from tests.support.gateway_under_test import GatewayUnderTest, a_scope, asgi
from tests.support.sockets import served

PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


def digest_of(body: bytes) -> str:
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


async def test_a_body_in_pieces_is_one_body(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call(
        "POST", PARCELS, [A_PARCEL[:5], b"", A_PARCEL[5:]], headers={"transfer-encoding": "chunked"}
    )
    assert answer.status == 201
    assert gateway_under_test.register.calls[0].body == A_PARCEL


async def test_a_declared_length_over_the_limit_is_refused_before_a_byte_is_read(
    gateway_under_test: GatewayUnderTest,
) -> None:
    answer = await gateway_under_test.call("POST", PARCELS, b"x", headers={"content-length": "1000001"})
    assert (answer.status, answer.code, answer.json["params"]["limit"]) == (413, "body-too-large", 1_000_000)
    assert not gateway_under_test.register.calls


async def test_a_body_that_grows_over_the_limit_is_refused_there(gateway_under_test: GatewayUnderTest) -> None:
    pieces = [b"x" * 300_000] * 5
    answer = await gateway_under_test.call("POST", PARCELS, pieces, headers={"transfer-encoding": "chunked"})
    assert (answer.status, answer.code) == (413, "body-too-large")


async def test_an_operation_that_takes_no_body_gets_none(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", b"{}")
    assert (answer.status, answer.code) == (400, "body-not-expected")


async def test_a_compressed_body_is_not_read(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL, headers={"content-encoding": "gzip"})
    assert (answer.status, answer.code) == (415, "unsupported-media-type")
    assert answer.headers["accept-encoding"] == "identity"
    [fault] = answer.json["errors"]
    assert (fault["location"], fault["name"], fault["code"]) == ("header", "Content-Encoding", "content-encoding")
    assert "without Content-Encoding" in fault["message"]["en"]
    assert "Content-Encoding" in fault["message"]["lo"]


async def test_a_body_is_what_its_digest_says(gateway_under_test: GatewayUnderTest) -> None:
    good = await gateway_under_test.call("POST", PARCELS, A_PARCEL, headers={"content-digest": digest_of(A_PARCEL)})
    assert good.status == 201
    bad = await gateway_under_test.call("POST", PARCELS, A_PARCEL, headers={"content-digest": digest_of(b"another")})
    assert (bad.status, bad.code) == (400, "digest-mismatch")
    assert len(gateway_under_test.register.calls) == 1


async def test_a_refusal_after_authorisation_is_recorded(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", b"{}")
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["code"] == "body-not-expected"


async def test_a_caller_who_leaves_in_mid_request_is_recorded(gateway_under_test: GatewayUnderTest) -> None:
    headers = [(n.encode(), v.encode()) for n, v in gateway_under_test.headers("POST", PARCELS).items()]

    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(_message: object) -> None:
        return

    await gateway_under_test.app(a_scope("POST", PARCELS, "", [*headers, (b"content-length", b"9")]), gone, send)
    [(_, details)] = await gateway_under_test.entries()
    assert details["code"] == "request-incomplete"


@pytest.fixture
async def port(gateway_under_test: GatewayUnderTest) -> AsyncIterator[int]:
    async with served(gateway_under_test.app) as port:
        yield port


async def test_a_body_that_drips_is_given_up(
    gateway_under_test: GatewayUnderTest, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "GRACE_S", 0.4)
    lines = [f"{name}: {value}" for name, value in gateway_under_test.headers("POST", PARCELS).items()]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = "\r\n".join([f"POST {PARCELS} HTTP/1.1", *lines, "Content-Length: 900000", "", ""])
    writer.write(head.encode())
    begun = time.monotonic()
    answer = asyncio.create_task(reader.readuntil(b'"code":"body-too-slow"'))
    while not answer.done():
        writer.write(b" ")
        await asyncio.sleep(0.05)
        assert time.monotonic() - begun < 5
    assert answer.result().startswith(b"HTTP/1.1 408 ")
    writer.close()


async def test_a_body_on_a_token_that_may_not_call_is_refused_while_it_is_still_on_its_way(
    gateway_under_test: GatewayUnderTest, port: int
) -> None:
    path = "/land-register/v1/seizures"
    lines = [f"{name}: {value}" for name, value in gateway_under_test.headers("POST", path).items()]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("\r\n".join([f"POST {path} HTTP/1.1", *lines, "Content-Length: 900000", "", ""]).encode())
    status = await asyncio.wait_for(reader.readline(), 5)
    assert status.startswith(b"HTTP/1.1 403 ")
    writer.close()


async def test_the_connection_serves_the_next_request_after_a_body_nobody_wanted(
    gateway_under_test: GatewayUnderTest, port: int
) -> None:
    path = "/land-register/v1/seizures"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        lines = [f"{name}: {value}" for name, value in gateway_under_test.headers("POST", path).items()]
        writer.write("\r\n".join([f"POST {path} HTTP/1.1", *lines, "Content-Length: 200000", "", ""]).encode())
        writer.write(b"x" * 200_000)
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).decode().lower()
        assert head.startswith("http/1.1 403")
        length = next(line for line in head.splitlines() if line.startswith("content-length"))
        await reader.readexactly(int(length.split(":")[1]))
    writer.close()


async def test_a_digest_that_is_none_is_told(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("POST", PARCELS, A_PARCEL, headers={"content-digest": "sha-512=:abc=:"})
    assert (answer.status, answer.json["errors"][0]["name"]) == (400, "Content-Digest")


async def test_probing_the_door_with_nothing_is_no_exchange(gateway_under_test: GatewayUnderTest) -> None:
    assert (await asgi(gateway_under_test.app, "GET", f"{PARCELS}/p1", [])).code == "host-refused"
    assert not await gateway_under_test.entries()
