"""The Dockerfile keeps its rules: nothing is fetched, nobody is root, every component has its stage."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from cli.components import COMPONENTS, Component
from deploy.build.pins import BASE, BUILD, ROOT, images, pins

DOCKERFILE: Final = ROOT / "deploy" / "Dockerfile"
TEXT: Final = DOCKERFILE.read_text("utf-8")
STAGES: Final = dict(re.findall(r"^FROM (?:\S+) AS (\S+)\n(.*?)(?=^FROM )", TEXT, re.MULTILINE | re.DOTALL))
HADOLINT: Final = Path(sys.executable).with_name("hadolint")
SHELLS: Final = [*(ROOT / "deploy").glob("b*/*.sh")]


@pytest.mark.parametrize("file", [DOCKERFILE, *(ROOT / "deploy" / "bases").glob("*.Dockerfile")], ids=lambda p: p.name)
def test_hadolint_has_no_complaint(file: Path) -> None:
    done = subprocess.run([HADOLINT, file], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_hadolint_complains_when_there_is_something(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM debian\nRUN cd /tmp && sudo apt-get install python3\n")
    done = subprocess.run([HADOLINT, bad], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert {"DL3006", "DL3004"} <= set(re.findall(r"DL\d+", done.stdout))


def test_every_image_of_the_table_has_a_stage_that_can_be_built() -> None:
    assert set(images()) <= set(STAGES)
    assert TEXT.rstrip().endswith("FROM ${COMPONENT}")


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_a_component_serves_itself_to_whoever_reaches_the_container(component: Component) -> None:
    assert f'CMD ["serve", "{component.name}"]' in STAGES[component.name]
    assert f"ENV {component.prefix}HOST=0.0.0.0" in STAGES[component.name]


def test_the_page_says_of_each_image_which_groups_it_has() -> None:
    page = (ROOT / "docs" / "images.md").read_text("utf-8")
    rows = re.findall(r"^\| `saphan-([a-z-]+)` \| .+ \| ([a-z, ]+) \| (\d+) \|$", page, re.MULTILINE)
    assert {name: groups.split(", ") for name, groups, _size in rows} == dict(images())


def test_every_lock_of_a_group_reaches_the_stage_that_installs_it() -> None:
    groups = {group for wanted in images().values() for group in wanted}
    assert [group for group in groups if f"requirements/{group}.lock" not in STAGES["groups"]] == []


def test_what_runs_is_no_root_and_stops_on_sigterm() -> None:
    runtime = STAGES["runtime"]
    assert re.findall(r"^USER (.+)$", TEXT, re.MULTILINE) == ["65532:65532"]
    assert "STOPSIGNAL SIGTERM" in runtime
    assert runtime.index("USER 65532") > runtime.rindex("RUN "), "nothing is made after root has left"
    assert runtime.count("ENTRYPOINT") == 1


def test_nothing_is_fetched_and_only_bases_come_from_elsewhere() -> None:
    said = "\n".join(line for line in TEXT.splitlines() if not line.startswith("#"))
    installs = (ROOT / "deploy" / "build" / "install.sh").read_text("utf-8")
    assert re.findall(r"\b(?:curl|wget|apt-get|git clone|https?:)", said + installs) == []
    assert re.findall(r"^FROM (?!\$\{|libraries|runtime|served)", said, re.MULTILINE) == []
    assert "--no-index" in installs
    assert "--require-hashes" in installs


def test_no_context_but_what_is_named_reaches_a_build() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    assert all(line.startswith("!") for line in lines[1:])


def test_no_lock_of_an_image_has_a_marker_or_an_address_and_build_tools_are_in_none() -> None:
    """`pins` refuses every line that is no pin with its hashes."""
    tools = {pin.name for pin in pins(BUILD)}
    assert {"pip", "hatchling"} <= tools
    for lock in (BASE, *{group for wanted in images().values() for group in wanted}):
        pinned = pins(lock)
        assert pinned != []
        assert all(pin.hashes for pin in pinned)
        assert {pin.name for pin in pinned} & (tools - {"packaging"}) == set()


def test_what_is_tested_is_what_is_installed() -> None:
    """One version of each package in all locks."""
    dev = (ROOT / "requirements" / "dev.lock").read_text("utf-8")
    for lock in (BASE, BUILD, *{group for wanted in images().values() for group in wanted}):
        for pin in pins(lock):
            assert f"\n{pin.name}=={pin.version} " in f"\n{dev}", lock


@pytest.mark.parametrize("script", SHELLS, ids=lambda path: path.name)
def test_every_script_stops_at_its_first_failure(script: Path) -> None:
    assert re.search(r"^set -euo? ?p?i?p?e?f?a?i?l?$|^set -eu$", script.read_text("utf-8"), re.MULTILINE)
    assert script.stat().st_mode & 0o111
