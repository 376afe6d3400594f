"""Background tasks of an app: restarted when they fail, cancelled when the app ends."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Final

_LOG: Final = logging.getLogger(__name__)
_PAUSE_S: Final = 1.0


def supervise(work: Callable[[], Coroutine[None, None, None]]) -> asyncio.Task[None]:
    """Run `work` until cancelled; a failure is logged, and `work` is started again after a pause."""

    async def forever() -> None:
        while True:
            try:
                await work()
            except Exception:  # noqa: BLE001 - the boundary of background work: the next round may succeed
                _LOG.exception("background work failed", extra={"facts": {"work": str(work)}})
            await asyncio.sleep(_PAUSE_S)

    return asyncio.create_task(forever())


async def stop(tended: Sequence[asyncio.Task[None]]) -> None:
    """Cancel the tasks that `supervise` started, and wait for their end."""
    for task in tended:
        task.cancel()
    await asyncio.gather(*tended, return_exceptions=True)
