"""What Kafka alone can do to us: brokers that die, groups that rebalance, producers that break for good."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from chassis.bus import prepare
from chassis.bus.kafka import KafkaBus
from chassis.bus.port import BusUnavailable, TopicsContradicted, Unreadable
from chassis.bus.topics import Topic, topics
from tests.support.events import an_event, count, publish, read
from tests.support.kafka import Broker, MockCluster

CASE = "la.gov.justice.case"
PRODUCE, OFFSET_COMMIT = 0, 8  # API keys of Kafka's protocol guide
UNKNOWN_MEMBER_ID, OUT_OF_ORDER_SEQUENCE_NUMBER = 25, 45  # error codes of the same


@pytest.fixture
async def mock_bus(mock_kafka: MockCluster) -> AsyncIterator[KafkaBus]:
    bus = KafkaBus(mock_kafka.servers)
    yield bus
    await bus.close()


async def test_a_producer_that_broke_for_good_is_replaced(mock_kafka: MockCluster, mock_bus: KafkaBus) -> None:
    producer = await mock_bus.producer()
    event = an_event()
    mock_kafka.answer_with(PRODUCE, OUT_OF_ORDER_SEQUENCE_NUMBER)
    with pytest.raises(BusUnavailable, match="OutOfOrderSequenceNumber"):
        await producer.publish([event])
    await producer.publish([event])
    await producer.close()
    async with mock_bus.subscribe("group", [CASE]) as subscription:
        assert event in await read(subscription, count(1))


async def test_a_producer_outlives_the_death_of_every_broker(mock_kafka: MockCluster, mock_bus: KafkaBus) -> None:
    producer = await mock_bus.producer()
    first, second = an_event(note="1"), an_event(note="2")
    await producer.publish([first])
    mock_kafka.go_down()
    with pytest.raises(BusUnavailable):
        await producer.publish([second])
    with pytest.raises(BusUnavailable):
        await producer.publish([second])
    mock_kafka.come_back()
    await producer.publish([second])
    await producer.close()
    async with mock_bus.subscribe("group", [CASE]) as subscription:
        found = await read(subscription, lambda found: second in found)
        assert found[0] == first


async def test_joining_a_group_without_brokers_says_that_the_bus_is_away(
    mock_kafka: MockCluster, mock_bus: KafkaBus
) -> None:
    mock_kafka.go_down()
    with pytest.raises(BusUnavailable):
        async with mock_bus.subscribe("group", [CASE]):
            raise AssertionError


async def test_a_commit_that_fails_is_no_failure(mock_kafka: MockCluster, mock_bus: KafkaBus) -> None:
    await publish(mock_bus, an_event())
    async with mock_bus.subscribe("group", [CASE]) as subscription:
        batch = await subscription.next()
        mock_kafka.answer_with(OFFSET_COMMIT, UNKNOWN_MEMBER_ID)
        await subscription.commit(batch)


async def test_a_message_that_is_no_event_is_delivered_as_such(mock_kafka: MockCluster, mock_bus: KafkaBus) -> None:
    stranger = AIOKafkaProducer(bootstrap_servers=mock_kafka.servers)
    await stranger.start()
    await stranger.send_and_wait(CASE, b"hello", key=b"cas_1")
    await stranger.stop()
    async with mock_bus.subscribe("group", [CASE]) as subscription, asyncio.timeout(20):
        (delivery,) = (await subscription.next()).deliveries
    assert isinstance(delivery.content, Unreadable)
    assert (delivery.content.key, delivery.content.raw) == ("cas_1", b"hello")


async def test_the_library_says_the_same_thing_once_a_minute(
    mock_bus: KafkaBus, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger("aiokafka.conn")
    assert mock_bus is not None
    for attempt in range(100):
        logger.error("Unable to connect, attempt %d (said by this test)", attempt)
    logger.error("Another message of this test")
    assert [record.args for record in caplog.records if record.name == "aiokafka.conn"] == [(0,), ()]


@pytest.mark.kafka
async def test_topics_are_made_by_command_and_only_once(real_kafka: Broker) -> None:
    for _ in range(2):
        await prepare("kafka", real_kafka.servers, real_kafka.security())
    async with real_kafka.admin() as admin:
        there = {found["topic"]: len(found["partitions"]) for found in await admin.describe_topics()}
    assert {name: there.get(name) for name in topics()} == {name: each.partitions for name, each in topics().items()}


@pytest.mark.kafka
async def test_a_topic_with_other_partitions_is_refused(real_kafka: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    await prepare("kafka", real_kafka.servers, real_kafka.security())
    wider = {CASE: Topic(CASE, "case-registry", partitions=12, replication=1, retention_days=1)}
    monkeypatch.setattr("chassis.bus.kafka_topics.topics", lambda: wider)
    with pytest.raises(TopicsContradicted, match=r"la\.gov\.justice\.case has 6 partitions, not 12"):
        await prepare("kafka", real_kafka.servers, real_kafka.security())


@pytest.mark.kafka
async def test_the_wire_is_the_binary_binding_that_others_can_read(real_kafka: Broker) -> None:
    await prepare("kafka", real_kafka.servers, real_kafka.security())
    event = an_event("cas_wire", source="test/wire")
    await publish(real_kafka.bus(), event)
    how = real_kafka.security().arguments()
    stranger = AIOKafkaConsumer(CASE, bootstrap_servers=real_kafka.servers, auto_offset_reset="earliest", **how)
    await stranger.start()
    try:
        async with asyncio.timeout(20):
            while (record := await stranger.getone()).key != b"cas_wire":
                pass
    finally:
        await stranger.stop()
    headers = dict(record.headers)
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_id"] == event.id.encode()
    assert headers["content-type"] == b"application/json"


@pytest.mark.kafka
async def test_two_members_share_the_partitions_and_one_takes_over_from_the_other(real_kafka: Broker) -> None:
    await prepare("kafka", real_kafka.servers, real_kafka.security())
    bus = real_kafka.bus()
    subjects = [f"cas_{number}" for number in range(40)]
    group, source = "two-members", "test/two-members"
    seen: dict[str, set[str]] = {"a": set(), "b": set()}

    async def member(name: str) -> None:
        async with bus.subscribe(group, [CASE]) as subscription:
            while True:
                batch = await subscription.next()
                for each in batch.deliveries:
                    if not isinstance(each.content, Unreadable) and each.content.source == source:
                        seen[name].add(each.content.subject)
                await subscription.commit(batch)

    a, b = asyncio.create_task(member("a")), asyncio.create_task(member("b"))
    async with asyncio.timeout(60):
        while not (seen["a"] and seen["b"]):
            await publish(bus, *(an_event(subject, source=source) for subject in subjects))
            await asyncio.sleep(0.2)
        b.cancel()
        await asyncio.gather(b, return_exceptions=True)
        seen["a"].clear()
        while seen["a"] != set(subjects):
            await publish(bus, *(an_event(subject, source=source) for subject in subjects))
            await asyncio.sleep(0.2)
    a.cancel()
    await asyncio.gather(a, return_exceptions=True)


@pytest.mark.kafka
async def test_a_broker_that_died_and_came_back_has_everything_and_goes_on(real_kafka: Broker) -> None:
    await prepare("kafka", real_kafka.servers, real_kafka.security())
    bus = real_kafka.bus()
    source = f"test/{time.time_ns()}"
    first, second = an_event(source=source, note="1"), an_event(source=source, note="2")
    producer = await bus.producer()
    await producer.publish([first])
    async with bus.subscribe("died-and-came-back", [CASE]) as subscription:
        assert await read(subscription, count(1), source=source) == [first]
        real_kafka.kill()
        with pytest.raises(BusUnavailable):
            await producer.publish([second])
        await asyncio.to_thread(real_kafka.start)
        async with asyncio.timeout(60):
            while True:
                try:
                    await producer.publish([second])
                    break
                except BusUnavailable:
                    continue
        assert second in await read(subscription, lambda found: second in found, source=source)
    await producer.close()
