"""Fixtures of the data plane: a gateway on a real ledger, with the land register in the same process."""

from collections.abc import AsyncIterator

import pytest

from tests.support.gateway_under_test import GatewayUnderTest, a_gateway_under_test
from tests.support.postgres import FreshDatabase


@pytest.fixture
async def gateway_under_test(fresh_database: FreshDatabase) -> AsyncIterator[GatewayUnderTest]:
    async with a_gateway_under_test(fresh_database("gateway.migrations")) as built:
        yield built
