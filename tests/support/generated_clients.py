"""Clients that generators make of the served document with their defaults, built strictly and run.

Each has a program in docs/examples/clients/generated that lists a page, opens a case and reads a refusal.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.standard_clients import BUILT, LOCKED, PROGRAMS, RUN_S, environment

GENERATED: Final = "generated"  # beside the standard clients' folders, with lock files of its own
_TSCONFIG: Final = {
    "compilerOptions": {
        "module": "esnext",
        "moduleResolution": "bundler",
        "target": "es2022",
        "lib": ["es2022", "dom"],
        "types": ["node"],
        "strict": True,
        "noEmit": True,
    }
}


@dataclass(frozen=True)
class GeneratedClient:
    """A generator: its name and the package that it is in, the program, and the sample that makes its proofs."""

    name: str
    package: str
    registry: str
    program: str
    sample: str
    build: "Callable[[GeneratedClient, Path], list[str]]"
    told: str = "token and proof, from the sample"

    @property
    def version(self) -> str:
        """The version that the lock file of its registry pins."""
        return LOCKED[self.registry](self.package, GENERATED)

    @property
    def libraries(self) -> Path:
        return BUILT / GENERATED / self.registry

    def built(self, document: bytes, sample: bytes, folder: Path) -> list[str]:
        """Return the command that runs the client, made of the document in that folder; fail with what is wrong."""
        (folder / "openapi.json").write_bytes(document)
        (folder / self.sample).write_bytes(sample)
        shutil.copy(PROGRAMS / GENERATED / self.registry / self.program, folder)
        return self.build(self, folder)


def _openapi_typescript(client: GeneratedClient, folder: Path) -> list[str]:
    (folder / "node_modules").symlink_to(client.libraries / "node_modules")
    do(folder, "node_modules/.bin/openapi-typescript", "openapi.json", "-o", "schema.d.ts")
    return _strict_typescript(client, folder)


def _typescript_fetch(client: GeneratedClient, folder: Path) -> list[str]:
    (folder / "node_modules").symlink_to(BUILT / GENERATED / "npm" / "node_modules")
    do(folder, *_generator(), "-g", "typescript-fetch", "-o", "client")
    return _strict_typescript(client, folder)


def _strict_typescript(client: GeneratedClient, folder: Path) -> list[str]:
    (folder / "tsconfig.json").write_text(json.dumps(_TSCONFIG), "utf-8")
    do(folder, "node_modules/.bin/tsc", "-p", ".")
    bundle = ("--bundle", "--platform=node", "--format=esm", "--target=node20", "--outfile=run.mjs")
    do(folder, "node_modules/.bin/esbuild", client.program, "--log-level=warning", *bundle)
    return ["node", "run.mjs"]


def _java_native(client: GeneratedClient, folder: Path) -> list[str]:
    # one object of parameters for each call: a query that an operation gets later changes no call that is written;
    # and a list that nobody has filled is not sent, where forms say that a list has one item at least
    properties = "--additional-properties=useSingleRequestParameter=true,containerDefaultToNull=true"
    do(folder, *_generator(), "-g", "java", "--library", "native", properties, "-o", "client")
    jars = [str(jar) for jar in sorted((client.libraries / "libs").glob("*.jar")) if "generator" not in jar.name]
    sources = [str(file) for file in (folder / "client/src/main/java").rglob("*.java")]
    (folder / "sources").write_text("\n".join([*sources, client.sample, client.program]), "utf-8")
    do(folder, "javac", "-nowarn", "-encoding", "UTF-8", "-cp", ":".join(jars), "-d", "classes", "@sources")
    return ["java", "-Dfile.encoding=UTF-8", "-cp", ":".join(["classes", *jars]), Path(client.program).stem]


def _generator() -> list[str]:
    [jar] = (BUILT / GENERATED / "maven" / "libs").glob("openapi-generator-cli-*.jar")
    return ["java", "-XX:+UseSerialGC", "-jar", str(jar), "generate", "-i", "openapi.json"]


def _python_client(client: GeneratedClient, folder: Path) -> list[str]:
    venv = client.libraries / "venv/bin"
    do(folder, str(venv / "openapi-python-client"), "generate", "--path", "openapi.json", "--output-path", "client")
    shutil.copytree(folder / "client/saphan_client", folder / "saphan_client")
    do(folder, str(venv / "python"), "-m", "compileall", "-q", "saphan_client")
    return [str(venv / "python"), client.program]


def typed_strictly(client: GeneratedClient, folder: Path) -> None:
    """Hold a program in Python, the client that was made for it and the sample against mypy; fail with what it says."""
    # the generator casts what `isinstance` has told already
    do(
        folder,
        str(client.libraries / "venv/bin/mypy"),
        "--strict",
        "--disable-error-code=redundant-cast",
        client.program,
    )


def do(folder: Path, *command: str) -> None:
    """Run a step in that folder; fail with what it says. The tools of the same environment are on the path."""
    tools = {"PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}"} if "/" in command[0] else {}
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=5 * RUN_S,
        check=False,
        env=environment() | tools,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"


GENERATED_CLIENTS: Final = (
    GeneratedClient(
        "openapi-typescript", "openapi-typescript", "npm", "openapi-typescript.ts", "saphan.ts", _openapi_typescript
    ),
    GeneratedClient(
        "openapi-generator, typescript-fetch",
        "openapi-generator-cli",
        "maven",
        "typescript-fetch.ts",
        "saphan.ts",
        _typescript_fetch,
    ),
    GeneratedClient(
        "openapi-generator, java native",
        "openapi-generator-cli",
        "maven",
        "NativeClient.java",
        "Saphan.java",
        _java_native,
    ),
    GeneratedClient(
        "openapi-python-client", "openapi-python-client", "pypi", "python_client.py", "saphan.py", _python_client
    ),
)
