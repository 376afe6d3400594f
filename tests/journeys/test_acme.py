"""A gateway without a proxy whose certificate comes by ACME: certbot obtains it and renews it, Saphan picks it up."""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path

import aiohttp
import pytest

from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import GATEWAY, Component
from cli.data_folder import DataFolder
from gateway.trust.key_files import create
from tests.support.pair import HOST, PATIENCE_S, Pair
from tests.support.pebble import running_pebble

pytestmark = [pytest.mark.slow, pytest.mark.nightly]
REQUEST = f"GET /livez HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


class CertifiedGateway(Pair):
    """A gateway alone, with the files that certbot keeps."""

    files: tuple[Path, Path]

    def url(self, component: Component) -> str:
        return super().url(component).replace("http:", "https:")

    def environment(self, component: Component) -> Mapping[str, str]:
        certificate, key = self.files
        told = {"SAPHAN_GATEWAY_TLS_CERTIFICATE": str(certificate), "SAPHAN_GATEWAY_TLS_KEY": str(key)}
        return {**super().environment(component), **told}


@pytest.fixture
def country(data_folder: Path, postgres_server: EmbeddedPostgres) -> Iterator[CertifiedGateway]:
    made = CertifiedGateway(data_folder, postgres_server)
    yield made
    made.clean_up()


async def test_a_certificate_from_an_acme_server_is_served_and_renewed_without_a_restart(
    country: CertifiedGateway, tmp_path: Path
) -> None:
    with running_pebble(tmp_path) as acme:
        country.files = await asyncio.to_thread(acme.obtain, HOST)
        DataFolder(country.folder).prepare()
        create(country.folder / "keys" / "gateway.json")
        await asyncio.to_thread(country.saphan, "migrate", GATEWAY.name, **country.environment(GATEWAY))
        country.serve(GATEWAY)
        async with aiohttp.ClientSession() as session:
            root = await (
                await session.get(f"https://{HOST}:{acme.management}/roots/0", ssl=trusting(acme.authority.path))
            ).text()
        trusted = ssl.create_default_context(cadata=root)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusted)) as session:
            await country.answers(GATEWAY, session)
        reader, writer, first = await connected(country, trusted)
        await asyncio.to_thread(acme.renew)
        async with asyncio.timeout(PATIENCE_S):
            while (again := await connected(country, trusted))[2] == first:
                again[1].close()
                await asyncio.sleep(0.2)
        again[1].close()
        writer.write(REQUEST)  # the connection of before goes on
        assert await reader.readuntil(b"alive")
        writer.close()
    assert await asyncio.to_thread(country.end, GATEWAY) == [0]


def trusting(authority: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority))


async def connected(
    country: CertifiedGateway, trusted: ssl.SSLContext
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, str]:
    """Return a new connection, and the serial number of the certificate that it was shown."""
    reader, writer = await asyncio.open_connection(HOST, country.ports[GATEWAY.name], ssl=trusted)
    return reader, writer, writer.get_extra_info("peercert")["serialNumber"]
