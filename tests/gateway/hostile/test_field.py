"""Requests that systems of this kind got wrong in the field, over a real socket against the whole gateway."""

import gzip
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import orjson
import pytest

from tests.gateway.exchange.test_app import Country, a_country
from tests.support.postgres import FreshDatabase
from tests.support.sockets import said, served

DATA = Path(__file__).parents[2] / "data" / "field_http"
LINES = (DATA / "accept-language.txt").read_text("utf-8").splitlines()
LANGUAGES = dict(zip(LINES, ("lo", "lo", "en", "en", "en"), strict=True))


@pytest.fixture
async def country(fresh_database: FreshDatabase) -> AsyncIterator[Country]:
    async with a_country(fresh_database("gateway.migrations")) as made:
        yield made


def asked(line: str, *more: str, host: str = "127.0.0.1:8080") -> bytes:
    """Return a request: its first line without the version, and more fields."""
    return "\r\n".join([f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *more, "", ""]).encode("latin-1")


def read(answer: bytes) -> tuple[int, Mapping[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    named = (field.partition(": ") for field in fields)
    return int(first.split(" ")[1]), {name.lower(): value for name, _, value in named}, body


# What is answered by the front, behind the data plane, by its steps, at its door, by the token endpoint, by the server.
EVERYWHERE = (
    ("GET /", 200),
    ("GET /problems/not-found", 200),
    ("GET /nothing", 404),
    ("GET /land-register/v1/parcels/p1", 401),
    ("GET /land-register/v1/parcels/%00", 400),
    ("GET /docs/%00", 400),
    ("TRACE /land-register/v1/parcels", 405),
    ("GET /land-register/v1/parcels#top", 400),
)


async def test_the_language_with_more_weight_is_spoken_everywhere(country: Country) -> None:
    async with served(country.app) as port:
        for accepted, language in LANGUAGES.items():
            for line, status in EVERYWHERE:
                told, headers, _ = read(await said(port, asked(line, f"Accept-Language: {accepted}"), quiet_s=0.02))
                assert (line, accepted, told, headers["content-language"]) == (line, accepted, status, language)
            form = "Content-Type: application/x-www-form-urlencoded", "Content-Length: 0"
            token = asked("POST /oauth/token", f"Accept-Language: {accepted}", *form)
            assert read(await said(port, token, quiet_s=0.02))[1]["content-language"] == language
        for line, _ in EVERYWHERE:  # two fields are one list
            two = asked(line, "Accept-Language: lo;q=0.1", "Accept-Language: en")
            assert read(await said(port, two, quiet_s=0.02))[1]["content-language"] == "en"


async def test_an_address_in_full_is_taken_for_the_own_host_alone(country: Country) -> None:
    async with served(country.app) as port:
        form = (DATA / "absolute-form.http").read_bytes().replace(b"\n", b"\r\n")
        host = b"127.0.0.1:%d" % port
        assert read(await said(port, form.replace(b"{host}", host)))[0] == 200
        status, _, _ = read(await said(port, asked("GET http://127.0.0.1:8080/land-register/v1/parcels/p1")))
        assert status == 401, "of the operation: the address was understood"
        for line in ("GET http://other.example/healthz", "GET ftp://127.0.0.1:8080/healthz", "GET http://", "GET x"):
            status, headers, body = read(await said(port, asked(line)))
            assert (status, headers["content-type"]) == (400, "application/problem+json")
            assert set(orjson.loads(body)["errors"][0]["message"]) == {"lo", "en"}


async def test_what_everybody_may_read_comes_packed_and_nothing_else_does(country: Country) -> None:
    packing = "Accept-Encoding: gzip"
    async with served(country.app) as port:
        for path in ("/", "/openapi.json", "/openapi/land-register.json", "/problems", "/static/front.css"):
            status, headers, body = read(await said(port, asked(f"GET {path}", packing)))
            assert (path, status, headers.get("content-encoding")) == (path, 200, "gzip")
            assert int(headers["content-length"]) == len(body) < len(gzip.decompress(body))
            _, head, nothing = read(await said(port, asked(f"HEAD {path}", packing)))
            assert (head["content-length"], head["content-encoding"], nothing) == (str(len(body)), "gzip", b"")
        keys = read(await said(port, asked("GET /.well-known/oauth-authorization-server", packing)))
        assert keys[1]["vary"] == "Accept-Encoding"
        for line in ("GET /healthz", "GET /nothing", "GET /land-register/v1/parcels/p1", "POST /oauth/token"):
            assert "content-encoding" not in read(await said(port, asked(line, packing)))[1], line
