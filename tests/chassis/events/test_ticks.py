"""Ticks: every job once a day, over all processes, restarts and outages; missed days in their order."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from chassis.events.ticks import Job, Ticks, announce_once, latest_day
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.calendar import VIENTIANE
from contracts.identifiers import derived_id, is_id
from tests.support.clock import SetClock
from tests.support.component import Component, create_tables
from tests.support.events import an_event
from tests.support.postgres import FreshDatabase

SIX: time = time(6, 0)
TABLE = "create table ticks (job text, day date, done_at timestamptz not null, primary key (job, day))"


@dataclass
class Diary:
    """A job that writes down its days, and announces one event a day."""

    days: list[date] = field(default_factory=list)
    fails: bool = False

    async def write(self, unit: Unit, day: date) -> None:
        unit.announce(an_event(note=day.isoformat()))
        if self.fails:
            raise ZeroDivisionError
        self.days.append(day)


@pytest.fixture
async def component(fresh_database: FreshDatabase) -> Component:
    url = fresh_database()
    await create_tables(url)
    component = Component(url)
    component.units = Units(component.units.engine, SetClock(in_vientiane(2, 7)))
    async with component.units.open() as unit:
        await unit.connection.execute(text(TABLE))
    return component


def ticks(component: Component, diary: Diary) -> Ticks:
    return Ticks(component.units, [Job("diary", SIX, diary.write)], lambda: True)


def in_vientiane(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, 0, tzinfo=VIENTIANE)


def at(component: Component, day: int, hour: int) -> None:
    clock = component.units.clock
    assert isinstance(clock, SetClock)
    clock.moment = in_vientiane(day, hour)


async def test_a_job_is_done_once_a_day_from_its_time_on(component: Component) -> None:
    diary = Diary()
    for hour in (7, 8):
        at(component, 2, hour)
        await ticks(component, diary).round()
    at(component, 3, 5)
    await ticks(component, diary).round()
    assert diary.days == [date(2026, 3, 2)]
    at(component, 3, 6)
    await ticks(component, diary).round()
    assert diary.days == [date(2026, 3, 2), date(2026, 3, 3)]


async def test_missed_days_are_done_in_their_order_and_a_new_job_has_missed_none(component: Component) -> None:
    diary = Diary()
    await ticks(component, diary).round()
    at(component, 6, 9)
    await ticks(component, diary).round()
    assert [day.day for day in diary.days] == [2, 3, 4, 5, 6]
    assert await component.count("outbox") == 5


async def test_two_leaders_do_a_day_once(component: Component) -> None:
    diary = Diary()
    at(component, 4, 9)
    await asyncio.gather(*(ticks(component, diary).round() for _ in range(4)))
    assert [day.day for day in diary.days] == [4]
    assert await component.count("outbox") == await component.count("ticks") == 1


async def test_what_another_leader_did_since_is_not_done_again(component: Component) -> None:
    one, other = Diary(), Diary()
    first, second = ticks(component, one), ticks(component, other)
    await first.round()
    at(component, 3, 9)
    await second.round()
    at(component, 4, 9)
    await first.round()
    assert ([day.day for day in one.days], [day.day for day in other.days]) == ([2, 4], [3])


async def test_a_day_that_is_done_is_remembered_and_the_database_is_not_asked_again(component: Component) -> None:
    diary = Diary()
    leader = ticks(component, diary)
    await leader.round()
    async with component.units.open() as unit:
        await unit.connection.execute(text("drop table ticks"))
    await leader.round()
    assert [day.day for day in diary.days] == [2]


async def test_a_day_that_failed_leaves_nothing_and_is_done_again(component: Component) -> None:
    diary = Diary(fails=True)
    with pytest.raises(ZeroDivisionError):
        await ticks(component, diary).round()
    assert await component.count("outbox") == await component.count("ticks") == 0
    diary.fails = False
    await ticks(component, diary).round()
    assert await component.count("outbox") == 1


async def test_who_does_not_lead_does_nothing(component: Component) -> None:
    diary = Diary()
    waiting = asyncio.create_task(Ticks(component.units, [Job("diary", SIX, diary.write)], lambda: False).run())
    await asyncio.sleep(0.1)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert diary.days == []


async def test_an_event_whose_id_follows_from_what_it_tells_is_announced_once(component: Component) -> None:
    event = an_event(note="once")
    for _ in range(2):
        async with component.units.open() as unit:
            await announce_once(unit, [event])
    async with component.units.open() as unit:
        await announce_once(unit, [])
    assert await component.count("outbox") == 1


def test_the_day_turns_at_the_jobs_time_in_vientiane() -> None:
    job = Job("diary", SIX, Diary().write)
    assert latest_day(job, datetime(2026, 3, 1, 22, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert latest_day(job, datetime(2026, 3, 1, 23, 0, tzinfo=UTC)) == date(2026, 3, 2)


def test_a_derived_id_is_the_same_for_the_same_parts_and_no_other() -> None:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    one = derived_id("evt", moment, "job", "a", "b")
    assert is_id("evt", one)
    assert one == derived_id("evt", moment, "job", "a", "b")
    others = {derived_id("evt", moment, "job", "ab", ""), derived_id("evt", moment + timedelta(1), "job", "a", "b")}
    assert one not in others
