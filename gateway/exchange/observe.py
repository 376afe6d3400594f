"""OpenTelemetry for exchanges: one span and one duration each; nothing in them names a person."""

import time
from typing import Any, Final, Protocol

from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind, StatusCode, format_span_id, format_trace_id

from chassis.http.request_line import METHODS
from chassis.process import trace
from chassis.process.telemetry import Telemetry
from chassis.process.trace import Trace
from gateway.exchange.exchange import Exchange

_SERVER_FAULT: Final = 500


class Observer(Protocol):
    """Port to whatever traces and measures exchanges."""

    def begin(self, traceparent: str | None) -> tuple[Trace, Any]:  # Any: a span, or None
        """Return our place in the caller's trace, and what is to be ended."""
        ...

    def end(self, x: Exchange) -> None:
        """Record how the exchange ended."""
        ...


class NoObserver:
    """The observer without a collector: it makes a trace id and measures nothing."""

    def begin(self, traceparent: str | None) -> tuple[Trace, Any]:  # Any: see Observer
        """Return our place in the caller's trace."""
        return trace.begin(traceparent), None

    def end(self, x: Exchange) -> None:
        """Do nothing."""


class CollectorObserver:
    """The observer with a collector. Spans of services become children of ours: they are given our span's id."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._tracer = telemetry.tracer_provider.get_tracer("saphan.exchange")
        meter = telemetry.meter_provider.get_meter("saphan.exchange")
        self._duration = meter.create_histogram("saphan.exchange.duration", "s", "Time from the door to the answer.")

    def begin(self, traceparent: str | None) -> tuple[Trace, Any]:  # Any: see Observer
        """Begin a span where the caller's trace stands."""
        parent = extract({"traceparent": traceparent}) if traceparent else None
        span = self._tracer.start_span("exchange", context=parent, kind=SpanKind.SERVER)
        here = span.get_span_context()
        return Trace(format_trace_id(here.trace_id), format_span_id(here.span_id), f"{here.trace_flags:02x}"), span

    def end(self, x: Exchange) -> None:
        """End the span under the operation's name: a path may hold what belongs to a person."""
        method = x.method if x.method in METHODS else "_OTHER"  # what a caller makes up is no label
        attributes: dict[str, str | int] = {"http.request.method": method, "http.response.status_code": x.answered}
        if (operation := x.latest_operation()) is not None:
            attributes |= {"saphan.service": operation.service, "saphan.operation": operation.operation_id}
            x.span.update_name(operation.key)
        self._duration.record(time.monotonic() - x.began, attributes)
        if x.knows("identity"):
            x.span.set_attribute("saphan.member", x.identity.system.member)
        x.span.set_attributes(attributes)
        x.span.set_attribute("saphan.exchange", x.id)
        if x.answered >= _SERVER_FAULT:
            x.span.set_status(StatusCode.ERROR)
        x.span.end()
