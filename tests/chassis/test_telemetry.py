import httpx2
from fastapi import FastAPI
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry

CALLERS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def spans_of(path: str):
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(telemetry.HideQueries())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    measured = telemetry.Telemetry(provider, MeterProvider())
    app = FastAPI(telemetry=telemetry.config(measured))

    @app.get("/people")
    async def people() -> None: ...

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://x.test") as client:
        await client.get(path, headers={"traceparent": CALLERS})
    measured.shutdown()
    return exporter.get_finished_spans()


async def test_a_request_is_one_span_of_the_callers_trace():
    spans = await spans_of("/people")
    assert len(spans) == 1
    assert format(spans[0].context.trace_id, "032x") == "4bf92f3577b34da6a3ce929d0e0e4736"


async def test_a_name_in_the_query_does_not_leave_in_a_span():
    for span in await spans_of("/people?name=ບຸນມີ"):
        assert "ບຸນມີ" not in str(dict(span.attributes)) + span.name
        assert "%E0%BA%9A" not in str(dict(span.attributes))


async def test_without_a_collector_nothing_is_measured():
    assert telemetry.start("case-registry", None) is None
    assert telemetry.config(None)["tracing"] is False
