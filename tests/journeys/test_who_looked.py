"""A person asks who looked, through the real gateway: two members did, one of them also for an investigation.

The clock of the running process cannot be set, so the day of release is looked at from a second access log over the
same database, whose clock is the test's.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp
import pytest

from chassis.client.exchange_client import Answer
from chassis.postgres.database import create_engine
from chassis.unit.units import Units
from cli.data_folder import DataFolder
from cli.database_address import gateway_database
from contracts.identifiers import new_id
from gateway.access_log import app as access_log
from gateway.ledger.epochs import Epochs
from gateway.ledger.pool import Pool
from gateway.ledger.seals import Seals
from gateway.ledger.tree.alarms import Alarms
from gateway.trust.key_files import load
from tests.support.clock import SetClock
from tests.support.code_lists import the_reference
from tests.support.saphan_process import SaphanProcess
from tests.support.service import KEYS, a_caller, running
from tests.support.story import CASES, DEATHS, EVENTS, SOMPHONE, a_case_about, a_death_of

pytestmark = pytest.mark.slow

LOOK_UPS: Final = "/access-log/v1/look-ups"
ASKED: Final = {"identifiers": [{"type": "citizenId", "value": "໐໑໒໓໐໐໔໕໖໗"}], "requestReference": "SR-2026-17"}
DESK: Final = a_caller("registrar", "registrar", purpose="subjectRequest", officer="noy.s")


class Country:
    """The systems of the story, each calling with its own key."""

    def __init__(self, saphan: SaphanProcess, session: aiohttp.ClientSession) -> None:
        self.saphan, self.session = saphan, session

    async def call(self, system: str, method: str, path: str, purpose: str, **more: Any) -> Answer:
        client = self.saphan.client(system, self.session)
        key = new_id("key") if method == "POST" else None
        answer = await client.request(method, path, purpose=purpose, idempotency_key=key, **more)
        assert answer.ok, answer.body
        return answer

    async def case_about_somphone(self) -> str:
        made = await self.call("police-case-system", "POST", CASES, "caseManagement", json=a_case_about(SOMPHONE))
        return str(made.json()["caseId"])

    async def register_death(self, number: dict[str, str], given_name: str = "ສົມພອນ") -> str:
        """Declare and register a death; return the event's id."""
        purpose = "vitalRegistration"
        made = (
            await self.call("hospital-records", "POST", DEATHS, purpose, json=a_death_of(number, given_name))
        ).json()
        path = f"{EVENTS}/{made['eventId']}/registration"
        version = {"If-Match": "*"}
        await self.call("registrar-desk", "POST", path, purpose, json={}, headers=version, sign=True)
        return str(made["eventId"])

    async def who_looked(self, *, limit: int = 50) -> list[dict[str, Any]]:
        """Ask as the registrar's officer does at the desk, page by page."""
        at_the_desk: dict[str, Any] = {"purpose": "subjectRequest", "officer": "noy.s"}
        desk = self.saphan.client("registrar-desk", self.session)
        made = await desk.request("POST", LOOK_UPS, json=ASKED, idempotency_key=f"ask-{limit}", **at_the_desk)
        assert made.status == 201, made.body
        path = f"{LOOK_UPS}/{made.json()['lookUpId']}/accesses?limit={limit}"
        found, page = [], (await desk.request("GET", path, **at_the_desk)).json()
        while True:
            found += page["items"]
            if "next" not in page:
                return found
            page = (await desk.request("GET", f"{path}&cursor={page['next']}", **at_the_desk)).json()


async def at(saphan: SaphanProcess, moment: datetime) -> list[dict[str, Any]]:
    """Ask the same of the same database on another day."""
    url, clock = gateway_database(saphan.folder), SetClock(moment)
    pool, engine = Pool(url), create_engine(url, pool_size=2)
    await pool.open()
    try:
        key = load(DataFolder(saphan.folder).gateway_key, issuer=saphan.base_url).pseudonym_key
        epochs = Epochs(pool, key, clock, timedelta(days=3650))
        await epochs.refresh()
        lent = {"epochs": epochs, "alarms": Alarms(), "seals": Seals(key), "reference": the_reference(engine)}
        async with running(access_log.build(Units(engine, clock), KEYS, lent), DESK) as service:
            made = await service.call("POST", "/look-ups", json=ASKED)
            items = (await service.call("GET", f"/look-ups/{made.json()['lookUpId']}/accesses")).json()["items"]
            return list(items)
    finally:
        await engine.dispose()
        await pool.close()


def told(items: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(each["member"], each["operation"], each["purpose"]) for each in items]


async def test_a_person_learns_who_looked_and_of_an_investigation_on_its_day(
    own: SaphanProcess, session: aiohttp.ClientSession
) -> None:
    await own.start().ready()
    country = Country(own, session)
    case = f"{CASES}/{await country.case_about_somphone()}"
    for system, purpose in (
        ("ospp-case-system", "caseManagement"),
        ("moj-case-system", "caseManagement"),  # without the numbers: the person was looked at all the same
        ("police-case-system", "investigation"),
    ):
        await country.call(system, "GET", case, purpose)

    ordinary = [
        ("registrar", "lookUpSubject", "subjectRequest"),  # that somebody asked is told, too
        ("moj", "caseById", "caseManagement"),
        ("ospp", "caseById", "caseManagement"),
        ("police", "openCase", "caseManagement"),
    ]
    items = await country.who_looked()
    assert told(items) == ordinary
    assert {each["outcome"] for each in items} == {"answered"}
    assert items[1]["legalBasis"]
    assert "investigation" not in str(items)
    assert told(await country.who_looked(limit=1))[1:] == ordinary

    hidden = ("police", "caseById", "investigation")
    today = datetime.now(UTC)
    assert hidden not in told(await at(own, today + timedelta(days=178)))
    released = await at(own, today + timedelta(days=181))
    assert told(released)[-4:] == [hidden, *ordinary[1:]]
    assert released[-4]["disclosedFrom"] > today.date().isoformat()


async def test_the_control_tower_counts_without_learning_about_anybody(
    own: SaphanProcess, session: aiohttp.ClientSession
) -> None:
    await own.start().ready()
    country = Country(own, session)
    await country.case_about_somphone()
    tower = own.client("control-tower-console", session)
    report = await tower.request("GET", "/ledger/v1/reports/exchanges", purpose="oversight")
    assert report.status == 200, report.body
    opened = [row for row in report.json()["rows"] if row["operation"] == "openCase"]
    assert [(row["member"], row["provider"], row["exchanges"]) for row in opened] == [("police", "moj", 1)]
    table = await tower.request(
        "GET", "/ledger/v1/reports/silent-offices", purpose="oversight", headers={"Accept": "text/csv"}
    )
    assert b"registrar,0101,registrar-desk" in table.body
    month = datetime.now(UTC).strftime("%Y-%m")
    page = await tower.request("GET", f"/ledger/v1/reports/monthly?month={month}", purpose="oversight")
    assert "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ" in page.body.decode()
    assert b"004567" not in report.body + table.body + page.body


async def test_a_person_learns_that_a_death_was_read_back_for_a_case_and_only_then(
    own: SaphanProcess, session: aiohttp.ClientSession
) -> None:
    await own.start().ready()
    country = Country(own, session)
    case = f"{CASES}/{await country.case_about_somphone()}"
    nobody = await country.register_death({"type": "citizenId", "value": "99-99 000001"}, given_name="ຄຳໄພ")
    event_id = await country.register_death(SOMPHONE)
    async with asyncio.timeout(30):
        while True:
            read = (await country.call("ospp-case-system", "GET", case, "caseManagement")).json()
            if "deceased" in read["participants"][0]:
                break
            await asyncio.sleep(0.2)
    assert read["participants"][0]["deceased"]["eventId"] == event_id
    affected = await country.call(
        "police-case-system", "GET", f"{CASES}?affectedBy=death&member=police", "caseManagement"
    )
    assert [each["caseId"] for each in affected.json()["items"]] == [read["caseId"]]
    looked = told(await country.who_looked())
    assert looked.count(("moj", "eventById", "caseManagement")) == 1
    tower = own.client("control-tower-console", session)
    report = await tower.request("GET", "/ledger/v1/reports/exchanges", purpose="oversight")
    reads = [row for row in report.json()["rows"] if row["operation"] == "eventById" and row["member"] == "moj"]
    assert [row["exchanges"] for row in reads] == [1], f"{nobody} is in no case, and nobody reads about it"
    # what the registry asked for, and no more: the cause of death stays in the civil register
    system = own.client("moj-case-registry", session)
    shown = (await system.request("GET", f"{EVENTS}/{event_id}", purpose="caseManagement")).json()["death"]
    assert set(shown) == {"occurredOn", "place", "deceased"}
