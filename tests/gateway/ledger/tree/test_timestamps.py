"""Time-stamps, by a real authority: `openssl ts` behind a socket."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from cryptography.x509 import Certificate, load_pem_x509_certificates
from pydantic import ValidationError
from rfc3161_client import VerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evidence.notes import Note
from gateway.ledger.pool import Pool
from gateway.ledger.tree.export import export
from gateway.ledger.tree.timestamps import Timestamps
from gateway.settings import Settings
from tests.support.clock import HandClock
from tests.support.postgres import FreshDatabase
from tests.support.sockets import HOST, served
from tests.support.tree import Sequencing, an_entry, record, rows

CONFIG = """
[tsa]
default_tsa = one
[one]
dir = .
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[of_root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[of_tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
"""


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def an_authority(folder: Path) -> None:
    folder.mkdir()
    (folder / "config").write_text(CONFIG)
    (folder / "serial").write_text("01")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "config")
    openssl(
        folder,
        *("req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root", "-days", "2"),
        *("-extensions", "of_root"),
    )
    openssl(folder, "req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Time")
    openssl(
        folder,
        *("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-out", "tsa.pem", "-days", "1"),
        *("-extfile", "config", "-extensions", "of_tsa"),
    )


def app_of(folder: Path) -> Starlette:
    async def stamp(request: Request) -> Response:
        (folder / "query").write_bytes(await request.body())
        words = ("ts", "-reply", "-config", "config", "-queryfile", "query", "-out", "reply")
        await asyncio.to_thread(openssl, folder, *words)
        return Response((folder / "reply").read_bytes(), media_type="application/timestamp-reply")

    return Starlette(routes=[Route("/", stamp, methods=["POST"])])


@dataclass
class Setting:
    url: str
    one: Sequencing
    pool: Pool
    folder: Path
    address: str

    def timestamps(self, *, address: str | None = None, roots: list[Certificate] | None = None) -> Timestamps:
        roots = roots or load_pem_x509_certificates((self.folder / "root.pem").read_bytes())
        where = address or f"{self.address}/"
        return Timestamps(where, roots, self.pool, self.one.clock, every_s=3600, leads=lambda: True)


@pytest.fixture
async def setting(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Setting]:
    url = fresh_database("gateway.migrations")
    an_authority(tmp_path / "tsa")
    one, pool = Sequencing(url, None, clock=HandClock()), Pool(url)
    await record(url, an_entry())
    await one.to_the_end()
    await pool.open()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(pool.close)
        port = await stack.enter_async_context(served(app_of(tmp_path / "tsa")))
        yield Setting(url, one, pool, tmp_path / "tsa", f"http://{HOST}:{port}")


async def test_a_checkpoint_is_stamped_and_anybody_can_check_it_with_openssl(setting: Setting) -> None:
    assert await setting.timestamps().stamp_when_due()
    async with setting.one.leading() as connection:
        await export(connection, setting.folder / "files", details=False)
    [token] = (setting.folder / "files" / "timestamps").iterdir()
    note = (setting.folder / "files" / "checkpoints" / token.stem).read_bytes()
    (setting.folder / "text").write_text(Note.read(note).text)
    openssl(setting.folder, "ts", "-verify", "-data", "text", "-in", str(token), "-CAfile", "root.pem")
    (setting.folder / "text").write_text("another text\n")
    with pytest.raises(subprocess.CalledProcessError):
        openssl(setting.folder, "ts", "-verify", "-data", "text", "-in", str(token), "-CAfile", "root.pem")


async def test_one_stamp_in_an_interval_is_enough(setting: Setting) -> None:
    assert await setting.timestamps().stamp_when_due()
    assert not await setting.timestamps().stamp_when_due()


async def test_a_stamp_of_a_clock_that_was_ahead_keeps_nobody_waiting(setting: Setting) -> None:
    assert await setting.timestamps().stamp_when_due()
    await setting.pool.execute("update ledger_checkpoints set at = at + interval '26 hours'")
    timestamps = setting.timestamps()
    assert [await timestamps.stamp_when_due() for _ in range(3)] == [True, False, False]


async def test_a_stamp_of_an_authority_that_nobody_named_is_not_kept(setting: Setting, tmp_path: Path) -> None:
    an_authority(tmp_path / "other")
    roots = load_pem_x509_certificates((tmp_path / "other" / "root.pem").read_bytes())
    with pytest.raises(VerificationError):
        await setting.timestamps(roots=roots).stamp_when_due()
    assert await rows(setting.url, "select from ledger_checkpoints where timestamp is not null") == []


async def test_an_authority_that_is_away_stops_nothing(setting: Setting) -> None:
    away = setting.timestamps(address="http://127.0.0.1:9/")
    with pytest.raises(aiohttp.ClientError):
        await away.stamp_when_due()
    running = asyncio.create_task(away.run())
    await record(setting.url, an_entry())
    await setting.one.to_the_end()
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not setting.one.alarms.holding


def test_time_stamps_without_roots_are_refused_at_start() -> None:
    with pytest.raises(ValidationError, match="timestamp_roots"):
        Settings(database_url="postgresql://x", public_url="https://gateway.test", timestamp_url="https://tsa.test")
