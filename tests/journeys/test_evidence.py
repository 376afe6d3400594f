"""What proves an exchange, from the answer to the file for a court; and a power cut while the tree grows."""

import asyncio
import signal
import time
from pathlib import Path

import aiohttp
import asyncpg
import pytest
from typer.testing import CliRunner

from cli.database_address import running_database
from cli.evidence_files import export as export_evidence
from cli.main import app
from evidence import bundles, tiles
from evidence.audit import audit
from evidence.checkpoints import Checkpoint
from evidence.exports import Folder
from evidence.findings import Finding, all_hold
from evidence.notes import Note
from evidence.trusted_keys import TrustedKeys
from gateway.ledger.tree.export import export
from tests.support import sample_records as records
from tests.support.saphan_process import SaphanProcess
from tests.support.story import CASES, Story

pytestmark = pytest.mark.slow

PATIENCE_S = 60.0


async def keys(saphan: SaphanProcess, session: aiohttp.ClientSession) -> TrustedKeys:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with session.get(f"{saphan.base_url}/ledger/v1/keys") as answer:
                if answer.ok:  # before the first checkpoint nobody knows the origin
                    return TrustedKeys.read(await answer.read())
            await asyncio.sleep(0.05)


async def in_the_tree(saphan: SaphanProcess, session: aiohttp.ClientSession, exchange: str) -> float:
    """Return after how many seconds the exchange was proven by a public checkpoint."""
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with session.get(f"{saphan.base_url}/ledger/v1/proofs/inclusion?exchange={exchange}") as answer:
                if answer.status == 200:
                    return time.monotonic() - began
            await asyncio.sleep(0.05)


async def audited(saphan: SaphanProcess, folder: Path, trusted: TrustedKeys) -> list[Finding]:
    connection = await asyncpg.connect(running_database(saphan.folder))
    try:
        await export(connection, folder, details=True)
    finally:
        await connection.close()
    return audit(Folder(folder), trusted)


async def test_a_party_files_what_proves_its_exchange(
    shared: SaphanProcess, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await shared.ready()
    client = shared.client("police-case-system", session)
    opened = await client.request("POST", CASES, json=records.case_opening(4242), idempotency_key="evidence-1")
    assert opened.ok, opened
    exchange, receipt = opened.headers["Exchange-Id"], tmp_path / "receipt"
    receipt.write_text(opened.headers["Exchange-Receipt"])
    await in_the_tree(shared, session, exchange)
    credentials, out = shared.folder / "sandbox" / "police-case-system.json", tmp_path / "bundle.json"
    await asyncio.to_thread(export_evidence, exchange, credentials, out, receipt, None)
    assert out.stat().st_mode & 0o777 == 0o600
    findings = bundles.check(out.read_bytes(), await keys(shared, session), answer=opened.body)
    assert all_hold(findings), [finding for finding in findings if not finding.holds]
    said = {finding.code for finding in findings}
    assert {"receipt-of-entry", "answer-matches", "entry-included", "checkpoint-signed", "intent-cited"} <= said


async def test_a_strangers_evidence_is_not_found(shared: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await shared.ready()
    mine = await shared.client("police-case-system", session).request("GET", f"{CASES}?number=1")
    await in_the_tree(shared, session, mine.headers["Exchange-Id"])
    path = f"/ledger/v1/entries/{mine.headers['Exchange-Id']}"
    theirs = await shared.client("registrar-desk", session).request("GET", path)
    assert theirs.status == 404
    tower = await shared.client("control-tower-console", session).request("GET", path, purpose="oversight")
    assert tower.status == 200


async def test_the_whole_ledger_of_a_running_country_holds(
    shared: SaphanProcess, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await shared.ready()
    findings = await audited(shared, tmp_path, await keys(shared, session))
    assert all_hold(findings), [finding for finding in findings if not finding.holds]


async def test_anybody_audits_the_ledger_over_http_alone(
    shared: SaphanProcess, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await shared.ready()
    mine = await shared.client("police-case-system", session).request("GET", f"{CASES}?number=1")
    assert mine.ok, mine.body
    await in_the_tree(shared, session, mine.headers["Exchange-Id"])
    await keys(shared, session)
    async with session.get(f"{shared.base_url}/ledger/v1/keys") as answer:
        tmp_path.joinpath("keys.json").write_bytes(await answer.read())
    words = ["verify", "ledger", f"{shared.base_url}/ledger/v1", "--keys", str(tmp_path / "keys.json"), "--lang", "en"]
    done = await asyncio.to_thread(CliRunner().invoke, app, words, env={"COLUMNS": "200"})
    assert (done.exit_code, "✗" in done.output) == (0, False), done.output
    assert all(code in done.output for code in ("entries-unchanged", "tiles-whole", "roots-hold")), done.output


async def places(saphan: SaphanProcess) -> list[int]:
    connection = await asyncpg.connect(running_database(saphan.folder))
    try:
        rows = await connection.fetch("select index from ledger_entries where index is not null order by index")
        return [row[0] for row in rows]
    finally:
        await connection.close()


STEPS = ("sign",)
AT_NIGHT = ("sequence", "checkpoint")


@pytest.mark.parametrize("step", [*STEPS, *(pytest.param(step, marks=pytest.mark.nightly) for step in AT_NIGHT)])
async def test_a_kill_while_the_tree_grows_leaves_no_gap_and_no_place_twice(
    own: SaphanProcess, session: aiohttp.ClientSession, tmp_path: Path, step: str
) -> None:
    story = Story(own, session, f"tree-{step}")
    await own.start(crash_at=step, environment={"SAPHAN_CRASH_AFTER": "6"}).ready()
    while await story.tell():
        pass  # a replay is an exchange, too, and leaves entries
    assert await own.ended() == -signal.SIGKILL

    await own.start().ready()
    assert await story.tell()
    exchange = (await story.client("police-case-system").request("GET", f"{CASES}?number=1")).headers["Exchange-Id"]
    await in_the_tree(own, session, exchange)
    found = await places(own)
    assert found == list(range(len(found)))
    trusted = await keys(own, session)
    findings = await audited(own, tmp_path / "files", trusted)
    assert all_hold(findings), [finding for finding in findings if not finding.holds]
    async with session.get(f"{own.base_url}/healthz") as health:
        assert "alarms" not in await health.json()
    kept = Checkpoint.read(Note.read((own.folder / "checkpoints" / "checkpoint").read_bytes()).text)
    assert tiles.root(kept.size, lambda tile: (tmp_path / "files" / tile.path).read_bytes()) == kept.root
    assert await own.stop() == 0
