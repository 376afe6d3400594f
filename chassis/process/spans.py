"""What spans never say: paths, queries, names of hosts and whatever else a caller makes up."""

from typing import Final

from opentelemetry.context import Context
from opentelemetry.propagators.textmap import CarrierT, Getter, default_getter
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

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


class HideQueries(SpanProcessor):
    """Span processor that overwrites attributes with a path, a query, a host or a user agent."""

    def on_start(self, span: Span, parent_context: object = None) -> None:  # noqa: ARG002 - the SDK's signature
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
