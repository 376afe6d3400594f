"""What every bus promises: the same tests on PostgreSQL, on librdkafka's mock cluster and on a real Kafka broker."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from chassis.bus import open_bus, prepare
from chassis.bus.port import Bus
from chassis.bus.topics import UnknownTopic, partition_of, topics
from contracts.events import Event
from tests.support.events import BIRTH_REGISTERED, an_event, count, publish, read
from tests.support.kafka import Broker
from tests.support.postgres import FreshDatabase

CASE, BIRTH = "la.gov.justice.case", "la.gov.civil.birth"


@pytest.fixture(params=["postgres", "mock kafka", pytest.param("real kafka", marks=pytest.mark.kafka)])
async def bus(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bus]:
    match request.param:
        case "postgres":
            fresh_database: FreshDatabase = request.getfixturevalue("fresh_database")
            url = fresh_database()
            await prepare("postgres", url)
            bus = await open_bus("postgres", url)
        case "mock kafka":
            # the mock forgets a member that left only when its session has run out
            monkeypatch.setattr("chassis.bus.kafka_subscription._SESSION_MS", 300)
            bus = await open_bus("kafka", request.getfixturevalue("mock_kafka").servers)
        case _:
            broker: Broker = request.getfixturevalue("real_kafka")
            bus = await open_bus("kafka", broker.servers, broker.security())
    yield bus
    await bus.close()


@pytest.fixture
def source() -> str:
    """The real broker keeps its topics from test to test; each test looks at its own events only."""
    return f"test/{uuid4()}"


@pytest.fixture
def group() -> str:
    return f"group-{uuid4()}"


async def test_an_event_arrives_as_it_was_published(bus: Bus, group: str, source: str) -> None:
    sent = an_event(source=source, traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    await publish(bus, sent)
    async with bus.subscribe(group, [CASE]) as subscription:
        assert await read(subscription, count(1), source=source) == [sent]


async def test_events_of_one_key_keep_their_order(bus: Bus, group: str, source: str) -> None:
    subjects = [f"cas_{number}" for number in range(12)]
    sent = [an_event(subject, source=source, note=str(turn)) for turn in range(20) for subject in subjects]
    await publish(bus, *sent[:100])
    await publish(bus, *sent[100:])
    turns: dict[str, list[object]] = defaultdict(list)
    async with bus.subscribe(group, [CASE]) as subscription:
        for event in await read(subscription, count(len(sent)), source=source):
            turns[event.subject].append(event.data["note"])
    assert turns == {subject: [str(turn) for turn in range(20)] for subject in subjects}


async def test_what_is_committed_does_not_come_again(bus: Bus, group: str, source: str) -> None:
    first, second = an_event(source=source), an_event(source=source)
    await publish(bus, first)
    async with bus.subscribe(group, [CASE]) as subscription:
        await read(subscription, count(1), source=source)
    await publish(bus, second)
    async with bus.subscribe(group, [CASE]) as subscription:
        assert await read(subscription, count(1), source=source) == [second]


async def test_what_is_not_committed_comes_again(bus: Bus, group: str, source: str) -> None:
    sent = an_event(source=source)
    await publish(bus, sent)
    for _ in range(2):
        async with bus.subscribe(group, [CASE]) as subscription:
            assert await read(subscription, count(1), source=source, commit=False) == [sent]


async def test_every_group_gets_every_event(bus: Bus, group: str, source: str) -> None:
    sent = an_event(source=source)
    await publish(bus, sent)
    for name in (f"{group}-a", f"{group}-b"):
        async with bus.subscribe(name, [CASE]) as subscription:
            assert await read(subscription, count(1), source=source) == [sent]


async def test_a_subscription_reads_its_topics_and_no_others(bus: Bus, group: str, source: str) -> None:
    birth = an_event("civ_1", type=BIRTH_REGISTERED, source=source)
    await publish(bus, an_event(source=source), birth, an_event(source=source))
    async with bus.subscribe(group, [BIRTH]) as subscription:
        assert await read(subscription, count(1), source=source) == [birth]


async def test_a_waiting_subscriber_is_told_at_once(bus: Bus, group: str, source: str) -> None:
    sent = an_event(source=source)
    async with bus.subscribe(group, [CASE]) as subscription:
        waiting = asyncio.create_task(read(subscription, count(1), source=source))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await publish(bus, sent)
        assert await waiting == [sent]


async def test_a_cancelled_reader_leaves_nothing_behind(bus: Bus, group: str) -> None:
    async def reads() -> None:
        async with bus.subscribe(group, [BIRTH]) as subscription:
            while True:
                await subscription.next()

    reader = asyncio.create_task(reads())
    await asyncio.sleep(0.2)
    reader.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reader
    assert reader.cancelled()


async def test_the_partition_of_a_key_is_the_same_on_every_bus(bus: Bus, group: str, source: str) -> None:
    subjects = [f"cas_{uuid4()}" for _ in range(30)] + ["ສຳນວນ-ໜຶ່ງ"]
    await publish(bus, *(an_event(subject, source=source) for subject in subjects))
    partitions: dict[str, int] = {}
    async with bus.subscribe(group, [CASE]) as subscription, asyncio.timeout(30):
        while len(partitions) < len(subjects):
            batch = await subscription.next()
            partitions |= {
                each.content.subject: batch.partition.number
                for each in batch.deliveries
                if isinstance(each.content, Event) and each.content.source == source
            }
    assert partitions == {subject: partition_of(subject, topics()[CASE].partitions) for subject in subjects}


async def test_an_undeclared_topic_is_refused_on_both_ends(bus: Bus, group: str) -> None:
    with pytest.raises(UnknownTopic):
        await publish(bus, an_event(type="la.gov.justice.rumour.spread.v1"))
    with pytest.raises(UnknownTopic):
        bus.subscribe(group, ["la.gov.justice.rumour"])


async def test_a_producer_of_nothing_does_nothing(bus: Bus) -> None:
    await publish(bus)


async def test_lag_is_what_nobody_has_committed_yet(bus: Bus, group: str, source: str) -> None:
    await publish(bus, an_event(source=source))
    async with bus.subscribe(group, [CASE, BIRTH]) as subscription:
        await read(subscription, count(1), source=source)
        behind = await subscription.lag()
        assert behind.keys() == {CASE, BIRTH}
        await publish(bus, *(an_event(f"cas_{number}", source=source) for number in range(5)))
        assert (await subscription.lag())[CASE] == behind[CASE] + 5
        await read(subscription, count(5), source=source, commit=False)
        assert (await subscription.lag())[CASE] == behind[CASE] + 5, "read is not done"
    async with bus.subscribe(group, [CASE, BIRTH]) as subscription:
        await read(subscription, count(5), source=source)
        left = (await subscription.lag())[CASE]
        assert left <= behind[CASE], "what other tests have left in partitions that come later may wait still"
        async with asyncio.timeout(30):
            while (await subscription.lag())[CASE]:
                await subscription.commit(await subscription.next())
