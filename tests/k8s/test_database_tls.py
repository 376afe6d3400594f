"""PGSSLMODE, as the manifests set it, binds both ways to the database: who shows no certificate learns nothing."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from chassis.postgres.connection import connect
from chassis.postgres.database import create_engine
from tests.support.certificates import client_cert

ASKS_FOR_TLS: Final = bytes.fromhex("0000000804d2162f")  # SSLRequest, PostgreSQL's protocol §54.7


@asynccontextmanager
async def impostor() -> AsyncIterator[tuple[str, asyncio.Queue[bytes]]]:
    """Listen as a database that has no certificate; yield its address, and what it has been told."""
    told: asyncio.Queue[bytes] = asyncio.Queue()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await told.put(await reader.read(8))
        writer.write(b"N")
        await told.put(await reader.read(1024))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"postgresql://who:secret@127.0.0.1:{server.sockets[0].getsockname()[1]}/records", told


async def by_asyncpg(url: str) -> None:
    await connect(url, "a test")


async def by_sqlalchemy(url: str) -> None:
    engine = create_engine(url)
    try:
        async with engine.connect():
            pass
    finally:
        await engine.dispose()


@pytest.mark.parametrize("way", [by_asyncpg, by_sqlalchemy])
async def test_a_server_without_a_certificate_learns_nothing(
    way: Callable[[str], Awaitable[None]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = tmp_path / "database-ca.crt"
    authority.write_text(ssl.DER_cert_to_PEM_cert(base64.b64decode(client_cert(None).strip(":"))))
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    monkeypatch.setenv("PGSSLROOTCERT", str(authority))
    async with impostor() as (url, told):
        with pytest.raises(Exception, match=r"(?i)ssl"):
            await way(url)
        async with asyncio.timeout(10):
            assert [await told.get(), await told.get()] == [ASKS_FOR_TLS, b""]
