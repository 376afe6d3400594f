"""The case registry over a fresh database, called with real vouchers."""

from collections.abc import AsyncIterator, Callable
from importlib.resources import files
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from chassis.bus import open_bus
from services.case_registry.app import build
from services.case_registry.settings import Settings
from tests.support.service import KEYS, ServiceUnderTest, running

MIGRATIONS = "services.case_registry.migrations"


@pytest.fixture
async def registry(fresh_database) -> AsyncIterator[ServiceUnderTest]:
    bus = await open_bus("postgres", fresh_database("chassis.bus.migrations"))
    settings = Settings(
        database_url=SecretStr(fresh_database(MIGRATIONS)), bus="postgres", bus_url=SecretStr("handed in")
    )
    async with running(build(settings, bus=bus, voucher_keys=KEYS)) as service:
        yield service
    await bus.close()


@pytest.fixture
def example() -> Callable[[str, str], Any]:
    """Return an example document of a schema of the legal sector."""

    def read(schema: str, name: str) -> Any:
        path = files("schemas") / "justice" / schema / "examples" / "v1" / f"{name}.json"
        return orjson.loads(path.read_bytes())

    return read
