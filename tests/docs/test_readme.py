"""The README's path from a clone to a first own exchange, walked as a newcomer would, on a folder of its own."""

import json
import urllib.request
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.house_rules import ROOT
from tests.support.walkthrough import blocks, clone, serving, shell

README: Final = ROOT / "README.md"


def test_the_readme_has_a_setup_that_make_knows() -> None:
    (setup,) = [text for kind, text in blocks(README) if kind == "setup"]
    known = shell(setup.replace("make ", "make -n ", 1), ROOT)
    assert known.returncode == 0, known.stderr


@pytest.mark.slow
def test_the_readmes_commands_do_what_it_says(data_folder: Path) -> None:
    folder = clone(data_folder)
    (serve,) = [text for kind, text in blocks(README) if kind == "serve"]
    answers = []
    with serving(serve, folder) as base:
        for kind, command in blocks(README):
            if kind in {"run", "refused"}:
                done = shell(command, folder)
                assert done.returncode == (0 if kind == "run" else 1), f"{command}\n{done.stdout}\n{done.stderr}"
                answers.append(json.loads(done.stdout))
        opened, listed, refused = answers
        assert opened["caseId"] in [case["caseId"] for case in listed["items"]]
        assert refused["code"] == "invalid-input"
        assert {"lo", "en"} == set(refused["errors"][0]["message"])
        for page in ("/", "/docs", "/redoc", "/openapi.json", "/problems/invalid-input"):
            with urllib.request.urlopen(base + page, timeout=10) as answer:
                assert answer.status == 200, page
