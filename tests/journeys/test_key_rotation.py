"""A system changes its key while it calls all the time: both keys for a while, then the new one; no call fails."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import pytest

from chassis.client.exchange_client import ExchangeClient, TokenRefused
from chassis.tokens.tokens import SigningKey
from tests.support.sample_country import SampleCountry
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow
TWO_SECONDS = 2.0  # within which gateways know a change
CASES = "/case-registry/v1/cases?limit=1"


async def registered(sample_country: SampleCountry, *keys: SigningKey) -> None:
    """Make these the keys of the court's second system, proposed by one officer and approved by another."""
    system = {"member": "psc", "name": "second-desk", "office": "01", "keys": [dict(key.public_jwk) for key in keys]}
    await sample_country.decided({"systems": [system]})
    await asyncio.sleep(TWO_SECONDS)


def desk(sample_country: SampleCountry, key: SigningKey) -> ExchangeClient:
    own = sample_country.client("court").credentials
    changes = {"system": "second-desk", "client_id": "psc-second-desk", "private_jwk": key.private_jwk()}
    return ExchangeClient(own.model_copy(update=changes), sample_country.session)


@asynccontextmanager
async def calling(client: ExchangeClient, seen: Counter[int]) -> AsyncIterator[None]:
    """Call all the time until the end of the block."""
    ended = asyncio.Event()

    async def call() -> None:
        while not ended.is_set():
            seen[(await client.request("GET", CASES, purpose="caseManagement")).status] += 1
            await asyncio.sleep(0.02)  # below the agreement's rate

    async with asyncio.TaskGroup() as group:
        group.create_task(call())
        yield
        ended.set()


async def test_a_system_changes_its_key_without_a_failed_exchange(shared: SaphanProcess) -> None:
    await shared.ready()
    old, new = SigningKey.generate(), SigningKey.generate()
    seen: Sequence[Counter[int]] = (Counter(), Counter())
    async with aiohttp.ClientSession() as session:
        sample_country = SampleCountry(shared, session)
        await registered(sample_country, old)
        async with calling(desk(sample_country, old), seen[0]):
            await registered(sample_country, old, new)
            async with calling(desk(sample_country, new), seen[1]):
                await asyncio.sleep(0.5)
        async with calling(desk(sample_country, new), seen[1]):
            await registered(sample_country, new)
        with pytest.raises(TokenRefused):
            await desk(sample_country, old).request("GET", CASES, purpose="caseManagement")
    assert [set(statuses) for statuses in seen] == [{200}, {200}]
    assert min(statuses[200] for statuses in seen) > 10
