"""One process per component, as containers run them: everything is told by the environment, events go over Kafka."""

import asyncio
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import asyncpg
import pytest

from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import GATEWAY, SERVICES, Component
from tests.support import sample_records as records
from tests.support.country import PATIENCE_S, Caller, Country, brought_up
from tests.support.kafka import Broker
from tests.support.postgres import run_elsewhere
from tests.support.story import (
    BIRTHS,
    CASES,
    COUNTS_BIRTHS,
    DEATHS,
    EVENTS,
    SOMPHONE,
    a_case_about,
    a_death_of,
    births_counted,
)

pytestmark = [pytest.mark.slow, pytest.mark.kafka]

CASE_REGISTRY, CIVIL, _DOCUMENTS, HEALTH = SERVICES
# twenty people: of two deaths under one name on one day a person would have to decide whether they are the same
GIVEN_NAMES = ["".join(parts) for parts in product(("ຄຳ", "ບຸນ", "ສົມ", "ຈັນ"), ("ໃສ", "ພອນ", "ດີ", "ແພງ", "ມີ"))]


@pytest.fixture
def country(data_folder: Path, postgres_server: EmbeddedPostgres, real_kafka: Broker) -> Iterator[Country]:
    run_elsewhere(real_kafka.emptied())
    made = Country(data_folder, postgres_server, real_kafka)
    yield made
    made.clean_up()


async def registered(caller: Caller, path: str, body: object, key: str) -> None:
    """Declare a birth or a death as a hospital, and register it as a registrar."""
    declared = await caller.created("hospital-records", path, body, key=key)
    await caller.created(
        "registrar-desk", f"{EVENTS}/{declared['eventId']}/registration", {}, key=key, sign=True, version='"1"'
    )


async def until_deceased(caller: Caller, case_id: str) -> None:
    police, path = caller.system("police-case-system"), f"{CASES}/{case_id}"
    async with asyncio.timeout(PATIENCE_S):
        while "deceased" not in (await police.request("GET", path)).json()["participants"][0]:  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.1)


async def counted(caller: Caller, element: str) -> int:
    """Return how many registrations the ministry of health has counted in the story's district and month."""
    asked = {"dataElement": element, "orgUnit": records.DISTRICT, "period": f"{records.today():%Y%m}"}
    answer = await caller.system(COUNTS_BIRTHS).request("GET", f"/health-summaries/v1/data-values?{urlencode(asked)}")
    items = answer.json().get("items") or [{"value": "0"}]
    return int(items[0]["value"])


async def alarms(country: Country, session: aiohttp.ClientSession, component: Component) -> object:
    async with session.get(f"{country.url(component)}/healthz") as answer:
        assert answer.status == 200
        return (await answer.json()).get("alarms", {})


async def test_components_in_processes_of_their_own_do_what_one_process_does(
    country: Country, session: aiohttp.ClientSession
) -> None:
    caller = await brought_up(country, session)
    opened = await caller.created("police-case-system", CASES, records.case_opening())
    read = await caller.system("psc-case-system").request("GET", f"{CASES}/{opened['caseId']}")
    assert read.status == 200
    await registered(caller, BIRTHS, records.birth_declaration(), "birth")
    about = await caller.created("police-case-system", CASES, a_case_about(SOMPHONE), key="about")
    await registered(caller, DEATHS, a_death_of(SOMPHONE), "death")
    async with asyncio.timeout(PATIENCE_S):
        while not (await caller.system(COUNTS_BIRTHS).request("GET", births_counted())).json().get("items"):  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.1)
        while not await counted(caller, "REGISTERED_DEATHS"):  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.1)
    await until_deceased(caller, about["caseId"])
    for component in SERVICES:
        assert await alarms(country, session, component) == {}
    assert await asyncio.to_thread(country.stop) == dict.fromkeys((c.name for c in (*SERVICES, GATEWAY)), 0)


async def test_a_death_that_is_told_while_the_gateway_is_away_reaches_its_case(
    country: Country, session: aiohttp.ClientSession
) -> None:
    caller = await brought_up(country, session, (CASE_REGISTRY, CIVIL))
    opened = await caller.created("police-case-system", CASES, a_case_about(SOMPHONE))
    declared = await caller.created("hospital-records", DEATHS, a_death_of(SOMPHONE))
    country.end(CASE_REGISTRY)
    await caller.created("registrar-desk", f"{EVENTS}/{declared['eventId']}/registration", {}, sign=True, version='"1"')
    country.end(GATEWAY)
    country.serve(CASE_REGISTRY)
    waits = "the consumer of case-registry waits"
    async with asyncio.timeout(PATIENCE_S):
        while waits not in (country.folder / "case-registry.log").read_text():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
    country.serve(GATEWAY)
    for component in (GATEWAY, CASE_REGISTRY, CIVIL):
        await country.answers(component, session)
    await until_deceased(caller, opened["caseId"])


@pytest.mark.nightly
async def test_a_killed_consumer_and_a_restarted_broker_double_and_lose_nothing(
    country: Country, session: aiohttp.ClientSession, real_kafka: Broker
) -> None:
    """Twenty deaths, two processes that count them: one is killed, then the broker, and each counts once."""
    caller = await brought_up(country, session, (CASE_REGISTRY, CIVIL, HEALTH))
    beside = country.serve(HEALTH, beside=True)
    cases = []
    for number in range(20):
        person = {"type": "citizenId", "value": f"01-23 {number:06}"}
        opening = a_case_about(person, running=5000 + number)
        cases.append((await caller.created("police-case-system", CASES, opening, key=f"case-{number}"))["caseId"])
        if number == 12:
            await asyncio.to_thread(real_kafka.kill)
        await registered(caller, DEATHS, a_death_of(person, GIVEN_NAMES[number]), f"death-{number}")
        if number == 6:
            beside.kill()
            beside.wait()
    await asyncio.to_thread(real_kafka.start)
    async with asyncio.timeout(PATIENCE_S):
        while await counted(caller, "REGISTERED_DEATHS") < len(cases):  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.2)
    for case_id in cases:
        await until_deceased(caller, case_id)
    assert await counted(caller, "REGISTERED_DEATHS") == len(cases)
    for component, rows in ((CASE_REGISTRY, len(cases)), (HEALTH, len(cases))):
        connection = await asyncpg.connect(country.environment(component)[f"{component.prefix}DATABASE_URL"])
        try:
            assert await connection.fetchval("SELECT count(*) FROM inbox") == rows
            assert await connection.fetchval("SELECT count(*) FROM dead_letters") == 0
            assert await connection.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL") == 0
        finally:
            await connection.close()
