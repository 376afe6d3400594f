"""A real broker with rights: who writes another's topic, or reads what is not for it, is refused and told why."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from chassis.bus import kafka_rights
from chassis.bus.kafka import KafkaBus
from chassis.bus.kafka_rights import Right
from chassis.bus.port import BusRefused
from chassis.events.consumer import Consumers
from chassis.events.relay import Relay
from chassis.events.rules import Rule
from contracts.events import Event
from tests.support.component import Component, create_tables, note
from tests.support.events import an_event, count, eventually, publish, read, until
from tests.support.kafka import Broker
from tests.support.postgres import FreshDatabase

pytestmark = pytest.mark.kafka

CASE, BIRTH, DEATH, REPORT = "la.gov.justice.case", "la.gov.civil.birth", "la.gov.civil.death", "la.gov.health.report"
DEATH_REGISTERED, REPORTED = f"{DEATH}.registered.v1", f"{REPORT}.received.v1"


@pytest.fixture
async def component(fresh_database: FreshDatabase) -> Component:
    url = fresh_database()
    await create_tables(url)
    return Component(url)


@pytest.mark.parametrize(
    "topic", [pytest.param(BIRTH, id="one that it may not see"), pytest.param(DEATH, id="one that it reads")]
)
async def test_who_writes_anothers_topic_is_refused(real_kafka: Broker, topic: str) -> None:
    bus = real_kafka.bus("case-registry")
    with pytest.raises(BusRefused) as refused:
        await publish(bus, an_event(type=f"{topic}.registered.v1"))
    assert refused.value.en == (
        f"The bus does not let case-registry write to {topic}: give the right with `saphan topics rights --apply`."
    )
    assert set(bus.alarms()) == {"bus-refused"}
    assert refused.value.lo in bus.alarms()["bus-refused"]


async def test_a_component_writes_its_own_topic_and_another_reads_it(real_kafka: Broker) -> None:
    event = an_event("civ_1", type=DEATH_REGISTERED, source=f"test/{uuid4()}")
    await publish(real_kafka.bus("civil-registration"), event)
    async with real_kafka.bus("health-summaries").subscribe("health-summaries", [DEATH]) as subscription:
        assert await read(subscription, count(1), source=event.source) == [event]


@pytest.mark.parametrize(
    ("group", "topics", "what"),
    [
        pytest.param("case-registry", [CASE], f"read {CASE}", id="a topic that it writes"),
        pytest.param("case-registry", [DEATH, BIRTH], f"read {BIRTH}", id="one of two topics"),
        pytest.param("health-summaries", [DEATH], "read in the group health-summaries", id="another's group"),
    ],
)
async def test_who_reads_without_a_right_is_refused(
    real_kafka: Broker, group: str, topics: list[str], what: str
) -> None:
    bus = real_kafka.bus("case-registry")
    with pytest.raises(BusRefused, match=f"does not let case-registry {what}: give the right"):
        async with bus.subscribe(group, topics) as subscription, asyncio.timeout(30):
            await subscription.next()
    assert set(bus.alarms()) == {"bus-refused"}


@asynccontextmanager
async def at_work(component: Component, bus: KafkaBus, rules: dict[str, Rule], name: str) -> AsyncIterator[None]:
    """Relay and consume as a service of this name does."""
    relay = Relay(component.url, bus, name)
    component.units.on_announced = relay.wake
    work = [asyncio.create_task(relay.run())]
    if rules:
        work.append(asyncio.create_task(Consumers(rules, bus, name, component.units).run()))
    try:
        yield
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


async def arrived(real_kafka: Broker, topic: str, source: str, number: int) -> list[Event]:
    async with real_kafka.bus().subscribe(f"group-{uuid4()}", [topic]) as subscription:
        return await read(subscription, count(number), source=source)


async def test_events_wait_in_the_outbox_while_the_right_is_missing(real_kafka: Broker, component: Component) -> None:
    bus, source = real_kafka.bus("case-registry"), f"test/{uuid4()}"
    sent = [an_event(f"cas_{number}", source=source) for number in range(3)]
    async with at_work(component, bus, {}, "case-registry"):
        async with real_kafka.without(Right("case-registry", "topic", CASE, "Write")):
            await component.announce(*sent)
            await until(lambda: "bus-refused" in bus.alarms())
            assert f"write to {CASE}" in bus.alarms()["bus-refused"]
            assert await component.count("outbox WHERE published_at IS NULL") == len(sent)
        await eventually(lambda: component.count("outbox WHERE published_at IS NULL"), 0)
        assert bus.alarms() == {}
    assert {event.id for event in await arrived(real_kafka, CASE, source, 3)} == {event.id for event in sent}
    assert await component.reasons() == []


async def test_a_consumer_whose_right_is_withdrawn_waits_and_skips_nothing(
    real_kafka: Broker, component: Component
) -> None:
    bus, source = real_kafka.bus("case-registry"), f"test/{uuid4()}"
    civil = real_kafka.bus("civil-registration")
    told = [
        an_event(f"civ_{number}", type=DEATH_REGISTERED, source=source, note=f"{source} {number}")
        for number in range(4)
    ]

    async def noted() -> list[str]:
        return sorted(each for each in await component.noted() if each.startswith(source))

    async with at_work(component, bus, {DEATH_REGISTERED: Rule(note)}, "case-registry"):
        await publish(civil, *told[:2])
        await eventually(noted, [f"{source} {number}" for number in range(2)])
        async with real_kafka.without(Right("case-registry", "topic", DEATH, "Read")):
            await until(lambda: f"read {DEATH}" in bus.alarms().get("bus-refused", ""))
            await publish(civil, *told[2:])
        await eventually(noted, [f"{source} {number}" for number in range(4)])
        await until(lambda: bus.alarms() == {})
    assert await component.reasons() == []


async def test_events_of_a_topic_that_is_missing_wait_until_it_is_made(
    real_kafka: Broker, component: Component
) -> None:
    bus, source = real_kafka.bus("health-summaries"), f"test/{uuid4()}"
    async with real_kafka.admin() as admin:
        await admin.delete_topics([REPORT])
    try:
        async with at_work(component, bus, {}, "health-summaries"):
            await component.announce(an_event("rep_1", type=REPORTED, source=source))
            await until(lambda: REPORT in bus.alarms().get("topic-missing", ""))
            assert "saphan topics create" in bus.alarms()["topic-missing"]
            assert await component.count("outbox WHERE published_at IS NULL") == 1
            await real_kafka.prepared()
            await eventually(lambda: component.count("outbox WHERE published_at IS NULL"), 0)
            assert bus.alarms() == {}
    finally:
        await real_kafka.prepared()
    assert len(await arrived(real_kafka, REPORT, source, 1)) == 1


async def test_rights_that_are_there_already_are_given_again_without_harm(real_kafka: Broker) -> None:
    before = await kafka_rights.found_rights(real_kafka.servers, real_kafka.security())
    await real_kafka.prepared()
    assert await kafka_rights.found_rights(real_kafka.servers, real_kafka.security()) == before


async def test_the_watch_raises_an_alarm_before_the_first_event(real_kafka: Broker) -> None:
    bus = real_kafka.bus("case-registry")
    watching = asyncio.create_task(bus.watch([CASE, BIRTH]))
    await until(lambda: f"write to {BIRTH}" in bus.alarms().get("bus-refused", ""))
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
