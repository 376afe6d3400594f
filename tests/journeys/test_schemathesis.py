"""Schemathesis against the running gateway: no 5xx, every answer as its document says, no refusal without a reason.

Bounded: a fixed number of examples for each operation, derandomised, so that a run costs the same every time. The
documents are those that the gateway serves; the calls carry real tokens and proofs, legal acts real signatures, so that
they reach the services. What a reason is, the check of docs/examples/schemathesis says, which others run from outside.
"""

import asyncio
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi_checks

from cli.sandbox.country import Sandbox
from evidence.message_signatures import SignatureMalformed
from tests.architecture.house_rules import ROOT
from tests.support.sample_country import SYSTEMS
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow

EXAMPLES: Final = 3  # of each operation and mode; more of them cost a change minutes, and the night draws AT_NIGHT
AT_NIGHT: Final = 60
SENT: Final = ("method", "url", "params", "json", "data", "headers", "cookies")
FROM_OUTSIDE: Final = ROOT / "docs" / "examples" / "schemathesis"


def stated_check() -> Any:  # Any: a module beside which no package is
    """Return the check that developers outside run, from the file that they copy."""
    found = importlib.util.spec_from_file_location("saphan_checks", FROM_OUTSIDE / "saphan_checks.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.refusal_is_stated


CHECKS: Final = [
    not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    stated_check(),
]
SANDBOX: Final = Sandbox.load()
CASES: Final = sorted(
    {(each.service, name) for each in SANDBOX.agreements for name in each.operations if not each.consent}
)


@dataclass
class RunningGateway:
    """The running gateway, and a loop for the clients that prove their requests."""

    base_url: str
    loop: asyncio.AbstractEventLoop
    client: Callable[[str], Any]

    def wait(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)


@pytest.fixture(scope="module")
def running_gateway(shared: SaphanProcess) -> Iterator[RunningGateway]:
    with asyncio.Runner() as runner:
        runner.run(shared.ready())
        session = runner.run(_session())
        yield RunningGateway(shared.base_url, runner.get_loop(), lambda system: shared.client(system, session))
        runner.run(session.close())


async def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession()


@cache
def operations(base_url: str, service: str) -> Any:  # Any: schemathesis keeps the name of its type to itself
    """Return the operations of a service as its document tells them; read once."""
    document = requests.get(f"{base_url}/openapi/{service}.json", timeout=60).json()
    document["servers"] = [{"url": f"/{service}/v1"}]
    return schemathesis.openapi.from_dict(document)


def prove(prepared: requests.PreparedRequest, client: Any, purpose: str, gateway: RunningGateway) -> None:
    """Put into the request what proves it, in place of what was made up: for a legal act its signature."""
    method, path = str(prepared.method), prepared.path_url
    token = gateway.wait(client.token(purpose))
    if "Signature-Input" in prepared.headers:
        body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
        with suppress(SignatureMalformed):  # what no signature can cover is sent with the one made up
            prepared.headers.update(client.signed(method, path, dict(prepared.headers), body, token))
    else:
        prepared.headers.update(gateway.wait(client.prove(method, path, token=token)).headers())


@pytest.mark.parametrize("examples", [EXAMPLES, pytest.param(AT_NIGHT, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
@pytest.mark.parametrize(("service", "operation_id"), CASES)
def test_no_answer_is_a_fault_of_ours(
    service: str, operation_id: str, mode: GenerationMode, examples: int, running_gateway: RunningGateway
) -> None:
    agreement = next(each for each in SANDBOX.agreements if each.service == service and operation_id in each.operations)
    client, purpose = running_gateway.client(SYSTEMS[agreement.member]), min(agreement.purposes)
    prefix = f"/{service}/v1"
    operation = operations(running_gateway.base_url, service).find_operation_by_id(operation_id)

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def exchange(case: Any) -> None:
        told = case.as_transport_kwargs(base_url=running_gateway.base_url + prefix)
        prepared = requests.Request(**{name: told[name] for name in SENT if name in told}).prepare()
        prove(prepared, client, purpose, running_gateway)
        response = sending.send(prepared, timeout=30, allow_redirects=False)
        case.validate_response(response, checks=CHECKS)

    with requests.Session() as sending:
        exchange()


@pytest.mark.nightly
def test_the_command_line_with_our_hooks_finds_nothing(
    running_gateway: RunningGateway, shared: SaphanProcess, tmp_path: Path
) -> None:
    for file in FROM_OUTSIDE.glob("*.py"):
        shutil.copy(file, tmp_path)
    sample = requests.get(f"{running_gateway.base_url}/static/samples/saphan.py", timeout=30)
    (tmp_path / "saphan.py").write_bytes(sample.content)
    page = (ROOT / "docs" / "schemathesis.md").read_text("utf-8")
    [said] = [block for block in page.split("```") if block.strip().startswith("schemathesis run")]
    command = said.replace("\\", " ").replace("http://127.0.0.1:8080", running_gateway.base_url).split()
    done = subprocess.run(
        [str(Path(sys.executable).with_name(command[0])), *command[1:], "--generation-deterministic"],
        cwd=tmp_path,
        env={
            **os.environ,
            "SAPHAN_CREDENTIALS": str(shared.folder / "sandbox" / "police-case-system.json"),
            "SAPHAN_PURPOSE": "caseManagement",
            "SCHEMATHESIS_HOOKS": "saphan_hooks",
            "PYTHONPATH": ".",
        },
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert "Authentication failed" not in done.stdout
