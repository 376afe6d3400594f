"""`saphan ledger` as an operator types it, and a witness as a process of its own."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import asyncpg
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from cli.ports import free_port
from evidence.audit import audit
from evidence.checkpoints import Checkpoint
from evidence.exports import Folder
from evidence.findings import all_hold
from evidence.merkle import EMPTY_ROOT
from evidence.note_keys import verified
from evidence.notes import Note, Signature, VerifierKey
from evidence.trusted_keys import TrustedKeys
from gateway.ledger.tree.signing import Signer
from gateway.ledger.witness.requests import AddCheckpoint
from gateway.trust import key_files
from tests.support.postgres import FreshDatabase, run_elsewhere
from tests.support.tree import KEYS, ORIGIN, Sequencing, an_entry, record

URL = "SAPHAN_GATEWAY_DATABASE_URL"


@pytest.fixture
def url(fresh_database: FreshDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The environment of a gateway, with keys and a folder outside its database."""
    url = fresh_database("gateway.migrations")
    key_files.create(tmp_path / "keys.json")
    for name, value in {
        "DATABASE_URL": url,
        "PUBLIC_URL": "https://gateway.test",
        "KEY_FILE": str(tmp_path / "keys.json"),
        "CHECKPOINT_FOLDER": str(tmp_path / "outside"),
    }.items():
        monkeypatch.setenv(f"SAPHAN_GATEWAY_{name}", value)
    return url


def saphan(*words: object) -> Result:
    return CliRunner().invoke(app, ["ledger", *map(str, words)])


def sequenced(url: str, folder: Path, count: int) -> Sequencing:
    one = Sequencing(url, folder / "outside", key_files.load_checkpoint_keys(folder / "keys.json"))

    async def grow() -> None:
        await record(url, *(an_entry() for _ in range(count)))
        await one.to_the_end()

    run_elsewhere(grow())
    return one


def test_an_export_can_be_checked(url: str, tmp_path: Path) -> None:
    one = sequenced(url, tmp_path, 3)
    done = saphan("export", tmp_path / "files", "--details")
    assert (done.exit_code, "3 entries" in done.output) == (0, True)
    findings = audit(Folder(tmp_path / "files"), TrustedKeys(log=one.signer.verifiers(ORIGIN)))
    assert all_hold(findings)
    again = saphan("export", tmp_path / "files")
    assert (again.exit_code, "is not empty" in again.output) == (1, True)


def test_an_export_is_its_owners_alone(url: str, tmp_path: Path) -> None:
    sequenced(url, tmp_path, 3)
    folder = tmp_path / "files"
    before = os.umask(0o022)
    try:
        assert saphan("export", folder, "--details").exit_code == 0
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.rglob("*") if file.is_file()}
    assert {"checkpoint", "details.ndjson", "system-keys"} <= modes.keys()
    assert set(modes.values()) == {0o600}, modes


def test_a_ledger_without_a_checkpoint_is_not_exported(url: str, tmp_path: Path) -> None:
    done = saphan("export", tmp_path / "files")
    assert (done.exit_code, "no checkpoint yet" in done.output) == (1, True)


def test_a_check_that_nobody_could_make_accuses_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_runs = saphan("check", "--data", tmp_path)
    assert (nothing_runs.exit_code, "Nothing runs on" in nothing_runs.output) == (2, True), nothing_runs.output
    monkeypatch.setenv(URL, f"postgresql://nobody@127.0.0.1:{free_port('127.0.0.1')}/gateway")
    away = saphan("check")
    assert (away.exit_code, "cannot be reached" in away.output) == (2, True), away.output


def test_a_database_without_a_ledger_is_not_checked(url: str) -> None:
    async def drop() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("drop table ledger_head cascade")
        await connection.execute("alter table ledger_entries rename to something_else")
        await connection.close()

    run_elsewhere(drop())
    done = saphan("check")
    assert (done.exit_code, "The ledger cannot be read" in done.output) == (2, True), done.output


def test_a_check_says_that_the_kept_checkpoint_is_continued(url: str, tmp_path: Path) -> None:
    sequenced(url, tmp_path, 3)
    done = saphan("check")
    assert (done.exit_code, "continues the kept checkpoint of 3 entries" in done.output) == (0, True), done.output


def test_a_check_finds_a_database_that_is_behind_until_it_is_reopened(
    url: str, tmp_path: Path, fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    sequenced(url, tmp_path, 3)
    monkeypatch.setenv(URL, fresh_database("gateway.migrations"))
    done = saphan("check")
    assert done.exit_code == 1, done.output
    assert f"ledger-behind: 0 entries in the database, 3 in the checkpoint of {tmp_path / 'outside'}" in done.output
    assert "0 ລາຍການໃນຖານຂໍ້ມູນ, 3 ໃນຈຸດກວດສອບ" in done.output
    assert done.output.count("`saphan ledger reopen`") == 2
    assert "✓" not in done.output
    assert saphan("reopen").exit_code == 0
    again = saphan("check")
    assert (again.exit_code, "✓ It continues" in again.output) == (0, True), again.output


def test_a_check_finds_a_database_that_went_another_way(
    url: str, tmp_path: Path, fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    sequenced(url, tmp_path, 2)
    kept = (tmp_path / "outside" / "checkpoint").read_bytes()
    (tmp_path / "outside" / "checkpoint").unlink()
    monkeypatch.setenv(URL, other := fresh_database("gateway.migrations"))
    sequenced(other, tmp_path, 5)
    (tmp_path / "outside" / "checkpoint").write_bytes(kept)
    done = saphan("check")
    assert (done.exit_code, "ledger-forked: 5 entries in the database, 2 in" in done.output) == (1, True), done.output
    assert done.output.count("`saphan ledger reopen`") == 2
    assert "ຢຸດອັນທີ່ຜິດ" in done.output


def test_a_check_finds_a_database_whose_tree_is_broken_or_of_another_origin(url: str, tmp_path: Path) -> None:
    one = sequenced(url, tmp_path, 3)
    for statement, code in (
        ("update ledger_head set origin = 'another.test/ledger/v1'", "ledger-another"),
        (f"update ledger_head set origin = '{ORIGIN}', size = 4; delete from ledger_tiles", "ledger-broken"),
    ):
        run_elsewhere(changed(one.url, statement))
        done = saphan("check")
        assert (done.exit_code, f"✗ {code}: " in done.output) == (1, True), done.output


async def changed(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


def test_a_check_does_not_believe_a_checkpoint_of_others(url: str, tmp_path: Path) -> None:
    sequenced(url, tmp_path, 3)
    foreign = Signer(KEYS).sign(Checkpoint(ORIGIN, 3, EMPTY_ROOT), at=0).spell()
    (tmp_path / "outside" / "checkpoint").write_bytes(foreign)
    done = saphan("check")
    assert (done.exit_code, "✗ checkpoint-not-ours: " in done.output) == (1, True), done.output
    assert "SAPHAN_GATEWAY_KEY_FILE" in done.output


def test_a_check_says_what_it_was_not_held_against(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sequenced(url, tmp_path, 1)
    (tmp_path / "outside" / "checkpoint").unlink()
    empty = saphan("check")
    assert (empty.exit_code, f"{tmp_path / 'outside'} has none" in empty.output) == (0, True), empty.output
    assert "✓ It continues" not in empty.output
    monkeypatch.setenv("SAPHAN_GATEWAY_CHECKPOINT_FOLDER", str(tmp_path / "keys.json"))  # a file, no folder
    unreadable = saphan("check")
    assert (unreadable.exit_code, "checkpoint-not-kept: " in unreadable.output) == (2, True), unreadable.output
    monkeypatch.delenv("SAPHAN_GATEWAY_CHECKPOINT_FOLDER")
    unset = saphan("check")
    assert (unset.exit_code, "set SAPHAN_GATEWAY_CHECKPOINT_FOLDER as" in unset.output) == (0, True), unset.output
    monkeypatch.delenv("SAPHAN_GATEWAY_KEY_FILE")
    keyless = saphan("check")
    assert (keyless.exit_code, "set SAPHAN_GATEWAY_KEY_FILE as" in keyless.output) == (0, True), keyless.output


def test_what_was_lost_is_reopened_once(
    url: str, tmp_path: Path, fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    sequenced(url, tmp_path, 3)
    refused = saphan("reopen")
    assert (refused.exit_code, "Nothing to reopen" in refused.output) == (1, True)
    monkeypatch.setenv(URL, fresh_database("gateway.migrations"))
    done = saphan("reopen")
    assert done.exit_code == 0, done.output
    assert f"goes on as {ORIGIN}/2 with 0 entries" in done.output
    assert "3 of them are not here" in done.output
    assert saphan("reopen").exit_code == 1


def test_a_reopening_needs_keys_and_folder(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAPHAN_GATEWAY_CHECKPOINT_FOLDER")
    done = saphan("reopen")
    assert (done.exit_code, "SAPHAN_GATEWAY_CHECKPOINT_FOLDER" in done.output) == (1, True)


def test_a_key_that_is_none_is_refused(tmp_path: Path) -> None:
    done = saphan("witness", tmp_path, "--name", "court.test", "--log", "nothing")
    assert (done.exit_code, "not well written" in done.output) == (1, True)


def test_a_witness_is_told_both_keys_of_the_ledger(tmp_path: Path) -> None:
    for key, missing in zip(Signer(KEYS).verifiers(ORIGIN), ("ML-DSA-44", "Ed25519"), strict=True):
        done = saphan("witness", tmp_path, "--name", "court.test", "--log", key.vkey)
        assert (done.exit_code, f"the {missing} key of {ORIGIN} is missing" in done.output) == (1, True), done.output


@contextmanager
def a_witness(folder: Path) -> Iterator[tuple[str, list[VerifierKey]]]:
    """Run `saphan ledger witness` in a process of its own; yield its address and the keys that it prints."""
    port = free_port("127.0.0.1")
    logs = [word for key in Signer(KEYS).verifiers(ORIGIN) for word in ("--log", key.vkey)]
    words = ["ledger", "witness", str(folder), "--name", "court.test/w", *logs, "--port", str(port)]
    command = [sys.executable, "-m", "cli.main", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        keys = [VerifierKey.read(process.stdout.readline().strip()) for _ in range(2)]
        yield f"http://127.0.0.1:{port}", keys
        process.terminate()


async def shown(address: str, body: bytes) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, asyncio.timeout(20):
        while True:
            try:
                async with session.post(f"{address}/add-checkpoint", data=body) as answer:
                    return answer.status, await answer.text()
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)  # its port is not open yet


def test_the_keys_of_checkpoints_are_handed_over_in_two_steps(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"

    def keys(verb: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["keys", verb, str(file)], env={"COLUMNS": "200"})
        return done.exit_code, done.output

    assert keys("create")[0] == 0
    code, said = keys("drop-checkpoint")
    assert (code, "has no successor" in said) == (1, True), said
    assert keys("add-checkpoint")[0] == 0
    both = key_files.load_checkpoint_keys(file)
    assert keys("add-checkpoint")[0] == 1
    assert keys("drop-checkpoint")[0] == 0
    assert key_files.load_checkpoint_keys(file) == both.successor


@pytest.mark.slow
async def test_a_witness_prints_its_keys_and_signs_with_them(tmp_path: Path) -> None:
    head = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    asked = AddCheckpoint(0, (), Signer(KEYS).sign(head, at=int(time.time())), head)
    with a_witness(tmp_path / "witness") as (address, keys):
        status, lines = await shown(address, asked.spell())
    assert status == 200
    signatures = tuple(map(Signature.read, lines.splitlines(keepends=True)))
    assert len(verified(Note(asked.note.text, signatures), keys)) == 2
    assert oct((tmp_path / "witness" / "keys.json").stat().st_mode)[-3:] == "600"
    with a_witness(tmp_path / "witness") as (_, again):
        assert again == keys
