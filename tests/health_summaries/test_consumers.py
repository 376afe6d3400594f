"""Registered births and deaths are counted from the bus: each once, however often it is delivered."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from chassis.bus.port import Bus
from contracts.events import Event
from contracts.identifiers import new_id
from contracts.json_types import JSON
from tests.health_summaries.builders import a_row, a_set, all_values, sent
from tests.support.events import eventually, publish
from tests.support.service import ServiceUnderTest


def a_registered_birth(district: str = "0101", month: str = "2026-11", sex: str = "female") -> Event:
    return registered("birth", {"district": district, "month": month, "sex": sex})


def a_registered_death(district: str = "0101", month: str = "2026-11") -> Event:
    return registered("death", {"district": district, "month": month, "sex": "male", "subjectKeys": []})


def registered(what: str, facts: dict[str, JSON]) -> Event:
    event_id = new_id("civ")
    return Event(
        id=new_id("evt"),
        type=f"la.gov.civil.{what}.registered.v1",
        source="/civil-registration/v1",
        subject=event_id,
        time=datetime(2026, 11, 20, 5, 0, tzinfo=UTC),
        dataschema=f"https://schemas.saphan.gov.la/events/{what}-registered/v1",
        data={"eventId": event_id} | facts,
    )


def births(summaries: ServiceUnderTest) -> Callable[[], Awaitable[dict[tuple[str, str], str]]]:
    """The counted births by district and month."""
    return counted(summaries, "REGISTERED_BIRTHS")


def counted(summaries: ServiceUnderTest, element: str) -> Callable[[], Awaitable[dict[tuple[str, str], str]]]:
    """The values of an element by district and month."""

    async def look() -> dict[tuple[str, str], str]:
        values = await all_values(summaries, dataElement=element)
        return {(each["orgUnit"], each["period"]): each["value"] for each in values}

    return look


async def test_a_registered_birth_counts_for_its_district_and_month(summaries: ServiceUnderTest, bus: Bus) -> None:
    await publish(
        bus,
        a_registered_birth("0101", "2026-11"),
        a_registered_birth("0101", "2026-11", "male"),
        a_registered_birth("0101", "2026-10"),
        a_registered_birth("0612", "2026-11"),
    )
    await eventually(births(summaries), {("0101", "202610"): "1", ("0101", "202611"): "2", ("0612", "202611"): "1"})


async def test_deaths_are_counted_beside_births(summaries: ServiceUnderTest, bus: Bus) -> None:
    death = a_registered_death("0101")
    await publish(bus, death, death, a_registered_death("0101"), a_registered_death("0612", "2026-10"))
    await publish(bus, a_registered_birth("0101"))
    await eventually(counted(summaries, "REGISTERED_DEATHS"), {("0101", "202611"): "2", ("0612", "202610"): "1"})
    await eventually(births(summaries), {("0101", "202611"): "1"})


async def test_an_event_delivered_again_counts_once(summaries: ServiceUnderTest, bus: Bus) -> None:
    birth, last = a_registered_birth(), a_registered_birth("0102")
    await publish(bus, birth, birth)
    await publish(bus, birth)
    await publish(bus, last)
    await eventually(births(summaries), {("0101", "202611"): "1", ("0102", "202611"): "1"})


async def test_a_birth_in_a_district_unknown_here_waits_as_a_dead_letter(summaries: ServiceUnderTest, bus: Bus) -> None:
    await publish(bus, a_registered_birth("9999"), a_registered_birth("0101"))
    await eventually(births(summaries), {("0101", "202611"): "1"})
    letters = "select event_id, reason from dead_letters where replayed_at is null"
    await eventually(lambda: number_of(summaries, letters), 1)
    [letter] = await summaries.rows(letters)
    assert "district 9999" in letter["reason"]


async def number_of(summaries: ServiceUnderTest, query: str) -> int:
    return len(await summaries.rows(query))


async def test_counted_births_are_reported_by_nobody(summaries: ServiceUnderTest) -> None:
    message = await sent(summaries, a_set(a_row(dataElement="REGISTERED_BIRTHS", period="202611")))
    assert message["status"] == "ERROR"
    assert [each["errorCode"] for each in message["response"]["conflicts"]] == ["E8020"]
