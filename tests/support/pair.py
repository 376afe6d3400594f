"""A gateway and the case registry as processes of their own, told by their environment, with the bus in PostgreSQL."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from chassis.client.exchange_client import Credentials, ExchangeClient
from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import GATEWAY, SERVICES, Component
from cli.data_folder import DataFolder
from cli.one_process import subject_key
from cli.ports import free_port
from tests.support.answering import until_it_answers

HOST = "127.0.0.1"
PATIENCE_S = 60.0
READY_S = 240.0  # a start takes seconds; on a machine that does ten other things, minutes
(REGISTRY,) = (each for each in SERVICES if each.name == "case-registry")


class Pair:
    """Both processes, on databases of the test's server; a subclass says what else their environment tells them."""

    def __init__(self, folder: Path, server: EmbeddedPostgres) -> None:
        self.folder, self.server = folder, server
        self.ports = {component.name: free_port(HOST) for component in (GATEWAY, REGISTRY)}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("pair_bus", *(self.database(component) for component in (GATEWAY, REGISTRY))):
            server.drop_database(name)  # of an earlier test: its people are sealed by the keys of another folder
            server.create_database(name)

    def database(self, component: Component) -> str:
        return f"pair_{component.database}"

    def url(self, component: Component) -> str:
        return f"http://{HOST}:{self.ports[component.name]}"

    def environment(self, component: Component) -> Mapping[str, str]:
        told = {"DATABASE_URL": self.server.url(self.database(component)), "PORT": str(self.ports[component.name])}
        if component is GATEWAY:
            told |= {"PUBLIC_URL": self.url(GATEWAY), "KEY_FILE": str(self.folder / "keys" / "gateway.json")}
        else:
            told |= {"JWKS_URL": f"{self.url(GATEWAY)}/.well-known/jwks.json"}
            told |= {"BUS": "postgres", "BUS_URL": self.server.url("pair_bus")}
            told |= {"SUBJECT_KEY_FILE": str(self.folder / "keys" / "subjects.key")}
            told |= {"CREDENTIALS_FILE": str(self.folder / "sandbox" / "moj-case-registry.json")}
        return {f"{component.prefix}{name}": value for name, value in told.items()}

    def saphan(self, *arguments: str, **environment: str) -> None:
        command, told = [sys.executable, "-m", "cli.main", *arguments], {**os.environ, **environment}
        done = subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stderr

    def serve(self, component: Component) -> None:
        with (self.folder / f"{component.name}.log").open("ab") as log:
            self.processes[component.name] = subprocess.Popen(
                [sys.executable, "-m", "cli.main", "serve", component.name],
                env={**os.environ, **self.environment(component)},
                stdout=log,
                stderr=log,
            )

    async def answers(self, component: Component, session: aiohttp.ClientSession, path: str = "/healthz") -> None:
        process, logged = self.processes[component.name], (self.folder / f"{component.name}.log").read_text
        await until_it_answers(process, logged, f"{self.url(component)}{path}", session, within_s=READY_S)

    async def bring_up(self, session: aiohttp.ClientSession) -> None:
        """Start both and enrol the sandbox, as an operator does the first time."""
        for component in (GATEWAY, REGISTRY):
            await asyncio.to_thread(self.saphan, "migrate", component.name, **self.environment(component))
        folder = DataFolder(self.folder)
        folder.prepare()
        subject_key(folder)
        bus = {"SAPHAN_BUS": "postgres", "SAPHAN_BUS_URL": self.server.url("pair_bus")}
        await asyncio.to_thread(self.saphan, "topics", "create", **bus)
        self.serve(REGISTRY)
        # ready only once the gateway's keys are there; its document is what `enrol` reads, and waits ten seconds for
        await self.answers(REGISTRY, session, "/openapi.json")
        located = f"--service={REGISTRY.name}={self.url(REGISTRY)}"
        enrolling = self.environment(GATEWAY)
        await asyncio.to_thread(self.saphan, "enrol", "--data", str(self.folder), located, **enrolling)
        self.serve(GATEWAY)
        for component in (GATEWAY, REGISTRY):
            await self.answers(component, session)

    def system(self, name: str, session: aiohttp.ClientSession) -> ExchangeClient:
        """Return a system of the sandbox, with its credentials."""
        return ExchangeClient(Credentials.read(self.folder / "sandbox" / f"{name}.json"), session)

    def end(self, *components: Component) -> list[int]:
        """Stop them, as an operator does, and return their exit codes."""
        ending = [self.processes[component.name] for component in components]
        for process in ending:
            process.send_signal(signal.SIGTERM)
        return [process.wait(30) for process in ending]

    def clean_up(self) -> None:
        """Leave no process behind, whatever the test did."""
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
                process.wait()
