"""OpenTelemetry of one component: spans to an OTLP collector, metrics there and at a Prometheus endpoint.

Another room adds a gauge by `gauge(measured, name, unit, description, read)`: `read` is a plain function that returns
values with their labels, from memory, and is called at each scrape in a thread of its own. What asks a database is read
by a `chassis.process.sampling.Sampler`. `of(app)` is the telemetry of an app; None where nothing is measured.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterable, Mapping
from threading import Thread
from typing import Final, TypeAlias

from fastapi.telemetry import TelemetryConfig
from opentelemetry import metrics
from opentelemetry.metrics import Observation
from opentelemetry.propagate import set_global_textmap
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, Counter, Histogram, MeterProvider, ObservableGauge
from opentelemetry.sdk.metrics.export import CardinalityLimits, MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import DropAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer

from chassis.process.once_per_minute import OncePerMinute
from chassis.process.scrape import Address, Endpoint
from chassis.process.spans import HideQueries, TraceparentAlone

Sample: TypeAlias = tuple[float, Mapping[str, str]]  # a value, and the labels that tell it apart
Read: TypeAlias = Callable[[], Iterable[Sample]]

EXPORT_EVERY_MS: Final = 15_000  # as often as Prometheus asks
MOST_SERIES: Final = 10_000  # of one metric; what is beyond is added up under `otel_metric_overflow`
_LIMITS: Final[CardinalityLimits] = dict.fromkeys((Counter, Histogram, ObservableGauge), MOST_SERIES)
_END_S: Final = 3.0
_WITHIN_S: Final = 5.0  # for one export: a collector that takes longer is as good as away
# Bounds of the buckets of durations, as the semantic conventions for HTTP have them, and two for what takes long.
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0, 60.0)
_REQUEST: Final = frozenset({"http.route", "http.request.method", "http.response.status_code"})
TALKATIVE: Final = (
    "opentelemetry.exporter.otlp.proto.http.metric_exporter",
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.sdk._shared_internal",
    "opentelemetry.sdk.metrics._internal.export",
)
_VIEWS: Final = (
    # what else the framework would tell of a request multiplies the lines, or comes from the caller
    View(instrument_name="http.server.request.duration", attribute_keys=set(_REQUEST)),
    View(instrument_name="http.server.active_requests", aggregation=DropAggregation()),
)


def _nothing() -> None:
    """Do nothing."""


class Telemetry:
    """OpenTelemetry providers of one component; without a collector there are no spans."""

    def __init__(
        self,
        tracer_provider: TracerProvider | None,
        meter_provider: MeterProvider,
        *,
        give_up: Callable[[], None] = _nothing,
        close: Callable[[], None] = _nothing,
    ) -> None:
        """`give_up` ends what is still waiting for a collector at the end; `close` is called last."""
        self.tracer_provider: Final = tracer_provider
        self.meter_provider: Final = meter_provider
        self._meter: Final = meter_provider.get_meter("saphan")
        self._reads: Final[dict[str, list[Read]]] = {}
        self._give_up: Final = give_up
        self._close: Final = close

    def tracer(self, name: str) -> Tracer | None:
        """Return what makes spans under this name; None without a collector."""
        return None if self.tracer_provider is None else self.tracer_provider.get_tracer(name)

    def gauge(self, name: str, unit: str, description: str, read: Read) -> None:
        """Show what `read` returns at each collection; a second `read` of the same name adds its values."""
        reads = self._reads.setdefault(name, [])
        reads.append(read)
        if len(reads) == 1:
            self._meter.create_observable_gauge(name, [lambda _: _observed(reads)], unit, description)

    def counter(self, name: str, unit: str, description: str) -> metrics.Counter:
        """Return a new counter."""
        return self._meter.create_counter(name, unit, description)

    def histogram(self, name: str, unit: str, description: str, bounds: Iterable[float] = SECONDS) -> metrics.Histogram:
        """Return a new histogram with these bounds of its buckets."""
        return self._meter.create_histogram(
            name, unit, description, explicit_bucket_boundaries_advisory=list(map(float, bounds))
        )

    def shutdown(self) -> None:
        """Export what is left, within a few seconds: a collector that is silent must not hold up the end."""
        # a thread that the interpreter does not wait for: the SDK tries every batch again, for half a minute
        ending = Thread(target=self._shut_down, name="OtelShutdown", daemon=True)
        ending.start()
        ending.join(_END_S)
        if ending.is_alive():
            self._give_up()
        self._close()

    def _shut_down(self) -> None:
        if self.tracer_provider is not None:
            self.tracer_provider.shutdown()
        self.meter_provider.shutdown()


def _observed(reads: Iterable[Read]) -> Iterable[Observation]:
    return [Observation(value, labels) for read in reads for value, labels in read()]


def gauge(measured: Telemetry | None, name: str, unit: str, description: str, read: Read) -> None:
    """Show a gauge of the component, as `Telemetry.gauge`; where nothing is measured, do nothing."""
    if measured is not None:
        measured.gauge(name, unit, description, read)


def of(app: object) -> Telemetry | None:
    """Return the telemetry of a component's app; None where nothing is measured."""
    found: Telemetry | None = getattr(getattr(app, "state", None), "measured", None)
    return found


def start(component: str, otlp_endpoint: str | None, metrics_at: Address | None = None) -> Telemetry | None:
    """Return providers that export to the OTLP collector, to Prometheus, or to both; None when neither is set.

    Raise `ValueError` when there is no listening for Prometheus at that address.
    """
    if otlp_endpoint is None and metrics_at is None:
        return None
    set_global_textmap(TraceparentAlone())
    _limit_library_logs()
    resource = Resource.create(
        {
            "service.name": component,
            "service.namespace": "saphan",
            "service.instance.id": f"{socket.gethostname()}:{os.getpid()}",  # two processes are two series
        }
    )
    endpoint = Endpoint.join(component, metrics_at, _LIMITS) if metrics_at is not None else None
    export = _Export(otlp_endpoint, resource) if otlp_endpoint is not None else None
    readers: list[MetricReader] = [found.reader for found in (endpoint, export) if found is not None]
    return Telemetry(
        None if export is None else export.tracer_provider,
        MeterProvider(
            readers, resource=resource, exemplar_filter=AlwaysOffExemplarFilter(), views=_VIEWS, shutdown_on_exit=False
        ),
        give_up=_nothing if export is None else export.give_up,
        close=_nothing if endpoint is None else endpoint.leave,
    )


class _Export:
    """What goes to one collector by itself: spans in batches, metrics every fifteen seconds."""

    def __init__(self, otlp_endpoint: str, resource: Resource) -> None:
        # protobuf and requests are a tenth of what a process loads: only where there is a collector
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        spans = OTLPSpanExporter(f"{otlp_endpoint}/v1/traces", timeout=_WITHIN_S)
        figures = OTLPMetricExporter(f"{otlp_endpoint}/v1/metrics", timeout=_WITHIN_S)
        self._exporters: Final = (spans, figures)
        self.tracer_provider: Final = TracerProvider(resource=resource, shutdown_on_exit=False)
        self.tracer_provider.add_span_processor(HideQueries())
        self.tracer_provider.add_span_processor(BatchSpanProcessor(spans))
        self.reader: Final = PeriodicExportingMetricReader(figures, EXPORT_EVERY_MS, cardinality_limits=_LIMITS)

    def give_up(self) -> None:
        """Try no further, whatever has not been sent."""
        for exporter in self._exporters:
            exporter.shutdown()


def _limit_library_logs() -> None:
    """Say once a minute, not with every batch, that the collector is away."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        if not any(isinstance(known, OncePerMinute) for known in logger.filters):
            logger.addFilter(OncePerMinute())


def config(telemetry: Telemetry | None) -> TelemetryConfig:
    """Return FastAPI's telemetry configuration: one span and metrics per request, no logs, no input values."""
    if telemetry is None:
        return {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
    found: TelemetryConfig = {"meter_provider": telemetry.meter_provider, "logs": False, "operation_spans": False}
    if telemetry.tracer_provider is None:
        found["tracing"] = False
    else:
        found["tracer_provider"] = telemetry.tracer_provider
    return found
