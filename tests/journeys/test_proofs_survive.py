"""The power fails under load, at each step of an exchange: what was answered is in the ledger, and can be proven."""

import asyncio
import itertools
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import asyncpg
import pytest

from chassis.client.exchange_client import Answer, ExchangeClient
from chassis.client.receipts import ReceiptChecks, check
from evidence.findings import all_hold
from evidence.receipts import Receipt
from evidence.trusted_keys import TrustedKeys
from tests.support import sample_records as records
from tests.support.saphan_process import SaphanProcess
from tests.support.story import CASES

pytestmark = pytest.mark.slow

STEPS = ("answer",)
AT_NIGHT = ("intent", "forward", "outcome")
CALLERS = 12
SPARED = "60"  # so many pass the step before the power fails: batches are under way then
PATIENCE_S = 60.0


async def calling(client: ExchangeClient, numbers: Iterator[int], answered: list[Answer]) -> None:
    """Write and read in turns until nobody answers; keep every whole answer."""
    try:
        while True:
            number = next(numbers)
            opening = records.case_opening(10_000 + number)
            answered.append(await client.request("POST", CASES, json=opening, idempotency_key=f"load-{number}"))
            answered.append(await client.request("GET", CASES))
    except aiohttp.ClientError:
        return


@asynccontextmanager
async def ledger_of(saphan: SaphanProcess) -> AsyncIterator[asyncpg.Connection]:
    """Open the gateway's own database, past the gateway."""
    pid_file = saphan.folder / "postgres" / "cluster" / "postmaster.pid"
    sockets = pid_file.read_text().splitlines()[4]
    connection = await asyncpg.connect(f"postgresql://postgres@/gateway?host={sockets}")
    try:
        yield connection
    finally:
        await connection.close()


@pytest.mark.parametrize("step", [*STEPS, *(pytest.param(step, marks=pytest.mark.nightly) for step in AT_NIGHT)])
async def test_no_answer_is_without_its_entry_and_every_receipt_is_provable_after_the_restart(
    own: SaphanProcess, session: aiohttp.ClientSession, step: str
) -> None:
    await own.start(crash_at=step, environment={"SAPHAN_CRASH_AFTER": SPARED}).ready()
    published = await ReceiptChecks(session, own.base_url).published()
    client, numbers, answered = own.client("police-case-system", session), itertools.count(), list[Answer]()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(calling(client, numbers, answered) for _ in range(CALLERS)))
    assert await own.ended() == -signal.SIGKILL
    assert len(answered) >= int(SPARED) / 2

    await own.start().ready()
    keys = TrustedKeys.read(published)
    async with ledger_of(own) as ledger:
        kept = {row["exchange"]: row for row in await ledger.fetch("select * from ledger_entries where ended")}
        doubled = await ledger.fetchval("select count(*) - count(distinct commitment) from ledger_entries")
    for answer in answered:
        assert answer.status in {200, 201}, answer
        findings = check(answer, keys)
        assert all_hold(findings), [finding.sentence("en") for finding in findings]
        leaf = Receipt.read(answer.receipt or "").leaf
        row = kept[leaf.exchange]
        assert (row["commitment"], row["phase"], row["at"]) == (leaf.commitment, leaf.phase, leaf.at)
    assert doubled == 0
    again = await client.request("GET", CASES)
    assert all_hold(check(again, keys)), "the new process's key is vouched for by the same long-lived one"
    assert await own.stop() == 0
