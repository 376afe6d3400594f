"""HEAD is GET without the body: authorised, asked of the service, minimised and recorded as GET is."""

import asyncio
import hashlib
from dataclasses import replace

import pytest

from evidence.digests import OF_NOTHING
from evidence.findings import all_hold
from evidence.receipts import check
from evidence.trusted_keys import TrustedKeys
from tests.support.gateway_under_test import Answer, GatewayUnderTest, an_agreement, until
from tests.support.sockets import HOST, served

PARCEL = "/land-register/v1/parcels/p1"
MAP = "/land-register/v1/maps/p1"
OWNER = {"type": "citizenId", "value": "01-23"}
ITS_OWN = {"exchange-id", "exchange-receipt", "traceparent", "ratelimit", "ratelimit-remaining"}


def shared(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ITS_OWN}


@pytest.mark.parametrize("path", [PARCEL, MAP], ids=["document", "file"])
async def test_it_says_what_get_says_and_sends_nothing(gateway_under_test: GatewayUnderTest, path: str) -> None:
    gateway_under_test.register.answer |= {"owner": OWNER}
    got = await gateway_under_test.call("GET", path)
    head = await gateway_under_test.call("HEAD", path)
    assert (head.status, head.body, head.complete) == (200, b"", True)
    assert shared(head) == shared(got)
    assert head.headers["content-length"] == str(len(got.body))
    assert head.headers["x-content-type-options"] == "nosniff"
    assert [call.method for call in gateway_under_test.register.calls] == ["GET", "GET"]


async def test_a_look_at_the_head_is_a_look(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.answer |= {"owner": OWNER}
    got, head = [await gateway_under_test.call(method, PARCEL) for method in ("GET", "HEAD")]
    assert [row["exchange"] for row in await gateway_under_test.looks()] == sorted(
        answer.headers["exchange-id"] for answer in (got, head)
    )
    found = (await gateway_under_test.recorded(head)).outcome
    assert found is not None
    assert (found["operation"], found["status"], found["notCovered"]) == ("readParcel", 200, ["/owner"])
    assert (found["responseDigest"], found["responseSize"]) == (OF_NOTHING, 0)
    assert found["representationDigest"] == hashlib.sha256(got.body).hexdigest()
    keys = TrustedKeys.of(gateway_under_test.keys.jwks())
    assert all_hold(check(head.headers["exchange-receipt"], keys, answer=head.body))


async def test_a_proof_is_for_the_method_that_is_sent(gateway_under_test: GatewayUnderTest) -> None:
    for made_for, sent in (("GET", "HEAD"), ("HEAD", "GET")):
        answer = await gateway_under_test.send(sent, PARCEL, b"", gateway_under_test.headers(made_for, PARCEL))
        assert answer.status == 401
    assert not gateway_under_test.register.calls


async def test_who_may_not_read_may_not_ask_for_the_head(gateway_under_test: GatewayUnderTest) -> None:
    none = an_agreement(operations=frozenset({"registerParcel"}))
    gateway_under_test.directory.snapshot = replace(gateway_under_test.directory.snapshot, agreements={none.id: none})
    answer = await gateway_under_test.call("HEAD", PARCEL)
    assert (answer.status, answer.body) == (403, b"")
    assert int(answer.headers["content-length"]) > 0
    assert answer.headers["content-type"] == "application/problem+json"
    assert not gateway_under_test.register.calls


async def test_an_answer_that_breaks_the_contract_is_502_without_its_body(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.raw = b'{"area": "wide"}'
    answer = await gateway_under_test.call("HEAD", PARCEL)
    assert (answer.status, answer.body) == (502, b"")


async def test_what_is_unchanged_is_unchanged(gateway_under_test: GatewayUnderTest) -> None:
    assert (await gateway_under_test.call("HEAD", PARCEL, headers={"if-none-match": '"1"'})).status == 304


async def test_a_file_is_closed_unread(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.mood = "pausing"  # and would not go on by itself
    head = await gateway_under_test.call("HEAD", MAP, headers={"range": "bytes=0-9"})
    assert (head.status, head.body) == (200, b"")
    assert "range" not in gateway_under_test.register.calls[-1].headers
    assert len(gateway_under_test.gateway.streams) == 0
    await until(lambda: not [task for task in asyncio.all_tasks() if "_Call.run" in repr(task)])


async def test_where_there_is_no_get_there_is_no_head_and_405_names_it(gateway_under_test: GatewayUnderTest) -> None:
    head = await gateway_under_test.call("HEAD", "/land-register/v1/parcels")
    assert (head.status, head.headers["allow"]) == (405, "POST")
    other = await gateway_under_test.call("DELETE", PARCEL)
    assert (other.status, other.headers["allow"]) == (405, "GET, HEAD")


async def test_over_a_kept_connection_the_next_answer_is_read_right(gateway_under_test: GatewayUnderTest) -> None:
    """A body where none belongs would be read as the next answer."""
    async with served(gateway_under_test.app) as port:
        reader, writer = await asyncio.open_connection(HOST, port)
        for method, path in (("HEAD", PARCEL), ("HEAD", MAP), ("HEAD", "/land-register/v1/nothing"), ("GET", PARCEL)):
            fields = "".join(f"{name}: {value}\r\n" for name, value in gateway_under_test.headers(method, path).items())
            writer.write(f"{method} {path} HTTP/1.1\r\n{fields}\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            assert head.startswith("HTTP/1.1 404" if "nothing" in path else "HTTP/1.1 200"), head
        length = next(int(line[16:]) for line in head.split("\r\n") if line.startswith("content-length"))
        assert b'"name"' in await reader.readexactly(length)
        writer.close()
        await writer.wait_closed()
