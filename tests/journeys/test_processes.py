"""One process per component, as containers run them: everything is told by the environment."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from chassis.client.exchange_client import Credentials, ExchangeClient
from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import COMPONENTS, GATEWAY, SERVICES, Component
from cli.data_folder import DataFolder
from cli.one_process import subject_key
from cli.ports import free_port
from tests.support import sample_records as records
from tests.support.story import (
    BIRTHS,
    CASES,
    COUNTS_BIRTHS,
    DEATHS,
    EVENTS,
    SOMPHONE,
    a_case_about,
    a_death_of,
    births_counted,
)

pytestmark = pytest.mark.slow

HOST = "127.0.0.1"
PATIENCE_S = 60.0
SECRETS = {"subject_key_file": "keys/subjects.key", "credentials_file": "sandbox/moj-case-registry.json"}


class Country:
    """All components as processes of their own, on databases of the test's server."""

    def __init__(self, folder: Path, server: EmbeddedPostgres) -> None:
        self.folder = folder
        self.server = server
        self.ports = {component.name: free_port(HOST) for component in COMPONENTS}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("processes_bus", *(f"processes_{component.database}" for component in COMPONENTS)):
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
            told |= {"BUS": "postgres", "BUS_URL": self.server.url("processes_bus")}
        for name in ("subject_key_file", "credentials_file"):
            if name in component.settings_class().model_fields:
                told[name.upper()] = str(self.folder / SECRETS[name])
        if component.name == "document-exchange":
            told["FILES_URL"] = (self.folder / "files").as_uri()
        return {f"{component.prefix}{name}": value for name, value in told.items()}

    def saphan(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli.main", *arguments]
        told = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=240
        )
        assert told.returncode == 0, told.stderr
        return told

    def serve(self, component: Component) -> None:
        with (self.folder / f"{component.name}.log").open("ab") as log:
            self.processes[component.name] = subprocess.Popen(
                [sys.executable, "-m", "cli.main", "serve", component.name],
                env={**os.environ, **self.environment(component)},
                stdout=log,
                stderr=log,
            )

    async def answers(self, component: Component, session: aiohttp.ClientSession, path: str = "/healthz") -> None:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                log = (self.folder / f"{component.name}.log").read_text()
                assert self.processes[component.name].poll() is None, log
                try:
                    async with session.get(f"{self.url(component)}{path}") as answer:
                        if answer.ok:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.1)

    def end(self, component: Component) -> None:
        """Stop one process, as an operator does."""
        process = self.processes[component.name]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

    def stop(self) -> dict[str, int]:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(30) for name, process in self.processes.items()}


@pytest.fixture
def country(data_folder: Path, postgres_server: EmbeddedPostgres) -> Iterator[Country]:
    made = Country(data_folder, postgres_server)
    yield made
    for process in made.processes.values():
        if process.poll() is None:
            process.kill()
            process.wait()


class Caller:
    """The systems of the sandbox, each with its own credentials."""

    def __init__(self, country: Country, session: aiohttp.ClientSession) -> None:
        self.country, self.session = country, session

    def system(self, name: str) -> ExchangeClient:
        return ExchangeClient(Credentials.read(self.country.folder / "sandbox" / f"{name}.json"), self.session)

    async def created(self, name: str, path: str, body: object, *, sign: bool = False) -> Any:
        answer = await self.system(name).request("POST", path, json=body, idempotency_key="processes", sign=sign)
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
    bus = {"SAPHAN_BUS": "postgres", "SAPHAN_BUS_URL": country.server.url("processes_bus")}
    await asyncio.to_thread(country.saphan, "topics", "create", **bus)
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


async def test_components_in_processes_of_their_own_do_what_one_process_does(
    country: Country, session: aiohttp.ClientSession
) -> None:
    caller = await brought_up(country, session)
    opened = await caller.created("police-case-system", CASES, records.case_opening())
    read = await caller.system("psc-case-system").request("GET", f"{CASES}/{opened['caseId']}")
    assert read.status == 200
    declared = await caller.created("hospital-records", BIRTHS, records.birth_declaration())
    registration = f"/civil-registration/v1/events/{declared['eventId']}/registration"
    await caller.created("registrar-desk", registration, {}, sign=True)
    async with asyncio.timeout(PATIENCE_S):
        while not (await caller.system(COUNTS_BIRTHS).request("GET", births_counted())).json().get("items"):  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.1)
    assert await asyncio.to_thread(country.stop) == dict.fromkeys((c.name for c in (*SERVICES, GATEWAY)), 0)


async def test_a_death_that_is_told_while_the_gateway_is_away_reaches_its_case(
    country: Country, session: aiohttp.ClientSession
) -> None:
    cases, civil = services = [each for each in SERVICES if each.name in {"case-registry", "civil-registration"}]
    caller = await brought_up(country, session, services)
    opened = await caller.created("police-case-system", CASES, a_case_about(SOMPHONE))
    declared = await caller.created("hospital-records", DEATHS, a_death_of(SOMPHONE))
    country.end(cases)
    await caller.created("registrar-desk", f"{EVENTS}/{declared['eventId']}/registration", {}, sign=True)
    country.end(GATEWAY)
    country.serve(cases)
    waits = "the consumer of case-registry waits"
    async with asyncio.timeout(PATIENCE_S):
        while waits not in (country.folder / "case-registry.log").read_text():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
    country.serve(GATEWAY)
    for component in (GATEWAY, cases, civil):
        await country.answers(component, session)
    police, path = caller.system("police-case-system"), f"{CASES}/{opened['caseId']}"
    async with asyncio.timeout(PATIENCE_S):
        while "deceased" not in (await police.request("GET", path)).json()["participants"][0]:  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.1)
