"""Code samples of the reference, run as they stand in the served document against the gateway that serves it.

A reader copies a sample and the file that it names, and calls. Only numbers are changed, so that two languages do not
open the same case. TypeScript and Java need npm and a JDK, and run at night; C# says of itself that nobody runs it.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
import requests

from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import GATEWAY, Component
from gateway.front.reference.document import operations
from gateway.front.reference.samples import LANGUAGES
from tests.support.pair import Pair
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow

NUMBER: Final = "045/ປກສ.ຈທ"  # of the example that samples send
SHARED_FILE: Final = re.compile(r"http://\S+/static/samples/(\S+)")
# What is called as whom, and what its answer shows: a read, a write, and a legal act, whose signature must be right
# before anybody looks for the case that is not there.
CALLS: Final = [
    ("listCases", "police-case-system", '"items":'),
    ("openCase", "police-case-system", '"caseId":"cas_'),
    ("fileCharge", "ospp-case-system", '"code":"not-found"'),
    ("listSchemas", "police-case-system", '"items":'),
]
QUICK: Final = [("curl", ".sh", "bash"), ("Python", ".py", sys.executable)]
NPM: Final = ("typescript@5.9.3", "@types/node@20.19.25")
TSCONFIG: Final = '{"compilerOptions": {"module": "nodenext", "target": "es2022", "strict": true, "types": ["node"]}}'


@pytest.fixture(scope="module")
def running(shared: SaphanProcess) -> SaphanProcess:
    return asyncio.run(shared.ready())


@cache
def samples(base_url: str, operation_id: str) -> dict[str, str]:
    """Return the samples of an operation by language."""
    document: Any = requests.get(f"{base_url}/openapi.json", timeout=120).json()
    [found] = [each for *_, each in operations(document) if each["operationId"] == operation_id]
    return {sample["label"]: sample["source"] for sample in found["x-codeSamples"]}


def copied(folder: Path, base_url: str, operation_id: str, label: str, suffix: str) -> Path:
    """Return a file with the sample; the one that it names lies beside it."""
    source = samples(base_url, operation_id)[label]
    if named := SHARED_FILE.search(source):
        (folder / named[1]).write_bytes(requests.get(named[0], timeout=30).content)
    file = folder / f"Sample{suffix}"
    file.write_text(
        source.replace(NUMBER, f"{NUMBER}-{label}").replace(
            f"class {operation_id[:1].upper()}{operation_id[1:]} ", "class Sample "
        ),
        "utf-8",
    )
    return file


def run(folder: Path, *command: str, **environment: str) -> str:
    """Return what a command says; fail with what it complains about."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def credentials(saphan: SaphanProcess, system: str) -> str:
    return str(saphan.folder / "sandbox" / f"{system}.json")


@pytest.mark.parametrize(("operation_id", "system", "shows"), CALLS)
@pytest.mark.parametrize(("label", "suffix", "command"), QUICK)
def test_a_sample_runs_as_it_stands(
    label: str,
    suffix: str,
    command: str,
    operation_id: str,
    system: str,
    shows: str,
    running: SaphanProcess,
    tmp_path: Path,
) -> None:
    file = copied(tmp_path, running.base_url, operation_id, label, suffix)
    assert shows in run(tmp_path, command, file.name, SAPHAN_CREDENTIALS=credentials(running, system))


@pytest.mark.nightly
@pytest.mark.parametrize(("operation_id", "system", "shows"), CALLS)
def test_a_sample_in_java_compiles_and_runs(
    operation_id: str, system: str, shows: str, running: SaphanProcess, tmp_path: Path
) -> None:
    assert shows in java(tmp_path, running.base_url, operation_id, credentials(running, system))


def java(folder: Path, base_url: str, operation_id: str, credentials: str) -> str:
    """Return what a sample in Java says."""
    copied(folder, base_url, operation_id, "Java", ".java")
    run(folder, "javac", "-encoding", "UTF-8", *(file.name for file in folder.glob("*.java")))
    return run(folder, "java", "-Dstdout.encoding=UTF-8", "Sample", SAPHAN_CREDENTIALS=credentials)


@pytest.fixture(scope="module")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the TypeScript compiler, set as strictly as it goes."""
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    (folder / "tsconfig.json").write_text(TSCONFIG)
    run(folder, "npm", "install", "--silent", "--no-audit", "--no-fund", *NPM)
    return folder


@pytest.mark.nightly
@pytest.mark.parametrize(("operation_id", "system", "shows"), CALLS)
def test_a_sample_in_typescript_builds_strict_and_runs(
    operation_id: str, system: str, shows: str, running: SaphanProcess, node_folder: Path
) -> None:
    assert shows in typescript(node_folder, running.base_url, operation_id, credentials(running, system))


def typescript(folder: Path, base_url: str, operation_id: str, credentials: str) -> str:
    """Return what a sample in TypeScript says."""
    copied(folder, base_url, operation_id, "TypeScript", ".ts")
    run(folder, "npx", "--no-install", "tsc", "-p", ".")
    return run(folder, "node", "Sample.js", SAPHAN_CREDENTIALS=credentials)


class WantingNonces(Pair):
    """A gateway that wants its nonces in proofs, and a service behind it."""

    def environment(self, component: Component) -> Mapping[str, str]:
        told = dict(super().environment(component))
        return told | ({"SAPHAN_GATEWAY_DPOP_NONCES": "true"} if component is GATEWAY else {})


@pytest.mark.nightly
async def test_samples_to_be_compiled_put_the_nonce_that_the_gateway_wants_into_proofs(
    data_folder: Path,
    postgres_server: EmbeddedPostgres,
    session: aiohttp.ClientSession,
    node_folder: Path,
    tmp_path: Path,
) -> None:
    wanting = WantingNonces(data_folder, postgres_server)
    try:
        await wanting.bring_up(session)
        mine, url = str(data_folder / "sandbox" / "police-case-system.json"), wanting.url(GATEWAY)
        for operation_id, shows in (("listCases", '"items":'), ("openCase", '"caseId":"cas_')):
            assert shows in await asyncio.to_thread(java, tmp_path, url, operation_id, mine)
            assert shows in await asyncio.to_thread(typescript, node_folder, url, operation_id, mine)
    finally:
        wanting.clean_up()


def test_every_sample_for_the_shell_is_read_by_it(running: SaphanProcess, tmp_path: Path) -> None:
    document: Any = requests.get(f"{running.base_url}/openapi.json", timeout=120).json()
    sources = [each["x-codeSamples"][0] for *_, each in operations(document) if "x-codeSamples" in each]
    assert {sample["label"] for sample in sources} == {LANGUAGES[0].label}
    functions = [f"f{number}() {{\n{sample['source']}\n}}" for number, sample in enumerate(sources)]
    (tmp_path / "all.sh").write_text("\n".join(functions), encoding="utf-8")
    assert run(tmp_path, "bash", "-n", "all.sh") == ""


def test_what_the_samples_need_is_there() -> None:
    assert [name for name in ("bash", "curl", "jq", "openssl") if shutil.which(name) is None] == []
