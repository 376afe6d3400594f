"""Pebble, the ACME server of Let's Encrypt for tests, and certbot as an operator runs it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cli.ports import free_port
from tests.support.authority import Authority

HOST: Final = "127.0.0.1"
_MODULE: Final = "github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.3"
_BUILT_S: Final = 900
_READY_S: Final = 30


def _program(folder: Path) -> str:
    """Return pebble as it is installed, else build it by the ordinary Go client, whose cache makes that seconds."""
    if (installed := shutil.which("pebble")) is not None:
        return installed
    environment = {**os.environ, "GOBIN": str(folder), "GOTOOLCHAIN": "auto"}
    subprocess.run(["go", "install", _MODULE], env=environment, check=True, timeout=_BUILT_S)
    return str(folder / "pebble")


@dataclass
class Acme:
    """A running pebble, and the files of a certbot that asks it."""

    folder: Path
    port: int
    management: int
    challenge: int  # where pebble looks for what proves that a name is ours
    authority: Authority  # of pebble's own address

    def certbot(self, *words: str) -> None:
        """Run certbot; fail with what it said when it does."""
        folders = [f"--{kind}-dir={self.folder / kind}" for kind in ("config", "work", "logs")]
        command = [str(Path(sys.executable).parent / "certbot"), *words, "--non-interactive", *folders]
        environment = {**os.environ, "REQUESTS_CA_BUNDLE": str(self.authority.path)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

    def obtain(self, address: str) -> tuple[Path, Path]:
        """Obtain a certificate as documented, and return where certbot keeps chain and key."""
        self.certbot(
            "certonly",
            "--agree-tos",
            "--register-unsafely-without-email",
            f"--server=https://{HOST}:{self.port}/dir",
            "--standalone",
            f"--http-01-port={self.challenge}",
            f"--ip-address={address}",
        )
        live = self.folder / "config" / "live" / address
        return live / "fullchain.pem", live / "privkey.pem"

    def renew(self) -> None:
        """Renew everything, as certbot's timer does when the time has come."""
        self.certbot("renew", "--force-renewal", "--no-random-sleep-on-renew")


@contextmanager
def running_pebble(folder: Path) -> Iterator[Acme]:
    """Run pebble with its files in the folder."""
    authority = Authority(folder, "Pebbles own")
    certificate, key = authority.files("pebble", HOST)
    acme = Acme(folder, free_port(HOST), free_port(HOST), free_port(HOST), authority)
    told = {
        "listenAddress": f"{HOST}:{acme.port}",
        "managementListenAddress": f"{HOST}:{acme.management}",
        "certificate": str(certificate),
        "privateKey": str(key),
        "httpPort": acme.challenge,
        "tlsPort": acme.challenge,
        "profiles": {"default": {"description": "the only one", "validityPeriod": 7_776_000}},
    }
    (folder / "pebble.json").write_text(json.dumps({"pebble": told}))
    environment = {**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"}
    with (folder / "pebble.log").open("wb") as log:
        process = subprocess.Popen(
            [_program(folder), "-config", str(folder / "pebble.json")], env=environment, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + _READY_S
        while b"Listening on" not in (said := (folder / "pebble.log").read_bytes()):
            assert process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.05)
        yield acme
    finally:
        process.terminate()
        process.wait(10)
