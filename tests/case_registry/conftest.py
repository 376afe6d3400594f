"""The case registry over a fresh database, called with real vouchers."""

from collections.abc import AsyncIterator, Callable
from importlib.resources import files
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from services.case_registry.app import build
from services.case_registry.settings import Settings
from tests.case_registry.court_builders import in_trial, sitting
from tests.support.fake_gateway import FakeGateway
from tests.support.service import KEYS, ServiceUnderTest, running, secret_files

MIGRATIONS = "services.case_registry.migrations"


@pytest.fixture
def civil_register() -> FakeGateway:
    """The events of the civil register that the registry may read back."""
    return FakeGateway({})


@pytest.fixture
async def registry(fresh_database, bus, civil_register) -> AsyncIterator[ServiceUnderTest]:
    settings = Settings(
        database_url=SecretStr(fresh_database(MIGRATIONS)),
        bus="postgres",
        bus_url=SecretStr("handed in"),
        **secret_files(Settings),
    )
    async with running(build(settings, bus=bus, voucher_keys=KEYS, gateway=civil_register)) as service:
        yield service


@pytest.fixture
async def case(registry):
    """Return the id of a case in its trial."""
    return await in_trial(registry)


@pytest.fixture
async def two_trials(registry, case):
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
