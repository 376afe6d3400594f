"""Figures that cost a query or a look around: read by one background task every 15 seconds, shown from memory.

A scrape never asks a database. A figure that could not be read lately is not shown: it would pass for a new one.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from chassis.process.telemetry import Sample, Telemetry

_LOG: Final = logging.getLogger(__name__)

EVERY_S: Final = 15.0
STALE_S: Final = 40.0  # two rounds missed, and half of a third
_WITHIN_S: Final = 10.0  # for one source: a database that takes longer is as good as away

Source: TypeAlias = Callable[[], Awaitable[Mapping[str, Sequence[Sample]]]]  # samples by the name of their gauge


class Sampler:
    """Reads its sources in turn; what one of them cannot tell is missing, and the others are shown."""

    def __init__(self, measured: Telemetry, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._measured: Final = measured
        self._monotonic: Final = monotonic
        self._sources: Final[list[Source]] = []
        self._found: Final[dict[str, tuple[float, Sequence[Sample]]]] = {}

    def gauge(self, name: str, unit: str, description: str) -> None:
        """Show what the sources find under this name, while it is not stale."""
        self._measured.gauge(name, unit, description, lambda: self._fresh(name))

    def read(self, source: Source) -> None:
        """Read this source in every round."""
        self._sources.append(source)

    async def run(self) -> None:
        """Read all sources every 15 seconds until cancelled."""
        while True:
            await self.round()
            await asyncio.sleep(EVERY_S)

    async def round(self) -> None:
        """Read each source once."""
        for source in self._sources:
            try:
                async with asyncio.timeout(_WITHIN_S):
                    found = await source()
            except Exception as fault:  # noqa: BLE001 - whatever a source meets, the others are read
                _LOG.info("figures could not be read: %s", type(fault).__name__)
                continue
            now = self._monotonic()
            self._found.update({name: (now, samples) for name, samples in found.items()})

    def _fresh(self, name: str) -> Iterable[Sample]:
        at, samples = self._found.get(name, (float("-inf"), ()))
        return samples if self._monotonic() - at < STALE_S else ()
