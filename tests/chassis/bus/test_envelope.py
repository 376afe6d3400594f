"""An event is CloudEvents 1.0 on the wire, and what is none is kept as it came."""

import json
from dataclasses import replace

import pytest

from chassis.bus.envelope import from_document, from_message, to_document, to_message
from chassis.bus.port import Unreadable
from contracts.events import Event
from tests.support.events import an_event

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_document_carries_the_whole_event() -> None:
    event = an_event(traceparent=TRACE)
    document = json.loads(to_document(event))
    assert document["specversion"] == "1.0"
    assert document["datacontenttype"] == "application/json"
    assert document["time"] == "2026-01-02T03:04:05.678901Z"
    assert document["traceparent"] == TRACE
    assert document["data"] == event.data
    assert from_document(to_document(event)) == event


def test_a_message_carries_attributes_as_headers_and_the_data_alone_as_value() -> None:
    event = replace(an_event("ສຳນວນ 7"), traceparent=None)
    headers, key, value = to_message(event)
    assert dict(headers)["ce_type"] == event.type.encode()
    assert dict(headers)["ce_id"] == event.id.encode()
    assert dict(headers)["content-type"] == b"application/json"
    assert "ce_traceparent" not in dict(headers)
    assert key == "ສຳນວນ 7".encode()
    assert json.loads(value) == event.data
    assert from_message(headers, key, value) == event


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b"7", b'{"specversion": "1.0"}', b"\xff", b'{"data": 1}'])
def test_a_document_that_is_no_event_is_a_value_error(document: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_document(document)


def broken(event: Event, **changes: bytes | None) -> list[tuple[str, bytes]]:
    headers = {**dict(to_message(event)[0])}
    for name, value in changes.items():
        del headers[name]
        if value is not None:
            headers[name] = value
    return list(headers.items())


@pytest.mark.parametrize(
    "changes",
    [{"ce_id": None}, {"ce_subject": None}, {"ce_time": b"yesterday"}, {"ce_type": b"\xff"}, {"ce_dataschema": None}],
)
def test_a_message_with_broken_headers_is_kept_as_it_came(changes: dict[str, bytes | None]) -> None:
    event = an_event()
    content = from_message(broken(event, **changes), event.key.encode(), b"{}")
    assert isinstance(content, Unreadable)
    assert content.key == event.key
    assert content.raw == b"{}"


@pytest.mark.parametrize("value", [None, b"", b"not json", b"[1]", b"\xff\xfe"])
def test_a_message_whose_value_is_no_object_is_kept_as_it_came(value: bytes | None) -> None:
    headers, key, _ = to_message(an_event())
    content = from_message(headers, key, value)
    assert isinstance(content, Unreadable)
    assert content.raw == (value or b"")


def test_a_foreign_message_without_headers_or_key_is_kept_as_it_came() -> None:
    assert isinstance(from_message([], None, b"hello"), Unreadable)
