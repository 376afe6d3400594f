"""OpenTelemetry of one component: spans and metrics by FastAPI's instrumentation, without paths or queries."""

from dataclasses import dataclass
from typing import Final

from fastapi.telemetry import TelemetryConfig
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

# Queries carry the names of people; what a span shows is seen by more eyes than the record itself.
# So do paths, where a caller looks for a number; which operation it was is told by `http.route`.
_HIDDEN: Final = (
    "http.request.method_original",
    "http.target",
    "http.url",
    "url.full",
    "url.path",
    "url.query",
    "user_agent.original",
)


class HideQueries(SpanProcessor):
    """Span processor that overwrites attributes with a path, a query or a user agent."""

    def on_start(self, span: Span, parent_context: object = None) -> None:  # noqa: ARG002 - the SDK's signature
        """Overwrite the attributes that the span starts with."""
        for name in _HIDDEN:
            if span.attributes and name in span.attributes:
                span.set_attribute(name, "***")

    def on_end(self, span: ReadableSpan) -> None:
        """Do nothing: nothing is added at the end."""


@dataclass(frozen=True, slots=True)
class Telemetry:
    """OpenTelemetry providers of one component."""

    tracer_provider: TracerProvider
    meter_provider: MeterProvider

    def shutdown(self) -> None:
        """Export what is left and shut the providers down."""
        self.tracer_provider.shutdown()
        self.meter_provider.shutdown()


def start(component: str, otlp_endpoint: str | None) -> Telemetry | None:
    """Return providers that export to the OTLP collector, or None when no collector is set."""
    if otlp_endpoint is None:
        return None
    # protobuf and requests are a tenth of what a process loads: only where there is a collector
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    resource = Resource.create({"service.name": component, "service.namespace": "saphan"})
    tracer_provider = TracerProvider(resource=resource)
    tracer_provider.add_span_processor(HideQueries())
    tracer_provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{otlp_endpoint}/v1/traces")))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{otlp_endpoint}/v1/metrics"))
    return Telemetry(tracer_provider, MeterProvider([reader], resource=resource))


def config(telemetry: Telemetry | None) -> TelemetryConfig:
    """Return FastAPI's telemetry configuration: one span and metrics per request, no logs, no input values."""
    if telemetry is None:
        return {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
    return {
        "tracer_provider": telemetry.tracer_provider,
        "meter_provider": telemetry.meter_provider,
        "logs": False,
        "operation_spans": False,
    }
