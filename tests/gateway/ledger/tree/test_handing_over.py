"""The keys that sign checkpoints change while everything runs; who checks and who witnesses follows."""

import asyncio
from dataclasses import replace
from pathlib import Path

import asyncpg
import orjson
import pytest

from chassis.tokens.tokens import SigningKey
from evidence.audit import audit
from evidence.exports import Folder
from evidence.findings import all_hold
from evidence.note_keys import verified
from evidence.notes import Note, VerifierKey
from evidence.trusted_keys import TrustedKeys
from gateway.app import build
from gateway.ledger.tree.export import export
from gateway.ledger.tree.heads import LedgerRefused
from gateway.ledger.tree.signing import Signer
from gateway.settings import Settings
from gateway.trust.checkpoint_keys import CheckpointKeys
from gateway.trust.keys import GatewayKeys
from tests.support.gateway_under_test import PUBLIC_URL, asgi
from tests.support.postgres import FreshDatabase
from tests.support.tree import KEYS, ORIGIN, Sequencing, an_entry, record

NEXT = CheckpointKeys(b"n" * 32, b"m" * 32)
BOTH = replace(KEYS, successor=NEXT)
HOST = [(b"host", b"127.0.0.1:8080")]


@pytest.fixture
def url(fresh_database: FreshDatabase) -> str:
    return fresh_database("gateway.migrations")


async def grown(url: str, folder: Path, keys: CheckpointKeys) -> bytes:
    """Let the ledger grow by one entry under these keys; return the checkpoint."""
    one = Sequencing(url, folder, keys)
    await record(url, an_entry())
    await one.to_the_end()
    note = one.anchor.newest()
    assert note is not None
    return note


def by(note: bytes, keys: CheckpointKeys) -> bool:
    """Tell whether both of these keys have signed."""
    known = Signer(keys).verifiers(ORIGIN)
    return {signed.key for signed in verified(Note.read(note), known)} == set(known)


async def test_old_and_new_keys_sign_side_by_side_and_then_the_new_alone(url: str, tmp_path: Path) -> None:
    notes = [await grown(url, tmp_path, keys) for keys in (KEYS, BOTH, NEXT)]
    assert [(by(note, KEYS), by(note, NEXT)) for note in notes] == [(True, False), (True, True), (False, True)]


async def test_processes_with_the_old_file_and_the_new_one_take_turns(url: str, tmp_path: Path) -> None:
    for keys in (KEYS, BOTH, KEYS, BOTH, NEXT, BOTH):
        await grown(url, tmp_path, keys)


async def test_keys_that_follow_unannounced_are_those_of_another_ledger(url: str, tmp_path: Path) -> None:
    await grown(url, tmp_path, KEYS)
    with pytest.raises(LedgerRefused, match="checkpoint-not-ours"):
        await grown(url, tmp_path, NEXT)


async def test_the_succession_is_entered_once_told_to_everybody_and_followed(url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=url, public_url=PUBLIC_URL, checkpoint_folder=tmp_path / "outside")
    root, origin = SigningKey.generate(), "127.0.0.1:8080/ledger/v1"
    for keys in (BOTH, BOTH, NEXT):  # a restart in between enters nothing twice
        app = build(settings, keys=GatewayKeys(PUBLIC_URL, [root], bytes(32), keys))
        async with app.router.lifespan_context(app), asyncio.timeout(10):
            while "successions" not in (answer := await asgi(app, "GET", "/ledger/v1/keys", HOST)).json:  # noqa: ASYNC110 - a page
                await asyncio.sleep(0.05)
    published = answer.json
    assert published["log"] == [key.vkey for key in Signer(NEXT).verifiers(origin)]
    [note] = published["successions"]
    assert Note.read(note.encode()).text.splitlines()[3:] == published["log"]

    connection = await asyncpg.connect(url)
    try:
        await export(connection, tmp_path / "export", details=True)
        entered = await connection.fetch("select details from ledger_details where exchange like 'log\\_%'")
    finally:
        await connection.close()
    assert [orjson.loads(row["details"])["succession"] for row in entered] == [note]
    trusted = TrustedKeys(log=Signer(KEYS).verifiers(origin))
    findings = audit(Folder(tmp_path / "export"), trusted)
    assert all_hold(findings), [found for found in findings if not found.holds]
    assert VerifierKey.read(published["log"][0]) in trusted.following(published).log
