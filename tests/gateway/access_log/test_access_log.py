"""The access log as a service: who may ask, what is told, what is hidden until its day, and what is forgotten."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import create_engine
from chassis.postgres.sweep import Sweep
from chassis.unit.units import Units
from contracts import subjects
from gateway.access_log import app as access_log
from gateway.ledger.epochs import Epochs
from gateway.ledger.pool import Pool
from gateway.ledger.tree.alarms import Alarms
from gateway.retention import kept
from gateway.settings import Settings
from tests.support.clock import SetClock
from tests.support.code_lists import the_reference
from tests.support.exchanges import SEALS, an_exchange
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, a_caller, running
from tests.support.tree import Sequencing

DESK = a_caller("registrar", "registrar", purpose="subjectRequest", officer="noy.s")
NUMBER = {"type": "citizenId", "value": "01-23 004567"}
CITIZEN = subjects.identifier("citizenId", "0123004567")
STRANGER = subjects.identifier("citizenId", "9999999999")


@dataclass
class Desk:
    """The access log, the ledger under it, and a clock in the test's hand."""

    service: ServiceUnderTest
    pool: Pool
    epochs: Epochs
    clock: SetClock
    alarms: Alarms
    engine: AsyncEngine

    async def exchange(self, *, ago: timedelta = timedelta(), about: str = CITIZEN, **facts: Any) -> str:
        return await an_exchange(self.pool, self.clock.moment - ago, about=[about], epochs=self.epochs, **facts)

    async def look_up(self, **changes: Any) -> str:
        body = {"identifiers": [NUMBER], "requestReference": "SR-17"} | changes
        answer = await self.service.call("POST", "/look-ups", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["lookUpId"])

    async def page(self, look_up: str, **params: str) -> dict[str, Any]:
        answer = await self.service.call("GET", f"/look-ups/{look_up}/accesses", params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def seen(self, **changes: Any) -> list[str]:
        """Look up anew and return the exchanges that are told."""
        return [item["exchangeId"] for item in (await self.page(await self.look_up(**changes)))["items"]]


@pytest.fixture
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    url, clock, alarms = fresh_database("gateway.migrations"), SetClock(datetime.now(UTC)), Alarms()
    pool, engine = Pool(url), create_engine(url)
    await pool.open()
    epochs = Epochs(pool, b"k" * 32, clock, timedelta(days=365))
    await epochs.refresh()
    lent = {"epochs": epochs, "alarms": alarms, "seals": SEALS, "reference": the_reference(engine)}
    async with running(access_log.build(Units(engine, clock), KEYS, lent), DESK) as service:
        yield Desk(service, pool, epochs, clock, alarms, engine)
    await engine.dispose()
    await pool.close()


async def test_a_person_learns_when_who_what_why_and_with_what_outcome(desk: Desk) -> None:
    exchange = await desk.exchange(officer="pseudonym")
    (told,) = (await desk.page(await desk.look_up()))["items"]
    at = told.pop("at")
    assert datetime.fromisoformat(at) == desk.clock.moment.replace(
        microsecond=desk.clock.moment.microsecond // 1000 * 1000
    )
    assert told == {
        "exchangeId": exchange,
        "member": "police",
        "provider": "moj",
        "service": "case-registry",
        "operation": "caseById",
        "purpose": "caseManagement",
        "legalBasis": [{"law": "Law on Criminal Procedure"}],
        "outcome": "answered",
    }


async def test_exchanges_about_others_are_not_told(desk: Desk) -> None:
    await desk.exchange(about=STRANGER)
    assert await desk.seen() == []


async def test_a_record_id_finds_what_the_number_does_not(desk: Desk) -> None:
    exchange = await desk.exchange(about=subjects.record("2026-0101-000123"))
    assert await desk.seen() == []
    assert await desk.seen(records=["2026-0101-000123"]) == [exchange]
    assert await desk.seen(identifiers=[{"type": "birthRegistration", "value": "໒໐໒໖-0101-000123"}]) == [exchange]


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"phase": "intent", "status": None}, "open"),
        ({"phase": "refused", "status": 403}, "refused"),
        ({"status": 404}, "refused"),
        ({"status": 502}, "failed"),
        ({"status": 304}, "answered"),
        ({"status": None, "effect": "applied"}, "answered"),
        ({"status": None, "effect": "notApplied"}, "failed"),
    ],
    ids=["open", "refused", "not-found", "failed", "unchanged", "closed-applied", "closed-not-applied"],
)
async def test_the_outcome_is_told_in_one_word(desk: Desk, facts: dict[str, Any], outcome: str) -> None:
    await desk.exchange(**facts)
    (told,) = (await desk.page(await desk.look_up()))["items"]
    assert told["outcome"] == outcome


async def test_pages_are_newest_first_and_stay_whole_while_exchanges_come(desk: Desk) -> None:
    made = [await desk.exchange(ago=timedelta(minutes=n)) for n in range(5)]
    look_up = await desk.look_up()
    first = await desk.page(look_up, limit="2")
    await desk.exchange()
    second = await desk.page(look_up, limit="2", cursor=first["next"])
    third = await desk.page(look_up, limit="2", cursor=second["next"])
    told = [item["exchangeId"] for page in (first, second, third) for item in page["items"]]
    assert told == made
    assert "next" not in third


async def test_an_exchange_that_names_a_person_twice_is_told_once(desk: Desk) -> None:
    about = [CITIZEN, subjects.record("r1")]
    exchange = await an_exchange(desk.pool, desk.clock.moment, about=about, epochs=desk.epochs)
    assert await desk.seen(records=["r1"]) == [exchange]


async def test_an_investigation_is_hidden_until_its_day_and_then_told_by_itself(desk: Desk) -> None:
    ordinary = await desk.exchange(ago=timedelta(minutes=2))
    hidden = await desk.exchange(ago=timedelta(minutes=1), purpose="investigation")
    assert await desk.seen() == [ordinary]
    desk.clock.moment += timedelta(days=178)
    assert await desk.seen() == [ordinary]
    desk.clock.moment += timedelta(days=3)
    (told, _) = (await desk.page(await desk.look_up()))["items"]
    assert told["exchangeId"] == hidden
    assert told["disclosedFrom"] <= desk.clock.moment.date().isoformat()


async def test_what_is_hidden_leaves_no_gap_in_the_pages(desk: Desk) -> None:
    await desk.exchange(ago=timedelta(minutes=3))
    await desk.exchange(ago=timedelta(minutes=2), purpose="investigation")
    await desk.exchange(ago=timedelta(minutes=1))
    page = await desk.page(await desk.look_up(), limit="2")
    assert len(page["items"]) == 2
    assert "next" not in page


async def test_epochs_are_searched_together(desk: Desk) -> None:
    before = await desk.exchange()
    desk.clock.moment += timedelta(days=366)
    await desk.epochs.refresh()
    desk.clock.moment += timedelta(minutes=5)
    after = await desk.exchange()
    assert len(desk.epochs.readable) == 2
    assert await desk.seen() == [after, before]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": "oversight", "rights": frozenset({"oversight"})}, "purpose-without-right"),
        ({"officer": None}, "officer-required"),
    ],
    ids=["another-purpose", "no-officer"],
)
async def test_only_an_officer_asks_and_only_for_a_person(desk: Desk, changes: dict[str, Any], code: str) -> None:
    look_up, caller = await desk.look_up(), replace(DESK, **changes)
    body = {"identifiers": [NUMBER], "requestReference": "SR-17"}
    for answer in (
        await desk.service.call("POST", "/look-ups", json=body, caller=caller),
        await desk.service.call("GET", f"/look-ups/{look_up}/accesses", caller=caller),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, code)


async def test_a_look_up_without_the_request_it_answers_is_refused(desk: Desk) -> None:
    answer = await desk.service.call("POST", "/look-ups", json={"identifiers": [NUMBER]})
    assert answer.status_code == 400


async def test_a_look_up_of_another_member_does_not_exist(desk: Desk) -> None:
    look_up, other = await desk.look_up(), replace(DESK, member="hospital")
    answer = await desk.service.call("GET", f"/look-ups/{look_up}/accesses", caller=other)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_a_look_up_ends_and_whom_it_was_about_is_forgotten(desk: Desk) -> None:
    desk.clock.moment -= timedelta(days=1)
    look_up = await desk.look_up()
    desk.clock.moment += timedelta(days=1)
    answer = await desk.service.call("GET", f"/look-ups/{look_up}/accesses")
    assert (answer.status_code, answer.json()["code"]) == (410, "look-up-over")
    await desk.look_up()
    desk.clock.moment += timedelta(seconds=1)
    await Sweep(desk.engine, kept(Settings.model_construct()), desk.clock).round()
    rows = await desk.service.rows(
        "select officer, request_reference, subjects is null as f from access_look_ups order by made_at"
    )
    assert [row["f"] for row in rows] == [True, False]
    assert rows[0]["request_reference"] == "SR-17"


async def test_a_number_stands_nowhere_in_the_database(desk: Desk) -> None:
    await desk.exchange()
    await desk.look_up()
    for table in ("access_look_ups", "ledger_entries", "ledger_details", "ledger_subjects", "idempotency"):
        told = str(await desk.service.rows(f"select t::text as told from {table} t"))
        assert "004567" not in told
        assert b"0123004567".hex() not in told


async def test_a_cursor_that_we_did_not_make_is_refused(desk: Desk) -> None:
    answer = await desk.service.call("GET", f"/look-ups/{await desk.look_up()}/accesses", params={"cursor": "e30"})
    assert answer.json()["code"] == "invalid-cursor"


FORGED = "xch_" + "0" * 25 + "1"
NAMED = f"insert into ledger_subjects select subject, '{FORGED}', epoch from ledger_subjects where exchange = $1"
COPIED = f"insert into ledger_details select '{FORGED}', ended, salt, details from ledger_details where exchange = $1"
COMMITTED = (
    f"insert into ledger_entries select '{FORGED}', ended, phase, at, instance, commitment, {{place}}, seal "
    "from ledger_entries where exchange = $1"
)
OWN = f"replace(details::text, exchange, '{FORGED}')"
ITS_COMMITMENT = f"sha256(salt || {OWN}::bytea)"
OF_BOTH = "from ledger_entries join ledger_details using (exchange, ended) where exchange = $1"
OPENING = (
    f"insert into ledger_details select '{FORGED}', ended, salt, {OWN}::json from ledger_details where exchange = $1",
    f"insert into ledger_entries select '{FORGED}', ended, phase, at, instance, {ITS_COMMITMENT}, {{place}} {OF_BOTH}",
)
LOOKS = {
    "details without an entry": (NAMED, COPIED),
    "details of another's entry": (NAMED, COPIED, COMMITTED.format(place="null")),
    "an entry beyond the tree": (NAMED, *(each.format(place=1_000_000) for each in OPENING)),
    "an entry in another's place": (NAMED, *(each.format(place=0) for each in OPENING)),
    "an entry that waits for its place": (NAMED, *(each.format(place="null") for each in OPENING)),
}


@pytest.mark.parametrize("way", LOOKS)
async def test_a_look_that_the_ledger_does_not_commit_to_is_not_told_and_rings(desk: Desk, way: str) -> None:
    true = await desk.exchange(ago=timedelta(minutes=1))
    await Sequencing(desk.pool._url, None).to_the_end()
    waiting = await desk.exchange()
    assert await desk.seen() == [waiting, true]
    assert not desk.alarms.holding
    for statement in LOOKS[way]:
        await desk.pool.execute(statement, true)
    assert await desk.seen() == [waiting, true]
    assert FORGED in desk.alarms.holding["details-altered"]


async def test_details_that_were_changed_are_not_told_and_pages_go_on_behind_them(desk: Desk) -> None:
    oldest = await desk.exchange(ago=timedelta(minutes=2))
    changed = [await desk.exchange(ago=timedelta(minutes=1)), await desk.exchange()]
    altered = "update ledger_details set details = replace(details::text, 'police', 'court')::json where exchange = $1"
    for each in changed:
        await desk.pool.execute(altered, each)
    look_up = await desk.look_up()
    first = await desk.page(look_up, limit="2")
    assert first["items"] == []
    second = await desk.page(look_up, limit="2", cursor=first["next"])
    assert [item["exchangeId"] for item in second["items"]] == [oldest]
    assert "entries 2" in desk.alarms.holding["details-altered"]
