"""The marked commands of a documentation page, run one by one in a folder like a fresh clone."""

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.architecture.house_rules import ROOT

BLOCK: Final = re.compile(r"^```bash test-([a-z]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
READY_S: Final = 240.0


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return the page's marked commands in their order: (what is expected of it, text)."""
    return BLOCK.findall(page.read_text("utf-8"))


def shell(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )


@contextmanager
def serving(command: str, folder: Path) -> Iterator[str]:
    """Run the serving command on a free port until the end of the block; yield where it answers."""
    credentials = folder / "saphan-data" / "sandbox" / "police-case-system.json"
    # the README's port may be taken on this machine; the credentials say which one it became
    with (
        (folder / "run.log").open("wb") as log,
        subprocess.Popen(f"exec {command.strip()} --port 0", shell=True, cwd=folder, stdout=log, stderr=log) as process,
    ):
        try:
            yield ready(credentials, process, folder / "run.log")
        finally:
            process.terminate()
            assert process.wait(60) == 0, (folder / "run.log").read_text("utf-8")


def ready(credentials: Path, process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        if credentials.exists():
            base: str = json.loads(credentials.read_text("utf-8"))["baseUrl"]
            try:
                with urllib.request.urlopen(f"{base}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return base
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


def clone(folder: Path) -> Path:
    """Make a folder that looks like a fresh clone to the README's commands."""
    for name in (".venv", "schemas"):
        (folder / name).symlink_to(ROOT / name)
    return folder
