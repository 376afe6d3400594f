"""Exponential back-off for an unreachable peer; one log line when it starts, one when it ends."""

import asyncio
import logging
import random
from typing import Final

_FIRST_S: Final = 0.05
_LONGEST_S: Final = 2.0


class Backoff:
    """Exponential back-off with jitter for one peer, named `what` in the log."""

    def __init__(self, what: str, log: logging.Logger) -> None:
        self._what = what
        self._log = log
        self._pause_s = _FIRST_S
        self._logged: str | None = None

    async def wait(self, fault: BaseException) -> None:
        """Pause before the next try; log `fault` when it is the first, or of another kind than the last."""
        kind = getattr(fault, "kind", type(fault).__name__)
        if kind != self._logged:
            self._logged = kind
            self._log.warning("%s waits: %s", self._what, fault)
        # jitter, or everybody comes back in the same millisecond
        await asyncio.sleep(self._pause_s * random.uniform(0.5, 1.0))  # noqa: S311 (no secret in it)
        self._pause_s = min(self._pause_s * 2, _LONGEST_S)

    def succeeded(self) -> None:
        """Reset the pause; log the end of an outage if its start was logged."""
        if self._logged is not None:
            self._log.info("%s goes on", self._what)
            self._logged = None
        self._pause_s = _FIRST_S
