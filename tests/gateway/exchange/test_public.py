"""Operations for everybody: no token, no record; and nothing that one caller does reaches another by a cache."""

import gzip
from dataclasses import replace
from ipaddress import ip_network

import orjson
import pytest

from evidence.base64url import b64url_decode
from gateway.exchange.limiter import Policy, Public
from tests.support.gateway_under_test import Answer, GatewayUnderTest, asgi

HOST = (b"host", b"127.0.0.1:8080")
NEWEST = "/land-register/v1/notices/newest"
MAP = "/land-register/v1/maps/district"
NOTICE = {"number": 7, "text": "ປະກາດ " * 400}


@pytest.fixture
async def door(gateway_under_test: GatewayUnderTest) -> GatewayUnderTest:
    gateway_under_test.register.answer = dict(NOTICE)
    gateway_under_test.register.more = [(b"cache-control", b"public, max-age=1")]
    return gateway_under_test


async def ask(
    door: GatewayUnderTest, path: str = NEWEST, *more: tuple[bytes, bytes], method: str = "GET", body: bytes = b""
) -> Answer:
    return await asgi(door.app, method, path, [HOST, *more], [body])


async def test_anybody_gets_it_and_nothing_is_recorded(door: GatewayUnderTest) -> None:
    answer = await ask(door)
    assert (answer.status, answer.json) == (200, NOTICE)
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert answer.headers["vary"] == "Accept, Accept-Encoding, Accept-Language"
    assert answer.headers["etag"].startswith('W/"')
    assert answer.headers["content-length"] == str(len(answer.body))
    assert {"exchange-id", "exchange-receipt", "ratelimit", "traceparent", "set-cookie", "x-inside"}.isdisjoint(
        answer.headers
    )
    assert await door.entries() == []


async def test_the_service_hears_that_it_is_for_nobody_in_particular(door: GatewayUnderTest) -> None:
    await ask(door)
    claims = orjson.loads(b64url_decode(door.register.calls[0].headers["voucher"].split(".")[1]))
    assert (claims["kind"], claims["member"]) == ("public", "public")
    assert "offices" not in claims


async def test_a_token_that_comes_along_is_not_read_and_goes_no_further(door: GatewayUnderTest) -> None:
    proven = door.headers("GET", NEWEST)
    for token in (proven["authorization"], "DPoP forged", "Basic cm9vdDpyb290"):
        answer = await ask(door, NEWEST, (b"authorization", token.encode()), (b"dpop", proven["dpop"].encode()))
        assert (answer.status, "dpop-nonce" in answer.headers) == (200, False)
    assert await door.entries() == []
    assert all({"authorization", "dpop"}.isdisjoint(call.headers) for call in door.register.calls)


async def test_a_body_is_refused_before_the_service_is_called(door: GatewayUnderTest) -> None:
    answer = await ask(door, NEWEST, (b"content-length", b"2"), body=b"{}")
    assert (answer.status, answer.code) == (400, "body-not-expected")
    chunked = await ask(door, NEWEST, (b"transfer-encoding", b"chunked"), body=b"{}")
    assert chunked.status == 400
    assert door.register.calls == []


HEADERS = [
    (b"x-forwarded-host", b"evil.example"),
    (b"x-forwarded-for", b"192.0.2.1"),
    (b"forwarded", b"for=192.0.2.1;host=evil.example"),
    (b"voucher", b"forged"),
    (b"x-original-url", b"/land-register/v1/parcels/p1"),
    (b"x-http-method-override", b"DELETE"),
    (b"prefer", b"return=minimal"),
    (b"range", b"bytes=0-1"),
    (b"consent-reference", b"cns_0"),
    (b"idempotency-key", b"a-key"),
    (b"accept-signature", b'sig=("@status")'),
    (b"cookie", b"a=b"),
    (b"traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
]


async def test_no_header_that_a_cache_would_not_tell_apart_changes_the_answer(door: GatewayUnderTest) -> None:
    clean = await ask(door)
    for header in HEADERS:
        odd = await ask(door, NEWEST, header)
        if odd.status == 200:
            assert (odd.headers, odd.body) == (clean.headers, clean.body)
            name = header[0].decode()
            seen = door.register.calls[-1].headers
            assert name not in seen or (name == "traceparent" and seen[name] != header[1].decode())
        else:
            assert (odd.code, odd.headers["cache-control"]) == ("reserved-header", "no-store")


async def test_another_host_is_refused(door: GatewayUnderTest) -> None:
    answer = await asgi(door.app, "GET", NEWEST, [(b"host", b"evil.example")])
    assert (answer.status, answer.headers["cache-control"]) == (400, "no-store")


async def test_what_nobody_declared_is_refused_and_kept_by_nobody(door: GatewayUnderTest) -> None:
    for query in ["?utm=1", "?since=-1", "?since=x", "?since=1&since=2", "?since=%00", "?since=%ff"]:
        answer = await ask(door, NEWEST + query)
        assert (answer.status, answer.code, answer.headers["cache-control"]) == (400, "invalid-input", "no-store")
        assert door.register.calls == []


async def test_an_odd_accept_is_answered_all_the_same(door: GatewayUnderTest) -> None:
    for accept in ["text/html", "*/*;q=0", "application/json;q=abc", "image/webp, ,,", "ກຂຄ"]:
        answer = await ask(door, NEWEST, (b"accept", accept.encode("utf-8")))
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json")


async def test_it_is_packed_for_who_reads_that(door: GatewayUnderTest) -> None:
    plain = await ask(door)
    for accepted, packed in [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("GZIP", True),
        ("gzip;q=0", False),
        ("br", False),
        ("", False),
        ("gzip;q=7", False),
        ("notgzip", False),
    ]:
        answer = await ask(door, NEWEST, (b"accept-encoding", accepted.encode()))
        assert ("content-encoding" in answer.headers) is packed
        assert (gzip.decompress(answer.body) if packed else answer.body) == plain.body
        assert answer.headers["content-length"] == str(len(answer.body))
        assert answer.headers["etag"] == plain.headers["etag"]


async def test_who_has_it_is_told_so(door: GatewayUnderTest) -> None:
    for more in [(), ((b"accept-encoding", b"gzip"),)]:
        door.register.etag = '"1"'
        tag = (await ask(door)).headers["etag"].encode()
        unchanged = await ask(door, NEWEST, (b"if-none-match", tag), *more)
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.headers["etag"] == tag.decode()
        assert unchanged.headers["cache-control"] == "public, max-age=1"
        assert "if-none-match" not in door.register.calls[-1].headers
        door.register.etag, door.register.answer = '"2"', NOTICE | {"number": 8}
        assert (await ask(door, NEWEST, (b"if-none-match", tag), *more)).status == 200
        assert (await ask(door, NEWEST, (b"if-match", b'"another"'))).code == "precondition-failed"


async def test_head_has_the_head_of_get(door: GatewayUnderTest) -> None:
    get, head = await ask(door), await ask(door, method="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", get.headers)


async def test_another_method_and_a_slash_are_refused_without_a_token(door: GatewayUnderTest) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = await ask(door, method=method)
        assert (answer.status, answer.code, answer.headers["allow"]) == (405, "method-not-allowed", "GET, HEAD")
        assert (await ask(door, NEWEST + "/", method=method)).status == 404
    assert ((await ask(door, NEWEST + "/")).status, (await ask(door, NEWEST + "/more")).status) == (404, 401)
    assert (await ask(door, "/land-register/v1/parcels", method="DELETE")).status == 401
    assert (await ask(door, "/land-register/v1/parcels/p1")).status == 401, "public is one operation, not its service"
    assert door.register.calls == []


async def test_a_path_that_two_could_read_in_two_ways_is_refused(door: GatewayUnderTest) -> None:
    for path in ["//land-register/v1/notices/newest", NEWEST + "/../../parcels/p1", NEWEST + "%2f"]:
        assert (await ask(door, path)).status in {400, 401}
        assert door.register.calls == []


async def test_an_answer_that_breaks_its_schema_leaves_for_nobody(door: GatewayUnderTest) -> None:
    door.register.answer = NOTICE | {"owner": "Somchai"}
    answer = await ask(door)
    assert (answer.status, answer.code, answer.headers["cache-control"]) == (502, "upstream-invalid", "no-store")
    assert b"Somchai" not in answer.body


async def test_a_refusal_of_the_service_is_kept_by_nobody(door: GatewayUnderTest) -> None:
    door.register.mood = "down"
    answer = await ask(door)
    assert (answer.status, answer.headers["cache-control"]) == (503, "no-store")


async def test_what_the_service_does_not_call_public_no_cache_keeps(door: GatewayUnderTest) -> None:
    for stated in ["", "private, max-age=9", "public, private", "no-store, public", "max-age=9"]:
        door.register.more = [(b"cache-control", stated.encode())]
        assert (await ask(door)).headers["cache-control"] == "no-cache"


async def test_a_file_is_for_everybody_too(door: GatewayUnderTest) -> None:
    answer = await ask(door, MAP)
    assert (answer.status, answer.body, answer.complete) == (200, door.register.file, True)
    assert answer.headers["content-digest"].startswith("sha-256=:")
    door.register.mood = "lying"
    assert not (await ask(door, MAP)).complete, "whoever gets the last byte gets the file"


async def test_who_has_a_table_or_a_page_is_told_so_by_the_tag_of_its_service(door: GatewayUnderTest) -> None:
    door.register.file_etag = '"Vx3_kQ0aZ7mJ5nB2cD8eFg"'
    tag = (await ask(door, MAP)).headers["etag"]
    assert tag == f"W/{door.register.file_etag}"
    unchanged = await ask(door, MAP, (b"if-none-match", tag.encode()))
    assert (unchanged.status, unchanged.body, unchanged.headers["etag"]) == (304, b"", tag)
    door.register.file_etag = '"another"'
    assert (await ask(door, MAP, (b"if-none-match", tag.encode()))).status == 200


async def test_a_call_is_refused_once_the_operation_is_no_longer_public(door: GatewayUnderTest) -> None:
    before = door.directory.snapshot
    service = before.services["land-register"]
    operations = {id_: replace(entry, public=False) for id_, entry in service.operations.items()}
    router = type(service.router)((entry.method, entry.template, entry) for entry in operations.values())
    closed = replace(before, services={"land-register": replace(service, operations=operations, router=router)})

    class Swapped(type(door.directory)):  # type: ignore[misc]  # the directory that a test holds in its hand
        """Shows one version at the first look and the next one at the second."""

        def current(self) -> object:
            return closed

    door.gateway.directory = Swapped(before)
    answer = await ask(door)
    assert (answer.status, door.register.calls) == (503, [])
    door.gateway.directory = type(door.directory)(closed)
    assert (await ask(door)).status == 401


async def test_without_a_confirmed_directory_it_is_refused(door: GatewayUnderTest) -> None:
    door.directory.stale = True
    assert (await ask(door)).status == 503


async def test_an_operation_has_so_many_calls(door: GatewayUnderTest) -> None:
    door.gateway.public = Public(operation=Policy("operation", 2, 0.01))
    assert [(await ask(door)).status for _ in range(3)] == [200, 200, 429]
    refused = await ask(door)
    assert (refused.code, refused.headers["cache-control"]) == ("rate-limited", "no-store")
    assert int(refused.headers["retry-after"]) >= 1
    assert (await ask(door, MAP)).status == 200, "another operation has calls of its own"
    assert (await door.call("GET", "/land-register/v1/parcels/p1")).status in {200, 502}, "members are not held up"


def stating(address: str) -> tuple[bytes, bytes]:
    return b"forwarded", f"for=198.51.100.9, for={address};proto=https".encode()


async def test_an_address_has_so_many_calls_where_a_hop_states_it(door: GatewayUnderTest) -> None:
    hops = (ip_network("127.0.0.1"),)
    door.gateway.public = Public(Policy("operation", 5, 0.01), Policy("address", 2, 0.01), hops)
    statuses = [(await ask(door, NEWEST, stating("203.0.113.5"))).status for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    assert (await ask(door, NEWEST, stating('"203.0.113.6:4711"'))).status == 200, "another address"
    assert (await ask(door, NEWEST, stating('"[2001:db8::1]"'))).status == 200
    assert (await ask(door, NEWEST, stating('"[2001:db8::2]:99"'))).status == 200, "the same home"
    home = await ask(door, NEWEST, stating('"[2001:db8::3]"'))
    assert (home.status, home.json["params"]["policy"]) == (429, "address")
    outside = await ask(door, NEWEST, stating("203.0.113.7"))
    assert (outside.status, outside.json["params"]["policy"]) == (429, "operation")
    assert (await ask(door)).status == 200, "who calls from inside is not held up by the outside"


async def test_an_address_that_cannot_be_read_is_none(door: GatewayUnderTest) -> None:
    for odd in ["for=unknown", "for=_hidden", "by=1.2.3.4", "for=999.1.1.1", "", 'for="[::1"', "for"]:
        door.gateway.public = Public(hops=(ip_network("127.0.0.0/8"),), address=Policy("address", 1, 0.01))
        assert [(await ask(door, NEWEST, (b"forwarded", odd.encode()))).status for _ in range(2)] == [200, 200]


async def test_two_megabytes_are_packed_once_and_small(door: GatewayUnderTest) -> None:
    door.register.answer = NOTICE | {"text": "ຫ້ອງການ office " * 100_000}
    answers = [await ask(door, NEWEST, (b"accept-encoding", b"gzip")) for _ in range(2)]
    assert [gzip.decompress(answer.body) for answer in answers] == [orjson.dumps(door.register.answer)] * 2
    assert len(answers[0].body) < 20_000
