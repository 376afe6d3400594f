"""The country on one machine, for real: from nothing to running, the story, deaths in the middle, and away."""

import asyncio
import os
import re
import shlex
import signal
import sys
import tempfile
import uuid
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Final

import pytest

from cli.demo import records, scenes
from cli.demo.words import FOR_CASES
from cli.ports import free_port
from deploy.country.bridges import hold_addresses
from deploy.country.engine import Engine
from deploy.country.folder import ROOT, Country
from tests.deploy.outside import (
    CASES,
    Running,
    answers,
    counted,
    opened_for_sure,
    proven,
    register_a_birth,
    stage,
    told,
    until,
)

pytestmark = pytest.mark.nightly

SERVING: Final = (
    *("postgres", "kafka", "s3", "proxy", "gateway-1", "gateway-2"),
    *("case-registry", "civil-registration", "document-exchange", "health-summaries"),
)


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


def test_the_first_command_works_as_it_is_printed(running: Running) -> None:
    (line,) = re.findall(r"^ +(SSL_CERT_FILE=.*)$", running.said, re.MULTILINE)
    words = shlex.split(line)
    made, again = (told([str(ROOT / words[1]), *words[2:]], running.environment) for _ in range(2))
    assert made.returncode == again.returncode == 0
    (case,) = re.findall(r'"caseId": *"(\w+)"', made.stdout)
    assert case in again.stdout


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


async def test_events_wait_for_kafka_and_arrive(running: Running) -> None:
    kafka = running.container("kafka")["Id"]
    async with stage(running) as outside:
        before = await scenes.births_counted(outside)
        running.engine.run("stop", kafka)
        try:
            await register_a_birth(outside, "12/0999")
            assert await scenes.births_counted(outside) == before
        finally:
            running.engine.run("start", kafka)
        await counted(outside, before + 1)


async def test_a_password_of_the_bus_is_changed_by_the_documented_commands(running: Running) -> None:
    password = running.country.secrets("kafka") / "civil-registration"
    before = password.read_bytes()
    password.unlink()
    assert running.verb("secrets").returncode == 0
    assert password.read_bytes() != before
    by_hand = running.engine.by_hand(running.country)
    given = told([*by_hand, "exec", "-T", "kafka", "bash", "/etc/saphan/kafka.sh", "users"], running.environment)
    assert (given.returncode, given.stdout) == (0, "")
    passwords = [each.read_text() for each in password.parent.iterdir() if each.suffix != ".pem"]
    assert [each for each in passwords if each in given.stderr] == []
    assert told([*by_hand, "restart", "civil-registration"], running.environment).returncode == 0
    await until(lambda: running.engine.healthy(running.container("civil-registration")), "it is back")
    async with stage(running) as outside:
        births = await scenes.births_counted(outside)
        await register_a_birth(outside, "12/0998")
        await counted(outside, births + 1)


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


OURS: Final = (*SERVING[4:], "operator")
KEPT: Final = SERVING[:4]


@pytest.fixture
def second_version(running: Running) -> Iterator[str]:
    """Our images under a second tag: for the engine another version, whose code happens to be the same."""
    tag = f"{running.country.version}-next"
    names = sorted({"gateway" if each.startswith("gateway") else each for each in OURS})
    for name in names:
        running.engine.run(
            "tag", f"localhost/saphan-{name}:{running.country.version}", f"localhost/saphan-{name}:{tag}"
        )
    try:
        yield tag
    finally:
        for name in names:
            running.engine.run("untag", f"localhost/saphan-{name}:{tag}", f"localhost/saphan-{name}:{tag}", check=False)


async def test_an_upgrade_stops_nothing_but_what_it_replaces(running: Running, second_version: str) -> None:
    before = {name: running.container(name)["Id"] for name in SERVING}
    async with stage(running) as outside:
        client = outside.client("police-case-system")
        case_id = await opened_for_sure(client, records.case_opening(6_000))
        done = asyncio.Event()
        calling = asyncio.create_task(answers(client, f"{CASES}/{case_id}", done))
        command = [sys.executable, "-m", "deploy.country", "up"]
        upgraded = await asyncio.to_thread(told, command, {**running.environment, "SAPHAN_VERSION": second_version})
        done.set()
        heard = await calling
    sys.stderr.write(f"during the upgrade: {dict(heard)}\n")
    assert upgraded.returncode == 0, upgraded.stderr
    after = {name: running.container(name) for name in SERVING}
    assert {name for name in SERVING if after[name]["Id"] == before[name]} == set(KEPT)
    assert {after[name]["ImageName"].rpartition(":")[2] for name in SERVING if name not in KEPT} == {second_version}
    # the one case registry is away for a moment, and says so; a gateway never is
    assert set(heard) <= {"200", "502", "503", "504"}
    assert heard["200"] > 3 * (heard.total() - heard["200"])


async def test_a_backup_brings_back_cases_receipts_and_credentials(running: Running, tmp_path: Path) -> None:
    async with stage(running) as outside:
        opened = await outside.client("police-case-system").request(
            "POST", CASES, json=records.case_opening(9_000), purpose=FOR_CASES, idempotency_key=str(uuid.uuid4())
        )
        case_id, exchange = opened.json()["caseId"], opened.headers["Exchange-Id"]
        await proven(running, exchange)
    credentials = {each.name: each.read_bytes() for each in (running.country.sandbox / "sandbox").iterdir()}
    assert running.verb("backup", "--to", str(tmp_path / "backup")).returncode == 0
    refused = running.verb("restore", "--from", str(tmp_path / "backup"))
    assert (refused.returncode, "CONFIRM=1" in refused.stderr) == (1, True)
    cleaned = told([sys.executable, "-m", "deploy.country", "clean"], {**running.environment, "CONFIRM": "1"})
    assert (cleaned.returncode, running.country.folder.exists()) == (0, False)
    restored = running.verb("restore", "--from", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stderr
    if reopen := re.findall(r"^ +(.* saphan ledger reopen)$", restored.stderr, re.MULTILINE):
        assert told(shlex.split(reopen[0]), running.environment).returncode == 0
    else:
        assert "nothing has to be reopened" in restored.stderr
    assert {each.name: each.read_bytes() for each in (running.country.sandbox / "sandbox").iterdir()} == credentials
    async with stage(running) as outside:
        answer = await outside.client("police-case-system").request("GET", f"{CASES}/{case_id}", purpose=FOR_CASES)
        assert (answer.status, answer.json()["caseId"]) == (HTTPStatus.OK, case_id)
        await proven(running, exchange)  # that of the receipt, given before
        await proven(running, answer.headers["Exchange-Id"])  # the ledger goes on
