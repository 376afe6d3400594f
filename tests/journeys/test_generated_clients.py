"""Clients that generators make of the served document with their defaults build strictly and call a running Saphan."""

import asyncio
import json
import os
import subprocess
import uuid
from pathlib import Path

import aiohttp
import pytest

from tests.support import standard_clients
from tests.support.generated_clients import GENERATED, GENERATED_CLIENTS, GeneratedClient, typed_strictly
from tests.support.newcomers import CASES, Country
from tests.support.saphan_process import SaphanProcess
from tests.support.standard_clients import RUN_S, environment

pytestmark = pytest.mark.slow
QUICK = "openapi-python-client"  # 9 s of processor time; the others take 15 to 50 s


def needed(client: GeneratedClient) -> set[str]:
    """Return the registries whose libraries it takes; where a tool is missing the test says so, and in CI it fails."""
    registries = {client.registry} | ({"npm"} if client.program.endswith(".ts") else set())
    for registry in registries:
        if why := standard_clients.missing(registry):
            (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    return registries


@pytest.mark.parametrize(
    "client",
    [
        pytest.param(each, id=each.name, marks=[] if each.name == QUICK else [pytest.mark.nightly])
        for each in GENERATED_CLIENTS
    ],
)
async def test_a_generated_client_builds_and_lists_opens_and_reads_a_refusal(
    shared: SaphanProcess, session: aiohttp.ClientSession, client: GeneratedClient, tmp_path: Path
) -> None:
    for registry in needed(client):
        standard_clients.fetch(registry, GENERATED)
    await shared.ready()
    listed = await Country(shared, session).call("police-case-system", "GET", CASES)
    assert listed.ok, listed.body
    async with session.get(f"{shared.base_url}/openapi.json") as answer:
        document = await answer.read()
    async with session.get(f"{shared.base_url}/static/samples/{client.sample}") as answer:
        sample = await answer.read()

    command = client.built(document, sample, tmp_path)
    credentials = shared.folder / "sandbox" / "police-case-system.json"
    purpose = json.loads(credentials.read_text("utf-8"))["purposes"][0]
    done = await asyncio.to_thread(
        subprocess.run,
        [*command, shared.base_url, purpose, f"{uuid.uuid4().hex[:8]}/ປກສ.ຈທ 1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
        env=environment() | {"SAPHAN_CREDENTIALS": str(credentials)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    page, case, problem = done.stdout.lower().splitlines()
    assert page == "page true"
    assert case.startswith("case true cas_")
    assert problem == "problem 404 not-found none"


@pytest.mark.nightly
async def test_the_client_in_python_its_program_and_the_sample_are_typed_strictly(
    shared: SaphanProcess, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    [client] = [each for each in GENERATED_CLIENTS if each.name == QUICK]
    for registry in needed(client):
        await asyncio.to_thread(standard_clients.fetch, registry, GENERATED)
    await shared.ready()
    async with session.get(f"{shared.base_url}/openapi.json") as answer:
        document = await answer.read()
    async with session.get(f"{shared.base_url}/static/samples/{client.sample}") as answer:
        sample = await answer.read()
    client.built(document, sample, tmp_path)
    await asyncio.to_thread(typed_strictly, client, tmp_path)
