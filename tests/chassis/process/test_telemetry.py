import httpx2
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.process import telemetry

CALLERS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def spans_of(path: str, method: str = "GET", **headers: str) -> tuple[ReadableSpan, ...]:
    return (await told_about(path, method, **headers))[0]


async def told_about(path: str, method: str = "GET", **headers: str) -> tuple[tuple[ReadableSpan, ...], str]:
    """Return the spans and the metrics of one request that fails or not."""
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    provider = TracerProvider()
    provider.add_span_processor(telemetry.HideQueries())
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


async def test_without_a_collector_nothing_is_measured() -> None:
    assert telemetry.start("case-registry", None) is None
    assert telemetry.config(None)["tracing"] is False
