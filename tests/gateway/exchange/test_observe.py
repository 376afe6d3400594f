"""What is measured of an exchange: how long, how it ended, who refused it and why; nothing that a caller makes up."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.process.telemetry import Telemetry
from gateway.directory.entries import SystemEntry
from gateway.exchange.last_seen import LastSeen
from gateway.exchange.observe import MeasuringObserver
from tests.support.gateway_under_test import GatewayUnderTest
from tests.support.land_register import a_problem

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARCEL = "/land-register/v1/parcels/p1"


class Measured:
    """A gateway that is measured, and what a collector and Prometheus would see of it."""

    def __init__(self, gateway: GatewayUnderTest, *, traced: bool = True) -> None:
        self.spans, self._reader, self.last_seen = InMemorySpanExporter(), InMemoryMetricReader(), LastSeen()
        provider = TracerProvider() if traced else None
        if provider is not None:
            provider.add_span_processor(SimpleSpanProcessor(self.spans))
        self.telemetry = Telemetry(provider, MeterProvider([self._reader]))
        gateway.app.observer = MeasuringObserver(self.telemetry, self.last_seen)

    def everything(self) -> str:
        data = self._reader.get_metrics_data()
        assert data is not None
        return data.to_json() + "".join(span.to_json() for span in self.spans.get_finished_spans())

    def points(self, name: str) -> list[tuple[dict[str, Any], Any]]:
        """Return labels and value (or number of values) of each point of a metric."""
        data = self._reader.get_metrics_data()
        metrics = data.resource_metrics[0].scope_metrics[0].metrics if data is not None else []
        points = [point for metric in metrics if metric.name == name for point in metric.data.data_points]
        return [
            (dict(point.attributes or {}), point.value if hasattr(point, "value") else point.count) for point in points
        ]


@pytest.fixture
def measured(gateway_under_test: GatewayUnderTest) -> Iterator[Measured]:
    found = Measured(gateway_under_test)
    yield found
    found.telemetry.shutdown()


async def test_a_collector_sees_one_span_per_exchange_and_no_path(
    gateway_under_test: GatewayUnderTest, measured: Measured
) -> None:
    answer = await gateway_under_test.call(
        "GET", "/land-register/v1/parcels/somebody", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    )
    [span] = measured.spans.get_finished_spans()
    assert span.name == "land-register/readParcel"
    assert span.context is not None
    assert f"{span.context.span_id:016x}" == answer.headers["traceparent"].split("-")[2]
    assert f"{span.context.trace_id:032x}" == TRACE
    assert span.parent is not None
    assert "somebody" not in span.to_json()
    assert "saphan.exchange.duration" in measured.everything()


async def test_what_a_caller_makes_up_is_no_label_and_what_fails_is_no_event(
    gateway_under_test: GatewayUnderTest, measured: Measured
) -> None:
    await gateway_under_test.call("ZEPHYRINE", "/land-register/v1/parcels/ZEPHYRINE")
    await gateway_under_test.call("GET", "/land-register/v1/parcels/p1?ZEPHYRINE=1")
    await gateway_under_test.call("POST", "/land-register/v1/parcels", b'{"ZEPHYRINE": "ZEPHYRINE"}')
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot, systems=cast("Mapping[str, SystemEntry]", None)
    )  # nobody foresaw it
    assert (await gateway_under_test.call("GET", "/land-register/v1/parcels/ZEPHYRINE")).status == 500
    said = measured.everything()
    assert '"_OTHER"' in said
    assert len(measured.spans.get_finished_spans()) == 4
    assert "ZEPHYRINE" not in said


async def test_an_exchange_is_measured_by_operation_status_and_outcome(
    gateway_under_test: GatewayUnderTest, measured: Measured
) -> None:
    await gateway_under_test.call("GET", PARCEL)
    await gateway_under_test.call("GET", "/land-register/v1/nothing")
    land = {"service": "land-register"}
    assert measured.points("saphan.exchange.duration") == [
        (land | {"operation": "readParcel", "http.response.status_code": 200, "outcome": "answered"}, 1),
        (land | {"operation": "", "http.response.status_code": 404, "outcome": "refused"}, 1),
    ]
    assert measured.points("saphan.exchange.refusals") == [
        (land | {"operation": "", "code": "not-found", "by": "gateway"}, 1)
    ]


@pytest.mark.parametrize(
    ("said", "told"), [("parcel-divided", "parcel-divided"), ("not-found", "not-found"), ("zephyrine-77", "other")]
)
async def test_of_a_services_codes_those_that_it_declares_are_labels(
    gateway_under_test: GatewayUnderTest, measured: Measured, said: str, told: str
) -> None:
    snapshot = gateway_under_test.directory.snapshot
    service = replace(snapshot.services["land-register"], codes=frozenset({"parcel-divided"}))
    gateway_under_test.directory.snapshot = replace(snapshot, services={**snapshot.services, "land-register": service})
    gateway_under_test.register.answers_with = (409, a_problem(said, 409), "application/problem+json")
    assert (await gateway_under_test.call("GET", PARCEL)).status == 409
    [(labels, count)] = measured.points("saphan.exchange.refusals")
    assert (labels["code"], labels["by"], count) == (told, "service", 1)


async def test_without_a_collector_the_trace_is_passed_on_all_the_same(gateway_under_test: GatewayUnderTest) -> None:
    measured = Measured(gateway_under_test, traced=False)
    answer = await gateway_under_test.call("GET", PARCEL, headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    assert answer.headers["traceparent"].split("-")[1] == TRACE
    assert len(measured.points("saphan.exchange.duration")) == 1
    measured.telemetry.shutdown()


async def test_when_a_system_called_is_remembered(gateway_under_test: GatewayUnderTest, measured: Measured) -> None:
    await gateway_under_test.call("GET", PARCEL)
    [moment] = measured.last_seen.at.values()
    assert time.time() - 60 < moment <= time.time()
