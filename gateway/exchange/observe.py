"""OpenTelemetry for exchanges: a span, a duration, and the code of each refusal; nothing in them names a person."""

import time
from typing import Any, Final, Protocol

from opentelemetry.trace import SpanKind, StatusCode

from chassis.http.refusals import every_problem
from chassis.http.request_line import METHODS
from chassis.process import trace
from chassis.process.spans import context_of, place_of
from chassis.process.telemetry import Telemetry
from chassis.process.trace import Trace
from gateway.exchange.exchange import Exchange
from gateway.exchange.last_seen import LastSeen

_REFUSED: Final = 400
_SERVER_FAULT: Final = 500
_OTHER: Final = "other"  # a code that a service has not declared


class Observer(Protocol):
    """Port to whatever traces and measures exchanges."""

    def begin(self, traceparent: str | None) -> tuple[Trace, Any]:  # Any: a span, or None
        """Return our place in the caller's trace, and what is to be ended."""
        ...

    def end(self, x: Exchange) -> None:
        """Record how the exchange ended."""
        ...


class NoObserver:
    """The observer where nothing is measured: it makes a trace id."""

    def begin(self, traceparent: str | None) -> tuple[Trace, Any]:  # Any: see Observer
        """Return our place in the caller's trace."""
        return trace.begin(traceparent), None

    def end(self, x: Exchange) -> None:
        """Do nothing."""


class MeasuringObserver:
    """The observer that measures; with a collector, spans of services become children of ours."""

    def __init__(self, measured: Telemetry, last_seen: LastSeen) -> None:
        self._last_seen: Final = last_seen
        self._tracer: Final = measured.tracer("saphan.exchange")
        self._duration: Final = measured.histogram("saphan.exchange.duration", "s", "Time from the door to the answer.")
        self._refusals: Final = measured.counter(
            "saphan.exchange.refusals", "{refusal}", "Exchanges refused, by us or by the service."
        )
        self._house: Final = frozenset(problem.code for problem in every_problem())

    def begin(self, traceparent: str | None) -> tuple[Trace, Any]:  # Any: see Observer
        """Begin a span where the caller's trace stands."""
        if self._tracer is None:
            return trace.begin(traceparent), None
        span = self._tracer.start_span("exchange", context_of(traceparent), SpanKind.SERVER)
        return place_of(span), span

    def end(self, x: Exchange) -> None:
        """Record the exchange under its operation's name: a path may hold what belongs to a person."""
        operation = x.latest_operation()
        # the data plane takes no path whose first part is no service of the directory
        service = x.path.split("/", 2)[1] if operation is None else operation.service
        place = {"service": service, "operation": "" if operation is None else operation.operation_id}
        if x.knows("identity"):
            self._last_seen.note(x.identity.system.client_id, x.at.timestamp())
        self._duration.record(
            time.monotonic() - x.began,
            {**place, "http.response.status_code": x.answered, "outcome": _outcome(x.answered)},
        )
        if x.refused or x.answered >= _REFUSED:
            code, by = (x.refused, "gateway") if x.refused else (self._code_of_service(x), "service")
            self._refusals.add(1, {**place, "code": code, "by": by})
        if x.span is not None:
            _end_span(x, place)

    def _code_of_service(self, x: Exchange) -> str:
        """Return the code of the service's own problem; one that its document does not list is no label."""
        document = x.reply.document if x.knows("reply") else None
        code = document.get("code") if isinstance(document, dict) else None
        return code if isinstance(code, str) and (code in x.service.codes or code in self._house) else _OTHER


def _outcome(status: int) -> str:
    if status >= _SERVER_FAULT or not status:
        return "failed"
    return "refused" if status >= _REFUSED else "answered"


def _end_span(x: Exchange, place: dict[str, str]) -> None:
    span, operation = x.span, x.latest_operation()
    method = x.method if x.method in METHODS else "_OTHER"  # what a caller makes up is no attribute
    span.set_attributes({"http.request.method": method, "http.response.status_code": x.answered})
    span.set_attributes({f"saphan.{name}": value for name, value in place.items() if value})
    if operation is not None:
        span.update_name(operation.key)
    if x.knows("identity"):
        span.set_attribute("saphan.member", x.identity.system.member)
    if x.refused:
        span.set_attribute("saphan.refusal", x.refused)
    span.set_attribute("saphan.exchange", x.id)
    if x.answered >= _SERVER_FAULT:
        span.set_status(StatusCode.ERROR)
    span.end()
