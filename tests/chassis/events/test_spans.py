"""One trace from the announcement through outbox, relay, bus and consumer to the effect, at a collector of our own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from chassis.bus import open_bus, prepare
from chassis.bus.port import Bus
from chassis.events.consumer import Consumers
from chassis.events.relay import Relay
from chassis.events.rules import Handler, Retry, Rule
from chassis.events.spans import EventSpans
from chassis.process import telemetry, trace
from chassis.unit.unit import Unit
from contracts.events import Event
from tests.support.component import Component, create_tables, note
from tests.support.events import CASE_OPENED, an_event, eventually
from tests.support.kafka import Broker
from tests.support.otlp import Collector, Seen, collecting
from tests.support.postgres import FreshDatabase

TOPIC = CASE_OPENED.rsplit(".", 2)[0]


@pytest.fixture
async def component(fresh_database: FreshDatabase) -> Component:
    url = fresh_database()
    await create_tables(url)
    return Component(url)


@pytest.fixture(params=["postgres", "mock kafka", pytest.param("real kafka", marks=pytest.mark.kafka)])
async def bus(request: pytest.FixtureRequest, fresh_database: FreshDatabase) -> Bus:
    match request.param:
        case "postgres":
            url = fresh_database()
            await prepare("postgres", url)
            return await open_bus("postgres", url)
        case "mock kafka":
            return await open_bus("kafka", request.getfixturevalue("mock_kafka").servers)
        case _:
            broker: Broker = request.getfixturevalue("real_kafka")
            await broker.prepared()
            return broker.bus()


@asynccontextmanager
async def working(component: Component, bus: Bus, rule: Rule) -> AsyncIterator[Collector]:
    """Run relay and consumer of one component; at the end of the block everything is exported."""
    async with collecting() as collector:
        measured = telemetry.start("bakery", collector.url)
        spans, group = EventSpans(measured, bus.system, "bakers"), f"bakers-{uuid4()}"
        relay = Relay(component.url, bus, "bakery", spans)
        consumers = Consumers({CASE_OPENED: rule}, bus, group, component.units, spans=spans)
        component.units.on_announced = relay.wake
        tasks = [asyncio.create_task(relay.run()), asyncio.create_task(consumers.run())]
        try:
            yield collector
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert measured is not None
            await asyncio.to_thread(measured.shutdown)


async def announced(component: Component, **of_event: str) -> trace.Trace:
    """Announce an event as a request does; return the place in the trace."""
    here = trace.begin(None)
    trace.enter(here)
    await component.announce(an_event(**of_event))
    return here


def the(spans: list[Seen], name: str, kind: str) -> Seen:
    [found] = [span for span in spans if (span.name, span.kind) == (name, kind)]
    return found


async def test_one_trace_leads_from_the_announcement_to_the_effect(component: Component, bus: Bus) -> None:
    async with working(component, bus, Rule(note)) as collector:
        here = await announced(component, subject="cas_zephyrine", note="ZEPHYRINE 77-31-994177")
        await eventually(lambda: component.count("noted WHERE note LIKE 'ZEPHYRINE%'"), 1)
    spans = list(collector.of_trace(here.trace_id))
    sent, processed = the(spans, f"send {TOPIC}", "PRODUCER"), the(spans, f"process {TOPIC}", "CONSUMER")
    effect = the(spans, "effect", "INTERNAL")
    assert len(spans) == 3
    assert {sent.parent_id, processed.parent_id} == {here.span_id}
    assert effect.parent_id == processed.span_id
    assert sent.attributes["messaging.system"] == bus.system
    assert processed.attributes["messaging.destination.name"] == TOPIC
    assert processed.attributes["messaging.consumer.group.name"] == "bakers"
    assert processed.attributes["cloudevents.event_type"] == CASE_OPENED
    for seeded in ("zephyrine", "ZEPHYRINE", "994177"):
        assert seeded.encode() not in b"".join(collector.raw)


async def test_what_a_handler_announces_stands_below_its_effect(component: Component, bus: Bus) -> None:
    source = f"test/{uuid4()}"

    async def announce_in_turn(unit: Unit, event: Event) -> None:
        if event.source == source and event.subject == "cas_first":
            unit.announce(an_event("cas_second", source=source, note="in turn"))
        elif event.source == source:
            await note(unit, event)

    async with working(component, bus, Rule(announce_in_turn)) as collector:
        here = await announced(component, subject="cas_first", source=source)
        await eventually(lambda: component.count("noted WHERE note = 'in turn'"), 1)
    spans = collector.of_trace(here.trace_id)
    effects = {span.span_id for span in spans if span.name == "effect"}
    sent = [span for span in spans if span.kind == "PRODUCER"]
    assert len(effects) == len(sent) == 2
    assert len([span for span in sent if span.parent_id in effects]) == 1


def failing(subject: str) -> Handler:
    async def handle(_unit: Unit, event: Event) -> None:
        if event.subject == subject:
            raise KeyError(f"no room for ZEPHYRINE of {event.subject}")

    return handle


async def test_of_a_failure_a_span_tells_its_kind_alone(component: Component, bus: Bus) -> None:
    subject = f"cas_{uuid4()}"
    rule = Rule(failing(subject), fault=Retry(times=2, first_pause_s=0.01))
    async with working(component, bus, rule) as collector:
        here = await announced(component, subject=subject)
        await eventually(lambda: component.count("dead_letters"), 1)
    effects = [span for span in collector.of_trace(here.trace_id) if span.name == "effect"]
    assert [span.attributes["error.type"] for span in effects] == ["KeyError", "KeyError"], "one for each try"
    assert b"ZEPHYRINE" not in b"".join(collector.raw)
    assert subject.encode() not in b"".join(collector.raw)
