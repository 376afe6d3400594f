"""What the record costs: sealing and signing in microseconds, the writer's pace, and bytes on disk for an exchange."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Final

import asyncpg
import orjson

from bench.trust import often
from chassis.tokens import SigningKey
from contracts.identifiers import new_id
from evidence.entries import Phase, spell_moment
from gateway.exchange.receipts import Receipts
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.writer import Writer
from gateway.trust.keys import GatewayKeys

ENTRIES: Final = 40_000
AT_ONCE: Final = 4_000
_SIZES: Final = """
select coalesce(sum(pg_total_relation_size(inhrelid)), 0)::bigint from pg_inherits
where inhparent = any(array['ledger_entries', 'ledger_details', 'ledger_subjects']::regclass[])
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


def costs() -> list[tuple[str, float, float | None]]:
    """Return name, microseconds and budget of what every exchange pays for its record."""
    keys = GatewayKeys("https://gateway.gov.la", [SigningKey.generate()])
    now = time.time()
    keys.switch(keys.prepare(now=now))
    entry, receipts = an_entry(), Receipts(keys)
    return [
        ("entry sealed", often(lambda: sealed(entry.exchange, entry.phase, entry.at, entry.details)), 10),
        ("receipt", often(lambda: receipts.issue(entry, now=now), 2_000), 100),
    ]


def receipt_bytes() -> int:
    """Return the length of an ordinary receipt."""
    keys = GatewayKeys("https://gateway.gov.la", [SigningKey.generate()])
    keys.switch(keys.prepare(now=time.time()))
    return len(Receipts(keys).issue(an_entry(), now=time.time()) or "")


async def written(database_url: str) -> tuple[float, float]:
    """Return entries per second and CPU microseconds per entry of one writer on that database, already migrated."""
    writer = Writer(database_url, new_id("gwy"))
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
    """Return what the ledger's tables and indexes take for an entry, after a vacuum."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("vacuum analyze")
        size = await connection.fetchval(_SIZES)
        entries = await connection.fetchval("select count(*) from ledger_entries")
        return float(size) / max(1, entries)
    finally:
        await connection.close()
