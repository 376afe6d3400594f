"""Breaches of contract ring while they are new, are counted without loss, and take no more room than they may."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.postgres.database import AWAY
from gateway.exchange.breaches import ALARM_S, MOST_PLACES, Breaches, Place
from tests.support.clock import SetClock

NOON = datetime(2026, 11, 15, 5, tzinfo=UTC)
PLACE = Place("land-register", "readParcel", "schema", "land/parcel/v1", "/area", "minimum")


class Ledger:
    """A database that keeps what it is told, unless it is away."""

    def __init__(self) -> None:
        self.away = False
        self.rows: list[tuple[object, ...]] = []

    async def fetch(self, query: str, /, *arguments: object) -> list[object]:  # noqa: ARG002 - a port
        raise AssertionError("nothing is asked")

    fetchrow = fetch

    async def execute(self, query: str, /, *arguments: object) -> str:
        if self.away:
            raise AWAY[0]
        assert query.lstrip().startswith("insert into contract_breaches")
        self.rows += list(zip(*arguments, strict=True))
        return ""


def test_an_alarm_falls_when_nothing_more_happens() -> None:
    clock = SetClock(NOON)
    breaches = Breaches(clock)
    breaches.note(PLACE, withheld=2)
    clock.moment = NOON + timedelta(seconds=ALARM_S - 1)
    assert breaches.alarms() == {"items-withheld": "land-register/readParcel schema"}
    breaches.note(PLACE, withheld=1)
    clock.moment += timedelta(seconds=ALARM_S - 1)
    assert breaches.alarms()
    clock.moment += timedelta(seconds=1)
    assert breaches.alarms() == {}


def test_an_alarm_names_the_latest_places_and_counts_the_others() -> None:
    breaches = Breaches(SetClock(NOON))
    for number in range(7):
        breaches.note(Place("notes", f"read{number}", "schema"))
    assert breaches.alarms()["contract-broken"].startswith("notes/read6 schema; notes/read5 schema; ")
    assert breaches.alarms()["contract-broken"].endswith("; and 2 more")


async def test_what_could_not_be_written_is_counted_on() -> None:
    breaches, ledger = Breaches(SetClock(NOON)), Ledger()
    breaches.note(PLACE)
    ledger.away = True
    with pytest.raises(AWAY[0]):
        await breaches.write(ledger)
    ledger.away = False
    breaches.note(PLACE)
    breaches.note(PLACE, withheld=3)
    await breaches.write(ledger)
    await breaches.write(ledger)
    assert [row[7:] for row in ledger.rows] == [(2, 3)]


async def test_places_without_end_take_no_room_without_end() -> None:
    breaches, ledger = Breaches(SetClock(NOON)), Ledger()
    for number in range(3 * MOST_PLACES):
        breaches.note(Place("notes", "read", "schema", "", f"/{number}" + "x" * 10_000))
    await breaches.write(ledger)
    assert len(ledger.rows) == MOST_PLACES + 1
    assert max(len(str(row[5])) for row in ledger.rows) <= 400
    assert sum(int(str(row[7])) for row in ledger.rows) == 3 * MOST_PLACES
