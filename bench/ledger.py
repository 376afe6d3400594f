"""Benchmark of the ledger's writer: entries per second, CPU per entry, bytes on disk."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Final

import asyncpg
import orjson

from chassis.postgres.database import migrate
from chassis.postgres.embedded import EmbeddedPostgres
from contracts.identifiers import new_id
from evidence.entries import Phase, spell_moment
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.seals import Seals
from gateway.ledger.writer import Writer

ENTRIES: Final = 40_000
AT_ONCE: Final = 4_000
_SIZE: Final = """
select sum(pg_total_relation_size(inhrelid))::bigint from pg_inherits
where inhparent = any(array['ledger_entries', 'ledger_details', 'ledger_subjects']::regclass[])
"""
_SEQUENCE: Final = """
update ledger_entries e set index = $1 + n.place - 1
from (select exchange, ended, row_number() over (order by exchange, ended) as place from (
  select exchange, ended from ledger_entries where index is null order by exchange, ended limit $2) waiting) n
where e.exchange = n.exchange and e.ended = n.ended
"""


def an_entry(phase: Phase = Phase.OUTCOME, exchange: str | None = None) -> Entry:
    """Return an entry as an ordinary write leaves it: about 1.1 KB of details."""
    exchange, now = exchange or new_id("xch"), datetime.now(UTC)
    facts = {
        "agreement": "agr_police-case-registry",
        "apiVersion": "1.0.0",
        "at": spell_moment(now),
        "codeLists": {"case-category": "2025-11-01", "members": "2025-11-01", "participant-role": "2026-11-01"},
        "contentDigest": "0" * 64,
        "contentSize": 2000,
        "deadlineMs": 10_000,
        "directoryVersion": 7,
        "durationMs": 12,
        "effect": "applied",
        "exchange": exchange,
        "legalBasis": [{"article": "12", "law": "Law on Criminal Procedure"}],
        "member": "police",
        "operation": "openCase",
        "phase": phase.value,
        "provider": "psc",
        "purpose": "caseManagement",
        "requestDigest": "1" * 64,
        "requestSchema": "https://schemas.saphan.gov.la/justice/case-opening/v1",
        "responseDigest": "2" * 64,
        "responseSchema": "https://schemas.saphan.gov.la/justice/case/v1",
        "responseSize": 2100,
        "service": "case-registry",
        "status": 201,
        "system": "police-case-system",
        "traceId": "3" * 32,
    }
    return sealed(exchange, phase, now, orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode())


async def written(database_url: str) -> tuple[float, float]:
    """Return entries per second and CPU microseconds per entry of one writer on that database, already migrated."""
    writer = Writer(database_url, new_id("gwy"), Seals(bytes(32)))
    running = asyncio.create_task(writer.run())
    await writer.ready.wait()
    entries = [an_entry() for _ in range(ENTRIES)]
    began, cpu = time.perf_counter(), time.process_time()
    for start in range(0, ENTRIES, AT_ONCE):
        await asyncio.gather(*(writer.record(entry) for entry in entries[start : start + AT_ONCE]))
    took, used = time.perf_counter() - began, time.process_time() - cpu
    writer.stop()
    await running
    return ENTRIES / took, used / ENTRIES * 1e6


async def disk_bytes(database_url: str) -> float:
    """Return what an entry takes in tables and indexes once it is sequenced, after a vacuum."""
    connection = await asyncpg.connect(database_url)
    try:
        entries = await connection.fetchval("select count(*) from ledger_entries")
        for first in range(0, entries, AT_ONCE):  # in slices, as the sequencer does it: old rows are used again
            await connection.execute(_SEQUENCE, first, AT_ONCE)
            await connection.execute("vacuum ledger_entries")
        size: int = await connection.fetchval(_SIZE)
        return size / int(entries)
    finally:
        await connection.close()


async def report(server: EmbeddedPostgres) -> str:
    """Return one paragraph: pace and price of the writer, and room on disk."""
    server.create_database("ledger_bench")
    url = server.url("ledger_bench")
    await migrate(url, "gateway.migrations")
    rate, cpu_us = await written(url)
    entry, size = an_entry(), await disk_bytes(url)
    return (
        f"Ledger: one writer {rate:,.0f} entries per s into the embedded database (fsync on), {cpu_us:.0f} µs CPU an "
        f"entry; an entry takes {size:,.0f} bytes on disk with {len(entry.details):,} of details, its leaf has "
        f"{len(entry.leaf)}. A read is one entry, a write two."
    )
