from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.process.telemetry import Telemetry
from gateway.directory.entries import SystemEntry
from gateway.exchange.observe import CollectorObserver
from tests.support.gateway_under_test import GatewayUnderTest

TRACE = "0af7651916cd43dd8448eb211c80319c"


async def test_a_collector_sees_one_span_per_exchange_and_no_path(gateway_under_test: GatewayUnderTest) -> None:
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    provider, meters = TracerProvider(), MeterProvider([reader])
    provider.add_span_processor(SimpleSpanProcessor(spans))
    gateway_under_test.app.observer = CollectorObserver(Telemetry(provider, meters))
    answer = await gateway_under_test.call(
        "GET", "/land-register/v1/parcels/somebody", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    )
    [span] = spans.get_finished_spans()
    assert span.name == "land-register/readParcel"
    assert span.context is not None
    assert f"{span.context.span_id:016x}" == answer.headers["traceparent"].split("-")[2]
    assert f"{span.context.trace_id:032x}" == TRACE
    assert span.parent is not None
    assert "somebody" not in span.to_json()
    assert "saphan.exchange.duration" in str(reader.get_metrics_data())
    assert (await gateway_under_test.call("GET", "/land-register/v1/nothing")).status == 404
    provider.shutdown()
    meters.shutdown()


async def test_what_a_caller_makes_up_is_no_label_and_what_fails_is_no_event(
    gateway_under_test: GatewayUnderTest,
) -> None:
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    provider, meters = TracerProvider(), MeterProvider([reader])
    provider.add_span_processor(SimpleSpanProcessor(spans))
    gateway_under_test.app.observer = CollectorObserver(Telemetry(provider, meters))
    await gateway_under_test.call("ZEPHYRINE", "/land-register/v1/parcels/ZEPHYRINE")
    await gateway_under_test.call("GET", "/land-register/v1/parcels/p1?ZEPHYRINE=1")
    await gateway_under_test.call("POST", "/land-register/v1/parcels", b'{"ZEPHYRINE": "ZEPHYRINE"}')
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot, systems=cast("Mapping[str, SystemEntry]", None)
    )  # nobody foresaw it
    assert (await gateway_under_test.call("GET", "/land-register/v1/parcels/ZEPHYRINE")).status == 500
    data = reader.get_metrics_data()
    assert data is not None
    said = data.to_json() + "".join(span.to_json() for span in spans.get_finished_spans())
    assert '"_OTHER"' in said
    assert len(spans.get_finished_spans()) == 4
    assert "ZEPHYRINE" not in said
    provider.shutdown()
    meters.shutdown()
