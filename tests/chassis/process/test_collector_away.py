"""A collector that is away, or takes everything and never answers: nothing is lost but telemetry."""

import gc
import logging
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan

from chassis.process import telemetry

SPANS = 8_000
QUEUE = 2_048 + 3 * 512  # spans that may wait, and those of batches that were on their way


@pytest.fixture(params=["away", "silent"])
def endpoint(request: pytest.FixtureRequest) -> Iterator[str]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "silent":
            server.listen(50)
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def spans_in_memory() -> int:
    return sum(isinstance(each, ReadableSpan) for each in gc.get_objects())


@pytest.fixture(autouse=True)
def nothing_said_before_or_after() -> Iterator[None]:
    for name in telemetry.TALKATIVE:
        logging.getLogger(name).filters.clear()
    yield
    deadline = time.monotonic() + 60
    for thread in threading.enumerate():
        if thread.name.startswith("Otel"):
            thread.join(deadline - time.monotonic())
            assert not thread.is_alive(), f"{thread.name} goes on"


def test_what_cannot_be_exported_is_dropped_and_the_end_is_not_held_up(
    endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    before, before_all = spans_in_memory(), time.monotonic()
    measured = telemetry.start("bakery", endpoint)
    assert measured is not None
    assert measured.tracer_provider is not None
    tracer, counter = measured.tracer_provider.get_tracer("test"), measured.counter("saphan.test.calls", "{call}", "")
    with caplog.at_level(logging.INFO):
        for _ in range(SPANS):
            tracer.start_span("exchange").end()
            counter.add(1, {"operation": "openCase"})
        more = spans_in_memory() - before
        began = time.monotonic()
        measured.shutdown()
        took_s = time.monotonic() - began
    assert more <= QUEUE, "memory does not grow while nobody takes it"
    assert took_s < 10, "three seconds, on a machine that does other things too"
    said = Counter((record.name, record.msg) for record in caplog.records if record.name.startswith("opentelemetry"))
    assert said, "somebody is told"
    minutes = 1 + (time.monotonic() - before_all) // 60
    assert max(said.values()) <= minutes, "and not with every batch"
