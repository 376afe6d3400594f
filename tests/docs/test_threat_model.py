"""The threat model is true to the code: it knows every step of the pipeline, and every test that it names exists."""

import re
from typing import Final

import pytest

from gateway.exchange.pipeline import PIPELINE
from gateway.exchange.policy import RULES
from tests.architecture.house_rules import ROOT

MODEL: Final = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
NAMED: Final = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", MODEL)))


def test_every_step_of_the_pipeline_has_its_table() -> None:
    section = MODEL.partition("## The pipeline, step by step")[2].partition("\n## ")[0]
    assert re.findall(r"^### (.+)$", section, re.MULTILINE) == [step.__name__.replace("_", " ") for step in PIPELINE]


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    assert not name or re.search(rf"^(async )?def {name}\(", text, re.MULTILINE)


def test_the_top_ten_are_ten_and_each_names_a_test() -> None:
    rows = re.findall(r"^\| API([0-9]+) .*$", MODEL, re.MULTILINE)
    assert rows == [str(number) for number in range(1, 11)]
    for line in re.findall(r"^\| API[0-9]+ .*$", MODEL, re.MULTILINE):
        assert "`tests/" in line


def test_the_rules_are_told_in_their_order() -> None:
    told = (ROOT / "docs" / "policy.md").read_text("utf-8").partition("## The rules, in their order")[2]
    rows = re.findall(r"^\| ([a-z-]+) \|", told.partition("\n## ")[0], re.MULTILINE)
    assert rows == ["rule", "agreement", "time", *(rule.name for rule in RULES)]
