"""Bodies and schemas made to exhaust or to mislead: refused within limits, and noted."""

import asyncio
import gzip
import json
import logging
import time
import zlib
from collections.abc import AsyncIterator
from copy import deepcopy
from typing import Any

import pytest

from chassis.postgres.database import create_engine
from gateway.directory.compiler import compile_service
from gateway.directory.content import Service
from gateway.directory.enrol import enrol
from gateway.directory.rules import EnrolmentRefused
from gateway.exchange import receive
from tests.support.directory import a_country, a_document
from tests.support.gateway_under_test import GatewayUnderTest, a_scope, a_snapshot, an_agreement, asgi
from tests.support.land_register import DOCUMENT
from tests.support.postgres import FreshDatabase
from tests.support.refusals import noted, security_log

PARCELS = "/land-register/v1/parcels"
BOMB = json.dumps({"name": "a" * 10_000_000, "area": 1}).encode()


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", gzip.compress(BOMB)), ("deflate", zlib.compress(BOMB)), ("br", b"x"), ("gzip, gzip", b"x"), ("x", b"x")],
    ids=["gzip", "deflate", "br", "twice", "unknown"],
)
async def test_a_compressed_body_is_not_unpacked(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, coding: str, body: bytes
) -> None:
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("POST", PARCELS, body, headers={"content-encoding": coding})
    assert answer.status == 415
    assert noted(answer, lines, gateway_under_test) == "unsupported-media-type"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"[" * 70 + b"]" * 70, "depth"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "depth"),
        (b"[" * 300_000, "depth"),
        (b'{"name": "a", "name": "b", "area": 1}', "duplicate-key"),
        (b'{"name": "a", "area": NaN}', "not-a-number"),
        (b'{"name": "a", "area": 1e400}', "number-too-large"),
        (b'{"name": "a", "area": 9007199254740993}', "number-too-large"),
        (b'{"name": "a\\u0000", "area": 1}', "null-character"),
        (b'{"name": "\xff", "area": 1}', "wrong-encoding"),
        (b'\xef\xbb\xbf{"name": "a", "area": 1}', "byte-order-mark"),
        (b'{"name": "\\ud800", "area": 1}', "syntax"),
        (b'{"name": "a", "area": 1} x', "syntax"),
        (b"{'name': 'a'}", "syntax"),
        (b'{"name": "a", "area": 01}', "syntax"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:30]),
)
async def test_json_that_readers_read_differently(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, body: bytes, fault: str
) -> None:
    with security_log(caplog) as lines:
        began = time.perf_counter()
        answer = await gateway_under_test.call("POST", PARCELS, body)
    assert time.perf_counter() - began < 2
    assert answer.status == 400
    assert noted(answer, lines, gateway_under_test) == "malformed-json"
    assert answer.json["errors"][0]["code"] in {fault, "syntax", "crowded"}


async def test_more_than_the_operation_takes(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("POST", PARCELS, b" " * 1_000_001)
    assert noted(answer, lines, gateway_under_test) == "body-too-large"
    raw = [(n.encode(), v.encode()) for n, v in gateway_under_test.headers("POST", PARCELS).items()]
    with security_log(caplog) as lines:
        pieces = [b" " * 100_000] * 11
        answer = await asgi(gateway_under_test.app, "POST", PARCELS, [*raw, (b"transfer-encoding", b"chunked")], pieces)
    assert noted(answer, lines, gateway_under_test) == "body-too-large"


async def test_a_body_that_drips(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "GRACE_S", 0.2)
    drops = [b" "] * 3

    async def slowly() -> dict[str, Any]:
        await asyncio.sleep(0.15)
        return {"type": "http.request", "body": drops.pop() if drops else b" ", "more_body": True}

    raw = [(n.encode(), v.encode()) for n, v in gateway_under_test.headers("POST", PARCELS).items()]
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        await asyncio.sleep(0)
        sent.append(message)

    scope = a_scope("POST", PARCELS, "", [*raw, (b"transfer-encoding", b"chunked")])
    with security_log(caplog) as lines:
        await asyncio.wait_for(gateway_under_test.app(scope, slowly, send), 5)
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert [facts["code"] for facts in lines.facts] == ["body-too-slow"]


async def test_a_body_where_none_belongs(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", b"x")
    assert noted(answer, lines, gateway_under_test) == "body-not-expected"


def with_name(**schema: Any) -> dict[str, Any]:
    """Return the land register's document with another schema for a parcel's name."""
    document = deepcopy(DOCUMENT)
    document["components"]["schemas"]["Parcel"]["properties"]["name"] = schema
    return document


async def test_an_exponential_pattern_takes_no_exponential_time(gateway_under_test: GatewayUnderTest) -> None:
    document = with_name(type="string", pattern="^(a+)+$")
    service = compile_service("land-register", "moic", "in-process:land-register", document, "d")
    gateway_under_test.directory.snapshot = a_snapshot(gateway_under_test.key, service, an_agreement(), version=2)
    body = json.dumps({"name": "a" * 50_000 + "!", "area": 1}).encode()
    began = time.perf_counter()
    answer = await gateway_under_test.call("POST", PARCELS, body)
    assert (answer.status, answer.json["errors"][0]["code"]) == (400, "pattern")
    assert time.perf_counter() - began < 1


@pytest.fixture
async def registering(fresh_database: FreshDatabase) -> AsyncIterator[Any]:
    engine = create_engine(fresh_database("gateway.migrations"))

    async def register(note: dict[str, Any]) -> str:
        document = a_document(Note=note)
        async with engine.connect() as connection:
            with pytest.raises(EnrolmentRefused) as refused:
                await enrol(connection, a_country(document, agreements=()))
        return str(refused.value)

    yield register
    await engine.dispose()


@pytest.mark.parametrize(
    "note",
    [
        {"$ref": "https://evil.test/schema.json"},
        {"$ref": "http://169.254.169.254/latest/meta-data"},
        {"$ref": "file:///etc/passwd"},
        {"$ref": "/etc/passwd"},
        {"$ref": "//evil.test/x"},
        {"$dynamicRef": "https://evil.test/x"},
        {"type": "string", "format": "no-such-format"},
        {"type": "string", "pattern": "^(?=a)b"},
        {"type": "string", "pattern": "^(?!a)b"},
        {"type": "string", "pattern": "(?<=a)b"},
        {"type": "string", "pattern": "(a)\\1"},
        {"type": "string", "pattern": "("},
        {"type": "string", "patern": "a"},
        {"$ref": "#/components/schemas/Note"},
        {"allOf": [{"anyOf": [{"not": {"$ref": "#/components/schemas/Note"}}]}]},
    ],
    ids=lambda note: " ".join(map(str, note.values())),
)
async def test_a_schema_that_reaches_out_or_cannot_be_enforced_is_not_registered(
    registering: Any, caplog: pytest.LogCaptureFixture, note: dict[str, Any]
) -> None:
    with caplog.at_level(logging.WARNING, "saphan.security"):
        assert "service notes" in await registering(note)
    [facts] = [line.__dict__["facts"] for line in caplog.records if line.name == "saphan.security"]
    assert (facts["code"], facts["service"]) == ("document-refused", "notes")


def test_a_service_that_answers_elsewhere_than_over_http_is_none() -> None:
    for url in ("file:///etc", "ftp://x", "http://u@evil.test/x", "http://a b", "gopher://x", "unix:/run/x"):
        with pytest.raises(ValueError, match="base_url"):
            Service(name="notes", member="psc", base_url=url, document={})
