"""What the topic log promises beyond the port: order of commits, shares of a group, and survival of its server."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from chassis.bus import prepare
from chassis.bus.port import BusUnavailable, TopicsContradicted, Unreadable
from chassis.bus.postgres import PostgresBus
from chassis.bus.topics import Topic, UnknownTopic, partition_of
from chassis.postgres.embedded import EmbeddedPostgres
from tests.support.events import an_event, count, publish, read, until
from tests.support.postgres import FreshDatabase

CASE = "la.gov.justice.case"


@pytest.fixture
async def url(fresh_database: FreshDatabase) -> str:
    url = fresh_database()
    await prepare("postgres", url)
    return url


@pytest.fixture
async def connection(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


async def test_a_reader_never_skips_what_a_slow_writer_commits_later(url: str, connection: asyncpg.Connection) -> None:
    bus = PostgresBus(url)
    slow, quick = an_event("cas_1", note="slow"), an_event("cas_1", note="quick")
    number = partition_of("cas_1", 6)
    async with bus.subscribe("group", [CASE]) as subscription:
        hold = connection.transaction()
        await hold.start()
        await connection.execute("SELECT FROM partitions WHERE topic = $1 AND number = $2 FOR UPDATE", CASE, number)
        waits = [asyncio.create_task(publish(bus, slow)), asyncio.create_task(publish(bus, quick))]
        await asyncio.sleep(0.3)
        assert not any(task.done() for task in waits)
        await hold.rollback()
        await asyncio.gather(*waits)
        assert {event.id for event in await read(subscription, count(2))} == {slow.id, quick.id}
    offsets = await connection.fetch('SELECT "offset" FROM log ORDER BY "offset"')
    assert [row["offset"] for row in offsets] == [0, 1]


async def test_many_writers_leave_no_gap_and_lose_nothing(url: str, connection: asyncpg.Connection) -> None:
    bus = PostgresBus(url)
    events = [[an_event(f"cas_{i % 7}", note=f"{writer}/{i}") for i in range(30)] for writer in range(8)]

    async def write(mine: int) -> None:
        for first in range(0, 30, 5):
            await publish(bus, *events[mine][first : first + 5])

    async with bus.subscribe("group", [CASE]) as subscription:
        reading = asyncio.create_task(read(subscription, count(240)))
        await asyncio.gather(*(write(mine) for mine in range(8)))
        found = await reading
    assert Counter(event.id for event in found) == Counter(event.id for each in events for event in each)
    gaps = await connection.fetchval(
        "SELECT count(*) FROM (SELECT FROM log GROUP BY topic, number "
        'HAVING max("offset") + 1 <> count(*)) AS partitions_with_gaps'
    )
    assert gaps == 0


async def test_two_members_share_the_partitions_and_one_takes_over_from_the_other(url: str) -> None:
    bus = PostgresBus(url)
    subjects = [f"cas_{number}" for number in range(40)]
    seen: dict[str, set[str]] = {"a": set(), "b": set()}

    async def member(name: str) -> None:
        async with bus.subscribe("group", [CASE]) as subscription:
            while True:
                batch = await subscription.next()
                seen[name] |= {
                    each.content.subject for each in batch.deliveries if not isinstance(each.content, Unreadable)
                }
                await subscription.commit(batch)

    a, b = asyncio.create_task(member("a")), asyncio.create_task(member("b"))
    async with asyncio.timeout(30):
        await asyncio.sleep(2.5)  # two rounds of balancing
        await publish(bus, *map(an_event, subjects))
        await until(lambda: seen["a"] | seen["b"] == set(subjects))
        assert seen["a"]
        assert seen["b"]
        assert not seen["a"] & seen["b"]
        b.cancel()
        await asyncio.gather(b, return_exceptions=True)
        seen["a"].clear()
        await publish(bus, *map(an_event, subjects))
        await until(lambda: seen["a"] == set(subjects))
    a.cancel()
    await asyncio.gather(a, return_exceptions=True)


async def test_a_member_whose_session_was_cut_cannot_move_positions(url: str, connection: asyncpg.Connection) -> None:
    bus = PostgresBus(url)
    await publish(bus, an_event())
    async with bus.subscribe("group", [CASE]) as subscription:
        batch = await subscription.next()
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with pytest.raises(BusUnavailable):
            await subscription.commit(batch)
        with pytest.raises(BusUnavailable):
            await subscription.next()
    assert await connection.fetchval("SELECT count(*) FROM positions") == 0


async def test_a_subscriber_in_another_process_hears_of_it_too(url: str) -> None:
    here, there = PostgresBus(url), PostgresBus(url)  # two buses share nothing but the database, like two processes
    event = an_event()
    async with there.subscribe("group", [CASE]) as subscription:
        reading = asyncio.create_task(read(subscription, count(1)))
        await asyncio.sleep(0.1)
        await publish(here, event)
        assert await reading == [event]


async def test_what_is_no_event_is_delivered_as_such(url: str, connection: asyncpg.Connection) -> None:
    await connection.execute("UPDATE partitions SET next_offset = 1 WHERE topic = $1 AND number = 0", CASE)
    await connection.execute("""INSERT INTO log (topic, number, "offset", envelope) VALUES ($1, 0, 0, 'hello')""", CASE)
    async with PostgresBus(url).subscribe("group", [CASE]) as subscription:
        (delivery,) = (await subscription.next()).deliveries
    assert isinstance(delivery.content, Unreadable)
    assert delivery.content.raw == b"hello"


async def test_old_events_are_forgotten_and_their_offsets_stay_taken(url: str, connection: asyncpg.Connection) -> None:
    bus = PostgresBus(url)
    await publish(bus, an_event(note="old"))
    await connection.execute("UPDATE log SET appended_at = now() - interval '31 days'")
    fresh = an_event(note="fresh")
    await publish(bus, fresh)
    async with bus.subscribe("group", [CASE]) as subscription:
        batch = await subscription.next()
    assert [(each.offset, each.content) for each in batch.deliveries] == [(1, fresh)]


async def test_the_log_is_made_once_and_a_change_of_partitions_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepare("postgres", url)
    wider = {CASE: Topic(CASE, "case-registry", partitions=12, replication=1, retention_days=1)}
    monkeypatch.setattr("chassis.bus.postgres.topics", lambda: wider)
    with pytest.raises(TopicsContradicted, match=r"la\.gov\.justice\.case has 6 partitions, not 12"):
        await prepare("postgres", url)


async def test_a_log_without_the_topic_names_the_command_that_makes_it(
    url: str, connection: asyncpg.Connection
) -> None:
    await connection.execute("DELETE FROM partitions WHERE topic = $1", CASE)
    with pytest.raises(UnknownTopic, match="saphan topics create"):
        await publish(PostgresBus(url), an_event())


async def test_a_killed_server_is_an_outage_and_nothing_more(data_folder: Path) -> None:
    with EmbeddedPostgres(data_folder, settings={"fsync": "off"}) as server:
        server.create_database("bus")
        await prepare("postgres", server.url("bus"))
        bus = PostgresBus(server.url("bus"))
        producer = await bus.producer()
        first, second = an_event(note="1"), an_event(note="2")
        await producer.publish([first])
        server.stop()
        with pytest.raises(BusUnavailable):
            await producer.publish([second])
        with pytest.raises(BusUnavailable):
            async with bus.subscribe("group", [CASE]):
                raise AssertionError
        server.start()
        await producer.publish([second])
        await producer.close()
        async with bus.subscribe("group", [CASE]) as subscription:
            assert await read(subscription, count(2)) == [first, second]
