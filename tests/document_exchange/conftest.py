"""The document exchange over a fresh database and a fresh folder, called with real vouchers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from chassis.bus import open_bus
from services.document_exchange.app import build
from services.document_exchange.settings import Settings
from tests.document_exchange.builders import MOIC
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, running

MIGRATIONS = "services.document_exchange.migrations"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files are kept."""
    return tmp_path / "files"


@asynccontextmanager
async def an_exchange(url: str, bus_url: str, folder: Path) -> AsyncIterator[ServiceUnderTest]:
    """Run the document exchange on that database and folder."""
    bus = await open_bus("postgres", bus_url)
    settings = Settings(
        database_url=SecretStr(url), bus="postgres", bus_url=SecretStr("handed in"), files_url=folder.as_uri()
    )
    async with running(build(settings, bus=bus, voucher_keys=KEYS), MOIC) as service:
        yield service
    await bus.close()


@pytest.fixture
async def exchange(fresh_database: FreshDatabase, folder: Path) -> AsyncIterator[ServiceUnderTest]:
    async with an_exchange(fresh_database(MIGRATIONS), fresh_database("chassis.bus.migrations"), folder) as service:
        yield service


@pytest.fixture
def example() -> Callable[[str, str], Any]:
    """Return an example document of a schema of official documents."""

    def read(schema: str, name: str) -> Any:
        path = files("schemas") / "documents" / schema / "examples" / "v1" / f"{name}.json"
        return orjson.loads(path.read_bytes())

    return read
