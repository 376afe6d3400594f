"""The README, walked against a running gateway: another country's cases come in, and their acts as far as they may."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.architecture.house_rules import ROOT
from tests.support.walkthrough import blocks, clone, serving, shell

README: Final = Path(__file__).parents[1] / "README.md"


@pytest.mark.slow
def test_cases_come_in_once_and_a_prosecutor_posts_the_acts_that_are_its_own(data_folder: Path) -> None:
    folder = clone(data_folder)
    (folder / "docs").symlink_to(ROOT / "docs")
    steps = dict(blocks(README))
    with serving(steps["serve"], folder):
        done(steps["map"], folder)
        report = json.loads(done(steps["import"], folder))
        assert (report["imported"], report["refused"]) == (7, 0)
        assert json.loads(done(steps["import"], folder))["unchanged"] == 7
        done(steps["post"], folder)
        assert performed(folder) >= {
            ("fileCharge", "done", None),
            ("fileCharge", "notSent", "no-article"),  # articles.json knows one of their offences
            ("fileCharge", "refused", "x-code-date"),  # an act of 2018 is none under the law of 2005
            ("enterPlea", "notSent", "no-charge"),
            ("decideCharge", "notSent", "no-charge"),
            ("recordCustody", "refused", "required"),  # theirs names no order
            ("scheduleHearing", "notSent", "no-proceeding"),
        }
        done(steps["post"], folder)
        assert ("fileCharge", "onRecord", None) in performed(folder)


def done(command: str, folder: Path) -> str:
    """Run a command of the README and return what it printed."""
    ended = shell(command, folder)
    assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def performed(folder: Path) -> set[tuple[str, str, str | None]]:
    """Return operation, outcome and code of the acts in the report; a refusal is told in both languages."""
    outcomes: list[dict[str, Any]] = json.loads((folder / "hmcts" / "report.json").read_text("utf-8"))["performed"]
    assert all(each["lo"] and each["en"] for each in outcomes if each["outcome"] == "refused")
    return {(each["operation"], each["outcome"], each.get("code")) for each in outcomes}
