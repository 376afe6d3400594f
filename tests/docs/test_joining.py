"""docs/joining.md, walked against a running gateway: a key, an agreement decided by two officers, a first exchange."""

import re
import time
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.house_rules import ROOT
from tests.support.walkthrough import blocks, clone, serving, shell

PAGE: Final = ROOT / "docs" / "joining.md"
AGREEMENT: Final = re.compile(r"^```toml\n(\[\[agreements\]\]\nid = .agr_moic-health.*?)^```", re.MULTILINE | re.DOTALL)
TWO_SECONDS: Final = 2.0  # what the gateway promises; a command takes half a second by itself


@pytest.mark.slow
def test_a_ministrys_system_joins_as_the_page_says(data_folder: Path) -> None:
    folder = clone(data_folder)
    steps = blocks(PAGE)
    (serve,) = [text for kind, text in steps if kind == "serve"]
    (agreement,) = AGREEMENT.findall(PAGE.read_text("utf-8"))
    change = ""
    with serving(serve, folder) as base:
        for kind, text in steps:
            command = text.replace("http://127.0.0.1:8080", base).replace("dch_…", change)
            if kind == "call":
                time.sleep(TWO_SECONDS)
            if kind != "serve":
                done = shell(command, folder)
                assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
            if "new-system" in command:
                with (folder / "trade-desk.toml").open("a", encoding="utf-8") as file:
                    file.write("\n" + agreement)
            if kind == "propose":
                change = done.stdout.split()[0]
                same = shell(command_to_approve(steps, change).replace("khamla", "bounmy"), folder)
                assert (same.returncode, "same-officer" in same.stderr) == (1, True), same.stderr
        time.sleep(TWO_SECONDS)
        (call,) = [text for kind, text in steps if kind == "call"]
        stopped = shell(call, folder)
        assert (stopped.returncode != 0, "invalid_client" in stopped.stdout + stopped.stderr) == (True, True)


def command_to_approve(steps: list[tuple[str, str]], change: str) -> str:
    (command,) = [text for kind, text in steps if kind == "approve"]
    return command.replace("dch_…", change)
