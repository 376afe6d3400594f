"""Regular inspection: the leader goes through the whole ledger, a tile at a time, resting most of the time.

What it finds rings an alarm, which holds until a later round finds nothing of its kind. Exchanges go on meanwhile.
"""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from logging import getLogger
from typing import Final

import asyncpg

from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import AWAY
from chassis.process.backoff import Backoff
from evidence.tiles import WIDTH
from gateway.ledger.seals import Seals
from gateway.ledger.tree import logged_erasures, store
from gateway.ledger.tree.alarms import Alarms
from gateway.ledger.tree.inspection import CODES, GONE, Fault, Inspected, beyond, inspect
from gateway.ledger.tree.keyless_epochs import EPOCHS, unexplained
from gateway.ledger.tree.orphans import orphans
from gateway.ledger.tree.tile_checks import TREE, Opened, is_signed

_LOG: Final = getLogger(__name__)

PAUSE_S: Final = 600.0  # between two rounds
_LOOK_EVERY_S: Final = 1.0  # whether this process leads, and whether there is a tree
_REST: Final = 19  # times as long as a tile took: a twentieth of one connection's time


@dataclass
class Round:
    """What one round through a ledger has found so far: the first fault of each kind, the rest counted."""

    entries: int
    erased: int = 0
    first: dict[str, Fault] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)

    def take(self, found: Inspected) -> None:
        """Add the faults of one tile."""
        self.erased += found.erased
        for fault in found.faults:
            self.first.setdefault(fault.code, fault)
            self.counted[fault.code] += 1


async def go_round(
    connection: asyncpg.Connection,
    opened: Opened | None = None,
    seals: Seals | None = None,
    *,
    rest: int = 0,
) -> AsyncIterator[Round]:
    """Yield what is known after each tile of the tree as it is now; rest after each, as many times as long as it took.

    It begins somewhere: else the end of a large ledger would not be reached by processes that start anew every day.
    `opened` reads a checkpoint that our keys have signed; without it the root is held against the head alone.
    `seals` know what a gateway has written that has no place yet; without them no such erasure explains anything.
    """
    await store.prepare(connection)  # by keys, or each tile would read a whole month
    head = await store.head(connection)
    size = head.size if head is not None else 0
    done, tiles = Round(size), -(-size // WIDTH)
    start = secrets.randbelow(tiles) if tiles else 0
    if not await is_signed(connection, opened):
        done.take(Inspected([Fault(TREE, None)], 0))
    for turn in range(tiles):
        began = time.monotonic()
        done.take(await inspect(connection, (start + turn) % tiles, size, seals))
        yield done
        await asyncio.sleep((time.monotonic() - began) * rest)
    began = time.monotonic()
    async for faults in orphans(connection):
        done.take(Inspected(faults, 0))
        yield done
        await asyncio.sleep((time.monotonic() - began) * rest)
        began = time.monotonic()
    done.take(await beyond(connection))
    done.take(Inspected(await unexplained(connection, seals), 0))
    missing = done.erased - await logged_erasures.count_erased(connection, seals)
    if missing > 0:  # in months that were retired somebody has deleted more than was told of
        done.take(Inspected([Fault(GONE, size)] * missing, 0))
    yield done


class Inspecting:
    """Goes round and round while this process leads."""

    def __init__(
        self,
        database_url: str,
        alarms: Alarms,
        leads: Callable[[], bool],
        opened: Opened | None = None,
        seals: Seals | None = None,
        *,
        pause_s: float = PAUSE_S,
    ) -> None:
        """`leads` tells whether this process sequences; `opened` and `seals` as in `go_round`."""
        self._url, self._alarms, self._leads, self._pause_s = database_url, alarms, leads, pause_s
        self._opened, self._seals = opened, seals
        self._backoff: Final = Backoff("the inspection of the ledger", _LOG)

    async def run(self) -> None:
        """Go round until cancelled, through every outage."""
        while True:
            if not self._leads():
                await asyncio.sleep(_LOOK_EVERY_S)
                continue
            try:
                await self.once()
                self._backoff.succeeded()
                await asyncio.sleep(self._pause_s)
            except AWAY as away:
                await self._backoff.wait(away)

    async def once(self) -> None:
        """Go round once; an alarm rings as soon as something is found, and is over after a round without."""
        connection = await connect(self._url, "ledger inspection")
        began, done, rung = time.monotonic(), Round(0), set[str]()
        try:
            async for done in go_round(connection, self._opened, self._seals, rest=_REST):
                for code in done.first.keys() - rung:
                    self._alarms.ring(code, **_found(done, code))
                rung = set(done.first)
                if not self._leads():
                    return
        finally:
            await disconnect(connection)
        for code in done.first:  # how many, said once and not with each tile
            self._alarms.ring(code, entries=done.counted[code], **_found(done, code))
        self._alarms.over(*(code for code in (*CODES, EPOCHS) if code not in done.first))
        took = {"entries": done.entries, "seconds": round(time.monotonic() - began, 1)}
        _LOG.info("the ledger was inspected", extra={"facts": took | dict(done.counted)})


def _found(done: Round, code: str) -> dict[str, object]:
    first = done.first[code]
    return {"first": "of no entry" if first.index is None else first.index, "exchange": first.exchange}
