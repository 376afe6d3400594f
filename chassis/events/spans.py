"""Spans of events: one for publishing, one for consuming, one for the effect, in the trace that announced the event.

Names are those of OpenTelemetry's semantic conventions for messaging. Keys, subjects and data of events are in none.
The event itself keeps the place in the trace at which it was announced (CloudEvents' distributed tracing extension), so
that publishing and consuming stand side by side below it, however often either happens.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer

from chassis.bus.port import Partition
from chassis.process import trace
from chassis.process.spans import context_of, place_of
from chassis.process.telemetry import Telemetry
from contracts.events import Event


class EventSpans:
    """Makes the spans of one component's relay and consumers; without a collector it only continues traces."""

    def __init__(self, measured: Telemetry | None = None, system: str = "", group: str = "") -> None:
        self._tracer: Final = None if measured is None else measured.tracer("saphan.events")
        self._system, self._group = system, group

    @contextmanager
    def publishing(self, events: Sequence[Event]) -> Iterator[None]:
        """Span over the block, one for each event, from the outbox to the bus's acknowledgement."""
        if (tracer := self._tracer) is None:
            yield
            return
        with _ended(*(self._start(tracer, "send", SpanKind.PRODUCER, event) for event in events)):
            yield

    @contextmanager
    def consuming(self, event: Event, partition: Partition) -> Iterator[None]:
        """Span over the block in which an event is handled, with all its tries; it is the current place meanwhile."""
        if self._tracer is None:
            trace.enter(trace.begin(event.traceparent))
            yield
            return
        span = self._start(self._tracer, "process", SpanKind.CONSUMER, event)
        span.set_attribute("messaging.destination.partition.id", str(partition.number))
        span.set_attribute("messaging.consumer.group.name", self._group)
        trace.enter(place_of(span))
        with _ended(span):
            yield

    @contextmanager
    def effect(self, event: Event) -> Iterator[None]:
        """Span over the transaction of the effect, one for each try; what it announces is announced below it."""
        here = trace.current()
        if self._tracer is None or here is None:
            yield
            return
        span = self._tracer.start_span("effect", context_of(here.traceparent), SpanKind.INTERNAL, _of(event))
        trace.enter(place_of(span))
        try:
            with _ended(span):
                yield
        finally:
            trace.enter(here)

    def _start(self, tracer: Tracer, operation: str, kind: SpanKind, event: Event) -> Span:
        attributes = {
            "messaging.system": self._system,
            "messaging.operation.name": operation,
            "messaging.operation.type": operation,
            "messaging.destination.name": event.topic,
            "messaging.message.id": event.id,
            **_of(event),
        }
        return tracer.start_span(f"{operation} {event.topic}", context_of(event.traceparent), kind, attributes)


def _of(event: Event) -> Mapping[str, str]:
    return {"cloudevents.event_type": event.type, "cloudevents.event_id": event.id}


@contextmanager
def _ended(*spans: Span) -> Iterator[None]:
    """End the spans with the block; of a failure they tell its kind alone, for its text may quote what failed."""
    try:
        yield
    except Exception as fault:
        for span in spans:
            span.set_status(StatusCode.ERROR)
            span.set_attribute("error.type", type(fault).__name__)
        raise
    finally:
        for span in spans:
            span.end()
