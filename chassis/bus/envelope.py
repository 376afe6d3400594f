"""CloudEvents 1.0 on the wire: one JSON document in our tables (structured), headers and value in Kafka (binary)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from chassis.bus.port import Unreadable
from contracts.events import Event

_JSON: Final = JSONFormat()
Headers = Iterable[tuple[str, bytes]]


def to_document(event: Event) -> bytes:
    """Return the event as one JSON document (structured mode).

    Written here and not by the library, which costs every write of a service fifteen microseconds more.
    """
    return orjson.dumps(_attributes(event) | {"data": event.data}, option=orjson.OPT_UTC_Z)


def from_document(document: bytes) -> Event:
    """Return the event of a document of ours; raise `ValueError` when it is none."""
    try:
        return _event(_JSON.read(_complete, document))
    except (CloudEventValidationError, KeyError, TypeError, AttributeError) as fault:
        raise ValueError(str(fault)) from fault


def to_message(event: Event) -> tuple[list[tuple[str, bytes]], bytes, bytes]:
    """Return headers, key and value of the event in Kafka's binary mode (CloudEvents Kafka binding §3.2)."""
    message = to_binary(CloudEvent(_attributes(event), dict(event.data)), _JSON)
    return list(message.headers.items()), event.key.encode(), message.value


def from_message(headers: Headers, key: bytes | None, value: bytes | None) -> Event | Unreadable:
    """Return the event that a Kafka message carries, or why it carries none."""
    raw = value or b""
    try:
        return _event(from_binary(KafkaMessage(dict(headers), None, raw), _JSON, _complete))
    except (CloudEventValidationError, KeyError, TypeError, AttributeError, ValueError) as fault:
        return Unreadable((key or b"").decode(errors="replace"), raw, f"not a CloudEvent: {fault}")


def _attributes(event: Event) -> dict[str, Any]:  # Any: the library's own signature
    attributes = {
        "specversion": "1.0",
        "id": event.id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "time": event.time.astimezone(UTC),
        "dataschema": event.dataschema,
        "datacontenttype": "application/json",
    }
    if event.traceparent:
        attributes["traceparent"] = event.traceparent  # CloudEvents distributed-tracing extension
    return attributes


def _complete(attributes: dict[str, Any], data: Any) -> CloudEvent:  # Any: the library's own signature
    # The library makes up a missing id, a new one at each delivery: the inbox could never know the event again.
    for name in ("specversion", "id", "time"):
        if name not in attributes:
            message = f"it has no {name}"
            raise ValueError(message)
    return CloudEvent(attributes, data)


def _event(carried: Any) -> Event:  # Any: the library's readers promise only its abstract base
    attributes: Mapping[str, Any] = carried.get_attributes()  # Any: same
    data, time = carried.get_data(), attributes["time"]
    if not isinstance(data, dict) or not isinstance(time, datetime):
        message = "data is not a JSON object"
        raise TypeError(message)
    return Event(
        id=attributes["id"],
        type=attributes["type"],
        source=attributes["source"],
        subject=attributes["subject"],
        time=time,
        dataschema=attributes["dataschema"],
        data=data,
        traceparent=attributes.get("traceparent"),
    )
