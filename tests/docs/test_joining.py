"""docs/joining.md, walked against a running gateway: an agency joins, works, merges its offices, adds codes."""

import json
import re
import time
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.house_rules import ROOT
from tests.support.walkthrough import blocks, clone, serving, shell

PAGE: Final = ROOT / "docs" / "joining.md"
ID: Final = re.compile(r"\b([a-z]{3})_[0-9A-Za-z]{20,}")
TO_FILL_IN: Final = re.compile(r"\b([a-z]{3})_…")
TWO_SECONDS: Final = 2.0  # what the gateway promises; a command takes half a second by itself


@pytest.mark.slow
def test_an_agency_joins_and_works_as_the_page_says(data_folder: Path) -> None:
    folder, steps = clone(data_folder), blocks(PAGE)
    (serve,) = [text for kind, text in steps if kind == "serve"]
    printed: dict[str, str] = {}  # the last id of each kind, which a reader copies
    with serving(serve, folder) as base:
        for kind, text in steps:
            if kind == "serve":
                continue
            command = filled_in(text.replace("http://127.0.0.1:8080", base), printed)
            if kind == "approve":
                same = shell(command.replace("khamla", "bounmy"), folder)
                assert (same.returncode, "same-officer" in same.stderr) == (1, True), same.stderr
            done = shell(command, folder)
            assert done.returncode == (1 if kind == "refused" else 0), f"{command}\n{done.stdout}\n{done.stderr}"
            if kind == "refused":
                code = json.loads(done.stdout)["code"]
                assert f"`{code}`" in before(text), done.stdout
                assert ("--office CODE" in done.stderr) == code.startswith("office-"), done.stderr
            if kind in ("approve", "suspend"):
                time.sleep(TWO_SECONDS)
            printed |= {found[1]: found[0] for found in ID.finditer(done.stdout)}
        stopped = shell(".venv/bin/saphan call --as forest-desk.json GET /case-registry/v1/cases", folder)
        assert (stopped.returncode, "invalid_client" in stopped.stdout) == (1, True), stopped.stderr


def filled_in(command: str, printed: dict[str, str]) -> str:
    """Return the command with the ids of this run."""
    return TO_FILL_IN.sub(lambda gap: printed[gap[1]], command)


def before(command: str) -> str:
    """Return the paragraph of the page that announces the command."""
    return PAGE.read_text("utf-8").partition(command)[0].rstrip().rsplit("\n\n", 2)[-2]
