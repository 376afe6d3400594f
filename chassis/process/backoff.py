"""Patience with what is away: growing pauses, and two log lines per outage however long it lasts."""

import asyncio
import logging
import random
from typing import Final

_FIRST_S: Final = 0.05
_LONGEST_S: Final = 2.0


class Backoff:
    """How long to wait before the next try of one thing, named in the log by `what`."""

    def __init__(self, what: str, log: logging.Logger) -> None:
        self._what = what
        self._log = log
        self._pause_s = _FIRST_S
        self._told: str | None = None

    async def wait(self, fault: BaseException) -> None:
        """Pause; say what is wrong the first time, and again only when it is something else."""
        kind = type(fault).__name__
        if kind != self._told:
            self._told = kind
            self._log.warning("%s waits: %s", self._what, fault)
        # jitter, or everybody comes back in the same millisecond
        await asyncio.sleep(self._pause_s * random.uniform(0.5, 1.0))  # noqa: S311 (no secret in it)
        self._pause_s = min(self._pause_s * 2, _LONGEST_S)

    def succeeded(self) -> None:
        """Say that it is over, if anything was said before, and begin with short pauses again."""
        if self._told is not None:
            self._log.info("%s goes on", self._what)
            self._told = None
        self._pause_s = _FIRST_S
