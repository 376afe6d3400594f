"""Civil registration over a fresh database, called with real vouchers."""

from collections.abc import AsyncIterator

import pytest

from chassis.bus.port import Bus
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from services.civil_registration.app import build
from services.civil_registration.settings import Settings
from tests.civil_registration.builders import HOSPITAL, organisations
from tests.support.fake_gateway import FakeGateway
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, running, secret_files

MIGRATIONS = "services.civil_registration.migrations"


@pytest.fixture
def case_registry() -> FakeGateway:
    """The extracts of the case registry that civil registration may read."""
    return FakeGateway({}, of=Seat("home-affairs", "hq"))


@pytest.fixture
async def register(
    fresh_database: FreshDatabase, bus: Bus, case_registry: FakeGateway
) -> AsyncIterator[ServiceUnderTest]:
    told = {"database_url": fresh_database(MIGRATIONS), "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    app = build(settings, bus=bus, voucher_keys=KEYS, gateway=case_registry)
    app.state.resources["organisations"].take(ReferenceData(organisations=organisations()))
    async with running(app, HOSPITAL) as service:
        yield service
