"""Fixtures of the data plane: a bridge on a real ledger, with the land register in the same process."""

from collections.abc import AsyncIterator

import pytest

from tests.support.bridge import Bridge, a_bridge
from tests.support.postgres import FreshDatabase


@pytest.fixture
async def bridge(fresh_database: FreshDatabase) -> AsyncIterator[Bridge]:
    async with a_bridge(fresh_database("gateway.migrations")) as built:
        yield built
