"""The country on one machine, for real: from nothing to running, the story, deaths in the middle, and away."""

import asyncio
import os
import re
import shlex
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
from rich.console import Console

from chassis.client.exchange_client import ExchangeClient
from cli.demo import records, scenes
from cli.demo.stage import Stage, Step
from cli.demo.words import CIVIL, FOR_BIRTHS, FOR_CASES
from cli.ports import free_port
from deploy.country.bridges import hold_addresses
from deploy.country.engine import Engine
from deploy.country.folder import ROOT, Country

pytestmark = pytest.mark.nightly

PATIENCE_S: Final = 180.0
CASES: Final = "/case-registry/v1/cases"
SERVING: Final = (
    *("postgres", "kafka", "s3", "proxy", "gateway-1", "gateway-2"),
    *("case-registry", "civil-registration", "document-exchange", "health-summaries"),
)


@dataclass(frozen=True)
class Running:
    """A country that `make country` has started, and what it said."""

    country: Country
    engine: Engine
    environment: dict[str, str]
    said: str

    def verb(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return told([sys.executable, "-m", "deploy.country", *words], self.environment)

    def container(self, service: str) -> dict[str, Any]:  # Any: what an engine says of one
        (found,) = self.engine.containers(self.country, service)
        return dict(found)


def told(command: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    ended = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=1500, check=False
    )
    sys.stderr.write(ended.stdout + ended.stderr)  # minutes pass: who watches sees where it is
    return ended


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="saphan-country-", dir="/var/tmp") as folder:
        port = free_port("127.0.0.1")
        own = {"COUNTRY": f"{folder}/country", "COUNTRY_PROJECT": "saphan-compose-test", "COUNTRY_PORT": str(port)}
        environment = {**os.environ, **own, "COUNTRY_ADDRESS": "127.0.0.1", "CONTAINER": "podman"}
        environment["SSL_CERT_FILE"] = f"{folder}/country/ca/ca.crt"
        country = Country.of_environment(environment)
        up = told([sys.executable, "-m", "deploy.country", "up", "--bases"], environment)
        try:
            assert up.returncode == 0, up.stderr
            yield Running(country, Engine.found({"CONTAINER": "podman"}), environment, up.stderr)
        finally:
            away = told([sys.executable, "-m", "deploy.country", "clean"], {**environment, "CONFIRM": "1"})
            assert away.returncode == 0, away.stderr
            left = told(
                ["podman", "ps", "-aq", "--filter", "label=com.docker.compose.project=saphan-compose-test"], environment
            )
            assert left.stdout.split() == []


@asynccontextmanager
async def stage(running: Running) -> AsyncIterator[Stage]:
    trust = ssl.create_default_context(cafile=str(running.country.certificate))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as session:
        yield Stage(running.country.sandbox / "sandbox", session, Console(quiet=True))


def test_the_first_command_works_as_it_is_printed(running: Running) -> None:
    (line,) = re.findall(r"^ +(SSL_CERT_FILE=.*)$", running.said, re.MULTILINE)
    words = shlex.split(line)
    made = told([str(ROOT / words[1]), *words[2:]], running.environment)
    assert made.returncode == 0
    assert '"caseId"' in made.stdout


def test_no_bridge_changes_its_address_when_a_container_comes_or_goes(running: Running) -> None:
    bridges = running.engine.bridges(running.country)
    addresses = [Path(f"/sys/class/net/{name}/address").read_text() for name in bridges]
    for service in ("proxy", "s3"):
        running.engine.run("restart", running.container(service)["Id"])
    assert len(bridges) == 2
    assert [Path(f"/sys/class/net/{name}/address").read_text() for name in bridges] == addresses
    assert hold_addresses(bridges) == []


def test_a_second_call_changes_nothing(running: Running) -> None:
    before = {name: running.container(name)["Id"] for name in SERVING}
    pids = {name: running.container(name)["State"]["Pid"] for name in SERVING}
    assert running.verb("up").returncode == 0
    assert {name: running.container(name)["Id"] for name in SERVING} == before
    assert {name: running.container(name)["State"]["Pid"] for name in SERVING} == pids


def test_the_story_is_told_from_outside(running: Running) -> None:
    words = ["demo", "--at", running.country.url, "--data", str(running.country.sandbox)]
    story = told([sys.executable, "-m", "cli.main", *words], running.environment)
    assert story.returncode == 0, story.stdout
    assert re.search(r"registered births of \d+ rose from \d+ to \d+, through the bus", story.stdout)


async def test_a_gateway_that_is_killed_comes_back_and_nothing_acknowledged_is_lost(running: Running) -> None:
    before = running.container("gateway-1")
    async with stage(running) as outside:
        client = outside.client("police-case-system")
        opened = []
        for number in range(60):
            if number == 20:
                os.kill(before["State"]["Pid"], signal.SIGKILL)
            opened.append(await opened_for_sure(client, records.case_opening(5_000 + number)))
        assert len(set(opened)) == 60
        for case_id in opened:
            answer = await client.request("GET", f"{CASES}/{case_id}", purpose=FOR_CASES)
            assert answer.status == HTTPStatus.OK
    await until(lambda: running.engine.healthy(running.container("gateway-1")), "gateway-1 is back")
    after = running.container("gateway-1")
    assert (after["Id"], after["State"]["Pid"] != before["State"]["Pid"]) == (before["Id"], True)


async def opened_for_sure(client: ExchangeClient, case: dict[str, Any]) -> str:
    """Open the case; a call without an answer, or with one that says later, is repeated under its key."""
    key, deadline = str(uuid.uuid4()), time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            answer = await client.request("POST", CASES, json=case, purpose=FOR_CASES, idempotency_key=key)
        except aiohttp.ClientError:
            continue
        if answer.status == HTTPStatus.CREATED:
            return str(answer.json()["caseId"])
        assert answer.status in {409, 500, 502, 503, 504}, answer.body
    pytest.fail("no case was opened")


async def test_events_wait_for_kafka_and_arrive(running: Running) -> None:
    kafka = running.container("kafka")["Id"]
    async with stage(running) as outside:
        before = await scenes.births_counted(outside)
        running.engine.run("stop", kafka)
        try:
            birth = Step("hospital-records", CIVIL, "declareBirth", FOR_BIRTHS, "POST", f"/{CIVIL}/v1/births", 201)
            declared = await outside.exchange(birth, json={**records.birth_declaration()})
            path = f"/{CIVIL}/v1/events/{declared.json()['eventId']}/registration"
            register = Step("registrar-desk", CIVIL, "registerEvent", FOR_BIRTHS, "POST", path, 201)
            await outside.exchange(register, json={"bookNumber": "12/0999"}, sign=True)
            assert await scenes.births_counted(outside) == before
        finally:
            running.engine.run("start", kafka)
        deadline = time.monotonic() + PATIENCE_S
        while await scenes.births_counted(outside) == before:
            assert time.monotonic() < deadline, "the event has not arrived"
            await asyncio.sleep(0.5)
        assert await scenes.births_counted(outside) == before + 1


async def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.5)


def test_the_gateway_sees_what_the_caller_wrote(running: Running) -> None:
    """A proxy that mended or added a header would hide what the gateway refuses."""
    url = f"{running.country.url}{CASES}"
    base = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", str(running.country.certificate), url]
    answered = {
        words: told([*base, *(("-H", words) if words else ())], running.environment).stdout
        for words in ("", "Host: other.example", "X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1")
    }
    assert answered == {
        "": "401",  # as of the gateway itself: it has nothing against the call but that nobody makes it
        "Host: other.example": "400",
        "X-Forwarded-For: 192.0.2.1": "400",
        "Forwarded: for=192.0.2.1": "400",
    }


async def test_down_keeps_everything_and_clean_asks_first(running: Running) -> None:
    async with stage(running) as outside:
        case = records.case_opening(7_000)
        case_id = await opened_for_sure(outside.client("police-case-system"), case)
    refused = running.verb("clean")
    assert (refused.returncode, "CONFIRM=1" in refused.stderr) == (1, True)
    assert running.verb("down").returncode == 0
    assert running.engine.containers(running.country, "postgres") == []
    volumes = running.engine.run("volume", "ls", "-q").stdout.split()
    assert {"saphan-compose-test_postgres", "saphan-compose-test_kafka"} <= set(volumes)
    assert running.country.secrets("gateway").is_dir()
    assert running.verb("up").returncode == 0
    async with stage(running) as outside:
        answer = await outside.client("police-case-system").request("GET", f"{CASES}/{case_id}", purpose=FOR_CASES)
    assert (answer.status, answer.json()["caseId"]) == (HTTPStatus.OK, case_id)
