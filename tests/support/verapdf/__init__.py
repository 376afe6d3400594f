"""veraPDF, by the industry's own association: whether a PDF is PDF/A-2a and PDF/UA-1, and which rule it breaks."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.house_rules import ROOT
from tests.support.standard_clients import RUN_S, environment, fetch_into, missing

_HERE: Final = Path(__file__).parent
_BUILT: Final = ROOT / "build" / "verapdf"
_OPTIONS: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error")


def faults(folder: Path, documents: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Return the rules that each document breaks; without Java and Maven the test is skipped, but never in CI."""
    if why := missing("maven"):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
    fetch_into(_BUILT, _HERE, "maven")
    for name, document in documents.items():
        (folder / name).write_bytes(document)
    files = [str(folder / name) for name in documents]
    command = ["java", *_OPTIONS, "-cp", f"{_BUILT / 'libs'}/*", str(_HERE / "Validate.java"), *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_S, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    told = [line.split("\t") for line in done.stdout.splitlines()]
    assert {Path(file).name for file, *_ in told} == set(documents)
    return {name: [fault for file, *said in told if Path(file).name == name for fault in said] for name in documents}
