"""The case registry over a fresh database, called with real vouchers."""

import re
from collections.abc import AsyncIterator, Callable
from importlib.resources import files
from typing import Any, TypeAlias

import httpx2
import orjson
import pytest

from chassis.bus.port import Bus
from chassis.reference.held import HeldOrganisations
from services.case_registry.app import build
from services.case_registry.settings import Settings
from tests.case_registry.builders import READABILITY_CHECKS, all_readable
from tests.case_registry.country import COUNTRY
from tests.case_registry.court_builders import in_trial, sitting
from tests.case_registry.told import told_now
from tests.support.clock import HandClock
from tests.support.fake_gateway import FakeGateway
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, running, secret_files

JSON_TYPES = frozenset({"application/json", "application/problem+json", "application/x-ndjson"})
MIGRATIONS = "services.case_registry.migrations"
UNTOLD = """
select case_id, kind from case_history where exists (  -- else a test has written it by itself
  select 1 from outbox where topic = 'la.gov.justice.case' and key = case_id
) and not exists (
  select 1 from outbox where topic = 'la.gov.justice.case' and key = case_id and created_at = recorded_at
) and recorded_at >= (select min(created_at) from outbox)  -- what is before it, a test has forgotten
"""
TwoTrials: TypeAlias = tuple[tuple[str, dict[str, Any]], tuple[str, dict[str, Any]]]  # ids of cases, proceedings


@pytest.fixture
def civil_register() -> FakeGateway:
    """The events of the civil register that the registry may read back; the document exchange finds all readable."""
    return FakeGateway({}, answers={READABILITY_CHECKS: all_readable})


@pytest.fixture
def held() -> HeldOrganisations:
    """The members and offices that the registry holds; a test hands in others while it runs."""
    return HeldOrganisations(COUNTRY)


@pytest.fixture
def clock() -> HandClock:
    """The clock of the registry: it goes from the day on which these stories are told."""
    return told_now()


@pytest.fixture
async def registry(
    fresh_database: FreshDatabase, bus: Bus, civil_register: FakeGateway, held: HeldOrganisations, clock: HandClock
) -> AsyncIterator[ServiceUnderTest]:
    told = {"database_url": fresh_database(MIGRATIONS), "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    app = build(settings, bus=bus, voucher_keys=KEYS, gateway=civil_register, clock=clock)
    app.state.resources["organisations"] = held
    async with running(app) as service:
        service.client.event_hooks = {"response": [_says_moments_in_utc]}
        yield service
        # whoever follows a case, by events or by what has changed, hears of every fact of it
        assert await service.rows(UNTOLD) == []


async def _says_moments_in_utc(answer: httpx2.Response) -> None:
    """Hold for every answer in every test that a moment has one form, whether it was just stated or is read again."""
    if answer.headers.get("content-type", "").partition(";")[0] in JSON_TYPES:
        assert not re.findall(r'"[0-9-]{10}T[0-9:.]+[+-][0-9:]{5}"', (await answer.aread()).decode())


@pytest.fixture
async def case(registry: ServiceUnderTest) -> str:
    """Return the id of a case in its trial."""
    return await in_trial(registry)


@pytest.fixture
async def two_trials(registry: ServiceUnderTest, case: str) -> TwoTrials:
    """Two cases with the same judges, and their proceedings."""
    other = await in_trial(registry, number="046/ປກສ")
    return (case, await sitting(registry, case)), (other, await sitting(registry, other))


@pytest.fixture
def example() -> Callable[[str, str], Any]:
    """Return an example document of a schema of the legal sector."""

    def read(schema: str, name: str) -> Any:
        path = files("schemas") / "justice" / schema / "examples" / "v1" / f"{name}.json"
        return orjson.loads(path.read_bytes())

    return read
