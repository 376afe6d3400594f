"""The civil register under measurement: database, gateway and register in processes, and desks of offices."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
import psutil
from pydantic import SecretStr

from bench import vital
from bench.stack import UNLIMITED, await_ready, cpu_s, free_port, gateway_settings, serve
from chassis import bus
from chassis.client.exchange_client import Credentials, ExchangeClient
from chassis.postgres.database import migrate
from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import GATEWAY, SERVICES
from cli.data_folder import DataFolder
from cli.one_process import enrol_sandbox, secret_files
from cli.sandbox.country import Offer, Sandbox
from cli.sandbox.systems import system_keys, write_credentials
from gateway.directory.enrolled_offices import EnrolledOffices
from gateway.trust import key_files as gateway_keys

CIVIL: Final = next(component for component in SERVICES if component.name == "civil-registration")
DESKS: Final = 8  # offices that work at once


@dataclass(frozen=True, slots=True)
class Stand:
    """What runs, who calls, and what it costs."""

    port: int  # of the gateway
    processes: Sequence[psutil.Process]  # gateway and register
    server: EmbeddedPostgres
    desks: Sequence[ExchangeClient]  # of one office each
    offices: Sequence[str]
    keeper: ExchangeClient

    @property
    def register_url(self) -> str:
        """The register's database, for drivers."""
        return _for_drivers(self.server)

    def cpu_s(self) -> float:
        """Return the CPU seconds that gateway, register and database have used together."""
        database = psutil.Process(self.server.pid)
        ended = database.cpu_times().children_user + database.cpu_times().children_system
        return ended + sum(map(cpu_s, (*self.processes, database, *database.children())))


@asynccontextmanager
async def standing(folder: Path, fill: Callable[[str], Awaitable[None]]) -> AsyncIterator[Stand]:
    """Start database, gateway and register below `folder`, and stop them again.

    `fill` gets the URL of the register's database for drivers before the register starts, which would work on it, too.
    """
    data = DataFolder(folder)
    data.prepare()
    gateway_port, register_port = free_port(), free_port()
    public_url = f"http://127.0.0.1:{gateway_port}"
    country, offices = _country()
    key_file = data.keys / "gateway.json"
    if not key_file.exists():
        gateway_keys.create(key_file)
    with EmbeddedPostgres(data.database) as server:
        for name in (GATEWAY.database, "bus"):  # of a run before: that gateway had another address
            server.sql(f"drop database if exists {name}")
            server.create_database(name)
        server.create_database(CIVIL.database)
        for component in (GATEWAY, CIVIL):
            await migrate(server.url(component.database), component.migrations)
        await bus.prepare("postgres", server.url("bus"))
        await fill(_for_drivers(server))
        await _enrol(data, country, server, public_url, register_port)
        told = {"JWKS_URL": f"{public_url}/.well-known/jwks.json", "BUS": "postgres", "BUS_URL": server.url("bus")}
        secrets = {name.upper(): str(path) for name, path in secret_files(CIVIL, data, public_url).items()}
        processes = [
            serve(GATEWAY, gateway_port, server, folder, gateway_settings(public_url, key_file)),
            serve(CIVIL, register_port, server, folder, told | secrets),
        ]
        try:
            for port in (gateway_port, register_port):
                await_ready(port, "/healthz")
            async with AsyncExitStack() as opened:
                session = await opened.enter_async_context(aiohttp.ClientSession())
                names = [*(_desk(office) for office in offices), "home-affairs-ecrvs"]
                files = [Credentials.read(data.sandbox / f"{name}.json") for name in names]
                *desks, keeper = [ExchangeClient(each, session) for each in files]
                known = [psutil.Process(each.pid) for each in processes]
                yield Stand(gateway_port, known, server, desks, offices, keeper)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)


def _for_drivers(server: EmbeddedPostgres) -> str:
    return server.url(CIVIL.database).replace("+asyncpg", "")


def _desk(office: str) -> str:
    return f"registrar-desk-{office}"


def _country() -> tuple[Sandbox, list[str]]:
    """Return the sandbox without limits, with every registering office of the births, and a desk in some of them."""
    sample = Sandbox.load()
    like = next(office for office in sample.offices if office.member == vital.MEMBER and office.code == "0101")
    desk = next(system for system in sample.systems if system.member == vital.MEMBER)
    here = {office.code for office in sample.offices if office.member == vital.MEMBER}
    codes = vital.offices()
    offices = [like.model_copy(update={"code": code, "place": code}) for code in codes if code not in here]
    working = [code for code in codes if code not in here][:DESKS]
    desks = [
        desk.model_copy(update={"name": f"desk-{code}", "offices": EnrolledOffices(codes=(code,))}) for code in working
    ]
    agreements = tuple(each.model_copy(update=UNLIMITED) for each in sample.agreements)
    changed = {"offices": (*sample.offices, *offices), "systems": (*sample.systems, *desks), "agreements": agreements}
    return sample.model_copy(update=changed), working


async def _enrol(data: DataFolder, country: Sandbox, server: EmbeddedPostgres, public_url: str, port: int) -> None:
    unused = SecretStr("postgresql://nobody@127.0.0.1/none")
    told = {"database_url": unused, "bus": "postgres", "bus_url": unused, **secret_files(CIVIL, data, public_url)}
    document = CIVIL.build(CIVIL.settings_class().model_validate(told)).openapi()
    keys = system_keys(data, country)
    await enrol_sandbox(
        server.url(GATEWAY.database), country, keys, {CIVIL.name: Offer(f"http://127.0.0.1:{port}", document)}
    )
    write_credentials(data, country, keys, public_url)
