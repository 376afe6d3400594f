"""`saphan demo` from the outside: the whole story, and a story that stops."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow

LINE = re.compile(r"^   [✓■] \S+ → \S+ +\S+.*? +\w+ +\d{3} +[\d.]+ ms$", re.MULTILINE)


def demo(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", "demo"],
        env={**os.environ, "TMPDIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_the_story_is_told_to_its_end(data_folder: Path) -> None:
    told = demo(data_folder)
    assert told.returncode == 0, told.stdout
    assert len(LINE.findall(told.stdout)) >= 55, told.stdout
    for fact in (
        "A case that is Under investigation does not become Charged by you. You may now: File sent to the prosecutor.",
        "/to to-oneself",
        "You may now: Returned to the prosecutor, Accepted by the court, Discontinued, Suspended.",
        "precondition-failed",
        ":01.CR.1, for everybody and for ever.",
        "Who looked, and how often: moj 1, ospp 1, police 2, psc 3, registrar 1.",
        "child-in-case",
        "which is juvenile and counted once.",
        "no judge of the first trial sat in the second",
        "The prosecutor charged 2; the court received 3 at first instance, 1 of them once more after a remand; justice",
        "Counted by one side alone: 0.",
        "rose from 0 to 1",
        "superseded, checked offline.",
        "192 monthly values of 16 provinces, 22,903 cases",
        "0742/ອຄ.ກຂອ",
        "purpose-not-agreed",
        "The court sees 2 participants; oversight sees the case without them",
        "consent-not-in-force",
        "system-not-registered",
        "no-agreement",
        "proof-replayed",
        "token-expired",
        "findings, all of them hold",
        "✗ The signature does not fit: the receipt was altered.",
    ):
        assert fact in told.stdout
    for pointer in ("/title", "/number", "/category", "/place", "/openedOn", "/colour"):
        assert f"{pointer} " in told.stdout, "every fault of the broken body is shown"
    assert "14 of them refused as they should be" in told.stdout.replace("\n", " ")
    assert_nothing_is_left(data_folder)


def test_a_story_that_stops_says_where_and_leaves_nothing(data_folder: Path) -> None:
    told = demo(data_folder, SAPHAN_TEST="1", SAPHAN_CRASH_AT="commit")
    assert told.returncode == 1
    assert "The story stopped: police-case-system → case-registry, openCase" in told.stdout
    assert_nothing_is_left(data_folder)


def assert_nothing_is_left(folder: Path) -> None:
    servers = (each for each in psutil.process_iter(["name", "cwd"]) if each.info["name"] == "postgres")
    assert not [each.info["cwd"] for each in servers if (each.info["cwd"] or "").startswith(str(folder))]
    assert not list(folder.iterdir())
