"""A real Prometheus (Debian's package) on recorded figures, and promtool."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.architecture.house_rules import ROOT

RULES: Final = ROOT / "deploy" / "telemetry" / "rules"
RULE_TESTS: Final = ROOT / "deploy" / "telemetry" / "tests"
RECORDED: Final = ROOT / "tests" / "data" / "metrics"
MINUTE_S: Final = 60
STEPS: Final = 10  # minutes of figures, drawn straight from the first page to the second
LINE: Final = re.compile(r"^(?P<series>[a-zA-Z_:][^ ]*(?:\{.*\})?) (?P<value>\S+)$", re.MULTILINE)

needs_prometheus: Final = pytest.mark.skipif(
    shutil.which("promtool") is None and not os.environ.get("CI"),
    reason="needs Debian's package prometheus; CI has it",
)


def promtool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run promtool and return what it has said."""
    return subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True, timeout=120, check=False)


def figures(name: str) -> dict[str, float]:
    """Return the recorded page of a running Saphan, by series."""
    text = (RECORDED / name).read_text("utf-8")
    return {found["series"]: float(found["value"]) for found in LINE.finditer(text)}


def between(first: Mapping[str, float], second: Mapping[str, float], begins: int) -> str:
    """Return figures minute by minute from one page to another, as promtool takes them in."""
    lines = []
    for series, last in second.items():
        was = first.get(series, 0.0)
        lines += [f"{series} {was + (last - was) * at / STEPS} {begins + at * MINUTE_S}" for at in range(STEPS + 1)]
    return "\n".join([*lines, "# EOF", ""])


class Prometheus:
    """A running server that answers queries."""

    def __init__(self, base_url: str, now: int) -> None:
        self.base_url = base_url
        self.now = now  # the moment of the last figures

    def ask(self, query: str) -> list[Any]:  # Any: what a query finds has a shape for each kind of result
        """Return what an instant query finds; fail on one that Prometheus does not understand."""
        return self._result(f"query?{urlencode({'query': query, 'time': self.now})}")

    def _result(self, path: str) -> list[Any]:  # Any: see ask
        with urlopen(f"{self.base_url}/api/v1/{path}", timeout=30) as answer:
            told = json.load(answer)
        assert told["status"] == "success", told
        found: list[Any] = told["data"]["result"]  # Any: see ask
        return found


@contextmanager
def running(folder: Path) -> Iterator[Prometheus]:
    """Start Prometheus on the recorded figures of ten minutes; stop it in the end."""
    now = int(time.time()) // MINUTE_S * MINUTE_S
    begins = now - STEPS * MINUTE_S
    page = folder / "figures.txt"
    page.write_text(between(figures("first.txt"), figures("second.txt"), begins), "utf-8")
    made = promtool("tsdb", "create-blocks-from", "openmetrics", page, folder / "tsdb")
    assert made.returncode == 0, made.stderr
    (folder / "prometheus.yml").write_text("{}\n")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    words = (
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/tsdb",
        f"--web.listen-address=127.0.0.1:{port}",
    )
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(["prometheus", *words], stdout=log, stderr=log)
    try:
        _until_ready(f"http://127.0.0.1:{port}", process)
        yield Prometheus(f"http://127.0.0.1:{port}", now)
    finally:
        process.terminate()
        process.wait(30)


def _until_ready(base_url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "Prometheus has ended"
        try:
            with urlopen(f"{base_url}/-/ready", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail("Prometheus did not get ready within a minute")
