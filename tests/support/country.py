"""All components as processes of their own, told by the environment as containers are, on a real secured Kafka."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from chassis.client.exchange_client import Credentials, ExchangeClient
from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import COMPONENTS, GATEWAY, SERVICES, Component
from cli.data_folder import DataFolder
from cli.one_process import OWN_SYSTEMS, subject_key
from cli.ports import free_port
from tests.support.answering import until_it_answers
from tests.support.kafka import Broker

HOST = "127.0.0.1"
PATIENCE_S = 180.0  # a start takes seconds; on a machine that does ten other things, minutes


class Country:
    """All components as processes of their own, on databases of the test server and topics of the test broker."""

    def __init__(self, folder: Path, server: EmbeddedPostgres, broker: Broker) -> None:
        self.folder = folder
        self.server = server
        self.broker = broker
        self.ports = {component.name: free_port(HOST) for component in COMPONENTS}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        for component in COMPONENTS:
            name = f"processes_{component.database}"
            server.drop_database(name)  # of an earlier test: its people are sealed by the keys of another folder
            server.create_database(name)

    def url(self, component: Component) -> str:
        return f"http://{HOST}:{self.ports[component.name]}"

    def environment(self, component: Component) -> Mapping[str, str]:
        told = {
            "DATABASE_URL": self.server.url(f"processes_{component.database}"),
            "PORT": str(self.ports[component.name]),
        }
        if component is GATEWAY:
            told |= {"PUBLIC_URL": self.url(GATEWAY), "KEY_FILE": str(self.folder / "keys" / "gateway.json")}
        else:
            told |= {"JWKS_URL": f"{self.url(GATEWAY)}/.well-known/jwks.json"}
        secrets = {"subject_key_file": "keys/subjects.key"}
        if component.name in OWN_SYSTEMS:
            secrets["credentials_file"] = f"sandbox/{OWN_SYSTEMS[component.name]}.json"
        for name, file in secrets.items():
            if name in component.settings_class().model_fields:
                told[name.upper()] = str(self.folder / file)
        if component.name == "document-exchange":
            told["FILES_URL"] = (self.folder / "files").as_uri()
        bus = {} if component is GATEWAY else self.broker.environment(component.name, component.prefix)
        return {f"{component.prefix}{name}": value for name, value in told.items()} | bus

    def saphan(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli.main", *arguments]
        told = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=240
        )
        assert told.returncode == 0, told.stderr
        return told

    def serve(self, component: Component, *, beside: bool = False) -> subprocess.Popen[bytes]:
        """Start the component's process, or another one `beside` it, to which the gateway sends nothing."""
        name = f"{component.name}-beside" if beside else component.name
        other = {f"{component.prefix}PORT": "0"} if beside else {}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "cli.main", "serve", component.name],
                env={**os.environ, **self.environment(component), **other},
                stdout=log,
                stderr=log,
            )
        return self.processes[name]

    async def answers(self, component: Component, session: aiohttp.ClientSession, path: str = "/healthz") -> None:
        process, logged = self.processes[component.name], (self.folder / f"{component.name}.log").read_text
        await until_it_answers(process, logged, f"{self.url(component)}{path}", session, within_s=PATIENCE_S)

    def end(self, component: Component) -> None:
        """Stop one process, as an operator does."""
        process = self.processes[component.name]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

    def stop(self) -> dict[str, int]:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(30) for name, process in self.processes.items()}

    def clean_up(self) -> None:
        """Leave no process behind, whatever the test did."""
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
                process.wait()


class Caller:
    """The systems of the sandbox, each with its own credentials."""

    def __init__(self, country: Country, session: aiohttp.ClientSession) -> None:
        self.country, self.session = country, session

    def system(self, name: str) -> ExchangeClient:
        return ExchangeClient(Credentials.read(self.country.folder / "sandbox" / f"{name}.json"), self.session)

    async def created(
        self,
        name: str,
        path: str,
        body: object,
        *,
        sign: bool = False,
        key: str = "processes",
        version: str | None = None,
    ) -> Any:
        read = None if version is None else {"If-Match": version}
        how: dict[str, Any] = {"idempotency_key": key, "sign": sign, "headers": read}
        async with asyncio.timeout(PATIENCE_S):
            while (answer := await self.system(name).request("POST", path, json=body, **how)).status == 503:  # noqa: ASYNC110 - told so
                await asyncio.sleep(float(answer.headers["Retry-After"]))  # as it is told; the key stays the same
        assert answer.status == 201, answer.json()
        return answer.json()


async def brought_up(
    country: Country, session: aiohttp.ClientSession, services: Sequence[Component] = SERVICES
) -> Caller:
    """Start the gateway and these services, and enrol them, as an operator does the first time."""
    for component in (GATEWAY, *services):
        await asyncio.to_thread(country.saphan, "migrate", component.name, **country.environment(component))
    folder = DataFolder(country.folder)
    folder.prepare()
    subject_key(folder)  # the credentials come with the enrolment, when services run already
    await asyncio.to_thread(country.saphan, "topics", "create", **country.broker.environment())
    for component in services:
        country.serve(component)
    for component in services:
        await country.answers(component, session, "/livez")  # ready only once the gateway's keys are there
    located = [f"--service={component.name}={country.url(component)}" for component in services]
    environment = country.environment(GATEWAY)
    await asyncio.to_thread(country.saphan, "enrol", "--data", str(country.folder), *located, **environment)
    country.serve(GATEWAY)
    for component in (GATEWAY, *services):
        await country.answers(component, session)
    return Caller(country, session)
