"""An OpenTelemetry collector for tests: takes OTLP over HTTP, reads it, keeps spans, names of metrics and all bytes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1 import trace_pb2

KINDS = {number: name.removeprefix("SPAN_KIND_") for name, number in trace_pb2.Span.SpanKind.items()}


@dataclass(frozen=True)
class Seen:
    """One span as the collector got it."""

    component: str
    name: str
    kind: str
    trace_id: str
    span_id: str
    parent_id: str  # empty: none
    attributes: dict[str, str]


@dataclass
class Collector:
    """What was exported to `url`."""

    url: str = ""
    spans: list[Seen] = field(default_factory=list)
    metrics: set[str] = field(default_factory=set)
    raw: list[bytes] = field(default_factory=list)

    async def take_traces(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.raw.append(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            component = next(a.value.string_value for a in resource.resource.attributes if a.key == "service.name")
            for scope in resource.scope_spans:
                self.spans += [_seen(component, span) for span in scope.spans]
        return _answer(ExportTraceServiceResponse().SerializeToString())

    async def take_metrics(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.raw.append(body)
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
            self.metrics |= {metric.name for scope in resource.scope_metrics for metric in scope.metrics}
        return _answer(ExportMetricsServiceResponse().SerializeToString())

    def of_trace(self, trace_id: str) -> Sequence[Seen]:
        """Return the spans of one trace."""
        return [span for span in self.spans if span.trace_id == trace_id]

    def way_to(self, span: Seen) -> list[tuple[str, str]]:
        """Return component and kind of each span from the first one of the trace that is here down to this one."""
        by_id = {other.span_id: other for other in self.of_trace(span.trace_id)}
        way = [span]
        while (above := by_id.get(way[0].parent_id)) is not None:
            way.insert(0, above)
        return [(each.component, each.kind) for each in way]

    async def until(self, enough: Callable[["Collector"], bool]) -> None:
        """Wait until enough has come; exporters send every five seconds."""
        async with asyncio.timeout(60):
            while not enough(self):  # noqa: ASYNC110 - other processes send
                await asyncio.sleep(0.05)


def _seen(component: str, span: trace_pb2.Span) -> Seen:
    return Seen(
        component,
        span.name,
        KINDS[span.kind],
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        {a.key: a.value.string_value or str(a.value.int_value) for a in span.attributes},
    )


def _answer(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/x-protobuf")


@asynccontextmanager
async def collecting(port: int = 0) -> AsyncIterator[Collector]:
    """Run a collector on a free port, or on this one."""
    collector = Collector()
    app = web.Application(client_max_size=2**26)
    app.router.add_post("/v1/traces", collector.take_traces)
    app.router.add_post("/v1/metrics", collector.take_metrics)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    collector.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield collector
    finally:
        await runner.cleanup()
