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


@pytest.fixture(scope="session")
def shared(open_folder: Path) -> Iterator[SaphanProcess]:
    """A running Saphan that all the tests share that leave it as it was, but for records of their own.

    They are one group of `tests/conftest.py`: with several workers there is still one.
    """
    process = SaphanProcess(open_folder / "shared")
    yield process.start()
    process.clean_up()


@pytest.fixture
def own(open_folder: Path, request: pytest.FixtureRequest) -> Iterator[SaphanProcess]:
    """A Saphan of the test's own, not yet started."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    process = SaphanProcess(open_folder / name)
    yield process
    process.clean_up()
