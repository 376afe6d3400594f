"""The worked examples of docs/evidence.md and docs/certificates.md, walked as an expert would, byte for byte."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from evidence.finding_sentences import SENTENCES
from tests.architecture.house_rules import ROOT

DOCUMENT: Final = (ROOT / "docs" / "evidence.md").read_text("utf-8")
STEP: Final = re.compile(r"^```bash example\n(.*?)^```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["evidence", "certificates"])
def test_the_example_prints_what_it_says(tmp_path: Path, name: str) -> None:
    document = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    folder = shutil.copytree(ROOT / "docs" / f"{name}-example", tmp_path / "example")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    steps = STEP.findall(document)
    assert len(steps) == document.count("```bash example")
    for command, printed in steps:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=folder, env=os.environ | {"PATH": path, "LC_ALL": "C.UTF-8", "COLUMNS": "200"},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.stdout == printed, f"{command}\n{done.stdout}\n{done.stderr}"


def test_every_finding_is_listed() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \|", DOCUMENT.partition("## The findings")[2], re.MULTILINE)) == set(
        SENTENCES
    )
