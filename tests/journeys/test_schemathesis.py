"""Schemathesis against the running gateway: whatever is sent, no 5xx, and every answer is what its document says.

Bounded: a fixed number of examples for each operation, derandomised, so that a run costs the same every time. The
documents are those that the gateway serves; the calls carry real tokens and proofs, so that they reach the services.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
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
from tests.support.sample_country import SYSTEMS
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow

EXAMPLES: Final = 6  # of each operation and mode
AT_NIGHT: Final = 60
SENT: Final = ("method", "url", "params", "json", "data", "headers", "cookies")
CHECKS: Final = [
    not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
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
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def exchange(case: Any) -> None:
        told = case.as_transport_kwargs(base_url=running_gateway.base_url + prefix)
        prepared = requests.Request(**{name: told[name] for name in SENT if name in told}).prepare()
        proven = running_gateway.wait(client.prove(prepared.method, prepared.path_url, purpose=purpose))
        prepared.headers.update(proven.headers())
        response = sending.send(prepared, timeout=30, allow_redirects=False)
        case.validate_response(response, checks=CHECKS)

    with requests.Session() as sending:
        exchange()
