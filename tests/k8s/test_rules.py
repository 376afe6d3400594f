"""The manifests break no rule, and each rule finds the mistake that it is there for and names file, object and rule."""

from copy import deepcopy
from pathlib import Path
from typing import Final

import pytest

from k8s.checks.__main__ import main
from k8s.checks.manifests import OVERLAYS, Country, faults
from k8s.checks.offline import RENDERED
from k8s.checks.rules import RULES
from tests.k8s.seeded import SEEDED, Change

SEEDS: Final = [
    pytest.param(rule, named, change, id=f"{rule}-{number}")
    for rule, changes in SEEDED.items()
    for number, (named, change) in enumerate(changes)
]


@pytest.fixture(scope="module")
def whole() -> Country:
    return Country.read(RENDERED / "production.yaml")


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_breaks_no_rule(overlay: str) -> None:
    country = Country.read(RENDERED / f"{overlay}.yaml")
    assert len(country.manifests) > 70
    assert faults(country, RULES) == []


@pytest.mark.parametrize(("rule", "named", "change"), SEEDS)
def test_a_mistake_is_named_by_file_object_and_rule(whole: Country, rule: str, named: str, change: Change) -> None:
    country = deepcopy(whole)
    changed = change(country)
    country = changed if isinstance(changed, Country) else country
    assert country != whole
    found = faults(country, {rule: RULES[rule]})
    assert [str(fault) for fault in found if str(fault).startswith(f"production.yaml: {named}: {rule}: ")]


def test_every_rule_has_its_mistake_and_its_reason() -> None:
    assert SEEDED.keys() == RULES.keys()
    assert len(RULES) >= 12
    assert [name for name, rule in RULES.items() if not (rule.__doc__ or "").strip()] == []


def test_the_command_names_what_is_wrong_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (RENDERED / "production.yaml").read_text("utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text(text.replace("memory: 768Mi", "memory: 768 MB", 1), "utf-8")
    assert main([str(bad)]) == 1
    assert "bad.yaml: Deployment/case-registry: quantities: " in capsys.readouterr().err
    assert main([str(RENDERED / "production.yaml")]) == 0
