"""A component in a process of its own: wait until it answers, or fail with what it has logged."""

import asyncio
import subprocess
from collections.abc import Callable

import aiohttp


async def until_it_answers(
    process: subprocess.Popen[bytes],
    logged: Callable[[], str],
    url: str,
    session: aiohttp.ClientSession,
    *,
    within_s: float,
) -> None:
    async with asyncio.timeout(within_s):
        while True:
            said = logged()
            assert process.poll() is None, said
            try:
                async with session.get(url) as answer:
                    if answer.ok:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
