import asyncio
import socket
from functools import partial

import aiohttp
import httpx2
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.metrics import Counter, MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import get_current_span

from chassis.process import telemetry
from chassis.process.spans import HideQueries, TraceparentAlone
from cli.ports import free_port
from tests.support.scraping import scrape

CALLERS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def spans_of(path: str, method: str = "GET", **headers: str) -> tuple[ReadableSpan, ...]:
    return (await told_about(path, method, **headers))[0]


async def told_about(path: str, method: str = "GET", **headers: str) -> tuple[tuple[ReadableSpan, ...], str]:
    """Return the spans and the metrics of one request that fails or not."""
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    provider = TracerProvider()
    provider.add_span_processor(HideQueries())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    measured = telemetry.Telemetry(provider, MeterProvider([reader]))
    app = FastAPI(telemetry=telemetry.config(measured))

    @app.get("/people")
    async def people() -> None: ...

    @app.get("/people/{number}")
    async def person(number: str, age: int) -> None:
        raise KeyError(f"{number} of {age}")

    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://x.test") as client:
        await client.request(method, path, headers={"traceparent": CALLERS, **headers})
    metrics = reader.get_metrics_data()
    assert metrics is not None
    measured.shutdown()
    return exporter.get_finished_spans(), str(metrics.to_json())


async def test_a_request_is_one_span_of_the_callers_trace() -> None:
    spans = await spans_of("/people")
    assert len(spans) == 1
    assert format(spans[0].context.trace_id, "032x") == "4bf92f3577b34da6a3ce929d0e0e4736"


async def test_a_name_in_the_query_does_not_leave_in_a_span() -> None:
    for span in await spans_of("/people?name=ບຸນມີ"):
        assert "ບຸນມີ" not in str(dict(span.attributes or {})) + span.name
        assert "%E0%BA%9A" not in str(dict(span.attributes or {}))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/people/0199-7777341?age=7777341"),  # fails with a message
        ("GET", "/people/0199-7777341?age=ZEPHYRINE"),  # is refused with the input
        ("GET", "/0199-7777341/ZEPHYRINE"),
        ("ZEPHYRINE", "/people"),
    ],
)
async def test_whatever_fails_neither_span_nor_metric_says_what_was_sent(method: str, path: str) -> None:
    spans, metrics = await told_about(path, method, **{"User-Agent": "ZEPHYRINE", "X-Person": "7777341"})
    said = metrics + "".join(span.to_json() for span in spans)
    assert "http.server.request.duration" in metrics
    assert len(spans) == 1
    for seeded in ("7777341", "ZEPHYRINE"):
        assert seeded not in said


async def test_without_a_collector_and_prometheus_nothing_is_measured() -> None:
    assert telemetry.start("case-registry", None) is None
    assert telemetry.config(None)["tracing"] is False


async def test_prometheus_finds_what_is_counted_and_what_is_read() -> None:
    port = free_port("127.0.0.1")
    measured = telemetry.start("case-registry", None, ("127.0.0.1", port))
    assert measured is not None
    assert measured.tracer_provider is None, "without a collector nobody makes spans"
    telemetry.gauge(measured, "saphan.test.age", "s", "One value.", lambda: [(2.5, {"table": "cases"})])
    telemetry.gauge(measured, "saphan.test.age", "s", "Another one.", lambda: [(4.0, {"table": "inbox"})])
    measured.counter("saphan.test.refusals", "{refusal}", "A counter.").add(3, {"code": "not-found"})
    measured.histogram("saphan.test.duration", "s", "A histogram.").record(0.02, {"operation": "openCase"})
    found = await scrape(port)
    assert found.value("saphan_test_age_seconds", table="cases") == 2.5
    assert found.value("saphan_test_age_seconds", table="inbox") == 4.0
    assert found.value("saphan_test_refusals_total", code="not-found") == 3
    assert found.value("saphan_test_duration_seconds_bucket", le="0.025") == 1
    assert found.labels("saphan_test_age_seconds") == {"table"}, "alone, a component leaves `job` to Prometheus"
    measured.shutdown()
    with pytest.raises(aiohttp.ClientConnectionError):
        await scrape(port)


async def test_components_of_one_process_share_a_port_and_are_told_apart() -> None:
    port = free_port("127.0.0.1")
    both = [telemetry.start(name, None, ("127.0.0.1", port)) for name in ("gateway", "case-registry")]
    for number, measured in enumerate(both):
        telemetry.gauge(measured, "saphan.test.size", "{leaf}", "A size.", partial(list, [(number, {})]))
    found = await asyncio.gather(*(scrape(port) for _ in range(8)))
    for each in found:
        assert each.value("saphan_test_size", job="saphan/gateway") == 0
        assert each.value("saphan_test_size", job="saphan/case-registry") == 1
    first, second = [(await scrape(port)).samples for _ in range(2)]
    assert {name: len(told) for name, told in second.items()} == {name: len(told) for name, told in first.items()}
    assert both[1] is not None
    both[1].shutdown()
    assert (await scrape(port)).value("saphan_test_size") == 0
    assert both[0] is not None
    both[0].shutdown()


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ValueError, match=rf"metrics at 127\.0\.0\.1:{port}: Address already in use"):
            telemetry.start("case-registry", None, ("127.0.0.1", port))


async def test_labels_without_end_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "_LIMITS", {Counter: 10})
    port = free_port("127.0.0.1")
    measured = telemetry.start("case-registry", None, ("127.0.0.1", port))
    assert measured is not None
    counter = measured.counter("saphan.test.refusals", "{refusal}", "A counter.")
    for number in range(100):
        counter.add(1, {"code": str(number)})
    found = (await scrape(port)).samples["saphan_test_refusals_total"]
    assert len(found) == 11, "ten, and all the others in one"
    assert sum(value for _, value in found) == 100
    measured.shutdown()


async def test_of_a_request_prometheus_sees_route_method_and_status_alone() -> None:
    port = free_port("127.0.0.1")
    measured = telemetry.start("case-registry", None, ("127.0.0.1", port))
    assert measured is not None
    app = FastAPI(telemetry=telemetry.config(measured))

    @app.get("/people/{number}")
    async def person(number: str) -> None: ...

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://x.test") as client:
        await client.get("/people/0199-7777341", headers={"Host": "zephyrine.test"})
    found = await scrape(port)
    labels = {"http_route", "http_request_method", "http_response_status_code", "le"}
    assert found.labels("http_server_request_duration_seconds_bucket") == labels
    assert found.value("http_server_request_duration_seconds_count", http_route="/people/{number}") == 1
    assert "http_server_active_requests" not in found.text
    measured.shutdown()


def test_free_text_of_the_callers_is_not_carried_on() -> None:
    sent = {"traceparent": CALLERS, "tracestate": "zephyrine=7777341", "baggage": "name=zephyrine"}
    here = get_current_span(TraceparentAlone().extract(sent)).get_span_context()
    assert format(here.trace_id, "032x") == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert not here.trace_state
