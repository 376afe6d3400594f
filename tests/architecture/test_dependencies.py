"""Every dependency says beside it why it is this one: a library without a reason is a debt without a debtor."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from typing import Final

import pytest

from tests.architecture.house_rules import ROOT

PROJECT: Final = (ROOT / "pyproject.toml").read_text("utf-8")
NOT_THE_NAME: Final = re.compile(r"[^A-Za-z0-9_.-].*")
FEW_WORDS: Final = 3


def dependencies(project: str) -> set[str]:
    """Return every requirement of the project, its extras and its groups, as it is written."""
    document = tomllib.loads(project)
    stated = document["project"]
    groups = [*stated.get("optional-dependencies", {}).values(), *document.get("dependency-groups", {}).values()]
    return {each for each in chain(stated["dependencies"], *groups) if isinstance(each, str)}


def without_a_reason(project: str) -> Iterator[str]:
    """Yield the requirements that stand on a line, or several, without saying why."""
    for each in dependencies(project):
        lines = [line for line in project.splitlines() if f'"{each}"' in line and not line.startswith("requires")]
        told = [line.partition(f'"{each}"')[2].partition("#")[2].split() for line in lines]
        if not told or any(len(words) < FEW_WORDS for words in told):
            yield each


def test_every_dependency_says_why() -> None:
    assert len(dependencies(PROJECT)) > 40
    assert sorted(without_a_reason(PROJECT)) == []


@pytest.mark.parametrize("comment", ["", " # HTTP"], ids=["none", "a word"])
def test_one_that_does_not_is_found(comment: str) -> None:
    project = f'[project]\ndependencies = [\n  "httpx>=1",{comment}\n  "orjson>=3", # reads JSON in Rust\n]\n'
    assert list(without_a_reason(project)) == ["httpx>=1"]


def test_every_dependency_is_locked_and_what_only_tests_need_is_not_installed_with_the_command() -> None:
    run, dev = ((ROOT / "requirements" / f"{kind}.lock").read_text("utf-8") for kind in ("run", "dev"))
    project = tomllib.loads(PROJECT)["project"]
    groups = (project["optional-dependencies"][group] for group in ("bus", "files", "prints", "sandbox"))
    names = {NOT_THE_NAME.sub("", each) for each in chain(project["dependencies"], *groups)} - {"saphan"}
    assert [name for name in sorted(names) if f"\n{name}==" not in f"\n{run}"] == []
    assert "\njoserfc==" in dev
    assert "\njoserfc==" not in run
