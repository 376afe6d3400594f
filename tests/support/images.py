"""Images of the components, built once for all tests, and containers of them as a data centre runs them."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from chassis.postgres.embedded import EmbeddedPostgres
from deploy.build.pins import ROOT, WHEELHOUSE
from deploy.build.sbom import main as write_bills
from deploy.build.wheelhouse import fill
from tests.support.postgres import SETTINGS, passable_folder

ENGINE: Final = "podman"
BASE: Final = "docker.io/library/python:3.11-slim-bookworm"
USER: Final = 65532
BUILD_S: Final = 900.0
PATIENCE_S: Final = 240.0  # seconds, or minutes on a machine that does ten other things
# As restricted as a namespace of Kubernetes allows at most, and no more than that is needed.
CONFINED: Final = (
    "--read-only",
    "--tmpfs=/tmp",
    "--cap-drop=all",
    "--security-opt=no-new-privileges",
    "--network=host",
)


def engine(*words: str, timeout: float = PATIENCE_S, check: bool = True) -> str:
    """Run podman and return what it printed; fail with what it complained about."""
    done = subprocess.run([ENGINE, *words], capture_output=True, text=True, check=False, timeout=timeout)
    assert not check or done.returncode == 0, f"{ENGINE} {' '.join(words)}: {done.stderr}"
    return done.stdout.strip()


def made(script: str, *words: str) -> str:
    """Run a script of `deploy/` that makes images, and return what it said; fail with that otherwise."""
    command = [str(ROOT / "deploy" / script), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=BUILD_S)
    assert done.returncode == 0, done.stderr
    return done.stderr.strip().rpartition("\n")[2]


def inspected(kind: str, name: str) -> dict[str, Any]:
    """Return what podman knows of an image or a container."""
    found: list[dict[str, Any]] = json.loads(engine(kind, "inspect", name))
    return found[0]


def missing() -> str | None:
    """Return why no image can be built on this machine, or None."""
    if os.geteuid() != 0:
        return "the base image is made by debootstrap, which needs root"
    lacking = [tool for tool in (ENGINE, "runc", "debootstrap") if shutil.which(tool) is None]
    return f"no {', '.join(lacking)}" if lacking else None


@pytest.fixture(scope="session")
def wheelhouse() -> Path:
    """The wheelhouse of this tree, full, with the bill of every image."""
    assert fill(WHEELHOUSE) == []
    assert write_bills() == 0
    return WHEELHOUSE


@pytest.fixture(scope="session")
def image(wheelhouse: Path) -> Callable[[str], str]:
    """`image(component)` builds the image on its base, once, and returns its name."""
    if reason := missing():
        reason = f"no image was built: {reason}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    assert wheelhouse.is_dir()
    made("bases/python.sh")
    built: dict[str, str] = {}

    def build(component: str) -> str:
        if component not in built:
            built[component] = made("build/image.sh", component).removeprefix("· ")
        return built[component]

    return build


class Containers:
    """Containers on the network of this machine, and a PostgreSQL that they reach through its socket."""

    def __init__(self, folder: Path, server: EmbeddedPostgres, image: Callable[[str], str]) -> None:
        self.folder = folder
        self.server = server
        self.image = image
        self.started: list[str] = []

    @property
    def mounts(self) -> tuple[str, ...]:
        """The folder of the test, at the same place in each container: data of the user inside, and the socket."""
        return (f"--volume={self.folder}:{self.folder}",)

    def run(self, component: str, *words: str, **environment: str) -> str:
        """Run a command of an image to its end, and return what it printed."""
        return engine("run", "--rm", *CONFINED, *self.mounts, *told(environment), self.image(component), *words)

    def serve(self, component: str, environment: Mapping[str, str], *options: str, words: Sequence[str] = ()) -> str:
        """Start a component, by the image's own command unless `words` are said; return the container's name."""
        name = f"saphan-test-{os.getpid()}-{component}"
        self.started.append(name)
        started = ("run", "-d", f"--name={name}", *CONFINED, *self.mounts, *options, *told(environment))
        engine(*started, self.image(component), *words)
        return name

    def fault_of(self, name: str, *options: str) -> str | None:
        """Return what the image's own health command complains about, or None."""
        done = subprocess.run(
            [ENGINE, "exec", name, "saphan", "probe", *options], capture_output=True, text=True, check=False
        )
        return None if done.returncode == 0 else done.stderr

    def until_alive(self, name: str, *options: str, after: int = 0) -> None:
        """Wait until the health command says yes, in another process than `after`; fail with the log otherwise."""
        deadline, fault = time.monotonic() + PATIENCE_S, None
        while time.monotonic() < deadline:
            pid = pid_of(name)
            if pid == 0 and not after:
                break
            if pid not in {0, after}:
                fault = self.fault_of(name, *options)
                if fault is None:
                    return
            time.sleep(0.1)
        raise AssertionError(f"{fault}\n{log_of(name)}")

    def clean_up(self) -> None:
        """Leave no container behind."""
        for name in self.started:
            engine("rm", "-f", "-t", "0", name, check=False)


def told(environment: Mapping[str, str]) -> Sequence[str]:
    """Return the environment as podman's options."""
    return [f"--env={name}={value}" for name, value in environment.items()]


def log_of(name: str) -> str:
    """Return what a container has written."""
    done = subprocess.run([ENGINE, "logs", name], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def pid_of(name: str) -> int:
    """Return the process of a container, 0 while it has none."""
    return int(inspected("container", name)["State"]["Pid"])


@contextmanager
def reachable_postgres() -> Iterator[tuple[Path, EmbeddedPostgres]]:
    """Run a PostgreSQL whose socket other users reach; yield its folder, and it."""
    settings = {**SETTINGS, "unix_socket_permissions": "0777"}
    with passable_folder() as folder, EmbeddedPostgres(folder / "postgres", settings=settings) as server:
        (folder / "postgres" / "socket").chmod(0o711)
        yield folder, server


@pytest.fixture
def containers(image: Callable[[str], str]) -> Iterator[Containers]:
    with reachable_postgres() as (folder, server):
        made = Containers(folder, server, image)
        try:
            yield made
        finally:
            made.clean_up()
