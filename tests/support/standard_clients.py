"""OAuth libraries as their authors made them, fetched from their registries, with a program of each that uses it."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.architecture.house_rules import ROOT

PROGRAMS: Final = ROOT / "docs" / "examples" / "clients"
BUILT: Final = (
    ROOT / "build" / "clients"
)  # git sees nothing of it; what is downloaded lies in each registry's own cache
FETCH_S: Final = 300
RUN_S: Final = 120.0


@dataclass(frozen=True)
class StandardClient:
    """A library: its package, where it comes from, the program that uses it, and what that sets beyond the defaults."""

    package: str
    registry: str
    program: str
    told: str

    @property
    def version(self) -> str:
        """The version that the lock file of its registry pins."""
        return LOCKED[self.registry](self.package)

    @property
    def path(self) -> Path:
        return PROGRAMS / self.registry / self.program

    def command(self, program: Path) -> list[str]:
        """Return the command that runs the program, which may be a changed copy, on what was fetched."""
        built = BUILT / self.registry
        if self.registry == "npm":  # a module finds its libraries beside itself
            return ["node", str(shutil.copy(program, built / program.name))]
        if self.registry == "maven":
            return ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", f"{built / 'libs'}/*", str(program)]
        return [str(built / "venv/bin/python"), str(program)]

    def run(self, credentials: Path, program: Path | None = None) -> "subprocess.CompletedProcess[str]":
        """Run the program; what it has done stands in its output."""
        command = [*self.command(program or self.path), str(credentials)]
        return subprocess.run(command, capture_output=True, text=True, timeout=RUN_S, check=False, env=environment())


def _npm_version(package: str, group: str = "") -> str:
    lock = json.loads((PROGRAMS / group / "npm/package-lock.json").read_text("utf-8"))
    return str(lock["packages"][f"node_modules/{package}"]["version"])


def _maven_version(package: str, group: str = "") -> str:
    sums = (PROGRAMS / group / "maven/jars.sha256").read_text("utf-8")
    (version,) = re.findall(rf"  {re.escape(package)}-([0-9.]+)\.jar$", sums, re.MULTILINE)
    return str(version)


def _pypi_version(package: str, group: str = "") -> str:
    lock = (PROGRAMS / group / "pypi/requirements.lock").read_text("utf-8")
    (version,) = re.findall(rf"^{re.escape(package.lower())}==(\S+)", lock, re.MULTILINE)
    return str(version)


LOCKED: Final[dict[str, Callable[..., str]]] = {"npm": _npm_version, "maven": _maven_version, "pypi": _pypi_version}
CLIENTS: Final = (
    StandardClient("oauth4webapi", "npm", "oauth4webapi.mjs", "`algorithm: 'oauth2'` for discovery"),
    StandardClient("openid-client", "npm", "openid-client.mjs", "`algorithm: 'oauth2'` for discovery"),
    StandardClient(
        "oauth2-oidc-sdk", "maven", "NimbusClient.java", "nothing: the audience is an argument that it asks for"
    ),
    StandardClient(
        "spring-security-oauth2-client", "maven", "SpringClient.java", "the audience, by a customizer; DPoP proofs"
    ),
    StandardClient("Authlib", "pypi", "authlib_client.py", "the audience, its one argument; DPoP proofs"),
)


def missing(registry: str) -> str | None:
    """Return which tool is not there to fetch and run the libraries of that registry, or None."""
    tools = {"npm": ("node", "npm"), "maven": ("javac", "mvn"), "pypi": ()}[registry]
    absent = [tool for tool in tools if shutil.which(tool) is None]
    return f"no {' and no '.join(absent)}" if absent else None


def fetch(registry: str, group: str = "") -> None:
    """Bring the libraries of that registry into the build folder, each as its lock file says."""
    fetch_into(BUILT / group / registry, PROGRAMS / group / registry, registry)


def fetch_into(built: Path, source: Path, registry: str) -> None:
    """Bring what the lock files in `source` say into the folder; nothing is done twice."""
    locks = [source / name for name in LOCKS[registry]]
    state = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()
    done = built / "fetched"
    built.parent.mkdir(parents=True, exist_ok=True)
    with built.with_name(f"{built.name}.lock").open("w") as lock:  # two workers may want the same
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.is_file() and done.read_text("utf-8") == state:
            return
        shutil.rmtree(built, ignore_errors=True)
        built.mkdir()
        FETCHED[registry](source, built)
        done.write_text(state, "utf-8")


def _fetch_npm(source: Path, built: Path) -> None:
    for name in LOCKS["npm"]:
        shutil.copy(source / name, built)
    _do("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=built)


def _fetch_maven(source: Path, built: Path) -> None:
    libs = built / "libs"
    _do("mvn", "-q", "-B", "-f", str(source / "pom.xml"), "dependency:copy-dependencies", f"-DoutputDirectory={libs}")
    found = "".join(
        f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n" for jar in sorted(libs.glob("*.jar"))
    )
    assert found == (source / "jars.sha256").read_text("utf-8"), found


def _fetch_pypi(source: Path, built: Path) -> None:
    uv, venv = str(Path(sys.executable).with_name("uv")), str(built / "venv")
    _do(uv, "venv", "-q", "--python", sys.executable, venv)
    _do(uv, "pip", "install", "-q", "--python", venv, "--require-hashes", "-r", str(source / "requirements.lock"))


FETCHED: Final[dict[str, Callable[[Path, Path], None]]] = {
    "npm": _fetch_npm,
    "maven": _fetch_maven,
    "pypi": _fetch_pypi,
}
LOCKS: Final = {
    "npm": ("package.json", "package-lock.json"),
    "maven": ("pom.xml", "jars.sha256"),
    "pypi": ("requirements.lock",),
}


def _do(*command: str, folder: Path | None = None) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=FETCH_S, check=False, env=environment()
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def environment() -> dict[str, str]:
    """Return the environment of a program that is none of ours."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
