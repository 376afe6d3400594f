"""TLS everywhere, without a proxy: callers to the gateway, the gateway to a service and back, one private authority."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import aiohttp
import pytest

from chassis.client.exchange_client import Answer, ExchangeClient
from chassis.postgres.connection import connect, disconnect
from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import GATEWAY, Component
from tests.support import sample_records as records
from tests.support.authority import Authority
from tests.support.pair import HOST, PATIENCE_S, REGISTRY, Pair
from tests.support.story import CASES

pytestmark = pytest.mark.slow


class TlsPair(Pair):
    """A gateway and a service that speak TLS only; the service lets in who has a certificate of the authority."""

    def __init__(self, folder: Path, server: EmbeddedPostgres) -> None:
        super().__init__(folder, server)
        self.authority = Authority(folder)
        self.files = {name: self.authority.files(name, HOST) for name in (GATEWAY.name, REGISTRY.name)}
        self.upstream = self.authority.files("upstream", "gateway")
        (folder / "stranger").mkdir()
        self.stranger = Authority(folder / "stranger", "Stranger")

    def url(self, component: Component) -> str:
        return super().url(component).replace("http:", "https:")

    def environment(self, component: Component) -> Mapping[str, str]:
        certificate, key = self.files[component.name]
        told = {"TLS_CERTIFICATE": str(certificate), "TLS_KEY": str(key)}
        if component is GATEWAY:
            shown, secret = self.upstream
            told |= {"UPSTREAM_CA_FILE": str(self.authority.path)}
            told |= {"UPSTREAM_CERTIFICATE_FILE": str(shown), "UPSTREAM_KEY_FILE": str(secret)}
        else:
            told |= {"TLS_CLIENT_CA": str(self.authority.path), "GATEWAY_CA_FILE": str(self.authority.path)}
        ours = {f"{component.prefix}{name}": value for name, value in told.items()}
        return {**super().environment(component), **ours}

    def show(self, authority: Authority) -> None:
        """Let the gateway show a certificate of this authority from now on."""
        for path, new in zip(self.upstream, authority.files("renewed", "gateway"), strict=True):
            new.rename(path)

    async def count(self, component: Component, rows: str) -> int:
        connection = await connect(self.server.url(self.database(component)), "test")
        try:
            found: int = await connection.fetchval(f"select count(*) from {rows}")
            return found
        finally:
            await disconnect(connection)


@pytest.fixture
def country(data_folder: Path, postgres_server: EmbeddedPostgres) -> Iterator[TlsPair]:
    made = TlsPair(data_folder, postgres_server)
    yield made
    made.clean_up()


@pytest.fixture
async def tls_session(country: TlsPair) -> AsyncIterator[aiohttp.ClientSession]:
    """A caller who believes the authority, and shows the test's own certificate to whoever asks."""
    context = ssl.create_default_context(cafile=str(country.authority.path))
    context.load_cert_chain(*country.authority.files("caller", "caller"))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as session:
        yield session


async def test_a_service_lets_in_the_gateway_alone_and_a_renewed_certificate_needs_no_restart(
    country: TlsPair, tls_session: aiohttp.ClientSession
) -> None:
    await country.bring_up(tls_session)
    police = country.system("police-case-system", tls_session)
    assert (await opened(police, 1)).status == 201

    country.show(country.stranger)
    await asyncio.to_thread(country.end, REGISTRY)  # and with it the connection that it had let in
    country.serve(REGISTRY)
    await country.answers(REGISTRY, tls_session)
    refused = await opened(police, 2)
    assert (refused.status, refused.json()["code"], refused.json()["effect"]) == (502, "upstream-unreachable", "none")
    assert await country.count(REGISTRY, "cases") == 1
    assert "a service does not let us in" in (country.folder / "gateway.log").read_text()

    country.show(country.authority)
    async with asyncio.timeout(PATIENCE_S):
        while (answer := await opened(police, 2)).status == 502:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)
    assert answer.status == 201, answer.json()
    assert await country.count(REGISTRY, "cases") == 2

    async with aiohttp.ClientSession() as stranger:
        for url in (country.url(GATEWAY), country.url(REGISTRY)):
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                await stranger.get(f"{url}/livez")
    uncertified = ssl.create_default_context(cafile=str(country.authority.path))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=uncertified)) as stranger:
        assert (await stranger.get(f"{country.url(GATEWAY)}/livez")).status == 200
        with pytest.raises((aiohttp.ClientError, OSError)):
            await stranger.get(f"{country.url(REGISTRY)}/livez")
    assert await asyncio.to_thread(country.end, GATEWAY, REGISTRY) == [0, 0]


async def opened(police: ExchangeClient, number: int) -> Answer:
    return await police.request("POST", CASES, json=records.case_opening(number), idempotency_key=f"over-tls-{number}")
