"""Real databases for tests: one embedded server per test process, and each test its own copy of a migrated template."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeVar

import pytest

from chassis.bus import open_bus, prepare
from chassis.bus.port import Bus
from chassis.postgres.database import migrate
from chassis.postgres.embedded import EmbeddedPostgres
from tests.support.databases import Database, Databases, Fill

T = TypeVar("T")
BUS: Final = "a bus with every topic"
# A crash of this server ends the tests anyway, and what a test leaves is not worth tidying up behind its back.
SETTINGS: Final = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


class FreshDatabase(Protocol):
    """Makes an empty or a migrated database that lives as long as the test."""

    def __call__(self, migrations: str | None = None) -> str:
        """Return its URL; `migrations` names the package, such as `services.case_registry.migrations`."""
        ...


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedPostgres]:
    """A server of this test process alone, so that workers of xdist never meet."""
    with passable_folder() as folder, EmbeddedPostgres(folder / "postgres", settings=SETTINGS) as server:
        yield server


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A folder for a whole run of Saphan: unlike `tmp_path`, other users may pass through it.

    As root the server runs as another user, who may not enter pytest's own folders.
    """
    with passable_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def databases(postgres_server: EmbeddedPostgres) -> Iterator[Databases]:
    """The databases of that server, copied once and used again and again."""
    kept = Databases(postgres_server)
    yield kept
    kept.close()


@pytest.fixture
def fresh_database(postgres_server: EmbeddedPostgres, databases: Databases) -> Iterator[FreshDatabase]:
    """`fresh_database(migrations)` hands out a database that nobody has used; `BUS` one of a bus with every topic."""
    mine: list[Database] = []

    def make(migrations: str | None = None) -> str:
        mine.append(databases.take(migrations or "", _filling(migrations)))
        return postgres_server.url(mine[-1].name)

    yield make
    for database in mine:
        databases.give_back(database)


def _filling(migrations: str | None) -> Fill | None:
    if migrations is None:
        return None
    return partial(prepare, "postgres") if migrations == BUS else lambda url: migrate(url, migrations)


@pytest.fixture
async def bus(fresh_database: FreshDatabase) -> AsyncIterator[Bus]:
    """A PostgreSQL bus with every topic."""
    opened = await open_bus("postgres", fresh_database(BUS))
    yield opened
    await opened.close()


def run_elsewhere(coroutine: Coroutine[None, None, T]) -> T:
    """Run a coroutine to its end on a loop of its own, also when the caller's thread already has one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


@contextmanager
def passable_folder() -> Iterator[Path]:
    """Yield a new folder that other users may pass through, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="saphan-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
