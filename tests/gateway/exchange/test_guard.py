import pytest

from tests.support.gateway_under_test import GatewayUnderTest, asgi

HOST = (b"host", b"127.0.0.1:8080")
PARCELS = "/land-register/v1/parcels"


async def refused(
    gateway_under_test: GatewayUnderTest, *headers: tuple[bytes, bytes], method: str = "GET", path: str = PARCELS
) -> str:
    answer = await asgi(gateway_under_test.app, method, path, list(headers))
    assert answer.status >= 400
    assert not gateway_under_test.register.calls
    return answer.code


@pytest.mark.parametrize(
    "path",
    [
        "/land-register/v1/parcels%2fp1",
        "/land-register/v1/parcels%2Fp1",
        "/land-register/v1/parcels%5cp1",
        "/land-register/v1/parcels/p1%00",
        "/land-register/v1/../v1/parcels",
        "/land-register/v1/%2e%2e/parcels",
        "/land-register/v1/.%2e/parcels",
        "/land-register/v1/./parcels",
        "/land-register//v1/parcels",
        "//land-register/v1/parcels",
        "/land-register/v1/parcels\\p1",
        "/land-register/v1/parcels/%ff",
    ],
)
async def test_a_path_that_two_systems_read_differently_is_refused(
    gateway_under_test: GatewayUnderTest, path: str
) -> None:
    assert await refused(gateway_under_test, HOST, path=path) == "bad-request-target"


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        (HOST, HOST),
        ((b"host", b"elsewhere.example"),),
        ((b"host", b"127.0.0.1@elsewhere.example"),),
        ((b"host", b"127.0.0.1:port"),),
        ((b"host", b""),),
    ],
)
async def test_there_is_one_host_and_it_is_ours(
    gateway_under_test: GatewayUnderTest, hosts: tuple[tuple[bytes, bytes], ...]
) -> None:
    assert await refused(gateway_under_test, *hosts) == "host-refused"


@pytest.mark.parametrize("host", [b"127.0.0.1", b"127.0.0.1:8080", b"LOCALHOST:9"])
async def test_a_host_of_ours_is_one_with_any_port(gateway_under_test: GatewayUnderTest, host: bytes) -> None:
    assert await refused(gateway_under_test, (b"host", host)) == "not-authenticated"


@pytest.mark.parametrize(
    "framing",
    [
        ((b"content-length", b"3"), (b"transfer-encoding", b"chunked")),
        ((b"content-length", b"3"), (b"content-length", b"3")),
        ((b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"chunked")),
        ((b"transfer-encoding", b"identity, chunked"),),
        ((b"transfer-encoding", b"gzip"),),
        ((b"content-length", b"+3"),),
        ((b"content-length", "໓".encode()),),
    ],
)
async def test_where_the_body_ends_is_said_once(
    gateway_under_test: GatewayUnderTest, framing: tuple[tuple[bytes, bytes], ...]
) -> None:
    assert await refused(gateway_under_test, HOST, *framing, method="POST") == "ambiguous-framing"


async def test_a_hundred_fields_pass_and_one_more_does_not(gateway_under_test: GatewayUnderTest) -> None:
    many = [(b"x-field-%d" % n, b"1") for n in range(99)]
    assert await refused(gateway_under_test, HOST, *many) == "not-authenticated"
    assert await refused(gateway_under_test, HOST, *many, (b"x-more", b"1")) == "headers-too-large"


async def test_sixteen_kilobytes_of_headers_are_enough(gateway_under_test: GatewayUnderTest) -> None:
    assert await refused(gateway_under_test, HOST, (b"x-long", b"a" * 16_000)) == "not-authenticated"
    assert await refused(gateway_under_test, HOST, (b"x-long", b"a" * 16_384)) == "headers-too-large"


@pytest.mark.parametrize(
    "name", [b"voucher", b"exchange-id", b"exchange-receipt", b"x-forwarded-for", b"x-forwarded-host", b"forwarded"]
)
async def test_what_only_the_inside_may_say_is_refused_from_outside(
    gateway_under_test: GatewayUnderTest, name: bytes
) -> None:
    assert await refused(gateway_under_test, HOST, (name, b"1")) == "reserved-header"


@pytest.mark.parametrize("name", [b"authorization", b"dpop", b"idempotency-key", b"content-type", b"if-match"])
async def test_a_header_that_each_reader_would_read_differently_stands_once(
    gateway_under_test: GatewayUnderTest, name: bytes
) -> None:
    assert await refused(gateway_under_test, HOST, (name, b"1"), (name, b"2")) == "repeated-header"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "get"])
@pytest.mark.parametrize(
    ("path", "allowed"),
    [(PARCELS, "POST"), (f"{PARCELS}/p1", "GET, HEAD")],
)
async def test_a_method_nobody_knows_is_refused_and_told_which_are_known(
    gateway_under_test: GatewayUnderTest, method: str, path: str, allowed: str
) -> None:
    answer = await asgi(gateway_under_test.app, method, path, [HOST])
    assert (answer.status, answer.code, answer.headers["allow"]) == (405, "method-unknown", allowed)


async def test_probes_may_come_under_any_host(gateway_under_test: GatewayUnderTest) -> None:
    assert (await asgi(gateway_under_test.app, "GET", "/livez", [])).body == b"behind"
