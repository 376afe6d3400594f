"""TLS before a real PostgreSQL: the wheel's server has none of its own, so this ends it as a pooler would."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

HOST = "127.0.0.1"
_SSL_REQUEST = bytes.fromhex("0000000804d2162f")  # protocol 1234.5679, as libpq asks before anything else


@asynccontextmanager
async def tls_before(socket_folder: str, certificate: tuple[Path, Path]) -> AsyncIterator[int]:
    """Yield a port that speaks TLS and passes everything on to the server whose socket lies in the folder."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    open_ones = set[asyncio.StreamWriter]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            assert await reader.readexactly(8) == _SSL_REQUEST, "somebody came without TLS"
            writer.write(b"S")
            await writer.drain()
            await writer.start_tls(context)
            back, on = await asyncio.open_unix_connection(f"{socket_folder}/.s.PGSQL.5432")
            open_ones.add(on)
            await asyncio.gather(_pass_on(reader, on), _pass_on(back, writer))
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for each in open_ones:
        each.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.close()
