"""The consumer: every effect once, every failure with a reason, and nobody waits for somebody else's trouble."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from chassis.bus import open_bus, prepare
from chassis.bus.postgres import PostgresBus
from chassis.client.own_system import ReadRefused
from chassis.events import dead_letters
from chassis.events.consumer import Consumers, replay
from chassis.events.rules import Ignore, Prepared, Reader, Retry, Rule, UnknownSubject
from chassis.postgres.embedded import EmbeddedPostgres
from chassis.process import trace
from chassis.unit.unit import Unit
from contracts.events import Event
from tests.support.component import Component, create_tables, note
from tests.support.events import BIRTH_REGISTERED, CASE_OPENED, an_event, publish
from tests.support.fake_gateway import FakeGateway, refused
from tests.support.postgres import FreshDatabase

QUICK = Retry(times=3, first_pause_s=0.01)
GROUP = "test"


@pytest.fixture
async def component(fresh_database: FreshDatabase) -> Component:
    url = fresh_database()
    await create_tables(url)
    return Component(url)


@pytest.fixture
async def bus(fresh_database: FreshDatabase) -> PostgresBus:
    url = fresh_database()
    await prepare("postgres", url)
    bus = await open_bus("postgres", url)
    assert isinstance(bus, PostgresBus)
    return bus


@asynccontextmanager
async def consuming(
    component: Component, bus: PostgresBus, rules: Mapping[str, Rule], gateway: FakeGateway | None = None
) -> AsyncIterator[None]:
    task = asyncio.create_task(Consumers(rules, bus, GROUP, component.units, gateway).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def noted(component: Component, number: int) -> list[str]:
    async with asyncio.timeout(20):
        while len(found := await component.noted()) < number:  # noqa: ASYNC110 (the database sets no event)
            await asyncio.sleep(0.02)
    return found


async def dead(component: Component, number: int) -> list[str]:
    async with asyncio.timeout(20):
        while len(found := await component.reasons()) < number:  # noqa: ASYNC110 (the database sets no event)
            await asyncio.sleep(0.02)
    return found


class Choosy:
    """A handler that fails on the notes it was told to, as long as it is told to."""

    def __init__(self, *poison: str, fault: Exception | None = None) -> None:
        self.poison = set(poison)
        self.fault = fault or ValueError("cannot digest")
        self.tried: list[str] = []

    async def __call__(self, unit: Unit, event: Event) -> None:
        self.tried.append(str(event.data["note"]))
        await note(unit, event)
        if event.data["note"] in self.poison:
            raise self.fault


async def test_a_repeated_delivery_has_one_effect(component: Component, bus: PostgresBus) -> None:
    first, last = an_event(note="first"), an_event(note="last")
    await publish(bus, first, first)
    await publish(bus, first, last)
    async with consuming(component, bus, {CASE_OPENED: Rule(note)}):
        assert await noted(component, 2) == ["first", "last"]


async def test_types_without_a_rule_are_none_of_our_business(component: Component, bus: PostgresBus) -> None:
    other = "la.gov.justice.case.closed.v1"
    await publish(bus, an_event(type=other, note="other"), an_event(note="ours"))
    async with consuming(component, bus, {CASE_OPENED: Rule(note)}):
        assert await noted(component, 1) == ["ours"]
    assert await component.reasons() == []


async def test_a_passing_fault_is_tried_again_and_leaves_one_effect(component: Component, bus: PostgresBus) -> None:
    handler = Choosy("a")

    async def recovers(unit: Unit, event: Event) -> None:
        if len(handler.tried) == 2:
            handler.poison.clear()
        await handler(unit, event)

    await publish(bus, an_event(note="a"))
    async with consuming(component, bus, {CASE_OPENED: Rule(recovers, fault=QUICK)}):
        assert await noted(component, 1) == ["a"]
    assert handler.tried == ["a", "a", "a"]
    assert await component.reasons() == []


async def test_a_poison_event_is_put_aside_with_its_reason_and_only_its_key_waits(
    component: Component, bus: PostgresBus
) -> None:
    handler = Choosy("poison")
    await publish(
        bus,
        an_event("cas_1", note="before"),
        an_event("cas_1", note="poison"),
        an_event("cas_1", note="behind"),
        an_event("cas_2", note="another case"),
    )
    async with consuming(component, bus, {CASE_OPENED: Rule(handler, fault=QUICK)}):
        assert await dead(component, 2) == [
            "ValueError: cannot digest",
            "waits behind an earlier dead letter of its key",
        ]
        assert sorted(await noted(component, 2)) == ["another case", "before"]
    assert handler.tried.count("poison") == 3
    assert "behind" not in handler.tried


async def test_a_replay_settles_the_line_in_its_order(component: Component, bus: PostgresBus) -> None:
    handler = Choosy("1")
    rules = {CASE_OPENED: Rule(handler, fault=QUICK)}
    await publish(bus, *(an_event(note=str(number)) for number in range(4)))
    async with consuming(component, bus, rules):
        await dead(component, 3)
        assert await replay(rules, GROUP, component.units) == 0
        assert (await component.reasons())[0] == "ValueError: cannot digest"
        handler.poison.clear()
        assert await replay(rules, GROUP, component.units) == 3
        assert await noted(component, 4) == ["0", "1", "2", "3"]
        await publish(bus, an_event(note="4"))
        assert await noted(component, 5) == ["0", "1", "2", "3", "4"]
    assert await component.reasons() == []


async def test_a_line_that_stays_stuck_does_not_stop_the_replay_of_others(
    component: Component, bus: PostgresBus
) -> None:
    handler = Choosy("stuck", "cured")
    rules = {CASE_OPENED: Rule(handler, fault=QUICK)}
    await publish(bus, an_event("cas_1", note="stuck"), an_event("cas_2", note="cured"))
    async with consuming(component, bus, rules):
        await dead(component, 2)
    handler.poison.remove("cured")
    handler.fault = ValueError("still cannot")
    assert await replay(rules, GROUP, component.units) == 1
    assert await component.reasons() == ["ValueError: still cannot"]
    assert await component.noted() == ["cured"]


async def test_a_redelivered_dead_letter_keeps_its_place_and_its_reason(component: Component, bus: PostgresBus) -> None:
    poison = an_event(note="poison")
    await publish(bus, poison, an_event(note="behind"), poison)
    async with consuming(component, bus, {CASE_OPENED: Rule(Choosy("poison"), fault=QUICK)}):
        await dead(component, 2)
        await publish(bus, an_event("cas_2", note="done"))
        await noted(component, 1)
    assert await component.reasons() == ["ValueError: cannot digest", "waits behind an earlier dead letter of its key"]


async def test_an_unknown_subject_can_be_ignored_with_what_was_written_undone(
    component: Component, bus: PostgresBus, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "chassis.events.consumer")
    handler = Choosy("nobody", fault=UnknownSubject("cas_1"))
    rules = {CASE_OPENED: Rule(handler, unknown_subject=Ignore("no participant matches"))}
    event = an_event("cas_1", note="nobody")
    await publish(bus, event, event, an_event("cas_2", note="somebody"), an_event("cas_1", note="later"))
    async with consuming(component, bus, rules):
        assert sorted(await noted(component, 2)) == ["later", "somebody"]
    assert handler.tried.count("nobody") == 1
    assert await component.reasons() == []
    assert f"ignored {CASE_OPENED} {event.id}: no participant matches" in caplog.messages


async def test_an_unknown_subject_is_a_dead_letter_at_once_otherwise(component: Component, bus: PostgresBus) -> None:
    handler = Choosy("nobody", fault=UnknownSubject("cas_1"))
    await publish(bus, an_event(note="nobody"))
    async with consuming(component, bus, {CASE_OPENED: Rule(handler, fault=QUICK)}):
        assert await dead(component, 1) == ["UnknownSubject: cas_1"]
    assert handler.tried == ["nobody"]


async def test_a_message_that_is_no_event_is_put_aside_as_it_came(component: Component, bus: PostgresBus) -> None:
    await publish(bus, an_event(note="event"))
    log = await asyncpg.connect(bus._url)
    await log.execute("UPDATE partitions SET next_offset = next_offset + 1")
    await log.execute(
        "INSERT INTO log SELECT topic, number, next_offset - 1, 'hello' FROM partitions WHERE topic = $1",
        "la.gov.justice.case",
    )
    await log.close()
    async with consuming(component, bus, {CASE_OPENED: Rule(note)}):
        assert len(await dead(component, 6)) == 6
        assert await noted(component, 1) == ["event"]
    async with component.units.open() as unit:
        assert all(letter.event is None for letter in await dead_letters.waiting(unit, GROUP))
    assert await replay({CASE_OPENED: Rule(note)}, GROUP, component.units) == 0


async def test_the_handler_works_in_the_trace_of_the_event(component: Component, bus: PostgresBus) -> None:
    seen: list[trace.Trace | None] = []

    async def looks(unit: Unit, event: Event) -> None:
        seen.append(trace.current())
        unit.announce(an_event("civ_1", type=BIRTH_REGISTERED))
        await note(unit, event)

    await publish(bus, an_event(traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
    async with consuming(component, bus, {CASE_OPENED: Rule(looks)}):
        await noted(component, 1)
    assert seen[0] is not None
    assert seen[0].trace_id == "0af7651916cd43dd8448eb211c80319c"
    async with component.units.open() as unit:
        passed_on = await unit.connection.exec_driver_sql("SELECT traceparent FROM outbox")
        assert passed_on.scalar_one() == seen[0].traceparent


async def test_an_outage_of_the_database_is_no_fault_of_the_event(bus: PostgresBus, data_folder: Path) -> None:
    with EmbeddedPostgres(data_folder, settings={"fsync": "off"}) as server:
        server.create_database("component")
        component = Component(server.url("component"))
        await create_tables(component.url)
        handler = Choosy()
        async with consuming(component, bus, {CASE_OPENED: Rule(handler, fault=Retry(times=1))}):
            await publish(bus, an_event(note="0"))
            await noted(component, 1)
            await asyncio.to_thread(server.stop)
            await publish(bus, an_event(note="1"))
            await asyncio.sleep(0.5)
            await asyncio.to_thread(server.start)
            assert await noted(component, 2) == ["0", "1"]
        assert await component.reasons() == []


async def test_an_outage_of_the_bus_is_waited_out(component: Component, data_folder: Path) -> None:
    with EmbeddedPostgres(data_folder, settings={"fsync": "off"}) as server:
        server.create_database("bus")
        await prepare("postgres", server.url("bus"))
        bus = PostgresBus(server.url("bus"))
        async with consuming(component, bus, {CASE_OPENED: Rule(note)}):
            await publish(bus, an_event(note="0"))
            await noted(component, 1)
            await asyncio.to_thread(server.stop)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(server.start)
            await publish(bus, an_event(note="1"))
            assert await noted(component, 2) == ["0", "1"]


async def read_back(reader: Reader, event: Event) -> str:
    return str(await reader.gateway.read(f"/bakery/v1/loaves/{event.subject}"))


async def note_found(unit: Unit, event: Event, found: str) -> None:
    await note(unit, replace(event, data={"note": found}))


READING = {CASE_OPENED: Rule(Prepared(read_back, note_found), fault=QUICK)}


async def test_what_was_read_before_the_transaction_is_handled_in_it(component: Component, bus: PostgresBus) -> None:
    gateway = FakeGateway({"/bakery/v1/loaves/cas_1": "rye"})
    await publish(bus, an_event())
    async with consuming(component, bus, READING, gateway):
        assert await noted(component, 1) == ["rye"]
    assert gateway.asked == ["/bakery/v1/loaves/cas_1"]


async def test_nothing_is_read_for_an_event_that_is_done_or_waits(component: Component, bus: PostgresBus) -> None:
    gateway = FakeGateway({"/bakery/v1/loaves/cas_1": "rye", "/bakery/v1/loaves/cas_3": "oat"})
    done, stuck = an_event(), an_event("cas_2")
    await publish(bus, done, done, stuck, an_event("cas_2"), an_event("cas_3"))
    async with consuming(component, bus, READING, gateway):
        assert sorted(await noted(component, 2)) == ["oat", "rye"]
        assert len(await dead(component, 2)) == 2
    asked = [path.rpartition("/")[2] for path in gateway.asked]
    assert sorted(asked) == ["cas_1", *["cas_2"] * 3, "cas_3"]


async def test_a_gateway_that_is_away_is_waited_for(component: Component, bus: PostgresBus) -> None:
    gateway = FakeGateway({"/bakery/v1/loaves/cas_1": "rye"}, away=8)
    await publish(bus, an_event())
    async with consuming(component, bus, READING, gateway):
        assert await noted(component, 1) == ["rye"]
    assert await component.reasons() == []
    assert len(gateway.asked) == 9


async def test_a_read_that_is_refused_makes_a_dead_letter_and_its_replay_reads_again(
    component: Component, bus: PostgresBus
) -> None:
    gateway = FakeGateway({})
    await publish(bus, an_event())
    async with consuming(component, bus, READING, gateway):
        [reason] = await dead(component, 1)
    assert reason == f"ReadRefused: {refused('/bakery/v1/loaves/cas_1')}"
    assert isinstance(refused("/"), ReadRefused)
    assert await replay(READING, GROUP, component.units, gateway) == 0
    gateway.documents["/bakery/v1/loaves/cas_1"] = "rye"
    assert await replay(READING, GROUP, component.units, gateway) == 1
    assert (await component.noted(), await component.reasons()) == (["rye"], [])
