"""Work beside the requests: kept running for as long as an app lives, and stopped with it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Final

_LOG: Final = logging.getLogger(__name__)
_PAUSE_S: Final = 1.0


def tend(work: Callable[[], Coroutine[None, None, None]]) -> asyncio.Task[None]:
    """Run `work` until it is cancelled; what it dies of is logged, and it is started again."""

    async def forever() -> None:
        while True:
            try:
                await work()
            except Exception:  # noqa: BLE001 - the boundary of background work: the next round may succeed
                _LOG.exception("background work failed", extra={"facts": {"work": str(work)}})
            await asyncio.sleep(_PAUSE_S)

    return asyncio.create_task(forever())


async def stop(tended: Sequence[asyncio.Task[None]]) -> None:
    """Cancel what `tend` started and wait until it has ended."""
    for task in tended:
        task.cancel()
    await asyncio.gather(*tended, return_exceptions=True)
