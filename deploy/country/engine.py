"""The container engine and its compose: `docker compose`, or podman with podman-compose; the same verbs for both."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Self

from cli.refusals import Refused
from deploy.country.bridges import hold_addresses
from deploy.country.folder import ROOT, Country

_PROJECT: Final = "com.docker.compose.project"  # labels that both composes set
_SERVICE: Final = "com.docker.compose.service"
_AGAIN_S: Final = 0.3
_WOULD: Final = re.compile(r"INFO:podman_compose:podman (?P<verb>stop -t \d+|rm) (?P<name>\S+)")


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
        """Start these services as docker-compose.yml has them; what runs already and has not changed stays.

        podman-compose alone would remove whatever depends on a changed service too, the gateways with a migration.
        """
        if self.name != "podman":
            _done([*self.by_hand(country), "up", "-d", "--no-deps", *services])
            return
        self._remove_changed(country, services)
        _done([*self.by_hand(country), "up", "-d", "--no-deps", "--no-recreate", *services])
        hold_addresses(self.bridges(country))

    def _remove_changed(self, country: Country, services: Sequence[str]) -> None:
        """Stop and remove those containers of these services that podman-compose would make anew, and no others."""
        present = {str(each["Name"]) for service in services for each in self.containers(country, service)}
        if present:
            compose, *words = self.by_hand(country)
            tried = _done([compose, "--verbose", "--dry-run", *words, "up", "-d", "--no-deps", *services])
            for said in would_do(tried.stderr, present):
                self.run(*said)

    def execute(
        self,
        container: Mapping[str, Any],
        words: Sequence[str],
        *,
        into: IO[bytes] | None = None,
        fed: IO[bytes] | None = None,
    ) -> None:  # Any: as below
        """Run a command in the container, from one file and into another; raise `Refused` with its last words."""
        command = [self.name, "exec", "-i", container["Id"], *words]
        ended = subprocess.run(  # noqa: S603 - words of ours
            command, stdin=fed or subprocess.DEVNULL, stdout=into, stderr=subprocess.PIPE, check=False
        )
        if ended.returncode:
            why = " / ".join(ended.stderr.decode("utf-8", "replace").strip().splitlines()[-3:])
            raise Refused(f"`{words[0]}` in a container failed: {why}", f"ຄຳສັ່ງ `{words[0]}` ໃນຄອນເທນເນີບໍ່ສຳເລັດ: {why}")

    def down(self, country: Country, *, volumes: bool = False) -> None:
        """Stop and remove the containers and networks, and the volumes where they are to go."""
        _done([*self.by_hand(country), "down", *(["--volumes"] if volumes else [])])

    def containers(self, country: Country, service: str) -> list[Mapping[str, Any]]:  # Any: what an engine says of one
        """Return what the engine says of the service's containers, those that have ended too.

        Podman fails on one that ends or goes while it is looked at, so it is asked again before `Refused` is raised.
        """
        labels = (f"label={_PROJECT}={country.project}", f"label={_SERVICE}={service}")
        filters = [word for label in labels for word in ("--filter", label)]
        for last in (False, False, True):
            ids = self.run("ps", "-a", "-q", *filters).stdout.split()
            said = self.run("inspect", *ids, check=last) if ids else None
            if said is None or said.returncode == 0:
                break
            time.sleep(_AGAIN_S)
        found: list[Mapping[str, Any]] = json.loads(said.stdout) if said is not None else []
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


def would_do(dry_run: str, names: Collection[str]) -> list[list[str]]:
    """Return what podman-compose said it would do to containers of these names: how each is stopped, and removed."""
    found = _WOULD.finditer(dry_run)
    return [[*said["verb"].split(), said["name"]] for said in found if said["name"] in names]


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
