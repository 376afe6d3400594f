"""The control tower's reports: counted once each, by the country's own days, as JSON, CSV and a page for print."""

import csv
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest

from chassis.postgres.database import create_engine
from chassis.unit.units import Units
from gateway.ledger.pool import Pool
from gateway.ledger.service import app as ledger
from gateway.ledger.service import store
from gateway.ledger.service.domain.durations import BUCKET, middle
from gateway.ledger.service.usecases.summaries import Summaries
from tests.support.clock import SetClock
from tests.support.code_lists import the_reference
from tests.support.exchanges import an_exchange
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, a_caller, running

TOWER = a_caller("control-tower", "authority", purpose="oversight")
NOON = datetime(2026, 11, 15, 5, tzinfo=UTC)
_ENROL = """
insert into members (id, kind, name_lo, name_en)
values ('police', 'police', 'ຕຳຫຼວດ', 'Police'), ('registrar', 'registrar', 'ທະບຽນ', 'Registrar <b>');
insert into systems (client_id, member, name, offices, suspended)
values ('police-case-system', 'police', 'case-system', '{"every": true}', null),
  ('registrar-desk', 'registrar', 'desk', '{"codes": ["0101"]}', null),
  ('registrar-old', 'registrar', 'old', '{"codes": []}', now());
"""


@dataclass
class Tower:
    """The reports over a ledger that the test fills."""

    service: ServiceUnderTest
    pool: Pool

    async def report(self, path: str, **params: str) -> Any:
        answer = await self.service.call("GET", f"/reports/{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def tower(fresh_database: FreshDatabase) -> AsyncIterator[Tower]:
    url = fresh_database("gateway.migrations")
    pool, engine = Pool(url), create_engine(url)
    await pool.open()
    await pool.execute(_ENROL)
    async with running(
        ledger.build(Units(engine, SetClock(NOON)), KEYS, {"reference": the_reference(engine)}), TOWER
    ) as service:
        yield Tower(service, pool)
    await engine.dispose()
    await pool.close()


async def test_exchanges_are_counted_by_who_with_whom_what_and_why(tower: Tower) -> None:
    for duration in range(1, 21):
        await an_exchange(tower.pool, NOON, durationMs=duration)
    await an_exchange(tower.pool, NOON, status=404, durationMs=100)
    await an_exchange(tower.pool, NOON, status=None, effect="notApplied", durationMs=None)
    await an_exchange(tower.pool, NOON, purpose="investigation", phase="refused", status=403, code="no-agreement")
    await an_exchange(tower.pool, NOON, phase="intent", status=None)
    found = await tower.report("exchanges")
    assert (found["from"], found["to"]) == ("2026-11-01", "2026-11-30")
    busy, other = found["rows"]
    assert busy == {
        "member": "police",
        "provider": "moj",
        "service": "case-registry",
        "operation": "caseById",
        "purpose": "caseManagement",
        "exchanges": 22,
        "refused": 1,
        "failed": 1,
        "p50Ms": 11,
        "p95Ms": 20,
    }
    assert (other["purpose"], other["exchanges"], other["refused"]) == ("investigation", 1, 1)


async def test_a_day_that_is_over_is_added_up_once_and_counts_as_before(tower: Tower) -> None:
    yesterday = NOON - timedelta(days=1)
    for duration in (3, 40, 900):
        await an_exchange(tower.pool, yesterday, durationMs=duration, status=404)
    await an_exchange(tower.pool, NOON, durationMs=5)
    before = [await tower.report(path) for path in ("exchanges", "refusals", "silent-offices")]
    summaries = Summaries(tower.service.units.engine, tower.service.units.clock)
    assert [await summaries.one_day() for _ in range(2)] == [True, False]
    assert [await tower.report(path) for path in ("exchanges", "refusals", "silent-offices")] == before
    async with tower.service.units.open() as unit:
        await store.summarise(unit, yesterday.date())
    assert [await tower.report(path) for path in ("exchanges", "refusals", "silent-offices")] == before
    await tower.pool.execute("truncate ledger_details")
    (row,) = (await tower.report("exchanges"))["rows"]
    assert (row["exchanges"], row["refused"]) == (3, 3)


async def test_a_ledger_without_a_line_has_nothing_to_add_up(tower: Tower) -> None:
    assert not await Summaries(tower.service.units.engine, tower.service.units.clock).one_day()


async def test_a_day_is_added_up_when_the_last_of_it_is_surely_closed(tower: Tower) -> None:
    await an_exchange(tower.pool, NOON)
    midnight = SetClock(datetime(2026, 11, 15, 17, 30, tzinfo=UTC))
    summaries = Summaries(tower.service.units.engine, midnight)
    assert not await summaries.one_day()
    midnight.moment += timedelta(hours=1)
    assert await summaries.one_day()


async def test_a_day_that_a_clock_ahead_took_for_over_is_counted_to_its_end(tower: Tower) -> None:
    await an_exchange(tower.pool, NOON)
    clock = SetClock(NOON + timedelta(hours=26))
    summaries = Summaries(tower.service.units.engine, clock)
    assert await summaries.one_day()
    clock.moment = NOON + timedelta(minutes=10)
    assert not await summaries.one_day()
    await an_exchange(tower.pool, NOON + timedelta(minutes=20))
    clock.moment = NOON + timedelta(days=1)
    assert await summaries.one_day()
    (row,) = await tower.pool.fetch("select sum(exchanges)::int as n from exchange_days")
    assert row["n"] == 2


async def test_the_database_takes_the_buckets_that_the_percentiles_know(tower: Tower) -> None:
    asked = [*range(40), 64, 100, 999, 10_000, 600_000]
    rows = await tower.pool.fetch(
        f'select "durationMs" as ms, {BUCKET} as b from unnest($1::int[]) as t ("durationMs")', asked
    )
    for row in rows:
        assert abs(middle(row["b"]) - row["ms"]) <= row["ms"] * 0.05 + 1


async def test_a_day_begins_at_midnight_in_vientiane(tower: Tower) -> None:
    midnight = datetime(2026, 11, 14, 17, tzinfo=UTC)
    await an_exchange(tower.pool, midnight - timedelta(milliseconds=1))
    await an_exchange(tower.pool, midnight)
    day = await tower.report("exchanges", **{"from": "2026-11-15", "to": "2026-11-15"})
    assert [row["exchanges"] for row in day["rows"]] == [1]


@pytest.mark.parametrize(
    "asked",
    [{"from": "2026-11-02", "to": "2026-11-01"}, {"from": "2026-01-01", "to": "2026-11-01"}],
    ids=["backwards", "too-long"],
)
async def test_a_period_that_is_none_is_refused(tower: Tower, asked: dict[str, str]) -> None:
    answer = await tower.service.call("GET", "/reports/exchanges", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")


async def test_refusals_are_counted_by_reason_and_the_turned_away_beside_them(tower: Tower) -> None:
    for _ in range(2):
        await an_exchange(tower.pool, NOON, phase="refused", status=400, code="invalid-input")
    await an_exchange(tower.pool, NOON, status=404)
    await tower.pool.execute(
        "insert into ledger_tallies values ($1, 'gwy', 'moic-office', 429, 30), ($1, 'gw2', 'moic-office', 429, 12)",
        NOON,
    )
    found = await tower.report("refusals")
    assert [(row["code"], row["count"]) for row in found["refusals"]] == [("invalid-input", 2), ("status-404", 1)]
    assert found["turnedAway"] == [{"system": "moic-office", "status": 429, "count": 42}]


async def test_broken_contracts_are_counted_by_place_in_the_period(tower: Tower) -> None:
    place = "'land-register', 'listParcels', 'schema', 'land/page/v1', '/items/*/area', 'minimum'"
    await tower.pool.execute(
        f"insert into contract_breaches values ('2026-11-01', {place}, 0, 3), ('2026-11-30', {place}, 2, 1),"
        f" ('2026-12-01', {place}, 5, 5),"
        " ('2026-11-15', 'land-register', 'readParcel', 'not-declared', '', '', '', 1, 0)"
    )
    first, second = (await tower.report("refusals"))["contractBreaches"]
    assert first == {
        "service": "land-register",
        "operation": "listParcels",
        "reason": "schema",
        "schema": "land/page/v1",
        "pointer": "/items/*/area",
        "rule": "minimum",
        "failed": 2,
        "withheld": 4,
    }
    assert second == {
        "service": "land-register",
        "operation": "readParcel",
        "reason": "not-declared",
        "failed": 1,
        "withheld": 0,
    }


async def test_a_refusal_before_any_operation_was_found_is_counted_too(tower: Tower) -> None:
    await an_exchange(tower.pool, NOON, phase="refused", status=404, code="not-found", operation=None)
    (row,) = (await tower.report("refusals"))["refusals"]
    assert "operation" not in row


async def test_an_office_is_silent_until_its_system_calls(tower: Tower) -> None:
    await an_exchange(tower.pool, NOON)
    desk = {"member": "registrar", "office": "0101", "system": "registrar-desk"}
    assert (await tower.report("silent-offices"))["silent"] == [desk]
    await an_exchange(tower.pool, NOON, system="registrar-desk")
    assert (await tower.report("silent-offices"))["silent"] == []


async def test_a_system_that_was_turned_away_is_not_silent(tower: Tower) -> None:
    await tower.pool.execute("insert into ledger_tallies values ($1, 'gwy', 'registrar-desk', 429, 1)", NOON)
    assert [each["system"] for each in (await tower.report("silent-offices"))["silent"]] == ["police-case-system"]


async def test_a_spreadsheet_gets_a_table(tower: Tower) -> None:
    await an_exchange(tower.pool, NOON)
    answer = await tower.service.call("GET", "/reports/silent-offices", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-digest"].startswith("sha-256=:")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["member", "office", "system"], ["registrar", "0101", "registrar-desk"]]


async def test_the_month_is_one_page_in_both_languages_that_loads_nothing(tower: Tower) -> None:
    await an_exchange(tower.pool, NOON)
    answer = await tower.service.call("GET", "/reports/monthly", params={"month": "2026-11"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = answer.text
    assert "ຕຳຫຼວດ" in page
    assert "Police" in page
    assert "Management of a case" in page
    assert "Registrar &lt;b&gt;" in page
    assert "http" not in page
    assert "@page" in page


async def test_the_page_is_about_the_month_that_is_over_unless_said(tower: Tower) -> None:
    answer = await tower.service.call("GET", "/reports/monthly")
    assert "10/2026" in answer.text
    assert (await tower.service.call("GET", "/reports/monthly", params={"month": "2026-13"})).status_code == 400
