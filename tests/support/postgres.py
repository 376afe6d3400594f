"""Real databases for tests: one embedded server per test process, and each test its own copy of a migrated template."""

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import pytest

from chassis.bus import Bus, open_bus, prepare
from chassis.postgres.database import migrate
from chassis.postgres.embedded import EmbeddedPostgres

T = TypeVar("T")


class FreshDatabase(Protocol):
    """Makes an empty or a migrated database that lives as long as the test."""

    def __call__(self, migrations: str | None = None) -> str:
        """Return its URL; `migrations` names the package, such as `services.case_registry.migrations`."""
        ...


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedPostgres]:
    """A server of this test process alone, so that workers of xdist never meet."""
    with passable_folder() as folder, EmbeddedPostgres(folder / "postgres", settings={"fsync": "off"}) as server:
        yield server


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A folder for a whole run of Saphan: unlike `tmp_path`, other users may pass through it.

    As root the server runs as another user, who may not enter pytest's own folders.
    """
    with passable_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def _template(postgres_server: EmbeddedPostgres) -> Callable[[str], str]:
    made: dict[str, str] = {}

    def template(migrations: str) -> str:
        if migrations not in made:
            name = f"template_{len(made)}"
            postgres_server.create_database(name)
            run_elsewhere(migrate(postgres_server.url(name), migrations))
            made[migrations] = name
        return made[migrations]

    return template


@pytest.fixture
def fresh_database(postgres_server: EmbeddedPostgres, _template: Callable[[str], str]) -> Iterator[FreshDatabase]:
    """`fresh_database(migrations=…)` makes a database; copying a template takes a tenth of migrating again."""
    mine: list[str] = []

    def make(migrations: str | None = None) -> str:
        name = f"test_{next(_numbers)}"
        mine.append(name)
        postgres_server.create_database(name, template=_template(migrations) if migrations else None)
        return postgres_server.url(name)

    yield make
    for name in mine:
        postgres_server.drop_database(name)


@pytest.fixture
async def bus(fresh_database: FreshDatabase) -> AsyncIterator[Bus]:
    """A PostgreSQL bus with every topic."""
    url = fresh_database()
    await prepare("postgres", url)
    opened = await open_bus("postgres", url)
    yield opened
    await opened.close()


_numbers = itertools.count(1)


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
