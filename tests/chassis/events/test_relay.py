"""The relay: everything committed reaches the bus, in order, through every outage, and from one place at a time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from chassis.bus.port import Bus, BusUnavailable, Subscription
from chassis.bus.topics import UnknownTopic
from chassis.events.relay import Relay
from chassis.postgres.embedded import EmbeddedPostgres
from contracts.events import Event
from tests.support.component import Component, create_tables
from tests.support.events import an_event, until
from tests.support.postgres import FreshDatabase


class NoticeBoard:
    """A bus that keeps what is published in a list, and that can be out of order."""

    system = "notice board"

    def __init__(self) -> None:
        self.published: list[Event] = []
        self.away = False
        self.attempts = 0

    async def producer(self) -> "NoticeBoard":
        return self

    def subscribe(self, group: str, topics: Sequence[str]) -> Subscription:
        raise NotImplementedError

    async def publish(self, events: Sequence[Event]) -> None:
        self.attempts += 1
        if self.away:
            raise BusUnavailable("no broker answers")
        self.published += events

    def alarms(self) -> Mapping[str, str]:
        return {}

    async def watch(self, owned: Sequence[str]) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        """Nothing is open."""

    @property
    def notes(self) -> list[object]:
        return [event.data["note"] for event in self.published]


@pytest.fixture
async def component(fresh_database: FreshDatabase) -> Component:
    url = fresh_database()
    await create_tables(url)
    return Component(url)


@pytest.fixture
def board() -> NoticeBoard:
    return NoticeBoard()


@asynccontextmanager
async def relaying(component: Component, bus: Bus) -> AsyncIterator[Relay]:
    relay = Relay(component.url, bus, "test")
    component.units.on_announced = relay.wake
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def notes(first: int, beyond: int) -> list[str]:
    return [str(number) for number in range(first, beyond)]


async def test_what_was_committed_is_published_in_order_and_once(component: Component, board: NoticeBoard) -> None:
    for number in range(0, 30, 3):
        await component.announce(*(an_event(note=str(number + i)) for i in range(3)))
    async with relaying(component, board):
        await until(lambda: len(board.published) == 30)
        await component.announce(an_event(note="30"))
        await until(lambda: len(board.published) == 31)
        await asyncio.sleep(0.1)
    assert board.notes == notes(0, 31)
    assert await component.count("outbox WHERE published_at IS NULL") == 0


async def test_what_was_rolled_back_is_never_published(component: Component, board: NoticeBoard) -> None:
    async def changes_its_mind() -> None:
        async with component.units.open() as unit:
            unit.announce(an_event(note="never"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await changes_its_mind()
    await component.announce(an_event(note="0"))
    async with relaying(component, board):
        await until(lambda: bool(board.published))
    assert board.notes == ["0"]


async def test_the_event_and_its_trace_travel_unchanged(component: Component, board: NoticeBoard) -> None:
    event = an_event("ສຳນວນ 1", traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    await component.announce(event)
    async with relaying(component, board):
        await until(lambda: bool(board.published))
    assert board.published == [event]


async def test_an_event_without_a_topic_is_refused_when_it_is_announced(component: Component) -> None:
    with pytest.raises(UnknownTopic):
        await component.announce(an_event(type="la.gov.justice.rumour.spread.v1"))
    assert await component.count("outbox WHERE published_at IS NULL") == 0


async def test_a_commit_of_another_process_is_found_without_a_call(component: Component, board: NoticeBoard) -> None:
    async with relaying(component, board):
        await Component(component.url).announce(an_event(note="0"))
        await until(lambda: bool(board.published))


async def test_an_outage_of_the_bus_is_waited_out_and_said_once(
    component: Component, board: NoticeBoard, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "chassis.events.relay")
    board.away = True
    async with relaying(component, board):
        await component.announce(an_event(note="0"), an_event(note="1"))
        await until(lambda: board.attempts > 5)
        board.away = False
        await until(lambda: len(board.published) == 2)
        await asyncio.sleep(0.1)
    assert board.notes == ["0", "1"]
    assert [record.getMessage() for record in caplog.records if record.name == "chassis.events.relay"] == [
        "the relay of test waits: no broker answers",
        "the relay of test goes on",
    ]


async def test_a_second_relay_stands_by_until_the_first_is_gone(component: Component, board: NoticeBoard) -> None:
    idle = NoticeBoard()
    async with relaying(component, board) as first:
        await component.announce(an_event(note="0"))
        await until(lambda: bool(board.published))
        async with relaying(component, idle):
            await component.announce(an_event(note="1"))
            first.wake()
            await until(lambda: len(board.published) == 2)
            assert not idle.published
            await component.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            await component.announce(an_event(note="2"))
            await until(lambda: len(board.published) + len(idle.published) == 3)
    assert board.notes + idle.notes == ["0", "1", "2"]


async def test_an_outage_of_the_database_is_waited_out(data_folder: Path, board: NoticeBoard) -> None:
    with EmbeddedPostgres(data_folder, settings={"fsync": "off"}) as server:
        server.create_database("component")
        component = Component(server.url("component"))
        await create_tables(component.url)
        async with relaying(component, board):
            await component.announce(an_event(note="0"))
            await until(lambda: len(board.published) == 1)
            await asyncio.to_thread(server.stop)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(server.start)
            await component.announce(an_event(note="1"))
            await until(lambda: "1" in board.notes)
    # the server may have stopped between publishing "0" and marking it: at least once, and in order
    assert list(dict.fromkeys(board.notes)) == ["0", "1"]
