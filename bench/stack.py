"""The system under measurement: database, gateway and service, each in a process of its own, as containers would be."""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
import psutil
from pydantic import SecretStr

from bench.books import Books
from chassis import bus
from chassis.client.exchange_client import Credentials, ExchangeClient
from chassis.postgres.database import migrate
from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import GATEWAY, SERVICES, Component
from cli.data_folder import DataFolder
from cli.one_process import enrol_sandbox, secret_files
from cli.sandbox.country import Offer, Sandbox
from cli.sandbox.systems import system_keys, write_credentials
from gateway.trust import key_files as gateway_keys

CASES: Final = next(component for component in SERVICES if component.name == "case-registry")
CALLER: Final = "police-case-system"
BOOKS_OF: Final = ("police", "ospp", "psc")
UNLIMITED: Final = {"rate_per_s": 1e6, "burst": 1_000_000, "daily_quota": 100_000_000}  # limits are kept, never met


@dataclass(frozen=True, slots=True)
class Stack:
    """What runs, and how to reach and to weigh it."""

    gateway: psutil.Process
    gateway_port: int
    canned_port: int  # the canned upstream: what the gateway itself costs
    service: psutil.Process
    service_port: int  # the real case registry
    client: ExchangeClient
    data: Path
    server: EmbeddedPostgres

    def cpu_s(self) -> float:
        """Return the CPU seconds that gateway, registry and database have used together."""
        database = psutil.Process(self.server.pid)
        # what an ended connection used, the postmaster keeps with its children
        ended = database.cpu_times().children_user + database.cpu_times().children_system
        return ended + sum(map(cpu_s, (self.gateway, self.service, database, *database.children())))

    async def lead_to(self, port: int) -> None:
        """Make the gateway forward case-registry's operations to that port; returns when it does."""
        await _enrol(self.data, self.server, f"http://127.0.0.1:{self.gateway_port}", port)
        await asyncio.sleep(2.5)  # gateways confirm the directory's version each second


def cpu_s(process: psutil.Process) -> float:
    """Return the CPU seconds that a process has used, user and system, from the kernel's accounting."""
    times = process.cpu_times()
    return float(times.user + times.system)


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Stack]:
    """Start everything below `folder` and stop it again."""
    data = DataFolder(folder)
    data.prepare()
    ports = [free_port() for _ in range(3)]
    with EmbeddedPostgres(data.database) as server:
        for name in (GATEWAY.database, CASES.database, "bus"):
            server.create_database(name)
        for component in (GATEWAY, CASES):
            await migrate(server.url(component.database), component.migrations)
        await bus.prepare("postgres", server.url("bus"))
        public_url = f"http://127.0.0.1:{ports[0]}"
        key_file = data.keys / "gateway.json"
        gateway_keys.create(key_file)
        await _enrol(folder, server, public_url, ports[1])
        jwks_url = f"{public_url}/.well-known/jwks.json"
        processes = [
            serve(GATEWAY, ports[0], server, folder, gateway_settings(public_url, key_file)),
            _canned(ports[1], folder),
            serve(CASES, ports[2], server, folder,
                  {"JWKS_URL": jwks_url, "BUS": "postgres", "BUS_URL": server.url("bus"),
                   **{name.upper(): str(path) for name, path in secret_files(CASES, data, public_url).items()}}),
        ]  # fmt: skip
        try:
            await_ready(ports[0], "/healthz")
            await_ready(ports[1], "/")
            await_ready(ports[2], "/healthz")
            credentials = Credentials.read(data.sandbox / f"{CALLER}.json")
            async with aiohttp.ClientSession() as session:
                yield Stack(
                    gateway=psutil.Process(processes[0].pid),
                    gateway_port=ports[0],
                    canned_port=ports[1],
                    service=psutil.Process(processes[2].pid),
                    service_port=ports[2],
                    client=ExchangeClient(credentials, session),
                    data=folder,
                    server=server,
                )
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)


@asynccontextmanager
async def beside(stack: Stack, *, workers: int) -> AsyncIterator[tuple[int, psutil.Process]]:
    """Start a second gateway on the same database, under the same name, and yield its port and its first process."""
    port = free_port()
    key_file = DataFolder(stack.data).keys / "gateway.json"
    own = gateway_settings(f"http://127.0.0.1:{stack.gateway_port}", key_file)
    told = {**own, "WORKERS": str(workers)}
    process = serve(GATEWAY, port, stack.server, stack.data, told)
    try:
        found = psutil.Process(process.pid)
        for _ in range(1200):
            listening = [each for each in found.children() if each.net_connections("tcp")]
            if len(listening) == workers:
                break
            await asyncio.sleep(0.1)
        await_ready(port, "/healthz")
        yield port, found
    finally:
        process.terminate()
        process.wait(20)


async def _enrol(folder: Path, server: EmbeddedPostgres, public_url: str, port: int) -> None:
    data, country = DataFolder(folder), _country()
    keys = system_keys(data, country)
    # the document is the real service's own, whoever answers at the port
    unused = SecretStr("postgresql://nobody@127.0.0.1/none")
    told = {"database_url": unused, "bus": "postgres", "bus_url": unused, **secret_files(CASES, data, public_url)}
    settings = CASES.settings_class().model_validate(told)
    offer = Offer(f"http://127.0.0.1:{port}", CASES.build(settings).openapi())
    await enrol_sandbox(server.url(GATEWAY.database), country, keys, {CASES.name: offer})
    write_credentials(data, country, keys, public_url)


def _country() -> Sandbox:
    """Return the sandbox without limits, and with the offices whose books `bench.books` writes, one in each place."""
    sample = Sandbox.load()
    here = {(office.member, office.code) for office in sample.offices}
    books = Books().offices
    like = {office.member: office for office in sample.offices if office.place}
    offices = [
        like[member].model_copy(update={"code": code, "place": code, "level": "district", "parent": "hq"})
        for member in BOOKS_OF
        for code in books
        if (member, code) not in here
    ]
    agreements = tuple(agreement.model_copy(update=UNLIMITED) for agreement in sample.agreements)
    return sample.model_copy(update={"agreements": agreements, "offices": (*sample.offices, *offices)})


def gateway_settings(public_url: str, key_file: Path) -> Mapping[str, str]:
    """Return what a gateway of this stack is told; a second one is told the same, and its own port."""
    limits = {"SYSTEM_RATE_PER_S": "1000000", "SYSTEM_BURST": "1000000"}
    return {"PUBLIC_URL": public_url, "KEY_FILE": str(key_file), **limits}


def serve(
    component: Component, port: int, server: EmbeddedPostgres, folder: Path, told: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start the component at this port; what it says goes to a file of its name and port."""
    told = {"DATABASE_URL": server.url(component.database), "PORT": str(port), "LOG_LEVEL": "warning", **told}
    environment = os.environ | {f"{component.prefix}{name}": value for name, value in told.items()}
    log = (folder / f"{component.name}-{port}.log").open("wb")
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", "serve", component.name], env=environment, stdout=log, stderr=log
    )


def _canned(port: int, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "uvicorn", "bench.upstream:app", "--port", str(port), "--log-level", "warning"]
    log = (folder / "canned.log").open("wb")
    return subprocess.Popen([*command, "--no-access-log"], stdout=log, stderr=log)


def await_ready(port: int, path: str) -> None:
    """Return when something answers there; raise `TimeoutError` after two minutes."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    message = f"nothing answered at port {port} within two minutes"
    raise TimeoutError(message)
