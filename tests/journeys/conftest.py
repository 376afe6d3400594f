"""One `saphan run` for the journeys that leave it alive, and a fresh one for those that do not."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.support.postgres import passable_folder
from tests.support.saphan_process import SaphanProcess


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that a database server running as another user may pass through."""
    with passable_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def shared(open_folder: Path, request: pytest.FixtureRequest) -> Iterator[SaphanProcess]:
    """A running Saphan that the tests of one module share."""
    process = SaphanProcess(open_folder / request.module.__name__.rpartition(".")[2])
    yield process.start()
    process.clean_up()


@pytest.fixture
def own(open_folder: Path, request: pytest.FixtureRequest) -> Iterator[SaphanProcess]:
    """A Saphan of the test's own, not yet started."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    process = SaphanProcess(open_folder / name)
    yield process
    process.clean_up()
