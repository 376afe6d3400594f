"""docs/merger.md, walked against a running gateway: two stations become one, and an open case goes on there."""

import time
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.house_rules import ROOT
from tests.support.walkthrough import blocks, clone, serving, shell

PAGE: Final = ROOT / "docs" / "merger.md"
TWO_SECONDS: Final = 2.0  # what is promised to gateways and services together


@pytest.mark.nightly
@pytest.mark.slow
def test_two_offices_merge_as_the_page_says(data_folder: Path) -> None:
    folder = clone(data_folder)
    ((kind, serve), *steps) = blocks(PAGE)
    assert kind == "serve"
    change, said = "", ""
    with serving(serve, folder):
        for kind, text in steps:
            if kind in {"call", "refused"}:
                time.sleep(TWO_SECONDS)
            done = shell(text.replace("dch_…", change), folder)
            said = f"{text}\n{done.stdout}\n{done.stderr}"
            assert (done.returncode == 0) == (kind != "refused"), said
            if kind == "propose":
                change = done.stdout.split()[0]
            if kind == "call":
                assert '"office":"0101"' in done.stdout, said
    assert "0110" in said, "who asks for the old office is told the new one"
