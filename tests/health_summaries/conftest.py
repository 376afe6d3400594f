"""Health summaries over a fresh database and a bus, called with real vouchers."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from chassis.bus.port import Bus
from services.health_summaries.app import build
from services.health_summaries.settings import Settings
from tests.health_summaries.builders import MOH
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, running

MIGRATIONS = "services.health_summaries.migrations"


@pytest.fixture
async def summaries(fresh_database: FreshDatabase, bus: Bus) -> AsyncIterator[ServiceUnderTest]:
    settings = Settings(
        database_url=SecretStr(fresh_database(MIGRATIONS)), bus="postgres", bus_url=SecretStr("handed in")
    )
    async with running(build(settings, bus=bus, voucher_keys=KEYS), MOH) as service:
        yield service
