"""What spans never say: paths, queries, names of hosts and whatever else a caller makes up."""

from typing import Final

from opentelemetry.context import Context
from opentelemetry.propagators.textmap import CarrierT, Getter, default_getter
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace import Span as SdkSpan
from opentelemetry.trace import Span, format_span_id, format_trace_id, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.process.trace import Trace

# Queries carry the names of people; what a span shows is seen by more eyes than the record itself.
# So do paths, where a caller looks for a number; which operation it was is told by `http.route`.
_HIDDEN: Final = (
    "http.request.method_original",
    "http.target",
    "http.url",
    "server.address",
    "server.port",
    "url.full",
    "url.path",
    "url.query",
    "user_agent.original",
)


def place_of(span: Span) -> Trace:
    """Return the span's place in its trace, as we pass it on."""
    here = span.get_span_context()
    return Trace(format_trace_id(here.trace_id), format_span_id(here.span_id), f"{here.trace_flags:02x}")


def current_place() -> Trace | None:
    """Return the place of the span that is current, or None where nothing is traced."""
    span = get_current_span()
    return place_of(span) if span.get_span_context().is_valid else None


def context_of(traceparent: str | None) -> Context | None:
    """Return the context below which a span of the same trace begins; None: a trace of its own."""
    return TraceparentAlone().extract({"traceparent": traceparent}) if traceparent else None


class HideQueries(SpanProcessor):
    """Span processor that overwrites attributes with a path, a query, a host or a user agent."""

    def on_start(self, span: SdkSpan, parent_context: object = None) -> None:  # noqa: ARG002 - the SDK's signature
        """Overwrite the attributes that the span starts with."""
        for name in _HIDDEN:
            if span.attributes and name in span.attributes:
                span.set_attribute(name, "***")

    def on_end(self, span: ReadableSpan) -> None:
        """Do nothing: nothing is added at the end."""


class TraceparentAlone(TraceContextTextMapPropagator):
    """Propagator of `traceparent`: `tracestate` and `baggage` are free text of the caller's, and would be exported."""

    def extract(
        self, carrier: CarrierT, context: Context | None = None, getter: Getter[CarrierT] = default_getter
    ) -> Context:
        """Return a context with the caller's span, and with nothing else of the caller's."""
        return super().extract(carrier, context, _Traceparent(getter))


class _Traceparent(Getter[CarrierT]):
    def __init__(self, inner: Getter[CarrierT]) -> None:
        self._inner = inner

    def get(self, carrier: CarrierT, key: str) -> list[str] | None:
        return self._inner.get(carrier, key) if key == "traceparent" else None

    def keys(self, carrier: CarrierT) -> list[str]:
        return [key for key in self._inner.keys(carrier) if key == "traceparent"]
