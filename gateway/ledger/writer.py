"""Writer of the ledger (group commit): many exchanges share one statement, one commit and one fsync.

While a batch is on its way the next one gathers, so a batch is as large as the disk is slow. When the database is away
every entry is refused at once: an unrecorded exchange must not happen, and nobody waits for what cannot come.
"""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, TypeAlias

import asyncpg

from chassis.postgres.database import AWAY, driver_url
from contracts.identifiers import new_id
from evidence.entries import Phase
from gateway.ledger.entries import Entry, NotRecorded, ProofReplayed, sealed
from gateway.ledger.seals import Seals

_LOG: Final = logging.getLogger(__name__)

BATCH: Final = 512  # entries of one statement
WAITING: Final = 8_192  # entries that may wait: beyond it callers are told to come back
STATEMENT_S: Final = 10.0  # a database that takes longer is as good as away
_RETRY_S: Final = 0.25
_TRIAL_BYTES: Final = 32

# One statement is one transaction, and its order by proof keeps two gateways from waiting for each other in a circle.
# `used_proofs` is trust's, and written here all the same: a proof that is spent in a commit of its own would be spent
# for an exchange that never began, or used again after a crash between the two. Trust forgets it (`trust.used_proofs`).
# Details follow their own entry and no other: the commitment tells which of two ends of an exchange was kept.
# Subjects come end to end, 32 bytes each: a value of an array costs the driver a microsecond, an entry has a hundred.
_WRITE: Final = """
with entry as (
  select *, phase <> 'intent' as ended
  from unnest($2::text[], $3::text[], $4::timestamptz[], $5::bytea[], $6::bytea[], $7::text[], $8::text[], $9::bytea[],
              $10::bytea[], $11::smallint[], $12::bytea[])
    as e (exchange, phase, at, commitment, salt, details, signature, proof, subjects, epoch, seal)
), used as (
  insert into used_proofs (proof, expires_at)
  select proof, at + interval '10 minutes' from entry where proof is not null order by proof
  on conflict do nothing returning proof
), kept as (
  insert into ledger_entries (exchange, ended, phase, at, instance, commitment, seal)
  select exchange, ended, phase, at, $1, commitment, seal from entry
  where proof is null or proof in (select proof from used)
  on conflict do nothing returning exchange, ended, commitment
), explained as (
  insert into ledger_details (exchange, ended, salt, details, signature)
  select exchange, ended, salt, details::json, signature::json from entry
  where commitment in (select commitment from kept)
), named as (
  insert into ledger_subjects (subject, exchange, epoch)
  select distinct substr(subjects, 32 * turn + 1, 32), exchange, epoch
  from entry cross join generate_series(0, length(subjects) / 32 - 1) as turn
  where commitment in (select commitment from kept)
  on conflict do nothing
), counted as (
  update gateway_instances
  set exchanges = exchanges + (select count(*) from kept where ended and starts_with(exchange, 'xch_'))
  where instance = $1
)
select commitment from kept
"""

Waiting: TypeAlias = tuple[Entry, asyncio.Future[bool]]


class Writer:
    """Writes entries durably, in batches, over one connection of its own that mends itself."""

    def __init__(self, database_url: str, instance: str, seals: Seals) -> None:
        self.instance: Final = instance
        self.seals: Final = seals
        self._url: Final = driver_url(database_url)
        self._connection: asyncpg.Connection | None = None
        self._waiting: deque[Waiting] = deque()
        self._owed: deque[Entry] = deque()  # outcomes that must be written whoever waits for them
        self._open: dict[str, datetime] = {}  # exchanges with an intent and without an outcome
        self._work = asyncio.Event()
        self.ready: Final = asyncio.Event()  # set by the first connection
        self._stopping = False
        self.on_batch: Callable[[int], None] | None = None  # hears how many entries a commit has brought

    @property
    def pending(self) -> int:
        """How many entries wait to be written."""
        return len(self._waiting) + len(self._owed)

    @property
    def available(self) -> bool:
        """Whether the database took the last batch, or, after one that failed, an entry on trial."""
        return self._connection is not None

    def settled_before(self, now: datetime) -> datetime:
        """Return the moment before which no exchange of this process is open."""
        return min(self._open.values(), default=now)

    async def record(self, entry: Entry) -> bool:
        """Write an entry, and return when it is on disk; raise `ProofReplayed`, or `NotRecorded` when it may not be.

        False: somebody has written an end of this exchange before, and the first one counts.
        """
        if self._connection is None or len(self._waiting) >= WAITING or self._stopping:
            raise NotRecorded(maybe=False)
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, written))
        if not entry.ended:
            self._open[entry.exchange] = entry.at
        self._work.set()
        try:
            kept = await written
        except (ProofReplayed, NotRecorded) as fault:
            if not (isinstance(fault, NotRecorded) and fault.maybe):
                self._settle(entry, ended=False)  # it was never begun
            raise
        self._settle(entry, ended=True)
        return kept

    def write_later(self, entry: Entry) -> None:
        """Write the outcome as soon as that is possible: an exchange that was begun gets one in any case."""
        self._owed.append(entry)
        self._work.set()

    async def run(self) -> None:
        """Connect, write batch after batch, and begin again when the connection is lost; ends after `stop`."""
        while not self._done():
            try:
                if self._connection is None:
                    await self._connect()
                await self._work.wait()
                await asyncio.sleep(0)  # let every exchange that is ready now come along in the same commit
                self._work.clear()
                await self._write_waiting()
            except AWAY as lost:
                _LOG.warning("the ledger cannot be written: %s", type(lost).__name__)
                self._lose()
                if self._stopping:
                    break  # what is owed now is closed by another gateway, through the services' look-up
                await asyncio.sleep(_RETRY_S)
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    def stop(self) -> None:
        """Write what waits, then end."""
        self._stopping = True
        self._work.set()

    def _settle(self, entry: Entry, *, ended: bool) -> None:
        if entry.ended is ended:
            self._open.pop(entry.exchange, None)

    def _done(self) -> bool:
        return self._stopping and not self._waiting and not self._owed

    async def _connect(self) -> None:
        # one plan for all groups: arrays of any length are read alike, and planning anew costs as much as writing
        settings = {"application_name": "saphan-ledger", "timezone": "UTC", "plan_cache_mode": "force_generic_plan"}
        connection = await asyncpg.connect(self._url, timeout=5, server_settings=settings)
        try:
            if self.ready.is_set():  # we are here again because something failed
                await self._write_on_trial(connection)
        except BaseException:
            connection.terminate()
            raise
        connection.add_termination_listener(self._terminated)
        self._connection = connection
        self.ready.set()
        self._work.set()

    def _terminated(self, connection: object) -> None:
        # learnt while idle, so that not even one exchange is spent on finding out
        if connection is self._connection:
            self._connection = None
            self._work.set()

    async def _write_waiting(self) -> None:
        while (self._waiting or self._owed) and self._connection is not None:
            waiting = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            owed = [self._owed[i] for i in range(min(BATCH, len(self._owed)))]
            try:
                await self._write(self._connection, waiting, owed)
            except BaseException:
                # whether the batch was committed is not known: those who wait are told so, what is owed stays owed
                _refuse(waiting, maybe=True)
                raise
            if self.on_batch is not None:
                self.on_batch(len(waiting) + len(owed))
            for _ in owed:
                self._settle(self._owed.popleft(), ended=True)
        if self._connection is None:
            raise ConnectionError

    async def _write(self, connection: asyncpg.Connection, waiting: list[Waiting], owed: list[Entry]) -> None:
        rows = [*_each_proof_once(entry for entry, _ in waiting), *owed]
        found = await connection.fetch(_WRITE, self.instance, *self._columns(rows), timeout=STATEMENT_S)
        kept = {row[0] for row in found}
        for entry, written in waiting:
            if written.done():  # its caller's task was cancelled
                continue
            recorded = entry.commitment in kept
            if entry.proof is not None and not recorded:
                written.set_exception(ProofReplayed())
            else:
                written.set_result(recorded)

    def _lose(self) -> None:
        lost, self._connection = self._connection, None
        if lost is not None:
            lost.terminate()
        _refuse(self._waiting, maybe=False)
        self._waiting.clear()

    async def _write_on_trial(self, connection: asyncpg.Connection) -> None:
        """Write an entry and take it back: a server that is full, or stands by, lets us in and would take nothing."""
        trial = connection.transaction()
        await trial.start()
        nobody = os.urandom(_TRIAL_BYTES)
        entry = sealed(new_id("xch"), Phase.INTENT, datetime.now(UTC), "{}", proof=nobody, subjects=(nobody,), epoch=0)
        await connection.fetch(_WRITE, self.instance, *self._columns([entry]), timeout=STATEMENT_S)
        await trial.rollback()

    def _columns(self, rows: list[Entry]) -> tuple[list[object], ...]:
        """Return the entries as the statement takes them: a list for every column."""
        return (
            [entry.exchange for entry in rows],
            [entry.phase.value for entry in rows],
            [entry.at for entry in rows],
            [entry.commitment for entry in rows],
            [entry.salt for entry in rows],
            [entry.details for entry in rows],
            [entry.signature for entry in rows],
            [entry.proof for entry in rows],
            [b"".join(entry.subjects) for entry in rows],
            [entry.epoch for entry in rows],
            [self.seals.seal(entry.leaf, self.instance) for entry in rows],
        )


def _each_proof_once(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out entries whose proof another entry of the same batch uses: one statement cannot conflict with itself."""
    seen: set[bytes] = set()
    kept = []
    for entry in entries:
        if entry.proof is not None:
            if entry.proof in seen:
                continue
            seen.add(entry.proof)
        kept.append(entry)
    return kept


def _refuse(waiting: Iterable[Waiting], *, maybe: bool) -> None:
    for _, written in waiting:
        if not written.done():
            written.set_exception(NotRecorded(maybe=maybe))
