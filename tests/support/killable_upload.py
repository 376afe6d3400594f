"""A document exchange in a process of its own, killed while a file comes in.

Called as `python -m tests.support.killable_upload DATABASE-URL BUS-URL FOLDER BYTES`: it sends itself a file, and kills
itself with SIGKILL when so many bytes of it have been taken, unless a crash point does so first.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from tests.document_exchange.builders import LETTER, digest_header, sent
from tests.document_exchange.conftest import an_exchange

FILE = LETTER.ljust(12 * 1024 * 1024, b"\0")


async def pieces(dies_behind: int) -> AsyncIterator[bytes]:
    for begin in range(0, len(FILE), 65_536):
        if begin >= dies_behind:
            await asyncio.sleep(0.5)  # what was taken is being written
            os.kill(os.getpid(), signal.SIGKILL)
        yield FILE[begin : begin + 65_536]


async def live(url: str, bus_url: str, folder: str, dies_behind: int) -> None:
    async with an_exchange(url, bus_url, Path(folder)) as exchange:
        await sent(exchange, pieces(dies_behind), announced=digest_header(FILE))


if __name__ == "__main__":
    database_url, bus_at, kept_in, taken = sys.argv[1:]
    asyncio.run(live(database_url, bus_at, kept_in, int(taken)))
