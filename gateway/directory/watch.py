"""The current snapshot: confirmed each second, and not believed after ten seconds without confirmation."""

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import reachable
from contracts.problems import Unavailable
from gateway.directory import store
from gateway.directory.load import EMPTY, load
from gateway.directory.snapshot import Snapshot
from gateway.errors.passage import DirectoryStale

EVERY_S: Final = 1.0
STALE_AFTER_S: Final = 10.0
WITHIN_S: Final = 5.0  # a database that takes longer to name a version is as good as away

_LOG: Final = logging.getLogger(__name__)


class Directory:
    """The directory as this process holds it. A swap is one assignment: an exchange sees one version or the other."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        on_change: Callable[[], None] = lambda: None,
        on_confirmed: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`on_change` is called after a swap: what was remembered about tokens and vouchers is to be forgotten.

        `on_confirmed` is called each second, after it: what runs may have lost its right, by a change or by the clock.
        """
        self._engine = engine
        self._on_change = on_change
        self._on_confirmed = on_confirmed
        self._revoked: frozenset[str] = frozenset()
        self._monotonic = monotonic
        self._snapshot = EMPTY
        self._confirmed: float | None = None  # None: never

    @property
    def snapshot(self) -> Snapshot:
        """The directory as it was confirmed last, however long ago that is."""
        return self._snapshot

    @property
    def revoked(self) -> frozenset[str]:
        """The ids of tokens that were taken back, as confirmed with the snapshot."""
        return self._revoked

    @property
    def confirmed(self) -> bool:
        """Whether the version was confirmed lately enough to decide by it."""
        return self._confirmed is not None and self._monotonic() - self._confirmed < STALE_AFTER_S

    @property
    def age_s(self) -> float | None:
        """Seconds since the version was last confirmed; None before the first time."""
        return None if self._confirmed is None else self._monotonic() - self._confirmed

    def current(self) -> Snapshot:
        """Return the snapshot to decide by; raise `DirectoryStale` when a withdrawn right might still stand in it."""
        if not self.confirmed:
            raise DirectoryStale
        return self._snapshot

    async def confirm(self) -> None:
        """Ask for the version and load what is new; raise `Unavailable` without the database."""
        asked_at = self._monotonic()  # what was true when we asked; not later, when the answer came
        async with asyncio.timeout(WITHIN_S):
            async with reachable(), self._engine.connect() as connection:
                version, revoked = await store.version(connection), await store.revoked_tokens(connection)
        self._revoked = revoked
        if self._confirmed is None or version != self._snapshot.version:
            asked_at = self._monotonic()
            before, self._snapshot = self._snapshot, await load(self._engine, self._snapshot)
            if any(self._snapshot.services[name] is not before.services.get(name) for name in self._snapshot.services):
                # What was compiled lives long. Left to the collector, every full collection would walk it and stop all
                # exchanges: 290 ms with 5,000 operations (measured). Documents change rarely: little is kept in vain.
                gc.freeze()
            self._on_change()
            _LOG.info("directory loaded", extra={"facts": {"version": self._snapshot.version}})
        self._confirmed = asked_at
        self._on_confirmed()

    async def run(self) -> None:
        """Confirm each second until cancelled; what goes wrong is logged once, and tried again."""
        said = False
        while True:
            try:
                await self.confirm()
                said = False
            except (Unavailable, TimeoutError) as fault:
                if not said:
                    _LOG.warning("the directory cannot be confirmed", extra={"facts": {"why": fault}})
                said = True
            except Exception:  # noqa: BLE001 - a fault in one version must not end the watch over the next
                _LOG.exception("the directory cannot be loaded")
            await asyncio.sleep(EVERY_S)
