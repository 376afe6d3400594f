"""The container engine and its compose: `docker compose`, or podman with podman-compose; the same verbs for both."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from cli.refusals import Refused
from deploy.country.bridges import hold_addresses
from deploy.country.folder import ROOT, Country

_PROJECT: Final = "com.docker.compose.project"  # labels that both composes set
_SERVICE: Final = "com.docker.compose.service"


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine with the command of its compose."""

    name: str
    compose: tuple[str, ...]

    @classmethod
    def found(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Return the engine that CONTAINER names, else docker's where its compose answers, else podman's."""
        wanted = Path(environment["CONTAINER"]).name if environment.get("CONTAINER") else None  # make names its path
        if wanted in {None, "docker"} and _answers("docker", "compose", "version") and not _is_podman("docker"):
            return cls("docker", ("docker", "compose"))
        if wanted in {None, "podman"} and _answers("podman", "--version"):
            beside = Path(sys.executable).parent / "podman-compose"
            compose = str(beside) if beside.exists() else shutil.which("podman-compose")
            if compose is not None:
                return cls("podman", (compose,))
        raise Refused(
            "Neither `docker compose` nor podman with podman-compose is here: install one of them.",
            "ບໍ່ມີ `docker compose` ຫຼື podman ພ້ອມ podman-compose: ຕິດຕັ້ງອັນໃດອັນໜຶ່ງ.",
        )

    def run(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a command of the engine; raise `Refused` with what it said last when it fails."""
        return _done([self.name, *words], check=check)

    def up(self, country: Country, services: Sequence[str]) -> None:
        """Start these services as docker-compose.yml has them; what runs already and has not changed stays."""
        _done([*self.by_hand(country), "up", "-d", "--no-deps", *services])
        if self.name == "podman":
            hold_addresses(self.bridges(country))

    def down(self, country: Country, *, volumes: bool = False) -> None:
        """Stop and remove the containers and networks, and the volumes where they are to go."""
        _done([*self.by_hand(country), "down", *(["--volumes"] if volumes else [])])

    def containers(self, country: Country, service: str) -> list[Mapping[str, Any]]:  # Any: what an engine says of one
        """Return what the engine says of the service's containers, those that have ended too."""
        labels = (f"label={_PROJECT}={country.project}", f"label={_SERVICE}={service}")
        filters = [word for label in labels for word in ("--filter", label)]
        ids = self.run("ps", "-a", "-q", *filters).stdout.split()
        found: list[Mapping[str, Any]] = json.loads(self.run("inspect", *ids).stdout) if ids else []
        return found

    def healthy(self, container: Mapping[str, Any]) -> bool:  # Any: as above
        """Tell whether the container runs and its health command succeeds.

        Podman keeps its own watch by timers of systemd; where there is none, nobody watches, so the command is run.
        """
        if not container["State"]["Running"]:
            return False
        if not _has_health(container):
            return True
        if self.name == "docker":
            return bool(container["State"]["Health"]["Status"] == "healthy")
        return self.run("healthcheck", "run", container["Id"], check=False).returncode == 0

    def bridges(self, country: Country) -> list[str]:
        """Return the interfaces of podman's networks of this country."""
        names = self.run("network", "ls", "-q", "--filter", f"label={_PROJECT}={country.project}").stdout.split()
        networks = json.loads(self.run("network", "inspect", *names).stdout) if names else []
        return [network["network_interface"] for network in networks if network["driver"] == "bridge"]

    def has_image(self, reference: str) -> bool:
        """Tell whether the image is on this machine."""
        return self.run("image", "inspect", reference, check=False).returncode == 0

    def by_hand(self, country: Country) -> list[str]:
        """Return the command that an operator types before `ps`, `logs` or `restart` to reach this country."""
        files = ["-f", str(ROOT / "docker-compose.yml"), "--env-file", str(country.settings_file)]
        profiles = ["--profile", "sandbox", *(["--profile", "telemetry"] if country.telemetry else [])]
        return [*self.compose, "-p", country.project, *files, *profiles]


def _has_health(container: Mapping[str, Any]) -> bool:  # Any: as above
    config = container["Config"]
    test = (config.get("Healthcheck") or {}).get("Test") or ["NONE"]
    return bool(test[0] != "NONE")


def _answers(*words: str) -> bool:
    return shutil.which(words[0]) is not None and _done(list(words), check=False).returncode == 0


def _is_podman(command: str) -> bool:
    return "podman" in _done([command, "--version"], check=False).stdout.lower()


def _done(command: Sequence[str], *, check: bool = True) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PODMAN_COMPOSE_WARNING_LOGS": "false"}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=ROOT)  # noqa: S603 - engines found above
    if check and ended.returncode:
        why = (ended.stderr.strip() or ended.stdout.strip()).splitlines()[-3:]
        said = f"`{' '.join(command[:3])} … {command[-1]}` failed: {' / '.join(why)}"
        raise Refused(said, f"ຄຳສັ່ງຄອນເທນເນີບໍ່ສຳເລັດ: {' / '.join(why)}")
    return ended
