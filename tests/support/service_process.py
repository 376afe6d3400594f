"""A service as a process of its own on a real Kafka, called as the gateway calls it."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import orjson
from fastapi import FastAPI

from cli.components import Component
from cli.ports import free_port
from contracts.organisations import Organisations
from contracts.voucher import Caller
from tests.support.organisations import SANDBOX, keep
from tests.support.service import GATEWAY_KEY, ServiceUnderTest

_HOST = "127.0.0.1"
_READY_S = 120.0


@asynccontextmanager
async def serving(
    component: Component,
    app: FastAPI,
    caller: Caller,
    told: Mapping[str, str],
    folder: Path,
    organisations: Organisations = SANDBOX,
) -> AsyncIterator[ServiceUnderTest]:
    """Serve the component until the end of the block; `app` is the same here, only to look into its database."""
    keys = folder / "jwks.json"
    keys.write_bytes(orjson.dumps({"keys": [dict(GATEWAY_KEY.public_jwk)]}))
    port = free_port(_HOST)
    variables = {f"{component.prefix}{name}": value for name, value in told.items()}
    variables |= {f"{component.prefix}JWKS_FILE": str(keys), f"{component.prefix}PORT": str(port)}
    # no directory is there: it works with what it keeps
    variables[f"{component.prefix}REFERENCE_URL"] = f"http://{_HOST}:1/directory/v1/reference"
    await keep(told["DATABASE_URL"], organisations)
    process, said = _started(component, variables, folder / f"{component.name}.log")
    try:
        async with httpx2.AsyncClient(base_url=f"http://{_HOST}:{port}") as client:
            await _ready(client, process, said)
            yield ServiceUnderTest(app, client, component.name, caller)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 30)


def _started(
    component: Component, variables: Mapping[str, str], log: Path
) -> tuple[subprocess.Popen[bytes], Callable[[], str]]:
    with log.open("wb") as out:
        command = [sys.executable, "-m", "cli.main", "serve", component.name]
        return subprocess.Popen(command, env={**os.environ, **variables}, stdout=out, stderr=out), log.read_text


async def _ready(client: httpx2.AsyncClient, process: subprocess.Popen[bytes], said: Callable[[], str]) -> None:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline:
        assert process.poll() is None, said()
        try:
            if (await client.get("/healthz")).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        await asyncio.sleep(0.05)
    raise AssertionError(said())
