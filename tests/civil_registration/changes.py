"""Wait until the relay has given changed events their places."""

import asyncio

from tests.support.service import ServiceUnderTest


async def settled(register: ServiceUnderTest) -> None:
    """Wait until the relay has published what was announced."""
    async with asyncio.timeout(10):
        while await register.rows("select 1 from outbox where published_at is null"):  # noqa: ASYNC110 - a table has no event
            await asyncio.sleep(0.02)
